"""All the words of a part, found without understanding the document: the reader's second count.

Whatever text is not known to be something else is words. The reader's careful walk is held against this, so that
an element nobody thought of still ends among the unplaced words.
"""

import unicodedata
from collections import Counter
from collections.abc import Callable
from typing import Final

from lxml import etree

from fivefold.method.frameworks.forms.names import child, is_on, name_of, value, whole

_NO_WORDS: Final = {
    "w:instrText",
    "w:delText",
    "w:delInstrText",
    "w:fldData",
    "w:del",
    "w:moveFrom",
    "w:rPr",
    "w:pPr",
    "w:tblPr",
    "w:tblGrid",
    "w:sectPr",
    "w:sdtPr",
    "w:sdtEndPr",
    "w:tblPrEx",
    "w:numPr",
    "?:posOffset",
    "?:align",
    "?:pctWidth",
    "?:pctHeight",
    "?:pctPosHOffset",
    "?:pctPosVOffset",
    "c:f",
    "c:formatCode",
    "o:FieldCodes",
    "o:LockedField",
    "dgm:presLayoutVars",
}
"""Elements whose text is settings, codes or words that were deleted."""

EXTRA: Final = "{fivefold}extra"
_ALTERNATE: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_WINGDINGS: Final = {
    0xF0FC: "✓", 0xF0FB: "✗", 0xF0FE: "☒", 0xF0FD: "☒", 0xF0A8: "☐", 0xF06F: "☐", 0xF0A3: "☐", 0xF071: "☐",
    0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "➢", 0xF0E0: "→", 0xF076: "❖", 0xF04A: "☺", 0xF04C: "☹",
}  # fmt: skip
_NO_CHARACTER: Final = "\ufffd"
NO_BREAK_HYPHEN: Final = "\u2011"


def visible_text(element: etree._Element) -> str:
    """The words of an element and all that is in it, in document order, tracked changes accepted."""
    return "".join(visible_pieces(element))


def visible_pieces(element: etree._Element) -> list[str]:
    """The same, a piece for every run of text in the file."""
    pieces: list[str] = []
    _gather(element, pieces)
    return pieces


def letters(text: str) -> Counter[str]:
    """How often each character other than white space occurs."""
    return Counter("".join(text.split()))


def symbol(element: etree._Element) -> str:
    """The character of a w:sym: the common signs of Wingdings as what they show, any other as it is stored."""
    try:
        code = int(value(element, "char") or "", 16)
        sign = _WINGDINGS.get(code) or chr(code)
    except (ValueError, OverflowError):
        return _NO_CHARACTER
    # Half a surrogate pair or a control character cannot be passed on; Word shows an empty box for it too.
    return _NO_CHARACTER if unicodedata.category(sign) in ("Cs", "Cc", "Cn") else sign


def form_field(element: etree._Element) -> str:
    """What a legacy form field (w:ffData) shows besides its result: the chosen item, or a ticked or empty box."""
    items = child(element, "ddList")
    if items is not None:
        entries = [value(entry) or "" for entry in items if name_of(entry) == "w:listEntry"]
        chosen = child(items, "result")
        number = whole(chosen if chosen is not None else child(items, "default"))
        return entries[number] if number < len(entries) else ""
    box = child(element, "checkBox")
    if box is not None:
        state = child(box, "checked")
        return "☒" if is_on(state if state is not None else child(box, "default")) else "☐"
    return ""


def settle_alternatives(root: etree._Element) -> None:
    """Leave one version in every mc:AlternateContent, and beside it the words that only other versions have.

    Word writes a text box twice, for new and for old readers. The first version with words stays; words that
    another version has besides stay in an EXTRA element. Innermost first, so that nesting costs no more than its size.
    """
    for element in reversed(list(root.iter(_ALTERNATE))):
        versions = [(version, visible_text(version)) for version in element]
        if not versions:
            continue
        chosen, text = next((pair for pair in versions if pair[1].strip()), versions[0])
        seen = Counter(text.split())
        extra: list[str] = []
        for version, other in versions:
            if version is not chosen:
                missing = Counter(other.split()) - seen
                extra += missing.elements()
                seen += missing
                element.remove(version)
        if extra:
            etree.SubElement(chosen, EXTRA).text = " ".join(extra)


def is_deleted(element: etree._Element, name: str) -> bool:
    """Whether a table row or cell was deleted with changes tracked."""
    if name == "w:tr":
        return child(element, "trPr", "del") is not None
    return name == "w:tc" and child(element, "tcPr", "cellDel") is not None


def _gather(element: etree._Element, pieces: list[str]) -> None:
    name = name_of(element)
    if name in _NO_WORDS or (name in _MAY_GO and _MAY_GO[name](element, name)):
        return
    if name in _OWN_WORDS:
        pieces.append(_OWN_WORDS[name](element))
    if name != "w:ffData":
        if element.text:
            # An element that is not known to hold part of a word holds words of its own.
            pieces.append(element.text if name in _PARTS_OF_WORDS else f" {element.text} ")
        for each in element:
            _gather(each, pieces)
            if each.tail:
                pieces.append(each.tail)


def _is_repeated_category(element: etree._Element, _name: str) -> bool:
    """A chart stores its category names once for every series."""
    series = element.getparent()
    plot = None if series is None else series.getparent()
    first = None if plot is None else plot.find(".//" + element.tag)
    return first is not None and first is not element and list(first.itertext()) == list(element.itertext())


def _gap(_element: etree._Element) -> str:
    return " "


_MAY_GO: Final[dict[str, Callable[[etree._Element, str], bool]]] = {
    "w:tr": is_deleted,
    "w:tc": is_deleted,
    "c:cat": _is_repeated_category,
}
_PARTS_OF_WORDS: Final = {"w:t", "m:t", "a:t"}
_GAPS: Final = {
    "w:p",
    "w:tc",
    "w:tab",
    "w:br",
    "w:cr",
    "w:ptab",
    "w:txbxContent",
    "w:footnote",
    "w:endnote",
    "w:comment",
    "a:p",
    "?:extra",
    "c:v",
}
_OWN_WORDS: Final[dict[str, Callable[[etree._Element], str]]] = {
    **dict.fromkeys(_GAPS, _gap),
    "w:sym": symbol,
    "w:ffData": form_field,
    "w:noBreakHyphen": lambda _element: NO_BREAK_HYPHEN,
    "v:textpath": lambda element: f" {element.get('string', '')} ",
}
"""What an element adds besides its text: a gap between words, or the character it stands for."""
