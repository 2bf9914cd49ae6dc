"""Which form is which framework, by its own reference first and by its file second."""

from fivefold.method.frameworks.forms.outcomes import FormReading
from fivefold.method.studies.joining import Joining, ReceivedForm, join
from fivefold.method.studies.lists import CoverRow
from fivefold.method.studies.report import Kind
from tests.support import study_folders as folders

ONE, TWO, THREE = (folders.reference(number) for number in (1, 2, 3))
FOLDERS = {"A": "site-a", "B": "site-b"}


def form(file: str, said: str, *, site: str = "A") -> ReceivedForm:
    return ReceivedForm(site, FormReading(f"{FOLDERS[site]}/{file}", folders.framework(said)))


def row(reference: str, file: str = "", *, number: int = 2) -> CoverRow:
    return CoverRow(reference, file, where=f"cover.csv, row {number}")


def joined(forms: list[ReceivedForm], *rows: CoverRow, **elsewhere: list[CoverRow]) -> Joining:
    return join(forms, {"A": rows, **elsewhere}, folders=FOLDERS)


def pairs(found: Joining) -> list[tuple[str, str, str | None]]:
    return [
        (one.form.reading.file.rpartition("/")[2], one.reference, one.row.reference if one.row else None)
        for one in found.joined
    ]


def said(found: Joining) -> list[tuple[Kind, str]]:
    return [(finding.kind, finding.what) for finding in found.findings]


def test_form_and_cover_list_that_agree_are_joined_without_a_word() -> None:
    found = joined([form("1.docx", ONE), form("2.docx", TWO.lower())], row(ONE, "1.docx"), row(TWO, "2.DOCX"))
    assert pairs(found) == [("1.docx", ONE, ONE), ("2.docx", TWO, TWO)]
    assert all(one.confirmed for one in found.joined)
    assert (found.set_aside, found.without_form, found.findings) == ((), (), ())


def test_a_cover_row_without_a_file_is_joined_by_its_reference() -> None:
    found = joined([form("1.docx", ONE)], row(ONE))
    assert found.joined[0].confirmed
    assert found.findings == ()


def test_the_form_s_reference_stands_before_the_file_the_list_names() -> None:
    found = joined([form("2.docx", ONE), form("1.docx", TWO)], row(ONE, "1.docx"), row(TWO, "2.docx"))
    assert pairs(found) == [("2.docx", ONE, ONE), ("1.docx", TWO, TWO)]
    assert said(found) == [
        (
            Kind.COVER,
            f"the form says {ONE}, whose file is 1.docx by the cover list; the cover list calls this file {TWO}",
        ),
        (
            Kind.COVER,
            f"the form says {TWO}, whose file is 2.docx by the cover list; the cover list calls this file {ONE}",
        ),
    ]


def test_a_file_the_list_does_not_name_is_told() -> None:
    found = joined([form("copy.docx", ONE)], row(ONE, "1.docx"))
    assert pairs(found) == [("copy.docx", ONE, ONE)]
    assert said(found) == [(Kind.COVER, f"the form says {ONE}, whose file is 1.docx by the cover list")]


def test_a_form_without_a_reference_is_known_by_its_file() -> None:
    found = joined([form("1.docx", ""), form("2.docx", "to follow")], row(ONE, "1.docx"), row(TWO, "2.docx"))
    assert pairs(found) == [("1.docx", ONE, ONE), ("2.docx", TWO, TWO)]
    assert not any(one.confirmed for one in found.joined)
    assert [what for _, what in said(found)] == [
        f"the form gives no reference; it was taken for {ONE}, which the cover list gives for this file",
        f'the form says "to follow"; it was taken for {TWO}, which the cover list gives for this file',
    ]


def test_a_slip_in_the_reference_is_mended_where_the_file_agrees() -> None:
    slipped = "Z" + ONE[1:]
    found = joined([form("1.docx", slipped)], row(ONE, "1.docx"))
    assert pairs(found) == [("1.docx", ONE, ONE)]
    assert said(found)[0][0] == Kind.REFERENCE


def test_a_slip_in_the_reference_is_only_suggested_where_nothing_else_agrees() -> None:
    slipped = "Z" + ONE[1:]
    found = joined([form("1.docx", slipped)], row(ONE))
    assert pairs(found) == [("1.docx", slipped, None)]
    (finding,) = found.findings
    assert finding.what == f"the form's reference {slipped} is not in the cover list"
    assert finding.next_step == f"Did you mean {ONE}?"
    assert [one.reference for _, one in found.without_form] == [ONE]


def test_another_whole_reference_is_never_replaced_by_the_list_s() -> None:
    found = joined([form("1.docx", THREE)], row(ONE, "1.docx"))
    assert pairs(found) == [("1.docx", THREE, None)]
    assert said(found) == [
        (Kind.COVER, f"the form's reference {THREE} is not in the cover list; the cover list calls this file {ONE}")
    ]


def test_a_form_nobody_can_name_is_set_aside() -> None:
    found = joined([form("x.docx", "")], row(ONE, "1.docx"))
    assert found.joined == ()
    assert [one.reading.file for one in found.set_aside] == ["site-a/x.docx"]
    assert said(found) == [(Kind.REFERENCE, "the form gives no reference, and the cover list does not name its file")]


def test_without_any_cover_list_forms_stand_under_their_own_reference_without_a_word_each() -> None:
    found = join([form("1.docx", ONE)], {}, folders=FOLDERS)
    assert pairs(found) == [("1.docx", ONE, None)]
    assert found.findings == ()


def test_a_reference_in_another_site_s_list_is_told_and_not_followed() -> None:
    found = joined([form("1.docx", ONE, site="B")], row(ONE, "1.docx"), B=[])
    assert pairs(found) == [("1.docx", ONE, None)]
    assert said(found) == [(Kind.SITE, f"{ONE} lies in site B's folder and is in site A's cover list")]


def test_of_two_forms_with_one_reference_the_one_both_agree_on_stands() -> None:
    found = joined([form("1 copy.docx", ONE), form("1.docx", ONE)], row(ONE, "1.docx"))
    assert pairs(found) == [("1.docx", ONE, ONE)]
    assert [one.reading.file for one in found.set_aside] == ["site-a/1 copy.docx"]
    assert said(found) == [(Kind.DUPLICATE, f"2 forms carry the reference {ONE}")]
    assert "site-a/1.docx was read" in found.findings[0].next_step


def test_of_two_forms_with_one_reference_both_stand_where_nothing_tells_them_apart() -> None:
    found = joined([form("a.docx", ONE), form("b.docx", ONE)], row(ONE))
    assert [file for file, _, _ in pairs(found)] == ["a.docx", "b.docx"]
    assert "none of them is counted" in found.findings[-1].next_step


def test_rows_and_files_that_stand_twice_in_a_list_are_told() -> None:
    found = joined(
        [form("1.docx", ONE)], row(ONE, "1.docx"), row(ONE, "2.docx", number=3), row(TWO, "1.docx", number=4)
    )
    assert said(found) == [
        (Kind.DUPLICATE, f"{ONE} is listed already (cover.csv, row 2)"),
        (Kind.DUPLICATE, "the file 1.docx is listed already (cover.csv, row 2)"),
    ]
    assert [one.where for _, one in found.without_form] == ["cover.csv, row 3", "cover.csv, row 4"]
