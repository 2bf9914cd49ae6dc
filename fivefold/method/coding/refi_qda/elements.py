"""What every part of the reader asks of an element: children by name, identifiers, times, typed values."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from lxml import etree

from fivefold.method.coding.refi_qda import guids
from fivefold.method.coding.refi_qda.losses import Severity, Tally
from fivefold.method.coding.refi_qda.values import Kind, Stamp, Value, VariableValue
from fivefold.method.coding.refi_qda.xml import local_name

Element = etree._Element

_HEX = re.compile(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})")
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*(?:,\s*[\d.]+%?\s*)?\)")
_VALUES = {
    "TextValue": Kind.TEXT,
    "BooleanValue": Kind.BOOLEAN,
    "IntegerValue": Kind.INTEGER,
    "FloatValue": Kind.FLOAT,
    "DateValue": Kind.DATE,
    "DateTimeValue": Kind.DATE_TIME,
}
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


@dataclass(slots=True)
class Desk:
    """What the parts of the reader share: where findings are counted, and identifiers given out so far."""

    file: str
    tally: Tally
    kinds: dict[str, Kind] = field(default_factory=dict)
    """Type of each variable, by identifier."""
    _given: int = field(default=0)

    def guid(self, element: Element, attribute: str = "guid") -> str:
        """The element's identifier; one is made up, the same at every reading, where it has none."""
        text = element.get(attribute, "")
        if not text.strip():
            self._given += 1
            self.tally.add(
                "things without an identifier",
                where=local_name(element),
                severity=Severity.NOTE,
                consequence="they got one",
            )
            return guids.derive("missing", local_name(element), self._given)
        guid = guids.normalise(text)
        if not guids.valid(guid):
            self.tally.add(
                "identifiers that are no GUID",
                where=local_name(element),
                severity=Severity.NOTE,
                consequence="kept; another one derived from it is written on export",
            )
        return guid

    def time(self, element: Element, attribute: str) -> datetime | None:
        """A time, with its offset where it has one."""
        text = element.get(attribute, "").strip()
        if not text:
            return None
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            self.tally.add(
                "times that cannot be read",
                where=f"{local_name(element)}, {attribute}",
                severity=Severity.LOST,
                consequence="the time is left out",
            )
            return None

    def stamp(self, element: Element) -> Stamp:
        """Who made and changed the element, and when."""
        return Stamp(
            guids.normalise(element.get("creatingUser", "") or element.get("creatingUserGUID", "")),
            self.time(element, "creationDateTime"),
            guids.normalise(element.get("modifyingUser", "") or element.get("modifyingUserGUID", "")),
            self.time(element, "modifiedDateTime"),
        )

    def colour(self, element: Element) -> str:
        """ "#rrggbb", or "" where there is none that can be understood."""
        text = element.get("color", "").strip()
        if not text:
            return ""
        plain = _plain_colour(text)
        if plain != text.lower():
            short = len(text) == 4 and plain
            if not short:
                self.tally.add(
                    "colours in a form the format does not have",
                    where=text,
                    severity=Severity.CHANGED,
                    consequence="written the usual way, without transparency, or left out",
                )
        return plain

    def values(self, element: Element) -> tuple[VariableValue, ...]:
        """The variable values of a case or a source."""
        return tuple(value for child in children(element, "VariableValue") if (value := self._value(child)) is not None)

    def typed(self, values: Iterable[VariableValue]) -> tuple[VariableValue, ...]:
        """The values with the type of their variable where they were left empty, now that all variables are known."""
        return tuple(
            replace(value, kind=self.kinds.get(value.variable, value.kind))
            if value.value is None and value.kind is Kind.TEXT
            else value
            for value in values
        )

    def _value(self, element: Element) -> VariableValue | None:
        references = targets(element, "VariableRef")
        typed = next((child for child in element if local_name(child) in _VALUES), None)
        if not references:
            self.tally.add(
                "values that name no variable",
                where=local_name(element),
                severity=Severity.LOST,
                consequence="left out",
            )
            return None
        if typed is None:
            return VariableValue(references[0], self.kinds.get(references[0], Kind.TEXT), None)
        kind = _VALUES[local_name(typed)]
        text = typed.text or ""
        if kind is Kind.TEXT:
            return VariableValue(references[0], kind, text)
        if not text.strip():
            return VariableValue(references[0], kind, None)
        value = _typed(kind, text.strip())
        if value is None:
            self.tally.add(
                f"values that are no {kind}",
                where=text.strip()[:40],
                severity=Severity.CHANGED,
                consequence="kept as text",
            )
            return VariableValue(references[0], Kind.TEXT, text)
        return VariableValue(references[0], kind, value)


def children(element: Element, *names: str) -> Iterator[Element]:
    """The children with one of these names, in any namespace and any order."""
    for child in element:
        if local_name(child) in names:
            yield child


def child(element: Element, name: str) -> Element | None:
    """The first child with this name."""
    return next(children(element, name), None)


def text_of(element: Element, name: str) -> str:
    """The text of the first child with this name, line ends LF; "" if there is none."""
    found = child(element, name)
    return "" if found is None else "".join(str(part) for part in found.itertext())


def targets(element: Element, *names: str) -> tuple[str, ...]:
    """What the reference children with these names point to.

    Codebooks write `guid` for `targetGUID`, small programs the identifier as the element's words.
    """
    found = (
        guids.normalise(one.get("targetGUID") or one.get("guid") or one.text or "") for one in children(element, *names)
    )
    return tuple(guid for guid in found if guid)


def truth(text: str | None) -> bool | None:
    """A boolean as XML writes it, in any case; None for anything else."""
    return _BOOLEANS.get((text or "").strip().casefold())


def _typed(kind: Kind, text: str) -> Value | None:
    try:
        match kind:
            case Kind.BOOLEAN:
                return truth(text)
            case Kind.INTEGER:
                return int(text) if len(text) < 1000 else None
            case Kind.FLOAT:
                number = Decimal(text)
                return number if number.is_finite() else None
            case Kind.DATE:
                # An offset after a date is legal and says nothing a study could use.
                return date.fromisoformat(text[:10])
            case _:
                return datetime.fromisoformat(text)
    except (ValueError, InvalidOperation):
        return None


def _plain_colour(text: str) -> str:
    numbers = _RGB.fullmatch(text.lower())
    if numbers:
        return "#" + "".join(f"{min(int(part), 255):02x}" for part in numbers.groups())
    found = _HEX.fullmatch(text)
    if found is None:
        return ""
    digits = found[1].lower()
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    if len(digits) == 8:
        # Windows programs put transparency first, the web puts it last; opaque is ff in both.
        digits = digits[2:] if digits.startswith("ff") and not digits.endswith("ff") else digits[:6]
    return f"#{digits}"
