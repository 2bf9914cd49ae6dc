"""Text as it stands in a Word file: runs with breaks and tabs, and what XML cannot hold."""

import re
from xml.sax.saxutils import escape

from fivefold.method.common.errors import InputError

_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_PIECE = re.compile(r"[^\t\n]+|\t|\n")
_BREAKS = {"\t": "<w:tab/>", "\n": "<w:br/>"}


def run(text: str, *, where: str, properties: str = "") -> str:
    """One w:r with these words exactly: every space, tab and line break comes back when it is read.

    where: what the person would call the place of the text.
    properties: the inside of its w:rPr.
    Raises InputError when the text has a character that a Word file cannot hold or would change.
    """
    if not text:
        return ""
    refuse_unwritable(text, where=where)
    pieces = (
        _BREAKS.get(piece) or f'<w:t xml:space="preserve">{escape(piece)}</w:t>' for piece in _PIECE.findall(text)
    )
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{''.join(pieces)}</w:r>"


def refuse_unwritable(text: str, *, where: str) -> None:
    """Raise InputError, naming the first character that XML cannot hold (or the carriage return it would change)."""
    found = _UNWRITABLE.search(text)
    if found is not None:
        raise InputError(
            f"character {found.start() + 1} is U+{ord(found[0]):04X}, which a Word file cannot hold",
            where=where,
            next_step="Take it out or write a line break in its place, then write the form again.",
        )
