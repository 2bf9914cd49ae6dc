"""What may stand where in a project file, and putting a file that has it otherwise in order.

Small programs put codes into `SubCodes`, codings into `Codings`, code references right below a passage, memos where the
format has none. Everything here changes the tree before it is read, so that the readers know one structure only, and
counts what it changed and what no place could be found for: nothing the file says goes by unread in silence.
"""

import re
from collections.abc import Iterator, Mapping

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
_REFERENCE = re.compile("CodeRef|SourceRef|SelectionRef|NoteRef|VariableRef|MemberCode|MemberSource|MemberNote")


def straighten(root: Element, tally: Tally) -> None:
    """Bring the tree below `root` into the format's structure, in place, and count what was moved, kept or left out."""
    stack = [root]
    while stack:
        element = stack.pop()
        allowed = CHILDREN.get(local_name(element))
        if allowed is not None:
            _straighten_children(element, allowed, tally)
            stack.extend(child for child in element if local_name(child) in allowed)
        elif local_name(element) in _LEAVES:
            for child in element:
                _leave_out(child, element, tally)
        _count_attributes(element, tally)
    _tell_twins_apart(root, tally)
    _count_loose_ends(root, tally)


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


def _tell_twins_apart(root: Element, tally: Tally) -> None:
    """Where two codes, sources, ... carry one identifier, the second gets another, lest one be taken for the other."""
    seen: set[tuple[str, str]] = set()
    for element in root.iter():
        group = _UNIQUE.get(local_name(element))
        guid = guids.normalise(element.get("guid", "")) if group else ""
        if not group or not guid:
            continue
        if (group, guid) in seen:
            tally.add(
                f"{group} with the identifier of another",
                where=element.get("name", ""),
                severity=Severity.DOUBT,
                consequence="they got one of their own; what refers to the identifier is taken to mean the first",
            )
            number = 2
            while (group, guids.derive("twin", guid, number)) in seen:
                number += 1
            guid = guids.derive("twin", guid, number)
            element.set("guid", guid)
        seen.add((group, guid))


def _count_loose_ends(root: Element, tally: Tally) -> None:
    """References to what the file does not hold. Codes of codings are counted by name elsewhere."""
    held = {
        guids.normalise(element.get("guid", ""))
        for element in root.iter()
        # Codebooks name members by "guid".
        if not local_name(element).startswith("Member")
    }
    for element, reference in _references(root):
        if guids.normalise(reference) not in held:
            parent = element.getparent()
            tally.add(
                f"{local_name(element)} references to what the project does not hold",
                where=parent.get("name", "") if parent is not None else "",
                severity=Severity.DOUBT,
                consequence="kept, but they lead nowhere",
            )


def _references(root: Element) -> Iterator[tuple[Element, str]]:
    for element in root.iter():
        name = local_name(element)
        if name == "Link":
            yield from ((element, element.get(end, "")) for end in ("originGUID", "targetGUID") if element.get(end))
        elif _REFERENCE.fullmatch(name):
            parent = element.getparent()
            if parent is None or local_name(parent) != "Coding" or name != "CodeRef":
                reference = element.get("targetGUID") or element.get("guid") or ""
                if reference.strip():
                    yield element, reference


def _note(what: str, where: str, consequence: str, tally: Tally) -> None:
    tally.add(what, where=where, severity=Severity.NOTE, consequence=consequence)
