"""What is written to a study folder's lists is read back as it was."""

from hypothesis import given, settings
from hypothesis import strategies as st

from fivefold.method.common import csv_lists
from fivefold.method.frameworks.incident_list import read_incidents, write_incidents
from fivefold.method.studies import lists
from fivefold.method.studies.protocol import parse_protocol, write_protocol
from fivefold.method.studies.study import Consents, Override, Protocol
from tests.support import study_values as values

MANY = settings(max_examples=60, deadline=None, derandomize=True)
FEWER = settings(MANY, max_examples=20)  # incidents have many parts and are slow to make up


@MANY
@given(values.protocols())
def test_a_written_protocol_is_read_back_as_it_was(protocol: Protocol) -> None:
    assert parse_protocol(write_protocol(protocol), file="protocol.toml") == protocol


@FEWER
@given(st.dictionaries(values.framework_references, values.incident_lists.filter(bool), max_size=4))
def test_written_incidents_are_read_back_as_they_were(incidents: dict) -> None:
    assert read_incidents(write_incidents(incidents), file="incidents.csv") == incidents


@FEWER
@given(st.dictionaries(values.framework_references, values.incident_lists.filter(bool), max_size=4))
def test_a_list_saved_again_by_a_spreadsheet_is_read_the_same(incidents: dict) -> None:
    rows = csv_lists.read_rows(write_incidents(incidents), csv_lists.Columns((), _INCIDENT_COLUMNS), file="x")
    lines = [";".join(_INCIDENT_COLUMNS), *(";".join(_quoted(row[name]) for name in _INCIDENT_COLUMNS) for row in rows)]
    assert read_incidents("\ufeff" + "\r\n".join(lines) + "\r\n", file="incidents.csv") == incidents


_INCIDENT_COLUMNS = tuple(write_incidents({}).strip().split(","))


def _quoted(value: str) -> str:
    return '"' + csv_lists.neutralise(value).replace('"', '""') + '"'


@MANY
@given(
    st.lists(
        st.builds(
            lists.CoverRow,
            values.framework_references,
            values.words.filter(lambda name: "\\" not in name),
            st.none() | st.integers(0, 99),
            st.sampled_from(["", *lists.SEXES]),
            st.none() | values.months,
        )
    )
)
def test_a_written_cover_list_is_read_back_as_it_was(rows: list[lists.CoverRow]) -> None:
    read = lists.read_cover(lists.write_cover(rows), file="cover.csv")
    assert [(row.reference, row.file, row.age, row.sex, row.meeting) for row in read] == [
        (row.reference, row.file, row.age, row.sex, row.meeting) for row in rows
    ]


@MANY
@given(st.dictionaries(values.framework_references, values.consents))
def test_written_consents_are_read_back_as_they_were(consents: dict[str, Consents]) -> None:
    assert lists.read_consents(lists.write_consents(consents), file="consents.csv") == consents


@MANY
@given(
    st.dictionaries(
        values.framework_references,
        st.builds(Override, st.sampled_from(["sole", "group", "both"]), values.some_words, values.some_words),
    )
)
def test_written_classifications_are_read_back_as_they_were(overrides: dict[str, Override]) -> None:
    assert lists.read_classifications(lists.write_classifications(overrides), file="c.csv") == overrides


@MANY
@given(
    st.dictionaries(
        values.some_words.filter(lambda name: "\\" not in name and name != "*"),
        st.lists(values.some_words, min_size=1).map(tuple),
    ),
    st.lists(values.some_words).map(tuple),
)
def test_written_passwords_are_read_back_as_they_were(by_file: dict, common: tuple[str, ...]) -> None:
    passwords = lists.Passwords(by_file, common)
    assert lists.read_passwords(lists.write_passwords(passwords), file="passwords.csv") == passwords


@MANY
@given(st.text())
def test_no_written_value_can_be_taken_for_a_formula(value: str) -> None:
    written = csv_lists.neutralise(value)
    assert not written.startswith(tuple("=+-@\t\r\0"))
    assert csv_lists.restore(written) == value
