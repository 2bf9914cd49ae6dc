"""Cover lists, consents, classifications by a person and passwords."""

import pytest

from fivefold.method.common.dates import PartialDate
from fivefold.method.common.errors import InputError, InputErrors
from fivefold.method.studies import lists
from fivefold.method.studies.lists import CoverRow, Passwords
from fivefold.method.studies.study import Consents, Override


def test_a_cover_row_is_what_a_site_says_of_a_form() -> None:
    text = "reference,file,age,sex,meeting\nB-1,late\\one.docx,14,M,2016-10-14\nB-2,,,,\n"
    assert lists.read_cover(text, file="cover.csv") == (
        CoverRow("B-1", "late/one.docx", 14, "male", PartialDate(2016, 10), "cover.csv, row 2"),
        CoverRow("B-2", "", None, "", None, "cover.csv, row 3"),
    )


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (",1.docx,14,male,2016-10", "reference is empty"),
        ("B-1,1.docx,fourteen,male,2016-10", 'age "fourteen" is not a whole number of years'),
        ("B-1,1.docx,14,boy,2016-10", 'sex "boy" is not known'),
        ("B-1,1.docx,14,male,10/2016", 'meeting "10/2016" is not a date'),
    ],
)
def test_a_cover_row_that_cannot_be_read_is_named(row: str, what: str) -> None:
    with pytest.raises(InputErrors, match=f"cover.csv, row 2: {what}"):
        lists.read_cover(f"reference,file,age,sex,meeting\n{row}\n", file="cover.csv")


def test_a_consent_that_is_not_answered_is_not_known() -> None:
    text = "reference,lead_professional,case_worker\nB-1,yes,No\nB-2,,y\n"
    assert lists.read_consents(text, file="consents.csv") == {"B-1": Consents(True, False), "B-2": Consents(None, True)}


def test_a_framework_stands_once_in_a_list() -> None:
    text = "reference,lead_professional,case_worker\nB-1,yes,yes\nb-1,no,no\n"
    with pytest.raises(InputErrors, match="row 3: b-1 stands in row 2 too"):
        lists.read_consents(text, file="consents.csv")
    with pytest.raises(InputErrors, match="row 2: reference is empty"):
        lists.read_consents("reference,lead_professional,case_worker\n,yes,yes\n", file="consents.csv")


def test_a_classification_by_a_person_has_a_reason_and_a_name() -> None:
    header = "reference,cohort,reason,by\n"
    assert lists.read_classifications(header + "B-1,Both,two accounts,Research lead\n", file="c.csv") == {
        "B-1": Override("both", "two accounts", "Research lead")
    }
    for row, what in [
        ("B-1,both,,Research lead", "reason is empty"),
        ("B-1,both,two accounts,", "by is empty"),
        ("B-1,undetermined,x,y", 'cohort "undetermined" is not known'),
    ]:
        with pytest.raises(InputErrors, match=what):
            lists.read_classifications(header + row, file="c.csv")


def test_passwords_are_found_by_path_by_name_and_for_every_file() -> None:
    text = "file,password\nsite-a\\1.docx,one\nsite-a/1.docx,two\n2.docx,three\n*,four\n"
    passwords = lists.read_passwords(text, file="passwords.csv")
    assert passwords.of("site-a/1.docx") == ("one", "two")
    assert passwords.of("site-b/2.docx") == ("three",)
    assert passwords.of("site-b/3.docx") == ()
    assert passwords.common == ("four",)
    with pytest.raises(InputErrors, match="row 2: file or password is empty"):
        lists.read_passwords("file,password\n,one\n", file="passwords.csv")


def test_passwords_are_never_printed() -> None:
    assert "secret" not in repr(Passwords({"a": ("secret",)}, ("secret",)))


def test_passwords_given_are_tried_before_those_of_the_folder() -> None:
    joined = Passwords({"a": ("1",), "b": ("2",)}, ("3",)).before(Passwords({"a": ("4",)}, ("5",)))
    assert joined == Passwords({"a": ("1", "4"), "b": ("2",)}, ("3", "5"))


@pytest.mark.parametrize(
    ("data", "passwords"),
    [
        (b"file;password\r\n*;one\r\n", Passwords({}, ("one",))),
        (b"one\n\ntwo words\n", Passwords({}, ("one", "two words"))),
    ],
)
def test_a_password_file_is_a_list_or_one_password_a_line(data: bytes, passwords: Passwords) -> None:
    assert lists.read_password_file(data, file="p") == passwords


def test_a_password_file_without_a_password_is_refused() -> None:
    with pytest.raises(InputError, match="there is no password in it"):
        lists.read_password_file(b"\n  \n", file="p")


def test_passwords_are_written_a_row_for_each() -> None:
    written = lists.write_passwords(Passwords({"site-a/1.docx": ("one", "two")}, ("three",)))
    assert written.splitlines() == ["file,password", "site-a/1.docx,one", "site-a/1.docx,two", "*,three"]
