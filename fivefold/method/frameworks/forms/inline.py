"""What stands inside a paragraph: runs, fields, content controls, drawings and what hangs on them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from fivefold.method.frameworks.forms.document import Block, Kind, Paragraph, Story, Tally
from fivefold.method.frameworks.forms.names import child, is_on, name_of, reference, value
from fivefold.method.frameworks.forms.package import Package, Relationship
from fivefold.method.frameworks.forms.plain_text import NO_BREAK_HYPHEN, form_field, symbol, visible_text

_PROMPT = re.compile(r"\W*(click|tap|choose|select|enter|type|insert|pick)\b", re.IGNORECASE)
"""How a content control's placeholder begins. Some software leaves the flag on when words were typed over it."""


@dataclass(slots=True)
class Part:
    """One part while it is walked, and what its words may refer to.

    notes: footnotes, endnotes and comments by kind and id, taken out as they are referred to.
    open: gives another part's root. read_blocks: reads the paragraphs and tables in an element.
    fields: for every field that is open here, whether its "code" or its "result" is being read.
    """

    links: dict[str, Relationship]
    package: Package
    tally: Tally
    notes: dict[tuple[Kind, str], Story]
    open: Callable[[str], etree._Element]
    read_blocks: Callable[["Part", etree._Element], list[Block]]
    fields: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Line:
    """A paragraph being put together."""

    pieces: list[str] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)
    attached: list[Story] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    def paragraph(self, *, listed: bool) -> Paragraph:
        """The finished paragraph."""
        aside = [(Kind.HIDDEN, self.hidden), (Kind.FIELD_CODE, self.codes)]
        stories = [Story(kind, [Paragraph("".join(pieces))]) for kind, pieces in aside if pieces]
        return Paragraph("".join(self.pieces), listed, self.prompts, self.attached + stories)


def read_inline(part: Part, element: etree._Element, line: Line) -> None:
    """Add everything in a paragraph, hyperlink, insertion or other wrapper to the line."""
    for each in element:
        name = name_of(each)
        if name == "w:r":
            _read_run(part, each, line)
        elif name in _WRAPPERS:
            read_inline(part, each, line)
        elif name in _INLINE:
            _INLINE[name](part, each, line)


_WRAPPERS: Final = {
    "w:hyperlink",
    "w:smartTag",
    "w:ins",
    "w:moveTo",
    "w:fldSimple",
    "w:customXml",
    "w:dir",
    "w:bdo",
    "w:sdtContent",
    "w:rubyBase",
    "mc:AlternateContent",
    "mc:Choice",
    "mc:Fallback",
}


def _read_run(part: Part, run: etree._Element, line: Line) -> None:
    settings = child(run, "rPr")
    target = line.pieces
    if settings is not None:
        if is_on(child(settings, "vanish")):
            target = line.hidden
        if is_on(child(settings, "strike")) or is_on(child(settings, "dstrike")):
            part.tally.struck_words += len(visible_text(run).split())
    _read_characters(part, run, line, target)


def _read_characters(part: Part, run: etree._Element, line: Line, target: list[str]) -> None:
    for each in run:
        name = name_of(each)
        if name == "w:t":
            _add(part, line, target, (each.text or "").replace("\n", " "))
        elif name in _CHARACTERS:
            _add(part, line, target, _CHARACTERS[name](each))
        elif name.startswith("mc:"):
            _read_characters(part, each, line, target)
        elif name in _IN_RUN:
            _IN_RUN[name](part, each, line)


def _add(part: Part, line: Line, target: list[str], text: str) -> None:
    # Between "begin" and "separate" of a field stands its code, which nobody sees.
    if text:
        (line.codes if "code" in part.fields else target).append(text)


_CHARACTERS: Final[dict[str, Callable[[etree._Element], str]]] = {
    "w:tab": lambda _: "\t",
    "w:ptab": lambda _: "\t",
    "w:br": lambda _: "\n",
    "w:cr": lambda _: "\n",
    "w:noBreakHyphen": lambda _: NO_BREAK_HYPHEN,
    "w:sym": symbol,
}


def _read_field_mark(part: Part, mark: etree._Element, line: Line) -> None:
    match value(mark, "fldCharType"):
        case "begin":
            settings = child(mark, "ffData")
            if settings is not None:
                _add(part, line, line.pieces, form_field(settings))
            part.fields.append("code")
        case "separate" if part.fields:
            part.fields[-1] = "result"
        case "end" if part.fields:
            part.fields.pop()


def _read_control(part: Part, control: etree._Element, line: Line) -> None:
    """A content control inside a paragraph; its placeholder is the form's own words."""
    content = child(control, "sdtContent")
    if content is None:
        return
    if not is_prompt(control):
        read_inline(part, content, line)
        return
    shown = Line()
    read_inline(part, content, shown)
    line.attached += shown.paragraph(listed=False).attached
    line.prompts.append("".join(shown.pieces))
    # What stands before and after the control must not run together.
    line.pieces.append(" ")


def is_prompt(control: etree._Element) -> bool:
    """Whether a content control still shows its placeholder."""
    if not is_on(child(control, "sdtPr", "showingPlcHdr")):
        return False
    content = child(control, "sdtContent")
    return content is not None and _PROMPT.match(visible_text(content)) is not None


def _read_ruby(part: Part, ruby: etree._Element, line: Line) -> None:
    for name in ("rubyBase", "rt"):
        words = child(ruby, name)
        if words is not None:
            read_inline(part, words, line)
            line.pieces.append(" ")


def _read_note(kind: Kind) -> Callable[[Part, etree._Element, Line], None]:
    def read(part: Part, mark: etree._Element, line: Line) -> None:
        note = part.notes.pop((kind, value(mark, "id") or ""), None)
        if note is not None:
            line.attached.append(note)

    return read


def _read_maths(part: Part, maths: etree._Element, line: Line) -> None:
    _add(part, line, line.pieces, f" {visible_text(maths)} ")


def count_deleted(part: Part, deleted: etree._Element, _line: Line) -> None:
    """Deleted or moved-away words are counted, not read."""
    text = "".join(
        " " if name_of(each) == "w:p" else each.text or "" for each in deleted.iter() if name_of(each) in _TEXT
    )
    part.tally.deleted_words += len(text.split())


def _read_extra(_part: Part, extra: etree._Element, line: Line) -> None:
    line.attached.append(Story(Kind.ALTERNATIVE, [Paragraph(extra.text or "")]))


def _read_drawing(part: Part, drawing: etree._Element, line: Line) -> None:
    """Text boxes, drawn text, WordArt, SmartArt and charts become stories of their own; pictures are counted."""
    for each in drawing:
        name = name_of(each)
        if name == "w:txbxContent":
            outer, part.fields = part.fields, []
            line.attached.append(Story(Kind.TEXT_BOX, part.read_blocks(part, each)))
            part.fields = outer
        elif name == "a:p":
            _attach(line, Kind.DRAWN_TEXT, visible_text(each))
        elif name == "v:textpath":
            _attach(line, Kind.WATERMARK, each.get("string", ""))
        elif name == "dgm:relIds":
            _read_linked(part, reference(each, "dm"), Kind.SMART_ART, line)
        elif name == "c:chart":
            _read_linked(part, reference(each), Kind.CHART, line)
        elif name == "?:extra":
            _read_extra(part, each, line)
        else:
            part.tally.pictures += name in ("a:blip", "v:imagedata")
            _read_drawing(part, each, line)


def _attach(line: Line, kind: Kind, text: str) -> None:
    if text.strip():
        line.attached.append(Story(kind, [Paragraph(" ".join(text.split()))]))


def _read_linked(part: Part, link_id: str, kind: Kind, line: Line) -> None:
    link = part.links.get(link_id)
    name = None if link is None else part.package.find(link.target)
    if name is not None and name not in part.package.visited:
        _attach(line, kind, visible_text(part.open(name)))


_TEXT: Final = frozenset({"w:t", "w:delText", "w:p"})
_INLINE: Final[dict[str, Callable[[Part, etree._Element, Line], None]]] = {
    "w:sdt": _read_control,
    "w:del": count_deleted,
    "w:moveFrom": count_deleted,
    "m:oMath": _read_maths,
    "m:oMathPara": _read_maths,
    "?:extra": _read_extra,
}
_IN_RUN: Final[dict[str, Callable[[Part, etree._Element, Line], None]]] = {
    "w:fldChar": _read_field_mark,
    "w:ruby": _read_ruby,
    "w:footnoteReference": _read_note(Kind.FOOTNOTE),
    "w:endnoteReference": _read_note(Kind.ENDNOTE),
    "w:commentReference": _read_note(Kind.COMMENT),
    "w:drawing": _read_drawing,
    "w:pict": _read_drawing,
    "w:object": _read_drawing,
    "w:delText": count_deleted,
    "?:extra": _read_extra,
}
