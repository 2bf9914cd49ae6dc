"""What a project says about its sources: variables on cases, on sources, or as sets named "age: 25"."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from fivefold.method.coding.refi_qda.values import Project, TextSource, Value, VariableValue

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


def variable_names(project: Project) -> dict[str, str]:
    """The name of each variable, by identifier."""
    return {variable.guid: variable.name for variable in project.variables}


def of_cases(project: Project) -> Iterator[Attribute]:
    """The values of cases, for each of their sources."""
    names = variable_names(project)
    for case in project.cases:
        for source in case.sources:
            yield from _named(source, case.values, names, Via.CASE)


def of_source(source: TextSource, names: Mapping[str, str]) -> Iterator[Attribute]:
    """The values a source has itself. names: of the variables, by identifier."""
    return _named(source.guid, source.values, names, Via.SOURCE)


def _named(source: str, values: tuple[VariableValue, ...], names: Mapping[str, str], via: Via) -> Iterator[Attribute]:
    for value in values:
        if value.variable in names:
            yield Attribute(source, names[value.variable], value.value, via)


def of_sets(project: Project) -> Iterator[Attribute]:
    """The values that the names of sets give their members."""
    for group in project.sets:
        found = _SET_NAME.fullmatch(group.name)
        if found is not None:
            for source in group.sources:
                yield Attribute(source, found[1], found[2], Via.SET)
