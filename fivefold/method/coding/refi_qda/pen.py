"""What every part of the writer writes with: elements of one namespace, clean text, lasting identifiers."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import cast

from lxml import etree

from fivefold.method.coding.refi_qda import guids
from fivefold.method.coding.refi_qda.losses import Severity, Tally
from fivefold.method.coding.refi_qda.values import Stamp, Value, VariableValue

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

Element = etree._Element


class Pen:
    """Makes elements in the format's namespace, and counts what does not go in."""

    def __init__(self, namespace: str) -> None:
        self.namespace = namespace
        self.tally = Tally()

    def element(self, name: str, /, **attributes: str) -> Element:
        """An element that stands alone. Empty attributes are left out."""
        root = etree.Element(f"{{{self.namespace}}}{name}", nsmap=cast(dict[str, str], {None: self.namespace}))
        self.set(root, attributes)
        return root

    def below(self, parent: Element, name: str, /, **attributes: str) -> Element:
        """An element below another. Empty attributes are left out."""
        made = etree.SubElement(parent, f"{{{self.namespace}}}{name}")
        self.set(made, attributes)
        return made

    def set(self, element: Element, attributes: dict[str, str]) -> None:
        """Give the attributes that say something."""
        for name, value in attributes.items():
            if value:
                element.set(name, self.clean(value))

    def name(self, element: Element, guid: str, name: str, /, **more: str) -> Element:
        """Give identifier and name, the name even when it is empty; the same element."""
        self.set(element, {"guid": self.guid(guid)})
        element.set("name", self.clean(name))
        self.set(element, more)
        return element

    def clean(self, text: str) -> str:
        """The text without characters that XML forbids."""
        if not _FORBIDDEN.search(text):
            return text
        text, count = _FORBIDDEN.subn(REPLACEMENT, text)
        self.tally.add(
            "characters that XML does not allow",
            where=text[:40],
            severity=Severity.CHANGED,
            consequence=f'each became "{REPLACEMENT}"',
            count=count,
        )
        return text

    def guid(self, guid: str) -> str:
        """The identifier as the schema takes it."""
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
        """The Description of an element that has one."""
        if text:
            self.below(parent, "Description").text = self.clean(text)

    def references(self, parent: Element, name: str, wanted: Iterable[str]) -> None:
        """One empty element for each thing referred to."""
        for guid in wanted:
            self.below(parent, name, targetGUID=self.guid(guid))

    def stamp(self, element: Element, stamp: Stamp, *, suffix: str = "") -> None:
        """Who made and changed the element, and when. suffix: of the attributes that name users."""
        attributes = {
            f"creatingUser{suffix}": self.guid(stamp.creator),
            "creationDateTime": time(stamp.created),
            f"modifyingUser{suffix}": self.guid(stamp.modifier),
            "modifiedDateTime": time(stamp.modified),
        }
        self.set(element, attributes)

    def values(self, parent: Element, values: Iterable[VariableValue]) -> None:
        """The values of variables on a case or a source."""
        for value in values:
            made = self.below(parent, "VariableValue")
            self.below(made, "VariableRef", targetGUID=self.guid(value.variable))
            # The schema has no empty number: a missing value has no typed child at all.
            if value.value is not None:
                self.below(made, f"{value.kind}Value").text = self.clean(_lexical(value.value))


def time(moment: datetime | None) -> str:
    """A moment as XML Schema writes it; "" for none."""
    return "" if moment is None else moment.isoformat()


def _lexical(value: Value) -> str:
    """A value as XML Schema writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else str(value)
