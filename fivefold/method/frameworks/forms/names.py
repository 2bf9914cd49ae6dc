"""Short names for the elements and attributes of WordprocessingML."""

from typing import Final

from lxml import etree

_NAMESPACES: Final = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
    "http://schemas.openxmlformats.org/drawingml/2006/diagram": "dgm",
    "http://schemas.openxmlformats.org/drawingml/2006/chart": "c",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o",
    "http://schemas.microsoft.com/office/word/2010/wordml": "w14",
}
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_KNOWN: dict[str, str] = {}
_KNOWN_AT_MOST: Final = 5_000
"""A hostile document can make up names without end; a worker reads many documents."""


def name_of(element: etree._Element) -> str:
    """The name as "w:tbl" or "mc:Choice"; "?:name" for a namespace that means nothing to the reader."""
    tag = element.tag
    name = _KNOWN.get(tag)
    if name is None:
        namespace, _, local = tag.rpartition("}")
        name = f"{_NAMESPACES.get(namespace[1:], '?')}:{local}"
        if len(_KNOWN) < _KNOWN_AT_MOST:
            _KNOWN[tag] = name
    return name


def value(element: etree._Element, name: str = "val") -> str | None:
    """A w: attribute."""
    return element.get(_W + name)


def reference(element: etree._Element, name: str = "id") -> str:
    """An r: attribute, the id of a relationship; "" when it is missing."""
    return element.get(_R + name) or ""


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first w: child with a name, and so on down the path."""
    for name in path:
        if element is None:
            return None
        # Ten times as fast as find(), which compiles a path.
        element = next(element.iterchildren(_W + name), None)
    return element


def whole(element: etree._Element | None, name: str = "val", *, default: int = 0, most: int = 100_000) -> int:
    """A w: attribute as a whole number from 0 to `most`; the default when it is missing or no number."""
    text = None if element is None else value(element, name)
    try:
        return default if text is None else min(max(int(float(text)), 0), most)
    except (ValueError, OverflowError):
        return default


def is_on(element: etree._Element | None) -> bool:
    """Whether a switch such as w:vanish is there and not set to off."""
    return element is not None and value(element) not in ("0", "false", "off")
