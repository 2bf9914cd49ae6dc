"""What may stand where in a project file, and putting a file that has it otherwise in order.

Small programs put codes into `SubCodes`, codings into `Codings`, code references right below a passage, memos where the
format has none. Everything here changes the tree before it is read, so that the readers know one structure only, and
counts what it changed and what no place could be found for: nothing the file says goes by unread in silence.
"""

from collections.abc import Iterable, Iterator, Mapping

from lxml import etree

from fivefold.method.coding.refi_qda import guids
from fivefold.method.coding.refi_qda.losses import Severity, Tally
from fivefold.method.coding.refi_qda.xml import local_name

Element = etree._Element

_VALUES = ("TextValue", "BooleanValue", "IntegerValue", "FloatValue", "DateValue", "DateTimeValue")
_TEXT = ("Description", "PlainTextContent", "PlainTextSelection", "Coding", "NoteRef", "VariableValue")
_MEDIA = ("Description", "Coding", "NoteRef", "VariableValue", "PlainTextContent", "PlainTextSelection")
_SELECTION = ("Description", "Coding", "NoteRef")

CHILDREN: Mapping[str, tuple[str, ...]] = {
    "Project": (
        "Users", "CodeBook", "Variables", "Cases", "Sources", "Notes", "Links", "Sets", "Graphs", "Description",
        "NoteRef",
    ),
    "Users": ("User",),
    "CodeBook": ("Codes", "Sets"),
    "Codes": ("Code",),
    "Code": ("Description", "NoteRef", "Code"),
    "Variables": ("Variable",),
    "Variable": ("Description",),
    "Cases": ("Case",),
    "Case": ("Description", "CodeRef", "VariableValue", "SourceRef", "SelectionRef"),
    "VariableValue": ("VariableRef", *_VALUES),
    "Sources": ("TextSource", "PictureSource", "PDFSource", "AudioSource", "VideoSource"),
    "TextSource": _TEXT,
    "PictureSource": ("TextDescription", "PictureSelection", *_MEDIA),
    "TextDescription": _TEXT,
    "PDFSource": ("PDFSelection", "Representation", *_MEDIA),
    "Representation": _TEXT,
    "AudioSource": ("Transcript", "AudioSelection", *_MEDIA),
    "VideoSource": ("Transcript", "VideoSelection", *_MEDIA),
    "Transcript": (*_TEXT, "SyncPoint", "TranscriptSelection"),
    "PlainTextSelection": _SELECTION,
    "PictureSelection": _SELECTION,
    "PDFSelection": (*_SELECTION, "Representation"),
    "AudioSelection": _SELECTION,
    "VideoSelection": _SELECTION,
    "TranscriptSelection": _SELECTION,
    "Coding": ("CodeRef", "NoteRef"),
    "Notes": ("Note", "TextSource"),
    "Note": _TEXT,
    "Links": ("Link",),
    "Link": ("NoteRef",),
    "Sets": ("Set",),
    "Set": ("Description", "MemberCode", "MemberSource", "MemberNote"),
    "Graphs": ("Graph",),
    "Graph": ("Vertex", "Edge"),
}  # fmt: skip
"""What may stand below what. Some of it only programs do, and the readers understand it: passages right below a
medium, sets below the codebook."""

_DESCRIBED = frozenset(name for name, below in CHILDREN.items() if "Description" in below) - {"Project"}
_LEAVES = frozenset({"User", "Vertex", "Edge", "SyncPoint"})
_NAMES = frozenset(CHILDREN) | {name for names in CHILDREN.values() for name in names}
_MOVED = frozenset({
    "Code", "Codes", "Coding", "CodeRef", "User", "Variable", "Case", "TextSource", "PictureSource", "PDFSource",
    "AudioSource", "VideoSource", "Note", "Link", "Set", "Graph",
})  # fmt: skip
"""Elements that a level above them may be missing of, and that mean the same with it."""

_LEVELS = frozenset(name for name in CHILDREN["Project"] if name in CHILDREN) | {"Codes", "Coding"}
_ONE_EACH = "Coding"
"""The level that holds one thing each."""

_UNIQUE = {
    name: group
    for group, names in {
        "codes": ("Code",),
        "sources": CHILDREN["Sources"],
        "variables": ("Variable",),
        "cases": ("Case",),
        "notes": ("Note",),
    }.items()
    for name in names
}
_ATTRIBUTES = frozenset({
    "guid", "name", "id", "color", "isCodable", "typeOfVariable", "startPosition", "endPosition", "creatingUser",
    "creatingUserGUID", "creationDateTime", "modifyingUser", "modifyingUserGUID", "modifiedDateTime", "plainTextPath",
    "richTextPath", "path", "currentPath", "basePath", "origin", "targetGUID", "originGUID", "direction", "page",
    "firstX", "firstY", "secondX", "secondY", "begin", "end", "position", "timeStamp", "fromSyncPoint", "toSyncPoint",
    "representedGUID", "shape", "sourceVertex", "targetVertex", "lineStyle",
})  # fmt: skip
_WITH_TWINS = tuple(f"{{*}}{name}" for name in _UNIQUE)
_REFERRING = tuple(
    f"{{*}}{name}"
    for name in (
        "Link", "CodeRef", "SourceRef", "SelectionRef", "NoteRef", "VariableRef", "MemberCode", "MemberSource",
        "MemberNote",
    )
)  # fmt: skip


class Structure:
    """Puts a project file in order part by part, and counts what was moved, kept or left out.

    What can only be said of the whole file (which identifiers came twice, what leads nowhere) is kept between parts.
    """

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._seen: set[tuple[str, str]] = set()
        self._held: set[str] = set()
        self._references: dict[tuple[str, str], tuple[str, int]] = {}

    def straighten(self, part: Element) -> None:
        """Bring the tree below `part`, and it itself, into the format's structure, in place."""
        stack = [part]
        while stack:
            element = stack.pop()
            allowed = CHILDREN.get(local_name(element))
            if allowed is not None:
                _straighten_children(element, allowed, self._tally)
                stack.extend(child for child in element if local_name(child) in allowed)
            elif local_name(element) in _LEAVES:
                for child in element:
                    _leave_out(child, element, self._tally)
            _count_attributes(element, self._tally)
        self._tell_twins_apart(part)
        self._gather(part)

    def count_loose_ends(self, passages: Iterable[str]) -> None:
        """Count the references to what the file does not hold. Codes of codings are counted by name elsewhere.

        passages: the identifiers of passages in text sources and of their codings, gone through only if need be.
        """
        loose = {found: told for found, told in self._references.items() if found[1] not in self._held}
        among_passages = {guid for _, guid in loose}.intersection(passages) if loose else set()
        for (name, guid), (where, count) in loose.items():
            if guid not in among_passages:
                self._tally.add(
                    f"{name} references to what the project does not hold",
                    where=where,
                    severity=Severity.DOUBT,
                    consequence="kept, but they lead nowhere",
                    count=count,
                )

    def _tell_twins_apart(self, part: Element) -> None:
        """Where two codes (sources, ...) have one identifier, the second gets another."""
        for element in part.iter(*_WITH_TWINS):
            group = _UNIQUE[local_name(element)]
            guid = guids.normalise(element.get("guid", ""))
            if guid and (group, guid) in self._seen:
                self._tally.add(
                    f"{group} with the identifier of another",
                    where=element.get("name", ""),
                    severity=Severity.DOUBT,
                    consequence="they got one of their own; what refers to the identifier is taken to mean the first",
                )
                number = 2
                while (group, guids.derive("twin", guid, number)) in self._seen:
                    number += 1
                guid = guids.derive("twin", guid, number)
                element.set("guid", guid)
            self._seen.add((group, guid))

    def _gather(self, part: Element) -> None:
        """Note which identifiers a part has, and what it refers to."""
        # A large project has millions of passages and codings; they are values soon, and can be asked for there.
        whole = part.iter() if local_name(part) != "TextSource" else [part]
        # Codebooks name members by "guid".
        self._held.update(
            guids.normalise(element.get("guid", ""))
            for element in whole
            if not local_name(element).startswith("Member")
        )
        for element, reference in _references(part):
            parent = element.getparent()
            found = local_name(element), guids.normalise(reference)
            where, count = self._references.get(found, (parent.get("name", "") if parent is not None else "", 0))
            self._references[found] = where, count + 1


def _straighten_children(element: Element, allowed: tuple[str, ...], tally: Tally) -> None:
    pending = [child for child in element if local_name(child) not in allowed]
    while pending:
        child = pending.pop(0)
        name = local_name(child)
        level = _missing_level(name, allowed)
        if level:
            _wrap(child, level, tally)
        elif name not in _NAMES - _LEVELS and any(_has_place(local_name(below), allowed) for below in child):
            pending = [*_unwrap(child, tally), *pending]
            pending = [one for one in pending if local_name(one) not in allowed]
        elif name.endswith("Value") and local_name(element) == "VariableValue":
            child.tag = "TextValue"
            _note(f"{name} elements", local_name(element), "read as text", tally)
        else:
            _keep_words(child, element, tally)


def _has_place(name: str, allowed: tuple[str, ...]) -> bool:
    return name in allowed or bool(_missing_level(name, allowed))


def _missing_level(name: str, allowed: tuple[str, ...]) -> str:
    """The level that belongs between; "" where there is none."""
    if name not in _MOVED:
        return ""
    return next((level for level in allowed if level in _LEVELS and name in CHILDREN[level]), "")


def _wrap(child: Element, level: str, tally: Tally) -> None:
    parent = child.getparent()
    assert parent is not None
    _note(f"{local_name(child)} elements right below {local_name(parent)}", "", f"read as if in {level}", tally)
    found = None if level == _ONE_EACH else next((one for one in parent if local_name(one) == level), None)
    if found is None:
        found = etree.Element(level)
        child.addprevious(found)
    found.append(child)


def _unwrap(wrapper: Element, tally: Tally) -> list[Element]:
    """Put what the wrapper holds in its place; returns it."""
    parent = wrapper.getparent()
    assert parent is not None
    held = list(wrapper)
    _note(f"{local_name(wrapper)} elements", local_name(parent), "what they hold is read without them", tally)
    for child in held:
        wrapper.addprevious(child)
    parent.remove(wrapper)
    return held


def _keep_words(child: Element, element: Element, tally: Tally) -> None:
    """Words in an element that has no place become part of the nearest description."""
    words = "".join(str(part) for part in child.itertext()).strip()
    home = element if "Description" in CHILDREN[local_name(element)] else element.getparent()
    if not words or home is None or local_name(home) not in _DESCRIBED:
        _leave_out(child, element, tally)
        return
    tally.add(
        f"{local_name(child)} elements where the format has none",
        where=local_name(element),
        severity=Severity.CHANGED,
        consequence=f"their words are kept in the description of the {local_name(home)}",
    )
    description = next((one for one in home if local_name(one) == "Description"), None)
    if description is None:
        description = etree.SubElement(home, "Description")
    before = "".join(str(part) for part in description.itertext())
    etree.strip_elements(description, "*")
    description.text = f"{before}\n{words}" if before.strip() else words
    element.remove(child)


def _leave_out(child: Element, element: Element, tally: Tally) -> None:
    tally.add(
        f"{local_name(child)} elements where the format has none",
        where=local_name(element),
        severity=Severity.LOST,
        consequence="not read",
    )
    element.remove(child)


def _count_attributes(element: Element, tally: Tally) -> None:
    for name in map(str, element.attrib):
        # Names with a namespace belong to XML itself (schema locations); drawings look after their own.
        if name not in _ATTRIBUTES and not name.startswith("{") and local_name(element) not in CHILDREN["Graph"]:
            tally.add(
                f'attributes "{name}", which the format does not have',
                where=local_name(element),
                severity=Severity.LOST,
                consequence="not read",
            )


def _references(part: Element) -> Iterator[tuple[Element, str]]:
    """What refers to something else, and to what; but for the codes of codings."""
    for element in part.iter(*_REFERRING):
        parent = element.getparent()
        if local_name(element) == "Link":
            yield from ((element, element.get(end, "")) for end in ("originGUID", "targetGUID") if element.get(end))
        elif local_name(element) != "CodeRef" or parent is None or local_name(parent) != "Coding":
            reference = element.get("targetGUID") or element.get("guid") or ""
            if reference.strip():
                yield element, reference


def _note(what: str, where: str, consequence: str, tally: Tally) -> None:
    tally.add(what, where=where, severity=Severity.NOTE, consequence=consequence)
