"""The rules of the exchange format as we understand them, for checking what we write without the official schema.

For each element: its children in their order, its required attributes, and those it may have besides.
"""

import re

from lxml import etree

_CHANGED = ("creatingUser", "creationDateTime", "modifyingUser", "modifiedDateTime")
_TEXT = ("Description", "PlainTextContent", "PlainTextSelection", "Coding", "NoteRef", "VariableValue")

RULES: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "Project": (
        (
            "Users", "CodeBook", "Variables", "Cases", "Sources", "Notes", "Links", "Sets", "Graphs", "Description",
            "NoteRef",
        ),
        ("name",),
        ("origin", "creatingUserGUID", "creationDateTime", "modifyingUserGUID", "modifiedDateTime", "basePath"),
    ),
    "Users": (("User",), (), ()),
    "User": ((), ("guid",), ("name", "id")),
    "CodeBook": (("Codes",), (), ()),
    "Codes": (("Code",), (), ()),
    "Code": (("Description", "NoteRef", "Code"), ("guid", "name", "isCodable"), ("color",)),
    "Variables": (("Variable",), (), ()),
    "Variable": (("Description",), ("guid", "name", "typeOfVariable"), ()),
    "Cases": (("Case",), (), ()),
    "Case": (("Description", "CodeRef", "VariableValue", "SourceRef", "SelectionRef"), ("guid",), ("name",)),
    "VariableValue": (
        ("VariableRef", "TextValue", "BooleanValue", "IntegerValue", "FloatValue", "DateValue", "DateTimeValue"),
        (),
        (),
    ),
    "Sources": (("TextSource",), (), ()),
    "TextSource": (_TEXT, ("guid",), ("name", "richTextPath", "plainTextPath", *_CHANGED)),
    "Note": (_TEXT, ("guid",), ("name", "richTextPath", "plainTextPath", *_CHANGED)),
    "Notes": (("Note",), (), ()),
    "PlainTextSelection": (
        ("Description", "Coding", "NoteRef"),
        ("guid", "startPosition", "endPosition"),
        ("name", *_CHANGED),
    ),
    "Coding": (("CodeRef", "NoteRef"), ("guid",), ("creatingUser", "creationDateTime")),
    "Links": (("Link",), (), ()),
    "Link": (("NoteRef",), ("guid",), ("name", "direction", "color", "originGUID", "targetGUID")),
    "Sets": (("Set",), (), ()),
    "Set": (("Description", "MemberCode", "MemberSource", "MemberNote"), ("guid", "name"), ()),
    "Graphs": (("Graph",), (), ()),
    "Graph": (("Vertex", "Edge"), ("guid",), ("name",)),
    "Vertex": (
        (),
        ("guid", "firstX", "firstY"),
        ("representedGUID", "name", "secondX", "secondY", "shape", "color"),
    ),
    "Edge": (
        (),
        ("guid", "sourceVertex", "targetVertex"),
        ("representedGUID", "name", "color", "direction", "lineStyle"),
    ),
}  # fmt: skip
_REFERENCES = (
    "VariableRef",
    "CodeRef",
    "SourceRef",
    "SelectionRef",
    "NoteRef",
    "MemberCode",
    "MemberSource",
    "MemberNote",
)
_LEAVES = (
    "Description",
    "PlainTextContent",
    "TextValue",
    "BooleanValue",
    "IntegerValue",
    "FloatValue",
    "DateValue",
    "DateTimeValue",
)
RULES |= dict.fromkeys(_REFERENCES, ((), ("targetGUID",), ())) | dict.fromkeys(_LEAVES, ((), (), ()))
_NEVER_EMPTY = ("Users", "Codes", "Variables", "Cases", "Sources", "Notes", "Links", "Sets", "Graphs")
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")
_PATTERNS = {
    "color": re.compile(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})"),
    "isCodable": re.compile("true|false"),
    "direction": re.compile("Associative|OneWay|Bidirectional"),
    "typeOfVariable": re.compile("Text|Boolean|Integer|Float|Date|DateTime"),
    "startPosition": re.compile(r"-?\d+"),
    "endPosition": re.compile(r"-?\d+"),
    "creationDateTime": _TIME,
    "modifiedDateTime": _TIME,
    "creatingUser": _GUID,
    "modifyingUser": _GUID,
    "guid": _GUID,
    "targetGUID": _GUID,
    "originGUID": _GUID,
}


def broken_rules(xml: bytes) -> list[str]:
    """Every rule this project file breaks; empty when it is valid."""
    return list(_broken(etree.fromstring(xml)))


def _broken(element):
    name = etree.QName(element).localname
    if name not in RULES:
        yield f"{name} is no element of the format"
        return
    if etree.QName(element).namespace != "urn:QDA-XML:project:1.0":
        yield f"{name} is in another namespace"
    yield from _broken_children(name, [etree.QName(child).localname for child in element])
    yield from _broken_attributes(name, dict(element.attrib))
    for child in element:
        yield from _broken(child)


def _broken_children(name, below):
    children = RULES[name][0]
    yield from (f"{child} may not stand in {name}" for child in below if child not in children)
    ranks = [children.index(child) for child in below if child in children]
    if ranks != sorted(ranks):
        yield f"the children of {name} are out of order: {below}"
    if name in _NEVER_EMPTY and not below:
        yield f"{name} is empty"
    if name == "Coding" and below.count("CodeRef") != 1:
        yield "a Coding names one code"


def _broken_attributes(name, attributes):
    _, required, allowed = RULES[name]
    yield from (f"{name} has no {attribute}" for attribute in required if attribute not in attributes)
    for attribute, value in attributes.items():
        if attribute not in (*required, *allowed):
            yield f"{attribute} is no attribute of {name}"
        pattern = _PATTERNS.get(attribute)
        if pattern is not None and not pattern.fullmatch(value):
            yield f"{name} {attribute} is {value!r}"
