"""What a project says about its sources: variables on cases, on sources, or as sets named "age: 25"."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from fivefold.method.coding.refi_qda.values import Project, Value, VariableValue

_SET_NAME = re.compile(r"\s*([^:]{1,60}?)\s*:(?!:)\s*(\S.*?)\s*", re.DOTALL)


class Via(StrEnum):
    """How a program keeps the value."""

    CASE = "case"
    SOURCE = "source"
    SET = "set"


@dataclass(frozen=True, slots=True)
class Attribute:
    """One value of one variable, for one source. value None: the variable is there and was left empty."""

    source: str
    name: str
    value: Value | None
    via: Via


def attributes(project: Project) -> Iterator[Attribute]:
    """Every value the project gives a source, whichever of the three ways it uses."""
    names = {variable.guid: variable.name for variable in project.variables}
    for case in project.cases:
        for source in case.sources:
            yield from _named(source, case.values, names, Via.CASE)
    for text in project.sources:
        yield from _named(text.guid, text.values, names, Via.SOURCE)
    yield from _from_sets(project)


def _named(source: str, values: tuple[VariableValue, ...], names: Mapping[str, str], via: Via) -> Iterator[Attribute]:
    for value in values:
        if value.variable in names:
            yield Attribute(source, names[value.variable], value.value, via)


def _from_sets(project: Project) -> Iterator[Attribute]:
    for group in project.sets:
        found = _SET_NAME.fullmatch(group.name)
        if found is not None:
            for source in group.sources:
                yield Attribute(source, found[1], found[2], Via.SET)
