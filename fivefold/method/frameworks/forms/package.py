"""A Word document as parts and relationships, parsed by a parser that fetches nothing and expands nothing."""

import posixpath
import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

from lxml import etree

from fivefold.method.frameworks.forms import gate
from fivefold.method.frameworks.forms.outcomes import RefusalReason, RefusedFormError

_PARSER: Final = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
)
_STRICT = re.compile(rb'(xmlns(?::[\w.-]+)?\s*=\s*["\'])http://purl\.oclc\.org/ooxml/(?=[\w/]+["\'])')
_STRICT_NAMES: Final = {
    b"wordprocessingml/main": b"wordprocessingml/2006/main",
    b"officeDocument/math": b"officeDocument/2006/math",
    b"officeDocument/relationships": b"officeDocument/2006/relationships",
    b"drawingml/main": b"drawingml/2006/main",
    b"drawingml/wordprocessingDrawing": b"drawingml/2006/wordprocessingDrawing",
    b"drawingml/diagram": b"drawingml/2006/diagram",
    b"drawingml/chart": b"drawingml/2006/chart",
    b"drawingml/picture": b"drawingml/2006/picture",
}
_NAMES = re.compile(b"http://schemas.openxmlformats.org/(" + b"|".join(_STRICT_NAMES) + b")(?=[\"'])")
_MAIN_TYPES: Final = ("wordprocessingml.document.main+xml", "wordprocessingml.template.main+xml")
_REFUSED_LINKS: Final = frozenset({"oleObject", "aFChunk", "subDocument", "frame", "package", "control"})
"""Relationships to content that would be part of the document; what is merely shown or offered is only counted."""


@dataclass(frozen=True, slots=True)
class Relationship:
    """One part's reference to another: the last word of its type, and the other part's name (or an address)."""

    kind: str
    target: str
    external: bool


@dataclass(slots=True)
class Package:
    """An unpacked document. Part names have no leading slash and are looked up without regard to case.

    visited: names of the parts whose words have been read, so that none is read twice.
    """

    members: dict[str, bytes]
    main: str = ""
    types: dict[str, str] = field(default_factory=dict)
    visited: set[str] = field(default_factory=set)
    _names: dict[str, str] = field(default_factory=dict)
    _links: dict[str, dict[str, Relationship]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._names = {name.casefold(): name for name in self.members}

    def find(self, name: str) -> str | None:
        """The stored name of a part, or None."""
        return self._names.get(name.casefold())

    def root(self, name: str) -> etree._Element:
        """The root element of an XML part. Raises RefusedFormError when it is not well formed."""
        content = self.members[name]
        return _parse(content if gate.XML_NAME.search(name) else gate.checked_xml(content))

    def relationships(self, part: str) -> dict[str, Relationship]:
        """The relationships of a part by id; none if it has no list of them."""
        if part not in self._links:
            self._links[part] = self._read_links(part)
        return self._links[part]

    def _read_links(self, part: str) -> dict[str, Relationship]:
        folder, _, leaf = part.rpartition("/")
        name = self.find(posixpath.join(folder, "_rels", f"{leaf}.rels"))
        if name is None:
            return {}
        found = {}
        for element in self.root(name):
            external = element.get("TargetMode", "") == "External"
            target = element.get("Target", "")
            kind = element.get("Type", "").rpartition("/")[2]
            found[element.get("Id", "")] = Relationship(kind, target if external else _join(folder, target), external)
        return found

    def related(self, part: str, kind: str) -> list[str]:
        """The stored names of the parts of one kind that a part refers to, in the order of their names."""
        targets = {link.target for link in self.relationships(part).values() if link.kind == kind and not link.external}
        return sorted(name for target in targets if (name := self.find(target)) is not None)

    def type_of(self, name: str) -> str:
        """The content type of a part, "" if none is declared."""
        extension = name.rpartition(".")[2].casefold()
        return self.types.get("/" + name.casefold()) or self.types.get(extension, "")


def open_package(content: bytes) -> Package:
    """Unpack an unprotected .docx and find its main part.

    Raises RefusedFormError for whatever the gate refuses, for macros, and for content kept outside the file.
    """
    package = Package(gate.unpack(content).members)
    package.types = _content_types(package)
    if any("macroenabled" in kind.casefold() or "vbaproject" in kind.casefold() for kind in package.types.values()):
        raise gate.macros()
    package.main = _main_part(package)
    _check_links(package)
    return package


def _parse(content: bytes) -> etree._Element:
    if b"purl.oclc.org/ooxml" in content:
        content = _NAMES.sub(_transitional, _STRICT.sub(rb"\1http://schemas.openxmlformats.org/", content))
    try:
        return etree.fromstring(content, _PARSER)
    except etree.XMLSyntaxError as error:
        raise _malformed(error) from error


def _transitional(found: re.Match[bytes]) -> bytes:
    return b"http://schemas.openxmlformats.org/" + _STRICT_NAMES[found[1]]


def _malformed(error: etree.XMLSyntaxError) -> RefusedFormError:
    if "depth" in str(error).casefold():
        return gate.refuse(
            RefusalReason.UNSAFE_XML, "the file is not built as Word builds documents: it is nested too deeply"
        )
    return gate.damaged()


def _join(folder: str, target: str) -> str:
    path = unquote(target.partition("#")[0])
    joined = path if path.startswith("/") else posixpath.join("/", folder, path)
    return posixpath.normpath(joined).lstrip("/")


def _content_types(package: Package) -> dict[str, str]:
    types = {}
    for element in package.root(gate.CONTENT_TYPES):
        key = element.get("PartName") or element.get("Extension") or ""
        types[key.casefold()] = element.get("ContentType", "")
    return types


def _main_part(package: Package) -> str:
    main = package.related("", "officeDocument")
    if not main:
        raise gate.damaged()
    kind = package.type_of(main[0])
    if not kind.endswith(_MAIN_TYPES):
        name = "an Excel workbook" if "spreadsheetml" in kind else "another kind of Office file"
        raise gate.refuse(RefusalReason.OTHER_FORMAT, f"this is {name}, not a Word document", next_step=gate.SEND_FORM)
    return main[0]


def _check_links(package: Package) -> None:
    for name in package.members:
        if name.endswith(".rels"):
            part = name.replace("_rels/", "").removesuffix(".rels")
            for link in package.relationships(part).values():
                if link.external and link.kind in _REFUSED_LINKS:
                    raise gate.refuse(
                        RefusalReason.LINKED_CONTENT,
                        "part of the document is kept in another file that it links to",
                        next_step="In Word break the link (File, Info, Edit Links to Files), or type the words in, "
                        "then save the form and send it again.",
                    )
