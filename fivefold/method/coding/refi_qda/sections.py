"""The sections of a project file beside its sources, in the order the schema fixes."""

from collections.abc import Iterable, Iterator, Sequence

from fivefold.method.coding.refi_qda import guids
from fivefold.method.coding.refi_qda.losses import Severity
from fivefold.method.coding.refi_qda.pen import Element, Pen
from fivefold.method.coding.refi_qda.source_writing import note_element
from fivefold.method.coding.refi_qda.values import Case, Code, Drawn, Graph, Link, Project, Set, User, Variable

Section = tuple[str, Iterator[Element]]
"""A section's name, and what stands in it. A section that nothing stands in is not written."""


def sections_before(pen: Pen, project: Project) -> Iterator[Section]:
    """What stands before the sources."""
    yield "Users", (_user(pen, user) for user in project.users)
    yield "CodeBook", _code_trees(pen, project.codes)
    yield "Variables", (_variable(pen, variable) for variable in project.variables)
    yield "Cases", (_case(pen, case) for case in project.cases)


def sections_after(pen: Pen, project: Project) -> Iterator[Section]:
    """What stands after the sources and in a section of its own."""
    yield "Notes", (note_element(pen, note) for note in project.notes)
    yield "Links", (_link(pen, link) for link in project.links)
    yield "Sets", (_set(pen, group) for group in project.sets)
    yield "Graphs", (_graph(pen, graph) for graph in project.graphs)


def project_element(pen: Pen, project: Project, *, origin: str) -> Element:
    """The project itself, with nothing in it."""
    root = pen.element("Project")
    root.set("name", pen.clean(project.name))
    root.set("origin", origin)
    pen.stamp(root, project.stamp, suffix="GUID")
    return root


def closing_elements(pen: Pen, project: Project) -> Iterator[Element]:
    """What is said of the project as a whole; it stands last."""
    if project.description:
        made = pen.element("Description")
        made.text = pen.clean(project.description)
        yield made
    for guid in project.attached:
        yield pen.element("NoteRef", targetGUID=pen.guid(guid))


def codebook_element(pen: Pen, codes: Iterable[Code], sets: Sequence[Set], *, origin: str) -> Element:
    """A codebook file, whose codes have no notes and whose sets name their members by `guid`."""
    root = pen.element("CodeBook", origin=origin)
    parent = pen.below(root, "Codes")
    for code in codes:
        _add_code(pen, parent, code, with_notes=False)
    if sets:
        parent = pen.below(root, "Sets")
        for group in sets:
            made = pen.name(pen.below(parent, "Set"), group.guid, group.name)
            pen.description(made, group.description)
            for member in group.codes:
                pen.below(made, "MemberCode", guid=pen.guid(member))
    return root


def _user(pen: Pen, user: User) -> Element:
    return pen.name(pen.element("User"), user.guid, user.name, id=user.id)


def _code_trees(pen: Pen, codes: Iterable[Code]) -> Iterator[Element]:
    if codes:
        parent = pen.element("Codes")
        for code in codes:
            _add_code(pen, parent, code, with_notes=True)
        yield parent


def _add_code(pen: Pen, parent: Element, code: Code, *, with_notes: bool) -> None:
    codable = "true" if code.codable else "false"
    made = pen.name(pen.below(parent, "Code"), code.guid, code.name, isCodable=codable, color=code.colour)
    pen.description(made, code.description)
    if with_notes:
        pen.references(made, "NoteRef", code.notes)
    elif code.notes:
        pen.tally.add(
            "notes on codes",
            where=code.name,
            severity=Severity.LOST,
            consequence="a codebook file has no notes; export the project instead",
            count=len(code.notes),
        )
    for child in code.children:
        _add_code(pen, made, child, with_notes=with_notes)


def _variable(pen: Pen, variable: Variable) -> Element:
    made = pen.name(pen.element("Variable"), variable.guid, variable.name, typeOfVariable=str(variable.kind))
    pen.description(made, variable.description)
    return made


def _case(pen: Pen, case: Case) -> Element:
    made = pen.name(pen.element("Case"), case.guid, case.name)
    pen.description(made, case.description)
    pen.references(made, "CodeRef", case.codes)
    pen.values(made, case.values)
    pen.references(made, "SourceRef", case.sources)
    pen.references(made, "SelectionRef", case.selections)
    return made


def _link(pen: Pen, link: Link) -> Element:
    made = pen.name(pen.element("Link"), link.guid, link.name, direction=link.direction, color=link.colour)
    pen.set(made, {"originGUID": pen.guid(link.origin), "targetGUID": pen.guid(link.target)})
    pen.references(made, "NoteRef", link.notes)
    return made


def _set(pen: Pen, group: Set) -> Element:
    made = pen.name(pen.element("Set"), group.guid, group.name)
    pen.description(made, group.description)
    pen.references(made, "MemberCode", group.codes)
    pen.references(made, "MemberSource", group.sources)
    pen.references(made, "MemberNote", group.notes)
    return made


def _graph(pen: Pen, graph: Graph) -> Element:
    made = pen.name(pen.element("Graph"), graph.guid, graph.name)
    for name, drawn in (("Vertex", graph.vertices), ("Edge", graph.edges)):
        for part in drawn:
            _add_drawn(pen, made, name, part)
    return made


def _add_drawn(pen: Pen, parent: Element, name: str, part: Drawn) -> None:
    made = pen.below(parent, name)
    for key, value in part.attributes:
        made.set(key, pen.guid(value) if key in guids.IN_DRAWINGS else pen.clean(value))
