"""Ways in which the tables of a returned form differ from the written one: cut, merged, nested, wrapped, moved."""

import copy
from itertools import pairwise
from random import Random

from fivefold.method.demonstration.returned_document import (
    Document,
    Element,
    is_empty,
    is_entry,
    make,
    make_paragraph,
    make_run,
    remove,
    set_cell_property,
    w,
)


def break_table(document: Document, rng: Random) -> None:
    """The form's table in two or three tables, each with the heading row, as after a page break by hand."""
    table = document.form_table
    heading, *rows = document.rows()
    cuts = sorted(rng.sample(range(1, len(rows)), k=rng.choice((1, 2))))
    after = table
    for start, end in zip(cuts, [*cuts[1:], len(rows)], strict=True):
        broken = copy.deepcopy(table)
        for row in broken.findall(w("tr")):
            broken.remove(row)
        broken.append(copy.deepcopy(heading))
        broken.extend(rows[start:end])
        space = make_paragraph()
        after.addnext(space)
        space.addnext(broken)
        after = broken


def drop_corner(document: Document, _rng: Random) -> None:
    """The corner's words deleted."""
    for paragraph in _cells(document.rows()[0])[0].findall(w("p")):
        for run in paragraph.findall(w("r")):
            paragraph.remove(run)


def set_corner_beside(document: Document, rng: Random) -> None:
    """The corner as the printed original has it: beside the rows, in a cell merged down over all of them."""
    table = document.form_table
    grid = table.find(w("tblGrid"))
    assert grid is not None
    grid.insert(0, make("gridCol", w="700"))
    heading, *rows = document.rows()
    corner = _cells(heading)[0]
    words = [copy.deepcopy(paragraph) for paragraph in corner.findall(w("p"))]
    drop_corner(document, rng)
    set_cell_property(corner, make("gridSpan", val="2"))
    for number, row in enumerate(rows):
        merged = make(
            "tc",
            make("tcPr", make("tcW", w="700", type="dxa"), make("vMerge", val="continue" if number else "restart")),
        )
        merged.extend([make_paragraph()] if number else words)
        _cells(row)[0].addprevious(merged)


def merge_empty(document: Document, rng: Random) -> None:
    """Neighbouring cells in which nothing is written merged, across and down."""
    _merge_across(document, rng)
    _merge_down(document)


def _merge_across(document: Document, rng: Random) -> None:
    for cells in document.answers():
        pairs = [(left, right) for left, right in pairwise(cells) if _bare(left) and _bare(right)]
        if pairs:
            left, right = rng.choice(pairs)
            set_cell_property(left, make("gridSpan", val="2"))
            remove(right)


def _merge_down(document: Document) -> None:
    for upper, lower in pairwise(document.rows()[1:]):
        below = _by_column(lower)
        for column, top in _by_column(upper).items():
            if column and column in below and _bare(top) and _bare(below[column]):
                set_cell_property(top, make("vMerge", val="restart"))
                set_cell_property(below[column], make("vMerge"))


def _by_column(row: Element) -> dict[int, Element]:
    """The cells of a row by the column of the grid they begin in; the label cell is 0."""
    column, found = 0, {}
    for cell in _cells(row):
        found[column] = cell
        span = cell.find(f"{w('tcPr')}/{w('gridSpan')}")
        column += 1 if span is None else int(span.get(w("val")) or 1)
    return found


def _bare(cell: Element) -> bool:
    """Whether a cell is empty and not yet merged with anything."""
    return is_empty(cell) and all(cell.find(f"{w('tcPr')}/{w(name)}") is None for name in ("vMerge", "gridSpan"))


def nest_tables(document: Document, _rng: Random) -> None:
    """The entries of a cell with several as the rows of a table inside it."""
    for cells in document.answers():
        for cell in cells:
            entries = [paragraph for paragraph in cell.findall(w("p")) if is_entry(paragraph)]
            if len(entries) > 1:
                inner = make(
                    "tbl", make("tblPr", make("tblW", w="0", type="auto")), make("tblGrid", make("gridCol", w="2000"))
                )
                entries[0].addprevious(inner)
                inner.extend(make("tr", make("tc", entry)) for entry in entries)
                # A cell must end with a paragraph, or Word calls the file damaged.
                cell.append(make_paragraph())


def wrap_in_controls(document: Document, rng: Random) -> None:
    """Content controls around cells, around what is in them, and around single runs."""
    for cells in document.answers():
        for cell in cells:
            match rng.randrange(4):
                case 0:
                    _wrap([cell])
                case 1:
                    _wrap(cell.findall(w("p")))
                case 2:
                    for paragraph in cell.findall(w("p")):
                        _wrap(paragraph.findall(w("r")))


def _wrap(elements: list[Element]) -> None:
    if elements:
        content = make("sdtContent")
        elements[0].addprevious(make("sdt", make("sdtPr", make("alias", val="Answer")), content))
        content.extend(elements)


def add_blank_rows(document: Document, rng: Random) -> None:
    """Rows with nothing in them, as the tab key leaves them."""
    for row in rng.sample(document.rows()[1:], k=2):
        blank = copy.deepcopy(row)
        for cell in _cells(blank):
            for content in [child for child in cell if child.tag != w("tcPr")]:
                cell.remove(content)
            cell.append(make_paragraph())
        row.addnext(blank)


def move_fields_to_page_header(document: Document, _rng: Random) -> None:
    """The header fields in the page header, in one line with tabs."""
    line = make("p")
    for number, (label, value) in enumerate(document.fields()):
        line.extend([make("r", make("tab"))] if number else [])
        line.append(make_run(f"{label} {value}".rstrip()))
    link = document.add_part("header1.xml", make("hdr", line), kind="header")
    reference = make("headerReference", type="default")
    reference.set("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id", link)
    section = document.body.find(w("sectPr"))
    assert section is not None
    section.insert(0, reference)
    document.body.remove(document.header_table)


def move_fields_to_lines(document: Document, _rng: Random) -> None:
    """The header fields as plain lines above the form."""
    for label, value in document.fields():
        document.header_table.addprevious(make_paragraph(f"{label} {value}".rstrip()))
    document.body.remove(document.header_table)


def _cells(row: Element) -> list[Element]:
    return row.findall(w("tc"))
