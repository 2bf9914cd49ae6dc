"""Lists as spreadsheets save them, and what is said of those that cannot be read."""

import pytest

from fivefold.method.common.csv_dates import read_date
from fivefold.method.common.csv_lists import Columns, Row, choice, decode, read_each, read_rows, write_rows
from fivefold.method.common.dates import PartialDate
from fivefold.method.common.errors import InputError, InputErrors

COLUMNS = Columns(("reference", "age"), ("note",))


def values(text: str) -> list[tuple[int, str, str, str]]:
    rows = read_rows(text, COLUMNS, file="list.csv")
    return [(row.number, row["reference"], row["age"], row["note"]) for row in rows]


def problems(text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_rows(text, COLUMNS, file="list.csv")
    return caught.value.sentence.splitlines()


@pytest.mark.parametrize(
    "text",
    [
        "reference,age,note\nB-1,14,met\n",
        "\ufeffreference,age,note\r\nB-1,14,met\r\n",
        "reference;age;note\r\nB-1;14;met",
        "Reference\tAge\tNote\nB-1\t14\tmet\n",
        'age,note,reference\n14,"met","B-1"\n',
        "reference, age , note\n B-1 , 14 , met \n",
        'reference,age,note\nB-1, 14, "met"\n',
        "reference,age,note,,\nB-1,14,met,,\n",
    ],
    ids=[
        "plain",
        "mark-and-crlf",
        "semicolons",
        "tabs",
        "column-order",
        "spaces",
        "space-before-quote",
        "empty-columns",
    ],
)
def test_a_list_is_read_as_programs_save_it(text: str) -> None:
    assert values(text) == [(2, "B-1", "14", "met")]


def test_a_column_left_out_is_empty_if_it_may_be() -> None:
    assert values("reference,age\nB-1,14\n") == [(2, "B-1", "14", "")]


def test_rows_are_numbered_as_the_spreadsheet_shows_them() -> None:
    assert [row[0] for row in values('reference,age,note\nB-1,14,"two\nlines"\n\n,,\nB-2,15,\n')] == [2, 5]


def test_a_first_line_naming_the_separator_counts_as_a_row() -> None:
    assert values("sep=;\r\nreference;age\r\nB-1;14\r\n") == [(3, "B-1", "14", "")]


def test_blank_rows_above_the_header_count() -> None:
    assert values("\n\nreference,age\nB-1,14\n") == [(4, "B-1", "14", "")]


def test_a_short_row_leaves_the_rest_empty() -> None:
    assert values("reference,age,note\nB-1\n") == [(2, "B-1", "", "")]


def test_an_empty_list_says_which_columns_it_needs() -> None:
    assert problems("  \n") == [
        "list.csv: the list is empty. Its first row must name the columns: reference, age, note."
    ]


def test_a_misspelt_column_is_named_with_the_one_that_was_meant() -> None:
    found = problems("referense,age\nB-1,14\n")
    assert found[0] == 'list.csv, row 1: column 1, "referense", is not one of this list. Did you mean "reference"?'
    assert found[1].startswith("list.csv, row 1: the column reference cannot be found.")


def test_a_column_that_nobody_asked_for_is_refused_so_that_names_do_not_slip_in() -> None:
    (found,) = problems("reference,age,surname\nB-1,14,x\n")
    assert found.startswith('list.csv, row 1: column 3, "surname", is not one of this list. Take it out')


def test_a_list_without_its_header_is_told_so_and_nothing_of_it_is_repeated() -> None:
    assert problems("B-1,14,He told his mother\nB-2,15,x\n") == [
        "list.csv, row 1: the first row names none of the columns. Put a row above it that names reference, age."
    ]


def test_a_long_text_in_the_wrong_column_is_not_repeated_in_full() -> None:
    told = "he was frightened of the older boys who wait by the shops"
    row = Row("list.csv", 2, {"age": told})
    with pytest.raises(InputError) as caught:
        choice(row, "age", ["one", "two"])
    assert caught.value.what == 'age "he was frightened of..." is not known'
    assert caught.value.next_step == 'Write "one" or "two".'
    found = problems(f"reference,age,{told}\nB-1,14,x\n")[0]
    assert 'column 3, "he_was_frightened_of...", is not one' in found


def test_missing_and_repeated_columns_are_named() -> None:
    assert problems("age,age\n14,14\n")[0] == 'list.csv, row 1: the column "age" stands there twice. Keep one.'
    assert "the columns reference, age cannot be found" in problems("note\nx\n")[0]


def test_every_row_with_too_many_values_is_named() -> None:
    found = problems("reference,age\nB-1,14,a\nB-2,14\nB-3,14,b\n")
    assert [line.split(":")[0] for line in found] == ["list.csv, row 2", "list.csv, row 4"]


def test_an_open_quote_is_named_by_its_row_and_swallows_nothing() -> None:
    (found,) = problems('reference,age\nB-1,14\n"B-2,15\nB-3,16\n')
    assert found.startswith("list.csv, row 3: this row cannot be read as a list")


def test_bytes_that_are_no_utf_8_are_refused_with_their_line() -> None:
    with pytest.raises(InputError) as caught:
        decode("reference,note\nB-1,caf\xe9\n".encode("cp1252"), file="list.csv")
    assert caught.value.what == "line 2 holds a character that is not UTF-8"
    assert "CSV UTF-8" in caught.value.next_step


def test_utf_16_with_its_mark_is_read() -> None:
    assert decode("reference\tage\n".encode("utf-16"), file="x") == "reference\tage\n"


def test_all_problems_of_all_rows_are_told_together() -> None:
    rows = [Row("list.csv", number, {"age": "x"}) for number in (2, 3)]

    def refuse(row: Row) -> None:
        if row.number == 3:
            raise InputErrors([row.wrong("first"), row.wrong("second")])
        raise row.wrong("zeroth")

    with pytest.raises(InputErrors) as caught:
        read_each(rows, refuse)
    assert [problem.what for problem in caught.value.problems] == ["zeroth", "first", "second"]
    assert caught.value.sentence.splitlines() == [
        "list.csv, row 2: zeroth.",
        "list.csv, row 3: first.",
        "list.csv, row 3: second.",
    ]


def test_a_choice_is_read_in_any_case_and_refused_with_what_may_stand() -> None:
    assert choice(Row("l", 2, {"sex": "Male"}), "sex", ("male", "female")) == "male"
    with pytest.raises(InputError, match=r'l, row 2: sex is empty\. Write "male" or "female"\.'):
        choice(Row("l", 2, {"sex": ""}), "sex", ("male", "female"))
    with pytest.raises(InputError, match=r'sex "mael" is not known\. Did you mean "male"\?'):
        choice(Row("l", 2, {"sex": "mael"}), "sex", ("male", "female"))
    with pytest.raises(InputError, match=r'sex "zz" is not known\. Write "male" or "female"\.'):
        choice(Row("l", 2, {"sex": "zz"}), "sex", ("male", "female"))


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("", None),
        ("2016", PartialDate(2016)),
        ("2016-10", PartialDate(2016, 10)),
        ("2016-10-14", PartialDate(2016, 10, 14)),
        ("Oct-16", PartialDate(2016, 10)),
        ("october 2016", PartialDate(2016, 10)),
        ("Sept. 2016", PartialDate(2016, 9)),
    ],
)
def test_a_date_is_read_as_spreadsheets_turn_it(text: str, date: PartialDate | None) -> None:
    assert read_date(Row("l", 2, {"date": text}), "date") == date


@pytest.mark.parametrize("text", ["14/10/2016", "2016-13", "2016-02-30", "Foo-16", "last autumn"])
def test_a_date_that_could_be_two_or_none_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="is not a date"):
        read_date(Row("l", 2, {"date": text}), "date")


def test_a_written_list_has_every_column_and_no_formula() -> None:
    assert write_rows(COLUMNS, [{"reference": "B-1", "age": "=1+1"}]) == "reference,age,note\r\nB-1,'=1+1,\r\n"
