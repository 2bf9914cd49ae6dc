"""Read a coding project that another program wrote: `.qdpx`, a bare `.qde`, or a codebook (`.qdc`)."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import IO

from lxml import etree

from fivefold.method.coding.refi_qda import archive as container
from fivefold.method.coding.refi_qda import guids
from fivefold.method.coding.refi_qda.archive import LOCAL, Limits
from fivefold.method.coding.refi_qda.drawings import read_graph
from fivefold.method.coding.refi_qda.elements import Desk, Element, child, children, targets, text_of, truth
from fivefold.method.coding.refi_qda.losses import LossReport, Severity, Tally
from fivefold.method.coding.refi_qda.source_reading import SourceReader
from fivefold.method.coding.refi_qda.structure import CHILDREN, Structure
from fivefold.method.coding.refi_qda.values import (
    Case,
    Code,
    Kind,
    Link,
    OpenProject,
    Project,
    Set,
    TextSource,
    User,
    Variable,
)
from fivefold.method.coding.refi_qda.xml import local_name, parse
from fivefold.method.common.errors import InputError
from fivefold.method.common.progress import Progress, silent

_PROJECT_NAMESPACE = "urn:QDA-XML:project:1.0"
_CODEBOOK_NAMESPACE = "urn:QDA-XML:codebook:1.0"
_CHUNK = 2**16
_LABEL = "Reading the coding project"
_DIRECTIONS = ("Associative", "OneWay", "Bidirectional")


def read(data: bytes, *, file: str, limits: Limits = LOCAL, progress: Progress = silent) -> Project:
    """The project in these bytes, as one value. Parameters and errors as `open_project`."""
    return open_project(io.BytesIO(data), file=file, limits=limits, progress=progress).whole()


def open_project(stream: IO[bytes], *, file: str, limits: Limits = LOCAL, progress: Progress = silent) -> OpenProject:
    """The project in a file, whose sources are given one by one. The stream must stay open until they were.

    stream: a container, a bare project file, or a codebook (then only codes and sets are there). file: its name, for
    messages. What could not be carried is in the project's `losses`, how positions were understood in `offsets`.
    Memory holds the outline, and of each source its passages packed; never a whole file.
    Raises InputError when nothing can be read, naming the file and what to do.
    """
    tally = Tally()
    archive, where = None, file
    if container.holds_archive(stream):
        archive = container.open_archive(stream, file=file, limits=limits)
        where = f"{file}, {archive.project}"
        document = parse(partial(archive.pieces, archive.project), file=where, tally=tally)
    else:
        container.check_size(stream, file=file, limits=limits)
        document = parse(partial(_pieces, stream), file=where, tally=tally)
    desk, structure = Desk(where, tally), Structure(tally)
    reader = SourceReader(desk, archive)
    total = len(archive.sources) if archive else 0
    for element in progress(document.parts("Sources", CHILDREN["Sources"]), label=_LABEL, length=total):
        structure.straighten(element)
        reader.add_source(element)
    root = document.root
    structure.straighten(root)
    structure.count_loose_ends(reader.identifiers())
    kind = local_name(root)
    if kind == "CodeBook":
        _note_namespace(root, _CODEBOOK_NAMESPACE, desk)
        return OpenProject.of(_codebook(root, desk))
    if kind != "Project":
        raise InputError(
            f'the file is XML, but its outermost element is "{kind}" and not "Project" or "CodeBook"',
            where=where,
            next_step="Choose REFI-QDA (.qdpx or .qdc) when exporting.",
        )
    _note_namespace(root, _PROJECT_NAMESPACE, desk)
    return _project(root, desk, reader)


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    stream.seek(0)
    return iter(partial(stream.read, _CHUNK), b"")


def _note_namespace(root: Element, expected: str, desk: Desk) -> None:
    namespace = etree.QName(root).namespace or ""
    if namespace != expected:
        desk.tally.add(
            "namespaces other than the standard's",
            where=namespace or "none at all",
            severity=Severity.NOTE,
            consequence="read as if it were the standard's",
        )


def _project(root: Element, desk: Desk, reader: SourceReader) -> OpenProject:
    # First, because a value left empty does not say of what type it is; its variable does.
    variables = tuple(_variable(e, desk) for e in _items(root, "Variables", "Variable"))
    desk.kinds = {variable.guid: variable.kind for variable in variables}
    # Those that did not stand where the format has them.
    for element in _items(root, "Sources"):
        reader.add_source(element)
    for element in _items(root, "Notes"):
        reader.add_note(element)
    origin = root.get("origin", "")
    reader.decide(origin)
    findings = _Findings(desk.tally)
    users = tuple(User(desk.guid(e), e.get("name", ""), e.get("id", "")) for e in _items(root, "Users", "User"))
    codes = _codes(root, desk)
    cases = tuple(_case(e, desk) for e in _items(root, "Cases", "Case"))
    notes = tuple(reader.notes(findings.notes))
    desk.tally = findings.after
    project = Project(
        name=root.get("name", ""),
        users=users,
        codes=codes,
        variables=variables,
        cases=cases,
        notes=notes,
        links=tuple(_link(e, desk) for e in _items(root, "Links", "Link")),
        sets=tuple(_set(e, desk) for part in (*children(root, "CodeBook"), root) for e in _items(part, "Sets", "Set")),
        graphs=tuple(read_graph(e, desk) for e in _items(root, "Graphs", "Graph")),
        description=text_of(root, "Description"),
        attached=targets(root, "NoteRef"),
        stamp=desk.stamp(root),
        origin=origin,
        offsets=reader.offsets,
    )
    held = {code.guid for _, code in project.walk_codes()}
    reader.count_dangling(held, {user.guid for user in users}, findings.after)
    return OpenProject(project, len(reader), partial(_sources, reader, findings), findings.report)


@dataclass(slots=True)
class _Findings:
    """What is found in a project, by when: the sources' positions are looked at when they are given, and told where
    the file has them."""

    before: Tally
    sources: LossReport = field(default_factory=LossReport)
    notes: Tally = field(default_factory=Tally)
    after: Tally = field(default_factory=Tally)

    def report(self) -> LossReport:
        """All of it as one."""
        whole = Tally()
        for part in (self.before.report, self.sources, self.notes.report, self.after.report):
            whole.add_all(part)
        return whole.report


def _sources(reader: SourceReader, findings: _Findings) -> Iterator[TextSource]:
    tally = Tally()
    yield from reader.sources(tally)
    findings.sources = tally.report


def _codebook(root: Element, desk: Desk) -> Project:
    sets = child(root, "Sets")
    project = Project(
        name=root.get("name", ""),
        codes=tuple(_code(e, desk) for e in _items(root, "Codes", "Code")),
        sets=tuple(_set(e, desk) for e in children(sets, "Set")) if sets is not None else (),
        origin=root.get("origin", ""),
    )
    return replace(project, losses=desk.tally.report)


def _items(root: Element, section: str, *names: str) -> list[Element]:
    """The elements of one section; sections may be missing, empty, or come twice."""
    found = [element for part in children(root, section) for element in part if local_name(element)]
    return [element for element in found if not names or local_name(element) in names]


def _codes(root: Element, desk: Desk) -> tuple[Code, ...]:
    books = list(children(root, "CodeBook"))
    return tuple(_code(element, desk) for book in books for element in _items(book, "Codes", "Code"))


def _code(element: Element, desk: Desk) -> Code:
    codable = truth(element.get("isCodable"))
    if codable is None:
        desk.tally.add(
            "codes that do not say whether they are codable",
            where=element.get("name", ""),
            severity=Severity.NOTE,
            consequence="taken as codable",
        )
    return Code(
        guid=desk.guid(element),
        name=element.get("name", ""),
        codable=codable is not False,
        colour=desk.colour(element),
        description=text_of(element, "Description"),
        notes=targets(element, "NoteRef"),
        children=tuple(_code(below, desk) for below in children(element, "Code")),
    )


def _variable(element: Element, desk: Desk) -> Variable:
    stated = element.get("typeOfVariable", "")
    kind = next((kind for kind in Kind if kind.casefold() == stated.casefold()), None)
    if kind is None:
        desk.tally.add(
            "variables of a type the format does not have",
            where=element.get("name", ""),
            severity=Severity.CHANGED,
            consequence="taken as text",
        )
    return Variable(desk.guid(element), element.get("name", ""), kind or Kind.TEXT, text_of(element, "Description"))


def _case(element: Element, desk: Desk) -> Case:
    return Case(
        guid=desk.guid(element),
        name=element.get("name", ""),
        description=text_of(element, "Description"),
        codes=targets(element, "CodeRef"),
        values=desk.values(element),
        sources=targets(element, "SourceRef"),
        selections=targets(element, "SelectionRef"),
    )


def _link(element: Element, desk: Desk) -> Link:
    direction = element.get("direction", "")
    if direction and direction not in _DIRECTIONS:
        desk.tally.add(
            "links in a direction the format does not have",
            where=direction,
            severity=Severity.CHANGED,
            consequence="kept without direction",
        )
        direction = ""
    return Link(
        guid=desk.guid(element),
        name=element.get("name", ""),
        origin=guids.normalise(element.get("originGUID", "")),
        target=guids.normalise(element.get("targetGUID", "")),
        direction=direction,
        colour=desk.colour(element),
        notes=targets(element, "NoteRef"),
    )


def _set(element: Element, desk: Desk) -> Set:
    return Set(
        guid=desk.guid(element),
        name=element.get("name", ""),
        description=text_of(element, "Description"),
        codes=targets(element, "MemberCode"),
        sources=targets(element, "MemberSource"),
        notes=targets(element, "MemberNote"),
    )
