"""A document as a Word file: real headings, captions, tables, contents, alternative text and language."""

import datetime
from io import BytesIO
from typing import Any

import docx
import typst
from docx.document import Document as WordFile
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.shared import Mm
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from fivefold.method.reporting import word_parts, word_styles
from fivefold.method.reporting.document import Document
from fivefold.method.reporting.layout import Json, lay_out

WIDTH_MM = 160
PICTURE_RESOLUTION = 220
"""Pixels per inch of a chart on paper."""

_HEAD_SHARE, _WORDS_SHARE = 1.9, 2.0
"""How wide the row heads' column and a column of words are, beside a column of numbers."""

_KEPT_WHOLE = 16
"""Rows, the head among them, of a table that is not parted by the end of a page."""

_CROWDED, _CROWDED_HEAD_SHARE = 5, 1.4
"""With more columns than this, the row heads give way."""

_PICTURE = f"""
#set page(width: auto, height: auto, margin: 0pt, fill: none)
#image(bytes(sys.inputs.drawing), format: "svg", width: {WIDTH_MM}mm)
"""


def render(document: Document) -> bytes:
    """The Word file. The same document gives the same bytes: it is dated by its own issue.

    Raises InputError when the document may not be printed.
    """
    laid_out = lay_out(document)
    word = docx.Document()
    word_styles.dress(word, language=document.language)
    _describe(word, laid_out, document.meta.issued)
    _Writer(word, laid_out).write()
    packed = BytesIO()
    word.save(packed)
    return word_parts.repackage(packed.getvalue(), dated=document.meta.issued)


def _describe(word: WordFile, laid_out: Json, issued: datetime.date) -> None:
    midnight = datetime.datetime.combine(issued, datetime.time())
    properties = word.core_properties
    properties.title, properties.subject = laid_out["plain_title"], laid_out["meta"]["study"]
    properties.author, properties.last_modified_by = ", ".join(laid_out["meta"]["authors"]), ""
    properties.language, properties.comments, properties.version = laid_out["language"], "", laid_out["meta"]["version"]
    properties.created = properties.modified = midnight
    properties.revision = 1


class _Writer:
    """The state of one Word file being written: its bookmarks and its numbered lists."""

    def __init__(self, word: WordFile, laid_out: Json) -> None:
        self.word = word
        self.laid_out = laid_out
        self.bookmarks: dict[str, str] = {}
        self.marked = 0
        self.cell_styles = [word.styles[name].style_id for name in ("Table Text", "Table Head")]

    def write(self) -> None:
        meta = self.laid_out["meta"]
        self.word.add_paragraph(meta["study"], style="Study")
        self.run(self.word.add_paragraph(style="Title"), self.laid_out["title"])
        if self.laid_out["subtitle"]:
            self.run(self.word.add_paragraph(style="Subtitle"), self.laid_out["subtitle"])
        for author in meta["authors"]:
            self.word.add_paragraph(author, style="Details")
        freeze = f"freeze {meta['freeze']['digest']}, {meta['freeze']['frameworks']} frameworks"
        issued = f"Issued {meta['issued_words']}. Version {meta['version']}. Data: {freeze}."
        self.word.add_paragraph(issued, style="Details")
        self.footer()
        self.blocks(self.laid_out["blocks"])

    def footer(self) -> None:
        footer = self.word.sections[0].footer.paragraphs[0]
        footer.style = self.word.styles["Footer"]
        footer.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH_MM), WD_TAB_ALIGNMENT.RIGHT)
        footer.add_run(f"{self.laid_out['plain_title']}\t")
        word_parts.add_field(footer, "PAGE", "1")
        footer.add_run(" / ")
        word_parts.add_field(footer, "NUMPAGES", "1")

    def bookmark(self, identifier: str) -> str:
        """A name Word accepts (letters and digits, at most 40) for an id of the document."""
        return self.bookmarks.setdefault(identifier, f"place{len(self.bookmarks) + 1}")

    def mark(self, paragraph: Paragraph, identifier: str) -> None:
        self.marked += 1
        word_parts.add_bookmark(paragraph, number=self.marked, name=self.bookmark(identifier))

    def run(
        self, paragraph: Paragraph, inlines: list[Json], *, link: Any = None, bold: bool = False, italic: bool = False
    ) -> None:
        for inline in inlines:
            kind = inline["kind"]
            if kind in ("emphasis", "strong", "link"):
                inner = link
                if kind == "link":
                    target = inline["target"]
                    inner = (
                        self.link(paragraph, target[1:])
                        if target[0] == "#"
                        else word_parts.add_link(paragraph, address=target)
                    )
                self.run(
                    paragraph,
                    inline["inlines"],
                    link=inner,
                    bold=bold or kind == "strong",
                    italic=italic or kind == "emphasis",
                )
                continue
            goal = link if link is not None or kind == "text" else self.link(paragraph, inline["target"])
            run = word_parts.add_run_to(paragraph, goal, inline["words"])
            run.bold, run.italic = bold or None, italic or None
            run.underline = True if link is not None else None

    def link(self, paragraph: Paragraph, identifier: str) -> Any:
        return word_parts.add_link(paragraph, anchor=self.bookmark(identifier))

    def blocks(self, blocks: list[Json], *, style: str = "Normal") -> None:
        """Write blocks one after another. style: of plain paragraphs among them."""
        for block in blocks:
            if block["kind"] == "paragraph":
                self.run(self.word.add_paragraph(style="Lead" if block["lead"] else style), block["inlines"])
            else:
                getattr(self, block["kind"])(block)

    def section(self, block: Json) -> None:
        heading = self.word.add_paragraph(f"{block['label']}  ", style=f"Heading {block['level'] - 1}")
        self.run(heading, block["heading"])
        self.mark(heading, block["id"])
        self.blocks(block["blocks"])

    def definitions(self, block: Json) -> None:
        for entry in block["entries"]:
            paragraph = self.word.add_paragraph(style="Definition")
            self.run(paragraph, entry["term"], bold=True)
            paragraph.add_run("  ")
            self.run(paragraph, entry["meaning"])

    def callout(self, block: Json) -> None:
        self.word.add_paragraph(block["tone"], style="Callout Tone")
        self.run(self.word.add_paragraph(style="Callout Title"), block["title"])
        self.blocks(block["blocks"], style="Callout")

    def items(self, block: Json) -> None:
        numbering = self.new_numbering() if block["ordered"] else None
        for item in block["items"]:
            paragraph = self.word.add_paragraph(style="List Number" if block["ordered"] else "List Bullet")
            self.run(paragraph, item)
            if numbering is not None:
                word_parts.number(paragraph, numbering)

    def new_numbering(self) -> int:
        """A numbering of its own for one list: without it a second list would go on counting from the first."""
        style = self.word.styles["List Number"].element
        numbering = self.word.part.numbering_part.element
        model = numbering.num_having_numId(style.pPr.numPr.numId.val)
        made = numbering.add_num(model.abstractNumId.val)
        made.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(made.numId)

    def caption(self, block: Json, inlines: list[Json]) -> None:
        paragraph = self.word.add_paragraph(style="Caption")
        if block["label"]:
            name, number = block["label"].rsplit(" ", 1)
            paragraph.add_run(f"{name} ").font.color.rgb = word_styles.BRAND
            word_parts.add_field(paragraph, f"SEQ {name} \\* ARABIC", number)
            paragraph.add_run("  ")
        self.run(paragraph, inlines, bold=True)
        self.mark(paragraph, block["id"])

    def table(self, block: Json) -> None:
        self.caption(block, block["caption"])
        numeric = [head["numeric"] for head in block["heads"]]
        heads = [head["inlines"] for head in block["heads"]]
        first = _HEAD_SHARE if len(numeric) <= _CROWDED else _CROWDED_HEAD_SHARE
        widths = [first, *(1.0 if is_numeric else _WORDS_SHARE for is_numeric in numeric[1:])]
        rows = [[row["head"], *row["cells"]] for row in block["rows"]]
        self.grid([heads, *rows], numeric=numeric, widths=widths, described=block["plain"])
        for note in block["notes"]:
            self.run(self.word.add_paragraph(style="Table Note"), note)

    def grid(self, rows: list[list[list[Json]]], *, numeric: list[bool], widths: list[float], described: str) -> Table:
        """A table whose first row is its head. widths: shares of the text's width."""
        table: Table = self.word.add_table(len(rows), len(numeric))
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
        parts = [Mm(WIDTH_MM * width / sum(widths)) for width in widths]
        for column, part in zip(table.columns, parts, strict=True):
            column.width = part
        for at, (row, filled) in enumerate(zip(table.rows, rows, strict=True)):
            # A short table goes overleaf whole; of a longer one no row stands alone at either end.
            kept = at + 1 < len(rows) and (len(rows) <= _KEPT_WHOLE or at < 2 or at + 3 >= len(rows))
            for cell, inlines, is_numeric, part in zip(_cells(row), filled, numeric, parts, strict=True):
                cell.width = part
                cell.paragraphs[0].paragraph_format.keep_with_next = kept or None
                self.fill(cell.paragraphs[0], inlines, right=is_numeric, head=at == 0)
        word_styles.rule(table, described=described)
        self.word.add_paragraph(style="After Table")
        return table

    def fill(self, paragraph: Paragraph, inlines: list[Json], *, right: bool, head: bool) -> None:
        # Set by its id: looking a style up by name for each of some thousand cells takes most of the time.
        paragraph._p.style = self.cell_styles[head]
        if right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self.run(paragraph, inlines, bold=head)

    def chart(self, block: Json) -> None:
        self.caption(block, block["title"])
        picture = self.word.add_paragraph(style="Chart")
        shape = picture.add_run().add_picture(BytesIO(picture_of(block["wide"])), width=Mm(WIDTH_MM))
        shape._inline.docPr.set("descr", block["alt"])
        shape._inline.docPr.set("title", block["plain"])
        if block["note"]:
            self.run(self.word.add_paragraph(style="Table Note"), block["note"])
        self.table(block["table"])

    def contents(self, _block: Json) -> None:
        """The table of contents as a field, filled with its entries; page numbers come when Word updates it."""
        self.word.add_paragraph("Contents", style="Contents Title")
        paragraph = None
        for head in self.laid_out["contents"]:
            entry = self.word.add_paragraph(style=f"TOC {head['level'] - 1}")
            if paragraph is None:
                word_parts.open_field(entry, 'TOC \\o "1-3" \\h \\z \\u')
            paragraph = entry
            word_parts.add_run_to(entry, self.link(entry, head["id"]), f"{head['label']}  {head['words']}")
        if paragraph is not None:
            word_parts.close_field(paragraph)

    def register(self, block: Json) -> None:
        freeze = self.laid_out["meta"]["freeze"]
        origin = f"Each comes from freeze {freeze['digest']}, {freeze['frameworks']} frameworks."
        listed = "The web version of this document lists the reference codes behind each count."
        self.word.add_paragraph(
            f"Every count and result this document prints, in the order they are first used. {origin} {listed}"
        )
        parts = (
            ("Counts", ("Number", "What it counts", "Counts"), [_figure_row(figure) for figure in block["figures"]]),
            (
                "Results computed from counts",
                ("Result", "How it is computed", "Value"),
                [_statistic_row(one) for one in block["statistics"]],
            ),
            (
                "Stated, not computed",
                ("Source", "What it states"),
                [_statement_row(one) for one in block["statements"]],
            ),
        )
        for title, heads, rows in parts:
            if rows:
                self.word.add_paragraph(title, style="Heading 2")
                self.register_table(title, heads, rows)

    def register_table(self, title: str, heads: tuple[str, ...], rows: list[tuple[str, tuple[str, ...]]]) -> None:
        filled = [[_text(words) for words in cells] for cells in (heads, *(cells for _identifier, cells in rows))]
        widths = [1.2, 2.0, 0.8][: len(heads)]
        table = self.grid(filled, numeric=[False] * len(heads), widths=widths, described=title)
        for (identifier, _words), row in zip(rows, list(table.rows)[1:], strict=True):
            self.mark(_cells(row)[0].paragraphs[0], identifier)


def _cells(row: _Row) -> list[_Cell]:
    # `row.cells` looks for merged cells through the whole table each time; these tables have none.
    return [_Cell(cell, row.table) for cell in row._tr.tc_lst]


def picture_of(svg: str) -> bytes:
    """A drawing as a PNG, drawn by Typst with the typeface it carries."""
    return typst.compile(
        _PICTURE.encode(), format="png", ppi=PICTURE_RESOLUTION, ignore_system_fonts=True, sys_inputs={"drawing": svg}
    )


def _text(words: str) -> list[Json]:
    return [{"kind": "text", "words": words}]


def _figure_row(figure: Json) -> tuple[str, tuple[str, ...]]:
    counts = "\n".join(f"{count['group']}: {count['words']}" for count in figure["counts"])
    left_out = "; ".join(f"{one['reason']} ({len(one['references'])})" for one in figure["exclusions"]) or "nothing"
    return figure["id"], (
        figure["title"],
        f"{figure['definition']}\nUnit: {figure['unit']}. Left out: {left_out}.",
        counts,
    )


def _statistic_row(statistic: Json) -> tuple[str, tuple[str, ...]]:
    computed_from = "; ".join(figure["words"] for figure in statistic["figures"])
    how = statistic["definition"] + (f"\nComputed from: {computed_from}." if computed_from else "")
    return statistic["id"], (statistic["title"], how, statistic["value"])


def _statement_row(statement: Json) -> tuple[str, tuple[str, ...]]:
    said = "; ".join(f"“{words}”" for words in statement["words"])
    return statement["id"], (f"Stated by {statement['source']}", said)
