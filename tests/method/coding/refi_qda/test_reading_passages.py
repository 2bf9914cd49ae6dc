"""The pitfalls of files from other programs, one by one: passages, codings, times and values."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from fivefold.method.coding.refi_qda.losses import Severity
from fivefold.method.coding.refi_qda.values import Kind
from fivefold.method.coding.spans import Span
from tests.method.coding.refi_qda.read_projects import findings, only, read
from tests.support.refi_projects import CODES, A, B, C, D, E, F, passage, source

# ---- passages and codings


def test_a_passage_without_a_code_is_an_annotation_and_keeps_its_words():
    more = 'creatingUser="' + E + '" creationDateTime="2024-03-01T10:00:00Z"'
    project = read(source(passage(0, 5, codes=(), inside="<Description>who?</Description>", more=more)))
    [selection] = only(project).selections
    assert selection.description == "who?"
    assert selection.stamp.creator == E
    assert selection.stamp.created == datetime(2024, 3, 1, 10, tzinfo=UTC)
    assert findings(project)["passages without a code"].severity is Severity.NOTE


def test_several_codes_on_one_passage_are_several_codings():
    project = read(CODES + source(passage(0, 5, codes=(C, C))))
    assert len(only(project).selections[0].codings) == 2


def test_a_code_may_stand_on_a_whole_source():
    project = read(CODES + source(f'<Coding guid="{D}"><CodeRef targetGUID="{C}"/></Coding>'))
    assert only(project).codings[0].code == C


def test_positions_that_lie_in_no_text_are_told_and_the_passage_kept():
    project = read(CODES + source(passage(0, 5) + passage(45, 99, guid=E) + passage(0, 0, guid=F)))
    assert [one.span for one in only(project).selections] == [Span(0, 5), None, None]
    assert findings(project)["passages whose positions do not lie in their text"].count == 1
    assert findings(project)["passages without any length"].severity is Severity.DOUBT


def test_a_passage_that_reaches_beyond_its_text_is_cut_and_told():
    project = read(CODES + source(passage(0, 5) + passage(6, 21, guid=E)))
    assert [one.span for one in only(project).selections] == [Span(0, 5), Span(6, 20)]
    assert only(project).selections[1].positions == (6, 21)
    [found] = [loss for loss in project.losses if "beyond their text" in loss.what]
    assert found.severity is Severity.DOUBT


def test_a_passage_given_from_its_end_to_its_start_is_the_same_passage():
    project = read(CODES + source(passage(5, 0)))
    assert only(project).selections[0].span == Span(0, 5)
    assert findings(project)["passages whose end stands before their start"].severity is Severity.CHANGED


@pytest.mark.parametrize(("written", "span"), [("6.0", Span(6, 10)), ("0.6e1", Span(6, 10)), (" 6 ", Span(6, 10))])
def test_positions_as_statistics_programs_write_them(written, span):
    assert only(read(CODES + source(passage(written, 10)))).selections[0].span == span


def test_large_positions_in_scientific_notation():
    text = "word " * 20_001
    project = read(CODES + source(passage("1e+05", 100_004), text))
    assert only(project).selections[0].span == Span(100_000, 100_004)


@pytest.mark.parametrize("position", ["", "x", "-3", "1.5", "1e90", "9" * 30])
def test_a_position_that_is_no_number_lies_nowhere(position):
    body = source(f'<PlainTextSelection guid="{B}" startPosition="{position}" endPosition="5"/>')
    assert only(read(body)).selections[0].span is None


def test_a_coding_without_a_code_or_with_two_is_told():
    body = source(
        f'<PlainTextSelection guid="{B}" startPosition="0" endPosition="5"><Coding guid="{D}"/>'
        f'<Coding guid="{E}"><CodeRef targetGUID="{C}"/><CodeRef targetGUID="{F}"/></Coding></PlainTextSelection>'
    )
    project = read(CODES + body)
    codings = only(project).selections[0].codings
    assert [one.code for one in codings] == ["", C, F]
    assert len({one.guid for one in codings}) == 3
    assert findings(project)["codings that name no code"].severity is Severity.DOUBT
    assert findings(project)["codings that name several codes"].severity is Severity.CHANGED


def test_codings_with_strange_codes_and_users_are_told():
    body = source(
        f'<PlainTextSelection guid="{B}" startPosition="0" endPosition="5">'
        f'<Coding guid="{D}" creatingUser="{E}"><CodeRef targetGUID="{F}"/></Coding></PlainTextSelection>'
    )
    found = findings(read(CODES + body))
    assert found["codings with a code that is not in the project's codebook"].severity is Severity.DOUBT
    assert found["codings by a user the project does not list"].severity is Severity.DOUBT


# ---- times and values


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("2024-03-01T10:00:00Z", datetime(2024, 3, 1, 10, tzinfo=UTC)),
        ("2024-03-01T10:00:00.1234567+01:00", datetime(2024, 3, 1, 10, 0, 0, 123456, timezone(timedelta(hours=1)))),
        ("2024-03-01 10:00:00", datetime.fromisoformat("2024-03-01T10:00:00")),
    ],
)
def test_times_keep_their_offset_and_fraction(written, time):
    assert read(attributes=f'creationDateTime="{written}"').stamp.created == time


def test_a_time_that_cannot_be_read_is_told():
    project = read(attributes='creationDateTime="yesterday"')
    assert project.stamp.created is None
    assert findings(project)["times that cannot be read"].severity is Severity.LOST


def variables(kind, value):
    return (
        f'<Variables><Variable guid="{A}" name="Age" typeOfVariable="{kind}"><Description>years</Description>'
        f'</Variable></Variables><Cases><Case guid="{B}" name="K7"><VariableValue>'
        f'<VariableRef targetGUID="{A}"/>{value}</VariableValue></Case></Cases>'
    )


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (Kind.TEXT, "<TextValue>14</TextValue>", "14"),
        (Kind.TEXT, "<TextValue/>", ""),
        (Kind.BOOLEAN, "<BooleanValue>True</BooleanValue>", True),
        (Kind.BOOLEAN, "<BooleanValue>0</BooleanValue>", False),
        (Kind.INTEGER, "<IntegerValue> 14 </IntegerValue>", 14),
        (Kind.INTEGER, "<IntegerValue/>", None),
        (Kind.INTEGER, "", None),
        (Kind.FLOAT, "<FloatValue>1.50</FloatValue>", Decimal("1.50")),
        (Kind.DATE, "<DateValue>2016-10-01Z</DateValue>", date(2016, 10, 1)),
        (Kind.DATE_TIME, "<DateTimeValue>2016-10-01T09:00:00Z</DateTimeValue>", datetime(2016, 10, 1, 9, tzinfo=UTC)),
    ],
)
def test_values_keep_their_type_and_missing_stays_missing(kind, value, expected):
    [found] = read(variables(kind, value)).cases[0].values
    assert (found.kind, found.value) == (kind, expected)
    assert type(found.value) is type(expected)


@pytest.mark.parametrize(
    "value",
    [
        "<IntegerValue>about 14</IntegerValue>",
        "<IntegerValue>" + "9" * 2000 + "</IntegerValue>",
        "<BooleanValue>perhaps</BooleanValue>",
        "<FloatValue>NaN</FloatValue>",
        "<FloatValue>much</FloatValue>",
        "<DateValue>autumn</DateValue>",
    ],
)
def test_a_value_that_is_not_of_its_type_is_kept_as_text_and_told(value):
    project = read(variables("Integer", value))
    [found] = project.cases[0].values
    assert found.kind is Kind.TEXT
    assert f">{found.value}<" in value
    assert any(what.startswith("values that are no") for what in findings(project))


def test_a_value_of_no_variable_is_left_out_and_told():
    project = read(f'<Cases><Case guid="{B}"><VariableValue><TextValue>x</TextValue></VariableValue></Case></Cases>')
    assert project.cases[0].values == ()
    assert findings(project)["values that name no variable"].count == 1


def test_a_variable_of_an_unknown_type_is_taken_as_text():
    project = read(variables("Colour", "<TextValue>x</TextValue>"))
    assert project.variables[0].kind is Kind.TEXT
    assert "variables of a type the format does not have" in findings(project)


def test_a_case_holds_sources_codes_and_passages():
    body = (
        f'<Cases><Case guid="{A}" name="K7"><Description>d</Description><CodeRef targetGUID="{B}"/>'
        f'<SourceRef targetGUID="{C}"/><SelectionRef targetGUID="{D}"/></Case></Cases>'
    )
    [case] = read(body).cases
    assert (case.codes, case.sources, case.selections, case.description) == ((B,), (C,), (D,), "d")
