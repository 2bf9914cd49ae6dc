"""Write a coding project in the exchange format: valid, the same bytes for the same project, nothing dropped unsaid."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import cast

from lxml import etree

import fivefold
from fivefold.method.coding.refi_qda import guids
from fivefold.method.coding.refi_qda.losses import LossReport, Severity, Tally
from fivefold.method.coding.refi_qda.positions import MARK
from fivefold.method.coding.refi_qda.values import (
    Case,
    Code,
    Coding,
    Drawn,
    Graph,
    Link,
    Project,
    Selection,
    Set,
    SourceKind,
    Stamp,
    TextSource,
    User,
    Value,
    Variable,
    VariableValue,
)

PROJECT_NAMESPACE = "urn:QDA-XML:project:1.0"
CODEBOOK_NAMESPACE = "urn:QDA-XML:codebook:1.0"

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_NO_DATE = (1980, 1, 1, 0, 0, 0)

Element = etree._Element


def write(project: Project) -> tuple[bytes, LossReport]:
    """The project as a `.qdpx` container, and what could not be carried.

    Positions are code points of LF text, end exclusive; every text is a file of its own in `sources/`, UTF-8
    without a byte order mark. The same project gives the same bytes. Takes time in proportion to the codings.
    """
    writer = _Writer(PROJECT_NAMESPACE)
    root = writer.project(project)
    xml = _serialise(root)
    return _pack(xml, writer.texts), writer.tally.report


def write_codes(codes: Sequence[Code], sets: Sequence[Set] = ()) -> tuple[bytes, LossReport]:
    """A code tree as a `.qdc` codebook. Notes on codes are not part of that format."""
    writer = _Writer(CODEBOOK_NAMESPACE)
    root = writer.element("CodeBook", origin=_origin())
    parent = writer.below(root, "Codes")
    for code in codes:
        writer.code(parent, code, with_notes=False)
    if sets:
        writer.codebook_sets(root, sets)
    return _serialise(root), writer.tally.report


def _origin() -> str:
    return f"Fivefold {fivefold.__version__}"


def _serialise(root: Element) -> bytes:
    etree.indent(root, space=" ")
    data = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    assert isinstance(data, bytes)
    return data + b"\n"


def _pack(xml: bytes, texts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as bundle:
        for name, data in (("project.qde", xml), *sorted(texts.items())):
            info = zipfile.ZipInfo(name, _NO_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = 0o600 << 16
            bundle.writestr(info, data)
    return buffer.getvalue()


class _Writer:
    """Builds the tree in the order the schema fixes, and counts what does not go in."""

    def __init__(self, namespace: str) -> None:
        self.namespace = namespace
        self.tally = Tally()
        self.texts: dict[str, bytes] = {}

    # ---- pieces

    def element(self, name: str, /, **attributes: str) -> Element:
        root = etree.Element(f"{{{self.namespace}}}{name}", nsmap=cast(dict[str, str], {None: self.namespace}))
        self._set(root, attributes)
        return root

    def below(self, parent: Element, name: str, /, **attributes: str) -> Element:
        made = etree.SubElement(parent, f"{{{self.namespace}}}{name}")
        self._set(made, attributes)
        return made

    def _set(self, element: Element, attributes: dict[str, str]) -> None:
        for name, value in attributes.items():
            if value:
                element.set(name, self.clean(value))

    def clean(self, text: str) -> str:
        """The text without characters that XML forbids."""
        if not _FORBIDDEN.search(text):
            return text
        text, count = _FORBIDDEN.subn(_REPLACEMENT, text)
        self.tally.add(
            "characters that XML does not allow",
            where=text[:40],
            severity=Severity.CHANGED,
            consequence=f'each became "{_REPLACEMENT}"',
            count=count,
        )
        return text

    def guid(self, guid: str) -> str:
        if guid and not guids.valid(guid):
            self.tally.add(
                "identifiers that are no GUID",
                where=guid[:40],
                severity=Severity.CHANGED,
                consequence="another one derived from it is written, the same at every export",
            )
            return guids.written(guid)
        return guid

    def description(self, parent: Element, text: str) -> None:
        if text:
            self.below(parent, "Description").text = self.clean(text)

    def references(self, parent: Element, name: str, wanted: Iterable[str]) -> None:
        for guid in wanted:
            self.below(parent, name, targetGUID=self.guid(guid))

    def stamp(self, element: Element, stamp: Stamp, *, suffix: str = "") -> None:
        attributes = {
            f"creatingUser{suffix}": self.guid(stamp.creator),
            "creationDateTime": _time(stamp.created),
            f"modifyingUser{suffix}": self.guid(stamp.modifier),
            "modifiedDateTime": _time(stamp.modified),
        }
        self._set(element, attributes)

    def named(self, parent: Element, tag: str, guid: str, name: str, **more: str) -> Element:
        """An element with identifier and name; a name is written even when it is empty."""
        made = self.below(parent, tag, guid=self.guid(guid))
        made.set("name", self.clean(name))
        self._set(made, more)
        return made

    # ---- parts

    def project(self, project: Project) -> Element:
        root = self.element("Project")
        root.set("name", self.clean(project.name))
        root.set("origin", _origin())
        self.stamp(root, project.stamp, suffix="GUID")
        self._users(root, project.users)
        if project.codes:
            codes = self.below(self.below(root, "CodeBook"), "Codes")
            for code in project.codes:
                self.code(codes, code)
        self._variables(root, project.variables)
        self._cases(root, project.cases)
        self._sources(root, project.sources)
        self._notes(root, project.notes)
        self._links(root, project.links)
        self._sets(root, project.sets)
        self._graphs(root, project.graphs)
        self.description(root, project.description)
        self.references(root, "NoteRef", project.attached)
        return root

    def _users(self, root: Element, users: Sequence[User]) -> None:
        if users:
            parent = self.below(root, "Users")
            for user in users:
                self.named(parent, "User", user.guid, user.name, id=user.id)

    def code(self, parent: Element, code: Code, *, with_notes: bool = True) -> None:
        codable = "true" if code.codable else "false"
        made = self.named(parent, "Code", code.guid, code.name, isCodable=codable, color=code.colour)
        self.description(made, code.description)
        if with_notes:
            self.references(made, "NoteRef", code.notes)
        elif code.notes:
            self.tally.add(
                "notes on codes",
                where=code.name,
                severity=Severity.LOST,
                consequence="a codebook file has no notes; export the project instead",
                count=len(code.notes),
            )
        for child in code.children:
            self.code(made, child, with_notes=with_notes)

    def _variables(self, root: Element, variables: Sequence[Variable]) -> None:
        if variables:
            parent = self.below(root, "Variables")
            for variable in variables:
                made = self.named(parent, "Variable", variable.guid, variable.name, typeOfVariable=str(variable.kind))
                self.description(made, variable.description)

    def _cases(self, root: Element, cases: Sequence[Case]) -> None:
        if cases:
            parent = self.below(root, "Cases")
            for case in cases:
                made = self.named(parent, "Case", case.guid, case.name)
                self.description(made, case.description)
                self.references(made, "CodeRef", case.codes)
                self._values(made, case.values)
                self.references(made, "SourceRef", case.sources)
                self.references(made, "SelectionRef", case.selections)

    def _values(self, parent: Element, values: Iterable[VariableValue]) -> None:
        for value in values:
            made = self.below(parent, "VariableValue")
            self.below(made, "VariableRef", targetGUID=self.guid(value.variable))
            # The schema has no empty number: a missing value has no typed child at all.
            if value.value is not None:
                self.below(made, f"{value.kind}Value").text = self.clean(_lexical(value.value))

    def _sources(self, root: Element, sources: Sequence[TextSource]) -> None:
        if sources:
            parent = self.below(root, "Sources")
            for source in sources:
                made = self.named(parent, "TextSource", source.guid, source.name)
                self._note_kind(source)
                if source.text is not None:
                    name = f"{self.guid(source.guid)}.txt"
                    made.set("plainTextPath", f"internal://{name}")
                    self._file(f"sources/{name}", source)
                self._text_source(made, source)

    def _note_kind(self, source: TextSource) -> None:
        if source.kind is not SourceKind.TEXT:
            self.tally.add(
                "texts of PDF documents, pictures and recordings",
                where=source.name,
                severity=Severity.CHANGED,
                consequence="written as plain text sources, without the document itself",
            )

    def _file(self, path: str, source: TextSource) -> None:
        assert source.text is not None
        text = _guard_mark(source.text.text)
        try:
            data = text.encode()
        except UnicodeEncodeError:
            # Half a surrogate pair has no UTF-8; the replacement keeps every position.
            data = "".join(_REPLACEMENT if "\ud800" <= mark <= "\udfff" else mark for mark in text).encode()
            self._changed_text(source)
        if path in self.texts and self.texts[path] != data:
            self.tally.add(
                "sources with the same identifier and different texts",
                where=source.name,
                severity=Severity.LOST,
                consequence="only the first text is written",
            )
            return
        self.texts[path] = data

    def _changed_text(self, source: TextSource) -> None:
        self.tally.add(
            "texts with characters that cannot be written",
            where=source.name,
            severity=Severity.CHANGED,
            consequence=f'each became "{_REPLACEMENT}"',
        )

    def _text_source(self, made: Element, source: TextSource, *, inline: bool = False) -> None:
        self.stamp(made, source.stamp)
        self.description(made, source.description)
        if inline and source.text is not None:
            self.below(made, "PlainTextContent").text = self.clean(_guard_mark(source.text.text))
        for selection in source.selections:
            self._selection(made, selection, source)
        for coding in source.codings:
            self._coding(made, coding)
        self.references(made, "NoteRef", source.notes)
        self._values(made, source.values)

    def _selection(self, parent: Element, selection: Selection, source: TextSource) -> None:
        if selection.span is None and source.text is not None:
            self.tally.add(
                "passages without a place in their text",
                where=source.name,
                severity=Severity.LOST,
                consequence="not written, with their codings",
            )
            return
        start, end = (selection.span.start, selection.span.end) if selection.span else selection.positions
        made = self.named(
            parent, "PlainTextSelection", selection.guid, selection.name, startPosition=str(start), endPosition=str(end)
        )
        if selection.span is None:
            self.tally.add(
                "passages of texts that are absent",
                where=source.name,
                severity=Severity.DOUBT,
                consequence="written with the positions the first program gave, counted in its own way",
            )
        self.stamp(made, selection.stamp)
        self.description(made, selection.description)
        for coding in selection.codings:
            self._coding(made, coding)
        self.references(made, "NoteRef", selection.notes)

    def _coding(self, parent: Element, coding: Coding) -> None:
        if not coding.code:
            self.tally.add("codings without a code", where="", severity=Severity.LOST, consequence="not written")
            return
        made = self.below(
            parent,
            "Coding",
            guid=self.guid(coding.guid),
            creatingUser=self.guid(coding.creator),
            creationDateTime=_time(coding.created),
        )
        self.below(made, "CodeRef", targetGUID=self.guid(coding.code))
        self.references(made, "NoteRef", coding.notes)

    def _notes(self, root: Element, notes: Sequence[TextSource]) -> None:
        if notes:
            parent = self.below(root, "Notes")
            for note in notes:
                self._text_source(self.named(parent, "Note", note.guid, note.name), note, inline=True)

    def _links(self, root: Element, links: Sequence[Link]) -> None:
        if links:
            parent = self.below(root, "Links")
            for link in links:
                made = self.named(parent, "Link", link.guid, link.name, direction=link.direction, color=link.colour)
                self._set(made, {"originGUID": self.guid(link.origin), "targetGUID": self.guid(link.target)})
                self.references(made, "NoteRef", link.notes)

    def _sets(self, root: Element, sets: Sequence[Set]) -> None:
        if sets:
            parent = self.below(root, "Sets")
            for group in sets:
                made = self.named(parent, "Set", group.guid, group.name)
                self.description(made, group.description)
                self.references(made, "MemberCode", group.codes)
                self.references(made, "MemberSource", group.sources)
                self.references(made, "MemberNote", group.notes)

    def codebook_sets(self, root: Element, sets: Sequence[Set]) -> None:
        """Sets of a codebook file, whose members are named by `guid`."""
        parent = self.below(root, "Sets")
        for group in sets:
            made = self.named(parent, "Set", group.guid, group.name)
            self.description(made, group.description)
            for code in group.codes:
                self.below(made, "MemberCode", guid=self.guid(code))

    def _graphs(self, root: Element, graphs: Sequence[Graph]) -> None:
        if graphs:
            parent = self.below(root, "Graphs")
            for graph in graphs:
                made = self.named(parent, "Graph", graph.guid, graph.name)
                for name, drawn in (("Vertex", graph.vertices), ("Edge", graph.edges)):
                    for part in drawn:
                        self._drawn(made, name, part)

    def _drawn(self, parent: Element, name: str, part: Drawn) -> None:
        made = self.below(parent, name)
        for key, value in part.attributes:
            made.set(key, self.guid(value) if key in guids.IN_DRAWINGS else self.clean(value))


def _guard_mark(text: str) -> str:
    """A text that starts with a byte order mark of its own gets another, because readers take one away."""
    return f"{MARK}{text}" if text.startswith(MARK) else text


def _time(moment: datetime | None) -> str:
    return "" if moment is None else moment.isoformat()


def _lexical(value: Value) -> str:
    """A value as XML Schema writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else str(value)
