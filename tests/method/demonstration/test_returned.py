"""Forms as people return them."""

import dataclasses
import io
import zipfile
from random import Random

import pytest
from docx import Document
from lxml import etree

from fivefold.method.demonstration import returned
from fivefold.method.demonstration.returned import Manner, return_form
from fivefold.method.demonstration.returned_document import make, set_cell_property, w
from fivefold.method.frameworks.entries import Cell, Entry
from fivefold.method.frameworks.forms.reading import read_form
from fivefold.method.frameworks.forms.writing import write_form
from tests.support.framework_values import FORM, a_framework

WRITTEN = write_form(a_framework(), instrument=FORM)
BLANK = write_form(FORM.blank(), instrument=FORM)


def main_part(docx: bytes) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        return etree.fromstring(package.read("word/document.xml"))


def tables(docx: bytes) -> int:
    return len(list(main_part(docx).iter(w("tbl"))))


@pytest.mark.parametrize("manner", Manner)
def test_every_manner_changes_the_file_and_the_same_seed_gives_the_same_bytes(manner: Manner) -> None:
    first, second = (return_form(WRITTEN, manner=manner, rng=Random(3)) for _ in range(2))
    assert first == second != WRITTEN


@pytest.mark.parametrize("manner", Manner)
def test_every_manner_leaves_a_word_file_that_opens(manner: Manner) -> None:
    for written in (WRITTEN, BLANK):
        docx = return_form(written, manner=manner, rng=Random(3))
        assert Document(io.BytesIO(docx)).tables
        with zipfile.ZipFile(io.BytesIO(docx)) as package:
            types = package.read("[Content_Types].xml").decode()
            links = package.read("word/_rels/document.xml.rels").decode()
            for name in package.namelist():
                etree.fromstring(package.read(name))
                if name.startswith("word/") and name not in ("word/document.xml", "word/_rels/document.xml.rels"):
                    assert f"/{name}" in types
                    assert f'"{name.removeprefix("word/")}"' in links


@pytest.mark.parametrize("manner", Manner)
def test_a_blank_form_comes_back_blank_in_every_manner(manner: Manner) -> None:
    for seed in range(3):
        reading = read_form(return_form(BLANK, manner=manner, rng=Random(seed)), file="form.docx", instrument=FORM)
        assert reading.framework == FORM.blank()
        assert reading.unplaced == ()


def test_every_cell_ends_with_a_paragraph_in_every_manner() -> None:
    for manner in Manner:
        root = main_part(return_form(WRITTEN, manner=manner, rng=Random(5)))
        last = [[child.tag for child in cell if child.tag != w("tcPr")][-1] for cell in root.iter(w("tc"))]
        assert set(last) <= {w("p"), w("sdt")}


def test_a_broken_table_is_several_tables_and_a_nested_one_stands_in_a_cell() -> None:
    assert tables(return_form(WRITTEN, manner=Manner.BROKEN_TABLE, rng=Random(1))) in (3, 4)
    assert tables(return_form(WRITTEN, manner=Manner.NESTED_TABLES, rng=Random(1))) > 2


def test_merging_covers_columns_and_rows() -> None:
    root = main_part(return_form(WRITTEN, manner=Manner.MERGED_CELLS, rng=Random(1)))
    assert list(root.iter(w("gridSpan")))
    assert list(root.iter(w("vMerge")))


def test_nothing_is_merged_that_has_words() -> None:
    cells = tuple(Cell(place, (Entry("words", place),)) for place in FORM.places)
    full = write_form(dataclasses.replace(FORM.blank(), cells=cells), instrument=FORM)
    root = main_part(return_form(full, manner=Manner.MERGED_CELLS, rng=Random(1)))
    assert next(root.iter(w("gridSpan"), w("vMerge")), None) is None


def test_tracked_changes_hold_insertions_moves_and_deleted_words() -> None:
    roots = [main_part(return_form(WRITTEN, manner=Manner.TRACKED_CHANGES, rng=Random(seed))) for seed in range(4)]
    found = {
        name
        for root in roots
        for name in ("ins", "moveTo", "moveFrom", "del")
        if next(root.iter(w(name)), None) is not None
    }
    assert found == {"ins", "moveTo", "moveFrom", "del"}


def test_manners_can_follow_one_another() -> None:
    docx = WRITTEN
    for manner in (
        Manner.RELABELLED,
        Manner.TRACKED_CHANGES,
        Manner.FIELDS_IN_LINES,
        Manner.CORNER_BESIDE,
        Manner.WORD,
    ):
        docx = return_form(docx, manner=manner, rng=Random(2))
    assert read_form(docx, file="form.docx", instrument=FORM).framework == a_framework()


def test_the_labels_that_come_back_are_not_all_those_that_were_written() -> None:
    changed = set()
    for seed in range(6):
        docx = return_form(WRITTEN, manner=Manner.RELABELLED, rng=Random(seed))
        changed |= {cell.text for cell in Document(io.BytesIO(docx)).tables[1].row_cells(0)}
    official = {FORM.corner, *(column.label for column in FORM.columns)}
    assert len(changed - official) > 12


def test_properties_of_a_cell_stand_in_the_order_that_word_asks_for() -> None:
    cell = make("tc", make("tcPr", make("tcW", w="1"), make("shd", fill="FFFFFF")))
    set_cell_property(cell, make("vMerge"))
    set_cell_property(cell, make("gridSpan", val="2"))
    set_cell_property(cell, make("gridSpan", val="3"))
    assert [each.tag for each in cell[0]] == [w("tcW"), w("gridSpan"), w("vMerge"), w("shd")]
    assert cell[0][1].get(w("val")) == "3"


def test_every_manner_is_told_of() -> None:
    assert set(returned._CHANGES) == set(Manner)
