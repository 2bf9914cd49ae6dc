"""The form as a Word file."""

import dataclasses
import io
import zipfile

import pytest
from docx import Document
from docx.table import Table
from lxml import etree

from fivefold.method.common.contexts import Context
from fivefold.method.common.errors import InputError
from fivefold.method.frameworks.entries import Cell, CellKey, CellStatus, Entry, Framework, Header
from fivefold.method.frameworks.forms.writing import write_form
from tests.support.framework_values import FORM, a_framework

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def tables(docx: bytes) -> list[Table]:
    return Document(io.BytesIO(docx)).tables


def with_cell(cell: Cell) -> Framework:
    blank = FORM.blank()
    return dataclasses.replace(blank, cells=tuple(cell if each.key == cell.key else each for each in blank.cells))


def test_the_blank_form_has_every_label_and_nothing_else_in_its_table() -> None:
    header, form = tables(write_form(FORM.blank(), instrument=FORM))
    assert [cell.text for cell in header.row_cells(0)] == [
        "Reference Number:", "", "Practitioner Signature:", "", "Group or Sole Offence:", "",
    ]  # fmt: skip
    rows = [[cell.text for cell in row.cells] for row in form.rows]
    assert rows[0] == [FORM.corner, *(column.label for column in FORM.columns)]
    assert [row[0].strip() for row in rows[1:]] == [row.label for row in FORM.rows]
    assert not any("".join(row[1:]) for row in rows[1:])


def test_a_filled_form_has_one_list_item_for_every_entry() -> None:
    _, form = tables(write_form(a_framework(), instrument=FORM))
    cell = form.cell(4, 7)
    assert [paragraph.style.name for paragraph in cell.paragraphs if paragraph.style] == ["Entry", "Entry"]
    assert cell.paragraphs[0].text == "Staff rota for the corridors\nfrom Monday"
    assert cell.paragraphs[1].text.startswith("Named adult to meet him at the gate [said by Youth justice;")
    assert all(paragraph._p.pPr.numPr is not None for paragraph in cell.paragraphs)


def test_a_status_stands_in_words_and_a_blank_cell_stays_blank() -> None:
    _, form = tables(write_form(a_framework(), instrument=FORM))
    assert form.cell(2, 5).text == "Nobody present knew"
    assert form.cell(2, 1).text == ""


@pytest.mark.parametrize(
    ("status", "recorded", "written"),
    [
        (CellStatus.NOT_APPLICABLE, "", "Not applicable"),
        (CellStatus.NOT_APPLICABLE, "n/a", "n/a"),
        (CellStatus.NOT_DISCUSSED, "police sent apologies", "Not discussed: police sent apologies"),
        (CellStatus.UNEXPLAINED, "", ""),
        (CellStatus.UNEXPLAINED, "-", "-"),
        (CellStatus.UNEXPLAINED, "illegible", "Left blank: illegible"),
    ],
)
def test_a_status_keeps_the_words_it_was_recorded_in(status: CellStatus, recorded: str, written: str) -> None:
    cell = Cell(CellKey(Context.INDIVIDUAL, "hsb"), status=status, status_text=recorded)
    _, form = tables(write_form(with_cell(cell), instrument=FORM))
    assert form.cell(1, 1).text == written


@pytest.mark.parametrize("text", ["none", "Strengths", "page 2 of 3", "Not discussed: he was late"])
def test_an_entry_that_looks_like_a_status_or_a_label_says_that_it_is_an_entry(text: str) -> None:
    place = CellKey(Context.INDIVIDUAL, "hsb")
    _, form = tables(write_form(with_cell(Cell(place, (Entry(text, place),))), instrument=FORM))
    assert form.cell(1, 1).text == f"{text} [entry]"


def test_named_places_stand_under_their_row_label() -> None:
    framework = dataclasses.replace(a_framework(), places={Context.SCHOOL: "School 2", Context.NEIGHBOURHOOD: "A park"})
    _, form = tables(write_form(framework, instrument=FORM))
    assert form.cell(4, 0).text == "School(s)\nSchool 2"
    assert form.cell(5, 0).text == "Neighbourhood spaces (specify)\nA park"


def test_the_page_is_a3_landscape_and_the_columns_fill_it_exactly() -> None:
    document = Document(io.BytesIO(write_form(FORM.blank(), instrument=FORM)))
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (420, 297)
    for table in document.tables:
        widths = [int(column.get(f"{W}w")) for column in table._tbl.tblGrid]
        assert sum(widths) == pytest.approx(
            (section.page_width - section.left_margin - section.right_margin) / 635, abs=2
        )
        assert [int(cell._tc.tcPr.find(f"{W}tcW").get(f"{W}w")) for cell in table.row_cells(0)] == widths


def test_the_heading_row_repeats_and_the_table_has_alternative_text() -> None:
    _, form = tables(write_form(FORM.blank(), instrument=FORM))
    assert [row._tr.find(f"{W}trPr/{W}tblHeader") is not None for row in form.rows] == [True] + [False] * 5
    properties = form._tbl.tblPr
    assert properties.find(f"{W}tblCaption").get(f"{W}val") == FORM.title
    assert FORM.corner in properties.find(f"{W}tblDescription").get(f"{W}val")


def test_only_a_long_row_may_break_over_pages() -> None:
    place = CellKey(Context.PEER, "risk")
    framework = with_cell(Cell(place, tuple(Entry("word " * 40, place) for _ in range(4))))
    _, form = tables(write_form(framework, instrument=FORM))
    kept = [row._tr.find(f"{W}trPr/{W}cantSplit") is not None for row in form.rows]
    assert kept == [True, True, True, False, True, True]


def test_rows_of_a_blank_form_are_high_enough_to_write_in_by_hand() -> None:
    def heights(framework: Framework) -> list[float]:
        _, form = tables(write_form(framework, instrument=FORM))
        return [row.height.mm for row in form.rows if row.height]

    assert all(height > 40 for height in heights(FORM.blank()))
    assert all(height < 25 for height in heights(a_framework()))


def test_the_file_says_its_language_and_title_and_never_the_reference() -> None:
    docx = write_form(a_framework(), instrument=FORM)
    properties = Document(io.BytesIO(docx)).core_properties
    assert (properties.title, properties.language, properties.author) == (FORM.title, "en-GB", "")
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        assert 'w:lang w:val="en-GB"' in package.read("word/styles.xml").decode()
        assert "7KQ2M" not in package.read("docProps/core.xml").decode()
        assert FORM.key in package.read("word/footer1.xml").decode()


def test_every_part_is_declared_and_well_formed() -> None:
    with zipfile.ZipFile(io.BytesIO(write_form(a_framework(), instrument=FORM))) as package:
        types = package.read("[Content_Types].xml").decode()
        for name in package.namelist():
            etree.fromstring(package.read(name))
            assert f"/{name}" in types or name.endswith(".rels") or name == "[Content_Types].xml"


def test_the_same_framework_gives_the_same_bytes() -> None:
    first, second = (write_form(a_framework(), instrument=FORM) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {member.date_time for member in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize(
    ("character", "point"),
    [("\x07", "U+0007"), ("\r", "U+000D"), ("\x0b", "U+000B"), ("\ud800", "U+D800"), ("\ufffe", "U+FFFE")],
)
def test_a_character_that_word_cannot_hold_is_refused_with_its_place(character: str, point: str) -> None:
    place = CellKey(Context.SCHOOL, "strength")
    entries = (Entry("fine", place), Entry(f"not{character}fine", place))
    with pytest.raises(InputError) as refused:
        write_form(with_cell(Cell(place, entries)), instrument=FORM)
    assert refused.value.where == "School(s) / Strengths, entry 2"
    assert refused.value.what.startswith(f"character 4 is {point}")
    assert "fine" not in str(refused.value)


@pytest.mark.parametrize(
    ("framework", "where"),
    [
        (dataclasses.replace(FORM.blank(), header=Header(signature="a\x00")), "Practitioner Signature"),
        (dataclasses.replace(FORM.blank(), places={Context.PEER: "a\x00"}), "Peer group(s), place"),
        (
            with_cell(Cell(CellKey(Context.PEER, "hsb"), status=CellStatus.NOT_DISCUSSED, status_text="a\x00")),
            "Peer group(s) / Young person's HSB, status",
        ),
    ],
)
def test_the_refusal_names_header_fields_places_and_statuses_too(framework: Framework, where: str) -> None:
    with pytest.raises(InputError) as refused:
        write_form(framework, instrument=FORM)
    assert refused.value.where == where


def test_a_cell_with_entries_and_a_status_is_refused() -> None:
    place = CellKey(Context.PEER, "hsb")
    cell = Cell(place, (Entry("words", place),), CellStatus.NOT_DISCUSSED)
    with pytest.raises(InputError, match="either entries or a status"):
        write_form(with_cell(cell), instrument=FORM)


def test_words_of_a_status_that_would_read_as_an_entry_are_refused() -> None:
    cell = Cell(CellKey(Context.PEER, "hsb"), status=CellStatus.NOT_APPLICABLE, status_text="n/a [confirmed]")
    with pytest.raises(InputError, match="end in an entry's details"):
        write_form(with_cell(cell), instrument=FORM)


def test_a_framework_of_another_version_is_refused() -> None:
    with pytest.raises(InputError, match="appendix-a/2"):
        write_form(dataclasses.replace(FORM.blank(), instrument="appendix-a/2"), instrument=FORM)
