"""Files in the ways programs write them, and what their own passages say about how positions were counted."""

from dataclasses import replace

import pytest

from fivefold.method.coding import refi_qda
from fivefold.method.coding.refi_qda import offsets
from fivefold.method.coding.refi_qda.readings import Confidence, Convention, Unit
from tests.support import refi_dialects as dialects
from tests.support.refi_dialects import DIALECTS, Document
from tests.support.refi_projects import passage, qde, source


def read(dialect, docs):
    return refi_qda.read(dialects.write(dialect, docs), file="p.qdpx")


def placed(project):
    return [[(one.span.start, one.span.end) for one in source.selections] for source in project.sources]


def meant(docs):
    return [list(doc.passages) for doc in docs]


@pytest.mark.parametrize("name", DIALECTS)
@pytest.mark.parametrize("emoji", [True, False])
def test_every_programs_passages_are_found_and_the_decision_is_sure(name, emoji):
    docs = dialects.documents(emoji=emoji)
    project = read(DIALECTS[name], docs)
    assert placed(project) == meant(docs)
    assert project.offsets.confidence is Confidence.CERTAIN
    assert project.offsets.passages == 36


@pytest.mark.parametrize("name", DIALECTS)
def test_the_evidence_decides_without_knowing_the_program(name):
    docs = dialects.documents(seed=4)
    project = read(replace(DIALECTS[name], origin="Nothing known of it"), docs)
    assert placed(project) == meant(docs)


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("two_wide", [False, True])
@pytest.mark.parametrize("counts_mark", [False, True])
@pytest.mark.parametrize("inclusive", [False, True])
@pytest.mark.parametrize("inline", [False, True])
def test_every_convention_is_recognised_from_whole_words_alone(unit, two_wide, counts_mark, inclusive, inline):
    convention = Convention(unit, two_wide, counts_mark and not inline, inclusive)
    dialect = dialects.Dialect("A program", convention, crlf=two_wide, mark=convention.counts_mark, inline=inline)
    docs = dialects.documents(passages=20, lines=20)
    project = read(dialect, docs)
    assert placed(project) == meant(docs)
    assert project.offsets.confidence is Confidence.CERTAIN


def test_the_mark_counted_and_the_end_included_is_refuted_by_white_space():
    docs = dialects.documents()
    evidence = {one.convention: one for one in read(dialects.NVIVO, docs).offsets.candidates}
    right = evidence[dialects.NVIVO.convention]
    rival = evidence[replace(dialects.NVIVO.convention, counts_mark=True, inclusive=True)]
    assert (right.white, right.edges) == (0, 72)
    assert rival.white == 36


def test_names_decide_where_passages_run_anywhere():
    docs = dialects.documents(whole_words=False)
    project = read(replace(dialects.QUALILAB, origin="Nothing known of it"), docs)
    assert placed(project) == meant(docs)
    assert project.offsets.named == 36
    assert "names match" in project.offsets.reason


def test_names_that_are_no_words_of_the_text_are_no_evidence():
    docs = dialects.documents()
    project = read(replace(dialects.NVIVO, names="label"), docs)
    assert placed(project) == meant(docs)
    assert project.offsets.named == 0


def test_few_passages_are_read_as_the_program_is_known_to_count_and_the_doubt_is_told():
    docs = dialects.documents(count=1, passages=1, whole_words=False)
    project = read(dialects.NVIVO, docs)
    assert placed(project) == meant(docs)
    assert project.offsets.confidence is Confidence.LOW
    assert "known to count" in project.offsets.reason


def test_few_passages_of_an_unknown_program_are_read_by_the_standard():
    doc = Document("a", "🙂 the stairwell\n", ((4, 9),))
    project = read(dialects.UNKNOWN, [doc])
    assert placed(project) == [[(4, 9)]]
    assert project.offsets.confidence is Confidence.LOW
    assert "nearest the standard" in project.offsets.reason


def test_a_better_fit_on_few_passages_is_taken_and_the_doubt_told():
    doc = Document("a", "🙂🙂 the stairwell behind\n", ((3, 6), (7, 16)))
    project = read(replace(dialects.NVIVO, origin="Nothing known of it"), [doc])
    assert placed(project) == [[(3, 6), (7, 16)]]
    assert project.offsets.confidence is Confidence.LOW
    assert "fits best" in project.offsets.reason


def test_when_names_and_passage_ends_contradict_each_other_names_win_and_it_is_said():
    # Names right by code points, but every passage cut in mid-word so that one step further would look cleaner.
    words = "".join(f"🙂 alpha{number:02} " for number in range(40))
    starts = [words.index(f"alpha{number:02}") for number in range(40)]
    docs = [Document("a", words, tuple((start - 1, start + 6) for start in starts))]
    project = read(replace(dialects.QUALILAB, origin="x"), docs)
    assert placed(project) == meant(docs)
    assert project.offsets.confidence is Confidence.HIGH
    assert "would be cleaner" in project.offsets.reason


def test_passages_that_lie_in_no_text_leave_the_programs_habit_and_the_doubt():
    xml = qde(source(passage(70, 80)), attributes='origin="NVivo 14"')
    project = refi_qda.read(xml, file="p.qde")
    assert project.offsets.convention == dialects.NVIVO.convention
    assert project.offsets.confidence is Confidence.LOW
    assert "no passage lies in its text" in project.offsets.reason


def test_a_project_without_passages_needs_no_decision():
    decided = read(dialects.NVIVO, [Document("a", "words", ())]).offsets
    assert decided.confidence is Confidence.CERTAIN
    assert decided.reason == "there are no passages to place"
    assert decided.convention == dialects.NVIVO.convention


def test_a_source_that_clearly_counts_otherwise_is_read_in_its_own_way():
    usual = dialects.documents(count=4, seed=2)
    odd = replace(dialects.documents(count=1, seed=3)[0], name="Written elsewhere")
    shifted = tuple((start + 1, end + 1) for start, end in odd.passages)
    project = read(dialects.QUALILAB, [*usual, replace(odd, passages=shifted)])
    assert placed(project)[:4] == meant(usual)
    assert project.offsets.exceptions == ()

    samples = [
        offsets.Sample(str(number), doc.name, offsets.RawText.take_apart(doc.name, doc.text), _passages(doc, 0))
        for number, doc in enumerate(usual)
    ]
    samples.append(offsets.Sample("odd", odd.name, offsets.RawText.take_apart(odd.name, odd.text), _passages(odd, 1)))
    decided = offsets.detect(samples)
    assert [own.guid for own in decided.exceptions] == ["odd"]
    assert decided.exceptions[0].convention.inclusive


def _passages(doc, less):
    return tuple(offsets.Passage(start, end - less, doc.text[start:end]) for start, end in doc.passages)


def test_one_source_may_say_by_its_passage_ends_that_it_counts_otherwise():
    usual = dialects.documents(count=5, seed=2)
    odd = dialects.documents(count=1, passages=30, lines=30, seed=9)[0]
    samples = [
        offsets.Sample(str(number), doc.name, offsets.RawText.take_apart(doc.name, doc.text), _unnamed(doc, 0))
        for number, doc in enumerate(usual)
    ]
    samples.append(offsets.Sample("odd", odd.name, offsets.RawText.take_apart(odd.name, odd.text), _unnamed(odd, 1)))
    decided = offsets.detect(samples)
    assert [own.source for own in decided.exceptions] == [odd.name]
    assert "passage ends" in decided.exceptions[0].reason


def _unnamed(doc, less):
    return tuple(offsets.Passage(start, end - less, "") for start, end in doc.passages)


def test_our_own_files_are_not_guessed_at():
    docs = dialects.documents(whole_words=False)
    decided = read(replace(dialects.NVIVO, origin="Fivefold 0.1.0"), docs).offsets
    assert decided.convention == Convention()
    assert decided.reason == "written by Fivefold 0.1.0, which counts by the standard"


def test_a_programs_name_inside_another_word_is_not_that_program():
    doc = Document("a", "🙂 the stairwell\n", ((3, 6),))
    assert "nearest the standard" in read(replace(dialects.UNKNOWN, origin="XNVivoX"), [doc]).offsets.reason


@pytest.mark.parametrize(
    ("better", "worse", "expected"),
    [(0, 0, 1.0), (3, 3, 1.0), (5, 0, 1 / 32), (8, 1, 10 / 512), (2, 5, 1.0)],
)
def test_the_sign_test_is_exact_for_small_numbers(better, worse, expected):
    assert offsets._chance(better, worse) == pytest.approx(expected)


def test_the_sign_test_of_many_agrees_with_the_exact_sum():
    from math import comb

    exact = sum(comb(220, wins) for wins in range(125, 221)) / 2**220
    assert offsets._chance(125, 95) == pytest.approx(exact, rel=0.05)


@pytest.mark.parametrize(
    ("name", "passage", "expected"),
    [
        ("the stairwell", "the stairwell", 3),
        ("the  stairwell", "the stairwell", 2),
        ("the stair…", "the stairwell behind", 1),
        ("the stair...", "the stairwell behind", 1),
        ("the stair", "the stairwell behind", 1),
        ("stairwell", "the stairwell", 0),
        ("th", "the stairwell", 0),
        ("…", "the stairwell", 0),
    ],
)
def test_a_name_is_compared_with_how_its_passage_starts(name, passage, expected):
    assert offsets._name_mark(name, offsets.Span(0, len(passage)), passage) == expected


def test_a_convention_and_its_evidence_are_told_in_words():
    assert dialects.NVIVO.convention.words == ("UTF-16 units, CRLF counts two, byte order mark left out, end exclusive")
    assert Convention(counts_mark=True, inclusive=True).words == (
        "code points, a line end counts one, byte order mark counted, end inclusive"
    )


def test_a_programs_habit_that_its_own_names_refute_is_not_followed():
    words = "🙂🙂🙂 the stairwell behind the flats is out of sight at night\n"
    doc = Document("a", words, ((4, words.index(" at night")),))
    project = read(replace(dialects.UNKNOWN, origin="NVivo 14", names="cut"), [doc])
    assert placed(project) == meant([doc])
    assert project.offsets.convention.unit is Unit.CODE_POINTS
    assert project.offsets.confidence is Confidence.LOW
