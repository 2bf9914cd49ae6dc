"""Drawings: carried through, but only what the format allows, so that a stray attribute cannot spoil a whole file."""

import re

from fivefold.method.coding.refi_qda import guids
from fivefold.method.coding.refi_qda.elements import Desk, Element, children
from fivefold.method.coding.refi_qda.losses import Severity
from fivefold.method.coding.refi_qda.values import Drawn, Graph
from fivefold.method.coding.refi_qda.xml import local_name

_ANY = re.compile(".*", re.DOTALL)
_GUID = re.compile(r"\S.*", re.DOTALL)
_WHOLE = re.compile(r"[+-]?\d{1,18}")
_COLOUR = re.compile(r"#(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})")
_ATTRIBUTES = {
    "Vertex": {
        "guid": _GUID,
        "firstX": _WHOLE,
        "firstY": _WHOLE,
        "representedGUID": _GUID,
        "name": _ANY,
        "secondX": _WHOLE,
        "secondY": _WHOLE,
        "shape": re.compile(
            "Person|Oval|Rectangle|RoundedRectangle|Star|LeftTriangle|RightTriangle|UpTriangle|DownTriangle|Note"
        ),
        "color": _COLOUR,
    },
    "Edge": {
        "guid": _GUID,
        "sourceVertex": _GUID,
        "targetVertex": _GUID,
        "representedGUID": _GUID,
        "name": _ANY,
        "color": _COLOUR,
        "direction": re.compile("Associative|OneWay|Bidirectional"),
        "lineStyle": re.compile("dotted|dashed|solid"),
    },
}
_REQUIRED = {"Vertex": ("guid", "firstX", "firstY"), "Edge": ("guid", "sourceVertex", "targetVertex")}


def read_graph(element: Element, desk: Desk) -> Graph:
    """A drawing with the parts that are whole."""
    parts = {
        name: tuple(part for one in children(element, name) if (part := _part(one, desk)) is not None)
        for name in _ATTRIBUTES
    }
    return Graph(desk.guid(element), element.get("name", ""), parts["Vertex"], parts["Edge"])


def _part(element: Element, desk: Desk) -> Drawn | None:
    """A vertex or an edge with the attributes that are as the format has them; None without the ones it needs."""
    kind = local_name(element)
    kept = []
    for name, form in _ATTRIBUTES[kind].items():
        value = element.get(name)
        if value is not None and form.fullmatch(value.strip() if form is not _ANY else value):
            kept.append((name, guids.normalise(value) if name in guids.IN_DRAWINGS else value))
    if not {name for name, _ in kept} >= set(_REQUIRED[kind]):
        desk.tally.add(
            "parts of drawings without what they need", where=kind, severity=Severity.LOST, consequence="not carried"
        )
        return None
    if len(kept) < len(element.attrib):
        desk.tally.add(
            "attributes in drawings that the format does not have",
            where=kind,
            severity=Severity.LOST,
            consequence="not carried",
            count=len(element.attrib) - len(kept),
        )
    return Drawn(tuple(sorted(kept)))
