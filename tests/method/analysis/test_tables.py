"""The published tables and the findings, on a study small enough to count by eye."""

import pytest

from fivefold.method.analysis.extract import extract, frozen
from fivefold.method.analysis.figures import Group, Unit
from fivefold.method.analysis.queries import GRAMMAR
from fivefold.method.analysis.tables import Table, definitions, findings, published_table, published_tables
from fivefold.method.coding.codebook import Primary, codebook
from fivefold.method.common.errors import InputError
from tests.method.analysis.small_study import small_study
from tests.method.analysis.test_questions import STUDY


def cells(table: Table) -> list[tuple[object, ...]]:
    return [(row.title, *(row.counts[head.group].numerator for head in table.heads)) for row in table.rows]


def test_table_1_counts_frameworks_by_site_and_they_sum_to_the_sample() -> None:
    table = published_table(extract(small_study(STUDY.replace("R3 A", "R3 B"))), "1")
    assert cells(table) == [("Site A", 1, 1, 0, 2), ("Site B", 0, 0, 2, 2)]
    assert [head.base for head in table.heads] == [1, 1, 2, 4]
    assert sum(row.counts[Group.ALL].numerator for row in table.rows) == table.freeze.frameworks


def test_table_3_counts_peer_relationships_and_those_who_are_in_two_of_its_rows() -> None:
    table = published_table(extract(small_study(STUDY)), "3")
    assert cells(table) == [
        ("Bullying others", 1, 1, 0, 2),
        ("Bullied by others", 1, 0, 1, 2),
        ("Peer criminality", 0, 0, 0, 0),
        ("Both bullying and bullied", 1, 0, 0, 1),
    ]


def test_table_4_counts_interventions_over_no_base_and_says_so() -> None:
    table = published_table(extract(small_study(STUDY)), "4")
    assert table.unit is Unit.INTERVENTIONS
    assert cells(table)[2:4] == [("Peers", 1, 2, 0, 3), ("Schools", 0, 0, 1, 1)]
    assert {count.base for row in table.rows for count in row.counts.values()} == {None}
    assert any("over no base" in note for note in table.notes)


def test_all_four_are_there_in_order_and_another_number_is_refused() -> None:
    found = extract(small_study(STUDY))
    assert [table.key for table in published_tables(found)] == ["table-1", "table-2", "table-3", "table-4"]
    with pytest.raises(InputError, match='Choose "1", "2", "3" or "4"'):
        published_table(found, "5")


def test_a_study_without_frameworks_still_has_its_tables() -> None:
    empty = small_study("R1 A sole |")
    none = frozen({"codes": [tuple(row.values()) for row in extract(empty).tables["codes"].to_pylist()]})
    assert cells(published_table(none, "1")) == []
    assert cells(published_table(none, "3"))[0] == ("Bullying others", 0, 0, 0, 0)


def test_the_data_of_the_tables_asks_only_what_there_is() -> None:
    keys = {code.key for code in codebook()}
    for table in definitions().values():
        assert Unit(table["unit"])
        assert all(Group(group) for group in table["columns"])
        for row in table.get("row", ()):
            assert set(row["query"]) <= set(GRAMMAR)
            for code in [row["query"].get("factor"), *row["query"].get("all", ())]:
                assert code is None or code in keys


def test_findings_give_a_table_for_each_context_most_frequent_first_with_a_total() -> None:
    tables = findings(extract(small_study(STUDY)), "risk")
    assert [table.key for table in tables] == [
        "findings/risk/individual",
        "findings/risk/family",
        "findings/risk/peer",
        "findings/risk/school",
        "findings/risk/neighbourhood",
    ]
    assert cells(tables[2]) == [("Bullying others", 1, 1, 0, 2), ("Any of these", 1, 1, 1, 3)]
    assert cells(tables[0]) == [("Any of these", 0, 0, 0, 0)]
    assert "Peer criminality" in tables[2].notes[0]


def test_findings_without_contexts_give_one_table_and_need_a_primary_node() -> None:
    found = extract(small_study("R1 A sole | individual/hsb = offence/image-sharing, situation/young-carer"))
    (table,) = findings(found, Primary.OFFENCE)
    assert cells(table) == [("Image sharing", 1, 0, 0, 1), ("Any of these", 1, 0, 0, 1)]
    with pytest.raises(InputError):
        findings(found, "weather")


def test_a_code_made_in_vivo_stands_among_the_findings() -> None:
    found = extract(small_study(STUDY))
    every = [code["code"] for code in found.tables["codes"].to_pylist()]
    all_keys = {row.key for table in findings(found, "vulnerability") for row in table.rows}
    assert all_keys <= set(every)


def test_the_undetermined_are_named_under_a_table() -> None:
    table = published_table(extract(small_study(STUDY + "R9 A undetermined |")), "2")
    assert table.notes[-1] == "1 of undetermined cohort is counted in all and in no cohort."
