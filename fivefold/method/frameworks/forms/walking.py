"""Walk a Word document into stories of paragraphs and tables, tracked changes accepted, nothing twice."""

from collections.abc import Iterator
from typing import Final

from lxml import etree

from fivefold.method.frameworks.forms.document import (
    Block,
    Document,
    Kind,
    Paragraph,
    Story,
    Table,
    TableCell,
    TableRow,
    Tally,
)
from fivefold.method.frameworks.forms.gate import refuse
from fivefold.method.frameworks.forms.inline import Line, Part, count_deleted, is_prompt, read_inline
from fivefold.method.frameworks.forms.names import child, name_of, value, whole
from fivefold.method.frameworks.forms.outcomes import RefusalReason
from fivefold.method.frameworks.forms.package import Package
from fivefold.method.frameworks.forms.plain_text import is_deleted, settle_alternatives, visible_pieces, visible_text

_WRAPPERS: Final = {
    "w:ins",
    "w:moveTo",
    "w:smartTag",
    "w:customXml",
    "w:sdt",
    "w:sdtContent",
    "mc:AlternateContent",
    "mc:Choice",
    "mc:Fallback",
}
_NOTES: Final = (
    ("comments", "comment", Kind.COMMENT),
    ("footnotes", "footnote", Kind.FOOTNOTE),
    ("endnotes", "endnote", Kind.ENDNOTE),
)
"""Parts of many small stories: the relationship's type, the element of one story, and its kind."""
_PAGES: Final = (("header", Kind.PAGE_HEADER), ("footer", Kind.PAGE_FOOTER))
_WORDS_IN: Final = (
    ".comments+xml",
    ".footnotes+xml",
    ".endnotes+xml",
    ".header+xml",
    ".footer+xml",
    ".diagramData+xml",
    ".chart+xml",
    ".chartshapes+xml",
    ".chartex+xml",
)
"""How the content types of parts that hold words end."""
_MOST_SPAN: Final = 100
"""Word allows 63 columns."""


def walk(package: Package) -> tuple[Document, list[str]]:
    """The document's stories, and all its words found without understanding them, a piece for
    every run of text (the second count).

    Raises RefusedFormError for content that Word merges in only when it opens the document.
    """
    reader = _Reader(package)
    return reader.document(), reader.counted


class _Reader:
    """Reads the parts of one package, each once."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.counted: list[str] = []
        self.tally = Tally()
        self.notes: dict[tuple[Kind, str], Story] = {}
        self.numbered = _numbered_styles(package)

    def document(self) -> Document:
        main = self.package.main
        for relation, element, kind in _NOTES:
            for name in self._unread(self.package.related(main, relation)):
                self._read_notes(name, element, kind)
        stories = [Story(Kind.BODY, self._blocks_of(main, "body"))]
        for relation, kind in _PAGES:
            names = self._unread(self.package.related(main, relation))
            stories += [
                Story(kind, self._blocks_of(name), number if len(names) > 1 else 0)
                for number, name in enumerate(names, start=1)
            ]
        stories += self.notes.values()
        stories += [Story(Kind.UNUSED, [Paragraph(visible_text(self.open(name)))]) for name in self._unused()]
        return Document(stories, self.tally)

    def open(self, name: str) -> etree._Element:
        """A part's root, settled; its words are added to the second count."""
        self.package.visited.add(name)
        root = self.package.root(name)
        settle_alternatives(root)
        self.counted += [*visible_pieces(root), "\n"]
        return root

    def blocks(self, part: Part, element: etree._Element) -> list[Block]:
        """The paragraphs and tables directly in an element, wrappers taken off."""
        blocks: list[Block] = []
        carried: Line | None = None
        for each, prompting in _unwrapped(element):
            name = name_of(each)
            if name == "w:p":
                line = carried or Line()
                read_inline(part, each, line)
                carried = line if _joins_next(each) else None
                if carried is None:
                    blocks.append(_prompted(line.paragraph(listed=self._is_listed(each)), prompting))
            else:
                blocks += _finished(carried) + self._other_block(part, each, name)
                carried = None
        return blocks + _finished(carried)

    def _other_block(self, part: Part, element: etree._Element, name: str) -> list[Block]:
        if name == "w:tbl":
            return [self._table(part, element)]
        if name in ("w:altChunk", "w:subDoc"):
            raise refuse(
                RefusalReason.LINKED_CONTENT,
                "another document has been inserted in this one and not yet merged into it",
            )
        if name in ("w:del", "w:moveFrom"):
            count_deleted(part, element, Line())
        if name == "?:extra":
            return [Paragraph("", attached=[Story(Kind.ALTERNATIVE, [Paragraph(element.text or "")])])]
        return []

    def _table(self, part: Part, element: etree._Element) -> Table:
        grid = child(element, "tblGrid")
        widths = [] if grid is None else [whole(column, "w") for column in grid if name_of(column) == "w:gridCol"]
        rows = []
        for each, _ in _unwrapped(element):
            if name_of(each) == "w:tr":
                if is_deleted(each, "w:tr"):
                    count_deleted(part, each, Line())
                else:
                    rows.append(self._row(part, each))
        return Table(rows, widths)

    def _row(self, part: Part, row: etree._Element) -> TableRow:
        cells = []
        for each, prompting in _unwrapped(row):
            if name_of(each) == "w:tc":
                if is_deleted(each, "w:tc"):
                    count_deleted(part, each, Line())
                else:
                    cells.append(self._cell(part, each, prompting=prompting))
        before = min(whole(child(row, "trPr", "gridBefore")), _MOST_SPAN)
        return TableRow(cells, before)

    def _cell(self, part: Part, cell: etree._Element, *, prompting: bool) -> TableCell:
        # A field that is not closed must not swallow the cells that follow.
        outer, part.fields = part.fields, []
        blocks = [_prompted(block, prompting) for block in self.blocks(part, cell)]
        part.fields = outer
        above, left = child(cell, "tcPr", "vMerge"), child(cell, "tcPr", "hMerge")
        return TableCell(
            blocks,
            span=min(max(whole(child(cell, "tcPr", "gridSpan"), default=1), 1), _MOST_SPAN),
            continues_above=above is not None and value(above) != "restart",
            continues_left=left is not None and value(left) != "restart",
        )

    def _is_listed(self, paragraph: etree._Element) -> bool:
        number = child(paragraph, "pPr", "numPr", "numId")
        if number is not None:
            return value(number) != "0"
        style = child(paragraph, "pPr", "pStyle")
        return style is not None and value(style) in self.numbered

    def _blocks_of(self, name: str, *path: str) -> list[Block]:
        root = self.open(name)
        top = child(root, *path)
        return [] if top is None else self.blocks(self._part(name), top)

    def _part(self, name: str) -> Part:
        links = self.package.relationships(name)
        self.tally.links += sum(link.external and link.kind == "hyperlink" for link in links.values())
        self.tally.templates += sum(link.external and link.kind == "attachedTemplate" for link in links.values())
        return Part(links, self.package, self.tally, self.notes, self.open, self.blocks)

    def _read_notes(self, name: str, element: str, kind: Kind) -> None:
        part = self._part(name)
        number = 0
        for each in self.open(name):
            if name_of(each) == f"w:{element}":
                blocks = self.blocks(part, each)
                if any(not isinstance(block, Paragraph) or not block.is_blank for block in blocks):
                    number += 1
                    self.notes[(kind, value(each, "id") or f"missing {number}")] = Story(kind, blocks, number)

    def _unread(self, names: list[str]) -> list[str]:
        return [name for name in names if name not in self.package.visited]

    def _unused(self) -> list[str]:
        """Parts with words that nothing led to. Building blocks (the glossary) are not part of the document."""
        glossary = tuple(name.rpartition("/")[0] + "/" for name in self.package.related(self.package.main, _GLOSSARY))
        holding = [name for name in self.package.members if self.package.type_of(name).endswith(_WORDS_IN)]
        return self._unread([name for name in sorted(holding) if not name.startswith(glossary)])


_GLOSSARY: Final = "glossaryDocument"


def _unwrapped(element: etree._Element, *, prompting: bool = False) -> Iterator[tuple[etree._Element, bool]]:
    """The elements in an element with wrappers taken off, and whether each is a content control's placeholder."""
    for each in element:
        name = name_of(each)
        if name in _WRAPPERS:
            yield from _unwrapped(each, prompting=prompting or (name == "w:sdt" and is_prompt(each)))
        else:
            yield each, prompting


def _prompted(block: Block, prompting: bool) -> Block:
    if prompting and isinstance(block, Paragraph) and block.text.strip():
        block.prompts.append(block.text)
        block.text = ""
    return block


def _finished(line: Line | None) -> list[Block]:
    return [] if line is None else [line.paragraph(listed=False)]


def _joins_next(paragraph: etree._Element) -> bool:
    """Whether the paragraph's end was deleted with changes tracked: its words run on into the next one."""
    mark = child(paragraph, "pPr", "rPr")
    return child(mark, "del") is not None or child(mark, "moveFrom") is not None


def _numbered_styles(package: Package) -> frozenset[str]:
    """Ids of the paragraph styles that number or bullet their paragraphs, directly or by what they are based on."""
    numbered: set[str] = set()
    based_on: dict[str, str] = {}
    for name in package.related(package.main, "styles"):
        for style in package.root(name):
            if name_of(style) == "w:style":
                key = value(style, "styleId") or ""
                base = child(style, "basedOn")
                number = child(style, "pPr", "numPr", "numId")
                if number is not None and value(number) != "0":
                    numbered.add(key)
                elif number is None and base is not None:
                    based_on[key] = value(base) or ""
    # As many rounds as the chain is long; a chain in a circle changes nothing and ends the loop.
    while more := {key for key, base in based_on.items() if base in numbered} - numbered:
        numbered |= more
    return frozenset(numbered)
