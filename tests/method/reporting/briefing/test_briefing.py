"""What a briefing says of studies small enough to count by eye, and of studies with hardly anything in them."""

import datetime
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from fivefold.method.analysis.extract import Extract, extract, sealed
from fivefold.method.analysis.figures import Group
from fivefold.method.analysis.questions import any_of, factor
from fivefold.method.analysis.schema import RECORDED
from fivefold.method.coding.codebook import Codebook, codebook
from fivefold.method.common.dates import PartialDate
from fivefold.method.common.errors import InputError
from fivefold.method.frameworks.entries import CellStatus
from fivefold.method.reporting import document as tree
from fivefold.method.reporting import provenance
from fivefold.method.reporting.blocks import Chart
from fivefold.method.reporting.briefing import phrases, tables_page
from fivefold.method.reporting.briefing.material import Material
from fivefold.method.reporting.document import Document, Meta
from fivefold.method.reporting.inlines import Stated, Text, plain
from fivefold.method.studies.study import Consents, Override
from tests.method.analysis.random_studies import PROTOCOL, random_study
from tests.method.analysis.small_study import WEAPON, small_study, with_own_need
from tests.method.reporting.briefing.study import (
    ABUSE,
    BULLYING,
    ENGAGED,
    REFERRAL,
    REFUSED,
    coded,
    ids,
    of,
    of_lines,
    said,
    table,
    with_coders,
)

pytestmark = pytest.mark.slow
"""Each briefing asks a hundred questions of its study."""


@pytest.fixture(scope="module")
def found() -> Extract:
    return extract(with_coders(coded()))


@pytest.fixture(scope="module")
def document(found: Extract) -> Document:
    return of(found)


def test_the_briefing_may_be_printed(document: Document) -> None:
    assert provenance.check(document) == ()


def test_sections_come_in_the_order_a_reader_meets_them(document: Document) -> None:
    assert [heading.id for heading in tree.outline(document) if heading.level == 2] == [
        "sample",
        "method",
        "limitations",
        "findings",
        "responses",
        "strengths",
        "challenges",
        "profiles",
        "instrument",
        "codes",
        "needs",
        "tests",
        "numbers",
    ]


def test_every_number_it_prints_is_what_the_question_gives(document: Document, found: Extract) -> None:
    figures = tree.figures(document)
    for key in (BULLYING, ABUSE, ENGAGED):
        assert figures[key].counts == factor(found, key).counts
    assert figures["risk/peer"].counts == any_of(found, ["risk/peer"]).counts
    assert {figure.freeze for figure in figures.values()} == {found.freeze}


def test_it_opens_with_what_sets_the_cohorts_apart_and_what_was_left(document: Document) -> None:
    opening = said(document).split("\nThe sample\n")[0]
    assert "alone: domestic abuse between parents or carers (12 of 12 against 2 of 10)" in opening
    assert "in a group: bullied by others (8 of 10 against 0 of 12) and bullying others (8 of 10 against" in opening
    assert "Bullying others was recorded in 8 of 22 frameworks; in 8 of 8 no response to it was recorded." in opening


def test_the_sample_says_who_is_in_it(document: Document) -> None:
    words = said(document, "sample")
    assert "22 frameworks from two sites met every criterion" in words
    assert "20 of 22 frameworks followed a single incident and two of 22 a series; 22 of 22 concern young men." in words
    assert "meetings from September 2016 to December 2016" in words
    assert table(document, "ages") == [
        ("Age in years", "Sole (n = 12)", "Group only (n = 8)", "Both (n = 2)", "All (n = 22)"),
        ("14", "12", "8", "2", "22"),
    ]
    assert table(document, "months")[1][0] == "October 2016"


def test_agreement_is_told_by_node_and_never_rounded_to_all(document: Document) -> None:
    rows = {row[0]: row[1:] for row in table(document, "agreement-table")}
    assert rows["Risks"] == ("0", "8", "84.6%", "0.00")
    assert rows["All codes"] == ("44", "8", "96.9%", "0.90")
    assert "they took 96.9% alike" in said(document, "agreement")


def test_more_than_two_coders_are_taken_pair_by_pair() -> None:
    study = with_coders(coded())
    third = tuple(replace(one, layer="Third") for one in study.codings if one.layer == "First")
    rows = {
        row[0]: row for row in table(of(extract(replace(study, codings=(*study.codings, *third)))), "agreement-table")
    }
    assert rows["Risks"][1:3] == ("8", "16")


def test_an_agreement_that_cannot_be_computed_says_why() -> None:
    study = small_study(f"R1 A sole | peer/risk = {BULLYING}")
    layers = tuple(replace(one, layer=layer) for one in study.codings for layer in ("First", "Second"))
    document = of(extract(replace(study, codings=(*study.codings, *layers))))
    assert "kappa is undefined (" in said(document, "agreement")


def test_limitations_come_from_what_was_not_recorded(document: Document) -> None:
    words = said(document, "limitations")
    assert "52 of 880 cells of the forms hold an entry." in words
    assert "the neighbourhood context in 22 of 22" in words
    assert "Least was recorded of the neighbourhood context, where 0 of 176 cells hold an entry, and most of" in words
    assert "8 of 52 coded segments were written under another context than the one they are about, in 8 of 22" in words
    assert "left-out" not in ids(document)


def test_what_was_written_in_the_wrong_place_is_drawn_there(document: Document) -> None:
    (chart,) = (one for one in tree.blocks(document) if isinstance(one, Chart) and one.id == "misplaced-chart")
    counts = [[cell.count.numerator for cell in row if cell] for row in chart.grid.cells]
    assert counts == [[12, 0, 0, 0, 0], [0, 24, 0, 0, 0], [0, 0, 8, 0, 0], [0, 0, 8, 0, 0], [0, 0, 0, 0, 0]]


def test_a_misplaced_entry_under_a_form_row_nobody_coded_about_still_counts_over_that_row() -> None:
    document = of_lines(f"R1 A sole | school/risk = {BULLYING}")
    figures = tree.figures(document)
    assert figures["misplaced-matrix/peer/school"].counts[Group.ALL].numerator == 1
    assert figures["misplaced-matrix/school/school"].counts[Group.ALL].base == 1


def test_each_context_says_what_was_recorded_most_often(document: Document) -> None:
    words = said(document, "context-peer")
    assert (
        "Eight of 22 frameworks record a vulnerability in this context, most often bullied by others (8 of 22)."
        in words
    )
    assert (
        "Recorded more often where there was behaviour in a group: bullied by others (8 of 10 against 0 of 12)" in words
    )
    assert "None of 22 frameworks record a risk in it" in said(document, "context-school")


def test_factors_that_do_not_differ_are_said_not_to() -> None:
    document = of_lines(f"R1 A sole | peer/risk = {BULLYING}\nR2 A group | peer/risk = {BULLYING}")
    assert "No factor here sets the cohorts apart by more than chance could." in said(document, "context-peer")


def test_interventions_count_without_a_base_by_what_they_try_to_change(document: Document) -> None:
    words = said(document, "responses")
    assert "10 interventions were recorded: 10 to do with the family and home context" in words
    assert (
        "The gap is widest in the family and home context: 14 of 22 frameworks record a need there, and in 12" in words
    )


def test_what_was_recorded_against_a_need_is_named_with_its_count() -> None:
    document = of_lines(
        f"""R1 A sole | family/vulnerability = {ABUSE}; family/action = {REFERRAL}
        R2 A sole | family/vulnerability = {ABUSE}
        R3 A sole | family/vulnerability = {ABUSE}"""
    )
    words = said(document, "gaps")
    assert (
        "Domestic abuse between parents or carers was recorded in 3 of 3 frameworks; in 2 of 3 no response to it was "
        "recorded. Interventions recorded against it: domestic abuse service referral (1)." in words
    )
    assert "domestic abuse service referral (1); not recorded: work on impact" in "".join(
        table(document, "need-table")[1]
    )


def test_the_need_most_surely_unaddressed_comes_first() -> None:
    lines = [f"R{n} A sole | family/vulnerability = {ABUSE}" for n in range(9)]
    lines += [f"R9 A sole | family/vulnerability = {ABUSE}; family/action = {REFERRAL}"]
    lines += [f"P0 A sole | peer/risk = {BULLYING}"]
    document = of_lines("\n".join(lines))
    # 1 of 1 is a larger share than 9 of 10, and says less.
    assert [row[0] for row in table(document, "need-table")[1:]] == [
        "Domestic abuse between parents or carers",
        "Bullying others",
    ]


def test_a_need_of_which_every_answer_was_recorded_lists_them_alone() -> None:
    answers = f"{REFERRAL}, response/family/work-on-impact-of-domestic-abuse"
    document = of_lines(f"R1 A sole | family/vulnerability = {ABUSE}; family/action = {answers}")
    last = table(document, "need-table")[1][-1]
    assert last == "domestic abuse service referral (1) and work on impact of domestic abuse (1)"
    assert "no response to it" not in said(document).split("\nThe sample\n")[0]


def test_a_need_created_while_coding_is_named_as_one_nothing_can_be_said_of() -> None:
    coded_so = with_own_need(small_study(f"R1 A sole | family/vulnerability = {ABUSE}; individual/risk = {WEAPON}"))
    told = said(of(extract(coded_so)))
    assert "it cannot be said whether they were met: something the coders saw (1)." in told.lower()


def test_strengths_and_barriers_are_counted() -> None:
    document = of_lines(f"R1 A sole | individual/strength = {ENGAGED}; family/challenge = {REFUSED}")
    assert "Individual: 1 of 1; most often good communication (1 of 1)" in said(document, "strengths")
    assert "The barriers recorded most often: non-engagement from family (1 of 1)." in said(document, "challenges")
    opening = said(document).split("\nThe sample\n")[0]
    assert "What stood in the way most often: non-engagement from family (1 of 1)." in opening


def test_profiles_say_what_sets_a_cohort_apart(document: Document) -> None:
    words = said(document, "profile-sole")
    assert "Recorded more often than for the other cohorts: good communication (12 of 12 against 0 of 10)" in words
    assert "profiles-chart" in ids(document)


def test_an_exact_test_stands_for_each_factor_recorded_often_enough(document: Document) -> None:
    rows = {row[0]: row[1:] for row in table(document, "tests-table")}
    assert rows["Bullying others"] == ("0", "8", "0", "p < 0.001", "0.97")


def test_nothing_in_it_speaks_of_scores_or_stars(document: Document) -> None:
    words = said(document).lower()
    assert not re.search(r"risk score|high risk|low risk|\*\*|likely to", words)


# ---- studies with hardly anything in them


@pytest.mark.parametrize(
    "lines",
    [
        "R1 A sole",
        "R1 A undetermined",
        f"R1 A undetermined | peer/risk = {BULLYING}; peer/vulnerability = {ABUSE}",
        f"R1 A both | peer/risk = {BULLYING}",
        f"R1 A sole | peer/action = {REFERRAL}",
        "R1 A sole\nR2 B group",
    ],
)
def test_a_study_with_hardly_anything_in_it_still_gives_a_sane_briefing(lines: str) -> None:
    document = of_lines(lines)
    assert provenance.check(document) == ()
    assert not re.search(r"\(n = 0\)|nan|None\b(?! of| recorded)", said(document))


def test_a_study_without_codings_says_so() -> None:
    document = of_lines("R1 A sole")
    assert "Nothing is coded in the agreed layer." in said(document)
    assert "No response was recorded." in said(document, "responses")
    assert "No barrier was recorded." in said(document, "challenges")
    assert "Nothing is coded in 1 of 1 frameworks of this cohort." in said(document, "profile-sole")
    assert {"misplaced", "gaps", "context-gaps", "needs", "agreement", "profiles-chart"} & ids(document) == set()
    assert "In short" not in said(document)


def test_undetermined_frameworks_are_told_of_and_stand_in_no_cohort() -> None:
    document = of_lines("R1 A undetermined\nR2 A sole")
    assert "the record does not say who took part: 1 framework" in said(document, "sample")
    assert "In 1 of 2 the record does not say who took part." in said(document, "limitations")
    assert "1 framework: of cohort figures only" in said(document, "left-out")
    assert "There is nothing to test" in said(document)


def test_an_override_is_told_of() -> None:
    study = small_study("R1 A sole")
    (submission,) = study.study.submissions
    changed = replace(
        submission, override=Override("group", "the list of participants is known to be short", "the researcher")
    )
    document = of(extract(replace(study, study=replace(study.study, submissions=(changed,)))))
    assert "In 1 of 1 a person set the cohort against the rule, with a reason." in said(document, "limitations")


def test_a_study_without_an_eligible_framework_is_refused() -> None:
    study = small_study("R1 A sole")
    (submission,) = study.study.submissions
    without = replace(study.study, submissions=(replace(submission, consents=Consents(False, True)),))
    with pytest.raises(InputError, match="no framework of this study is eligible"):
        of(extract(replace(study, study=without)))


def test_incidents_may_be_missing_altogether() -> None:
    found = extract(small_study(f"R1 A sole | peer/risk = {BULLYING}"))
    tables = dict(found.tables)
    for name in ("incidents", "characteristics", "harmed", "cells"):
        tables[name] = tables[name].slice(0, 0)
    document = of(sealed(tables))
    assert provenance.check(document) == ()
    assert {"places", "not-recorded"} & ids(document) == set()


def _with_statuses(found: Extract, status: Callable[[int], str]) -> Extract:
    """The same with other statuses of cells, by their number."""
    cells = found.tables["cells"]
    rows = [{**cell, "status": status(number)} for number, cell in enumerate(cells.to_pylist())]
    return sealed({**found.tables, "cells": cells.from_pylist(rows, schema=cells.schema)})


def test_more_statuses_than_a_chart_can_tell_apart_are_drawn_as_other_reasons() -> None:
    statuses = [RECORDED, *map(str, CellStatus)]
    found = extract(small_study("R1 A sole\nR2 A sole"))
    document = of(_with_statuses(found, lambda number: statuses[number % len(statuses)]))
    assert provenance.check(document) == ()
    (chart,) = (one for one in tree.blocks(document) if isinstance(one, Chart) and one.id == "completeness-chart")
    assert plain(chart.grid.columns[-1], {}) == "Other reasons"


def test_a_form_without_empty_cells_has_no_reasons_to_tell() -> None:
    document = of(_with_statuses(extract(small_study("R1 A sole")), lambda _: RECORDED))
    words = said(document, "not-recorded")
    assert "40 of 40 cells of the forms hold an entry." in words
    assert "The others stand as" not in words


def test_a_form_that_holds_nothing_has_no_context_with_most() -> None:
    document = of(_with_statuses(extract(small_study("R1 A sole")), lambda _: CellStatus.UNEXPLAINED))
    words = said(document, "not-recorded")
    assert "0 of 40 cells of the forms hold an entry." in words
    assert "Least was recorded" not in words


def _without(book: Codebook, keep: Callable[[str], bool]) -> Codebook:
    return Codebook(book.key, tuple(code for code in book if keep(code.key)))


def test_a_codebook_of_one_node_gives_what_it_can() -> None:
    book = _without(codebook(), lambda key: key in {"risk", "risk/peer", BULLYING})
    document = of(extract(small_study(f"R1 A sole | peer/risk = {BULLYING}", book=book)))
    assert provenance.check(document) == ()
    assert {"behaviour", "peers", "context-gaps", "gaps"} & ids(document) == set()
    assert "One of 1 frameworks record a risk in it" in said(document, "context-peer")


@pytest.mark.parametrize("seed", [0, 1, 3, 4, 6, 7, 8, 9])
def test_any_study_gives_a_briefing_that_may_be_printed(seed: int) -> None:
    found = extract(random_study(seed, frameworks=6))
    document = of(found)
    assert provenance.check(document) == ()


# ---- parts


def test_the_tables_page_holds_the_published_four_and_every_factor(found: Extract) -> None:
    meta = Meta("A study", found.freeze, "1", datetime.date(2026, 11, 23))
    document = tables_page.document(PROTOCOL, found, meta=meta)
    assert provenance.check(document) == ()
    assert {f"published-{number}" for number in range(1, 5)} <= ids(document)
    assert table(document, "published-3")[1] == ("Bullying others", "0", "8", "0", "8")
    assert table(document, "findings-risk-peer")[-1] == ("Any of these", "0", "8", "0", "8")


def test_dates_are_said_in_words() -> None:
    assert phrases.in_words(PartialDate(2016, 9)) == "September 2016"
    assert phrases.in_words(PartialDate(2016)) == "2016"


def test_a_label_with_a_counting_word_says_whose_it_is() -> None:
    assert phrases.named("Mentoring") == Text("Mentoring")
    assert phrases.named("Seen by two services") == Stated("Seen by two services", "the codebook")


def test_titles_inside_a_sentence_keep_their_abbreviations() -> None:
    assert phrases.lower("CAMHS work") == "CAMHS work"
    assert phrases.lower("Mentoring") == "mentoring"


def test_a_contrast_needs_both_groups(found: Extract) -> None:
    figures = Material(PROTOCOL, found).factors
    assert phrases.contrasts(figures, Group.SOLE, Group.GROUP)[0].key.startswith("vulnerability/family")
    alone = Material(PROTOCOL, extract(small_study(f"R1 A sole | peer/risk = {BULLYING}"))).factors
    assert phrases.contrasts(alone, Group.SOLE, Group.GROUP) == ()
