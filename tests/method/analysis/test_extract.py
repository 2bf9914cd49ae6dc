"""The extract holds where and what, for the eligible, and none of the words."""

import dataclasses
import re
from pathlib import Path

import pytest

from fivefold.method.analysis.extract import Extract, extract, frozen, sealed
from fivefold.method.analysis.figures import Group
from fivefold.method.analysis.schema import TABLES, arrow_schema
from fivefold.method.coding.codebook import Code, Primary
from fivefold.method.coding.coded_study import CodedStudy
from fivefold.method.coding.spans import Span
from fivefold.method.common.contexts import Context
from fivefold.method.common.errors import InputError
from fivefold.method.frameworks.incidents import AgeBand, AgeGap, Harmed, Relationship
from fivefold.method.studies.eligibility import assess_missing
from fivefold.method.studies.study import Override
from tests.method.analysis.random_studies import PROTOCOL, WORDS, random_study
from tests.method.analysis.small_study import small_study

THREE = """
R1 A sole         | peer/risk = risk/peer/bullying-others, risk/peer/bullying-others; peer/action = response/peer
R2 B group        | individual/risk = risk/individual/history-of-violence
R3 B undetermined | family/vulnerability = vulnerability/family/parents-absent
"""


def rows_of(found: Extract, table: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = found.tables[table].to_pylist()
    return rows


def with_submission(coded: CodedStudy, reference: str, **changes: object) -> CodedStudy:
    submissions = tuple(
        dataclasses.replace(one, **changes) if one.reference == reference else one  # type: ignore[arg-type]
        for one in coded.study.submissions
    )
    return dataclasses.replace(coded, study=dataclasses.replace(coded.study, submissions=submissions))


def test_a_framework_is_a_row_with_what_stands_around_its_form() -> None:
    assert rows_of(extract(small_study(THREE)), "frameworks")[0] == {
        "framework": "R1",
        "site": "A",
        "cohort": "sole",
        "cohort_if_audience_counted": "sole",
        "overridden": False,
        "age": 14,
        "sex": "male",
        "meeting_month": "2016-10",
        "form_offence": "group",
        "instances": "single",
        "n_incidents": 1,
        "n_entries": 3,
    }


def test_presence_is_one_row_for_a_framework_and_a_code_with_the_codes_above_it() -> None:
    presence = [row for row in rows_of(extract(small_study(THREE)), "presence") if row["framework"] == "R1"]
    assert [(row["code"], row["direct"]) for row in presence] == [
        ("response", False),
        ("response/peer", True),
        ("risk", False),
        ("risk/peer", False),
        ("risk/peer/bullying-others", True),
    ]


def test_an_undetermined_framework_is_in_all_and_in_no_cohort_and_is_named() -> None:
    found = extract(small_study(THREE))
    assert {group: found.sizes[group] for group in (Group.SOLE, Group.GROUP, Group.BOTH, Group.ALL)} == {
        Group.SOLE: 1,
        Group.GROUP: 1,
        Group.BOTH: 0,
        Group.ALL: 3,
    }
    assert [(one.references, "undetermined" in one.reason) for one in found.exclusions] == [(("R3",), True)]


def test_who_fails_a_criterion_is_in_no_table_but_the_exclusions() -> None:
    found = extract(with_submission(small_study(THREE), "R1", age=18))
    assert found.freeze.frameworks == 2
    for name in TABLES:
        if name != "exclusions" and "framework" in found.tables[name].schema.names:
            assert "R1" not in found.tables[name]["framework"].to_pylist(), name
    assert rows_of(found, "exclusions") == [{"framework": "R1", "reason": "Aged 10 to 17 at the meeting: not so"}]
    assert [one.references for one in found.exclusions if one.reason.startswith("Aged")] == [("R1",)]


def test_what_cannot_be_decided_is_not_counted_either() -> None:
    found = extract(with_submission(small_study(THREE), "R1", meeting=None))
    assert [row["reason"] for row in rows_of(found, "exclusions")] == [
        "The meeting was held from 2016-09 to 2016-12: cannot be decided"
    ]


def test_a_framework_whose_form_never_came_is_among_the_exclusions_and_one_that_came_is_not_there_twice() -> None:
    missing = [
        assess_missing(reference, site="A", file="x.docx", why="refused", protocol=PROTOCOL)
        for reference in ("R1", "R9")
    ]
    found = extract(small_study(THREE), announced=missing)
    assert [row["framework"] for row in rows_of(found, "exclusions")] == ["R9"]


def test_a_persons_classification_stands_before_the_rules() -> None:
    found = extract(with_submission(small_study(THREE), "R1", override=Override("both", "seen in supervision", "Lead")))
    row = rows_of(found, "frameworks")[0]
    assert (row["cohort"], row["cohort_if_audience_counted"], row["overridden"]) == ("both", "both", True)


def test_one_entry_coded_twice_with_one_response_code_is_one_intervention() -> None:
    coded = small_study("R1 A sole | peer/action = response/peer/gang-injunction, +response/peer/gang-injunction")
    first, second = coded.codings
    coded = dataclasses.replace(coded, codings=(first, dataclasses.replace(second, span=Span(6, 9))))
    found = extract(coded)
    assert found.tables["segments"].num_rows == 2
    assert found.tables["interventions"].num_rows == 1


def test_the_more_specific_of_two_response_codes_on_an_entry_is_the_intervention() -> None:
    coded = small_study("R1 A sole | peer/action = response/peer/gang-injunction, +response/peer, +response/family")
    codes = [row["code"] for row in rows_of(extract(coded), "interventions")]
    assert codes == ["response/family", "response/peer/gang-injunction"]


def test_an_age_that_is_neither_similar_nor_under_ten_is_said_to_be_neither() -> None:
    coded = small_study("R1 A sole |")
    incident = coded.study.submissions[0].incidents[0]
    harmed = (
        Harmed(Relationship.PEER, AgeBand.FROM_10_TO_12, AgeGap.MORE_THAN_3_YOUNGER),
        Harmed(Relationship.PEER, AgeBand.UNDER_10, AgeGap.WITHIN_3),
        Harmed(Relationship.PEER),
    )
    found = extract(with_submission(coded, "R1", incidents=(dataclasses.replace(incident, harmed=harmed),)))
    ages = [(row["similar_age"], row["younger_child"]) for row in rows_of(found, "harmed")]
    assert ages == [(False, False), (True, True), (None, None)]


def test_a_characteristic_the_codebook_does_not_hold_is_left_to_the_reading_of_the_study() -> None:
    coded = small_study("R1 A sole |")
    incident = coded.study.submissions[0].incidents[0]
    named = dataclasses.replace(incident, characteristics=frozenset({"image-sharing", "no such node"}))
    found = extract(with_submission(coded, "R1", incidents=(named,)))
    assert [row["characteristic"] for row in rows_of(found, "characteristics")] == ["offence/image-sharing"]


def test_a_coding_in_a_framework_nobody_submitted_is_refused_with_the_one_probably_meant() -> None:
    coded = small_study(THREE)
    stray = dataclasses.replace(coded.codings[0], framework="R1x")
    with pytest.raises(InputError, match='Did you mean "R1"'):
        extract(dataclasses.replace(coded, codings=(*coded.codings, stray)))


def test_a_coding_in_a_framework_like_no_other_is_refused_with_what_to_do() -> None:
    coded = small_study(THREE)
    stray = dataclasses.replace(coded.codings[0], framework="QQQQQQQQ")
    with pytest.raises(InputError, match="Add the form to the study folder"):
        extract(dataclasses.replace(coded, codings=(stray,)))


def test_the_order_of_submissions_and_codings_does_not_change_the_digest() -> None:
    for seed in range(20):
        coded = random_study(seed)
        study = dataclasses.replace(coded.study, submissions=coded.study.submissions[::-1])
        turned = dataclasses.replace(coded, study=study)
        assert extract(turned).freeze == extract(coded).freeze


def test_moving_one_coding_changes_the_digest() -> None:
    coded = small_study(THREE)
    moved = dataclasses.replace(coded.codings[0], span=Span(0, 6))
    changed = dataclasses.replace(coded, codings=(moved, *coded.codings[1:]))
    assert extract(changed).freeze.digest != extract(coded).freeze.digest


def test_no_word_of_an_entry_an_incident_or_a_signature_is_anywhere_in_the_tables() -> None:
    for seed in range(30):
        found = extract(random_study(seed, frameworks=6))
        for table in found.tables.values():
            for column in table.columns:
                held = " ".join(str(value) for value in column.to_pylist())
                assert not any(word in held for word in (*WORDS, "signed", "the site said so")), column


def test_every_table_has_its_schema_even_when_the_study_is_empty() -> None:
    found = frozen({})
    assert found.freeze.frameworks == 0
    assert all(found.tables[name].schema == arrow_schema(name) for name in TABLES)
    assert found.exclusions == ()


@pytest.mark.parametrize(
    ("column", "words"),
    [("sex", "he lives with his aunt"), ("site", "two\nlines"), ("site", "x" * 201)],
)
def test_words_where_a_closed_vocabulary_or_a_label_is_meant_are_refused_and_not_repeated(
    column: str, words: str
) -> None:
    tables = dict(extract(small_study(THREE)).tables)
    frameworks = tables["frameworks"]
    at = frameworks.schema.get_field_index(column)
    tables["frameworks"] = frameworks.set_column(at, frameworks.schema.field(at), [[words] * 3])
    with pytest.raises(InputError) as refused:
        sealed(tables)
    assert words not in refused.value.sentence


def test_a_missing_value_a_wrong_type_and_a_missing_column_are_refused() -> None:
    tables = dict(extract(small_study(THREE)).tables)
    frameworks = tables["frameworks"]
    site = frameworks.schema.get_field_index("site")
    age = frameworks.schema.get_field_index("age")
    changed = {
        "values are missing": frameworks.set_column(site, "site", [["A", None, "B"]]),
        "holds double": frameworks.set_column(age, "age", [[14.0, 14.0, 14.0]]),
        "the columns are": frameworks.drop_columns(["site"]),
    }
    for message, table in changed.items():
        with pytest.raises(InputError, match=message):
            sealed({**tables, "frameworks": table})


def test_a_code_made_in_vivo_below_one_nobody_holds_counts_at_what_is_above_that() -> None:
    coded = small_study(THREE)
    deep = Code("risk/peer/unheld/deep", ("Risks", "Peer", "Unheld", "Deep"), Primary.RISK, Context.PEER)
    found = extract(dataclasses.replace(coded, codings=(dataclasses.replace(coded.codings[0], code=deep),)))
    presence = [row["code"] for row in rows_of(found, "presence")]
    assert presence == ["risk", "risk/peer", "risk/peer/unheld/deep"]
    assert found.codes["risk/peer/unheld/deep"]["parent"] == "risk/peer"


def test_the_reference_page_names_every_table_and_column() -> None:
    page = (Path(__file__).parents[3] / "docs" / "reference" / "analysis.md").read_text(encoding="utf-8")
    described = dict(re.findall(r"^\| `(\w+)` \|[^|]*\| (`framework`.*|`code`.*|`layer`.*) \|$", page, re.MULTILINE))
    assert {name: re.findall(r"`(\w+)`", columns) for name, columns in described.items()} == {
        name: [column.name for column in columns] for name, columns in TABLES.items()
    }
