"""The coding framework (Appendix B): primary node, child node 1, child node 2."""

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from fivefold.method.common.contexts import Context
from fivefold.method.common.errors import InputError


class Primary(StrEnum):
    """The seven primary nodes; the value is the key used in data."""

    SITUATION = "situation"
    VULNERABILITY = "vulnerability"
    STRENGTH = "strength"
    RISK = "risk"
    RESPONSE = "response"
    OFFENCE = "offence"
    CHALLENGE = "challenge"


@dataclass(frozen=True, slots=True, order=True)
class Code:
    """One node of the codebook.

    key: stable and unique, for example "vulnerability/family/domestic-abuse".
    path: the names from the primary node down, as a person reads them.
    context: the context the code is about; None under Situation, Offence and Challenge.
    definition: when it is used, in one or two sentences.
    """

    key: str
    path: tuple[str, ...]
    primary: Primary
    context: Context | None
    definition: str = ""

    @property
    def name(self) -> str:
        """The last name of the path."""
        return self.path[-1]


@dataclass(frozen=True, slots=True)
class Codebook:
    """Codes in order, parents before children. key names the version ("appendix-b/1")."""

    key: str
    codes: tuple[Code, ...]

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def __getitem__(self, key: str) -> Code:
        for code in self.codes:
            if code.key == key:
                return code
        raise KeyError(key)

    def extended(self, own: Iterable[Code]) -> "Codebook":
        """This codebook with codes of the coders' own: below their parents, after the codes that stood there.

        One whose parent is not there stands last, so that no coding vanishes with it.
        """
        more = tuple(own)
        return Codebook(self.key, tuple(_in_order((*self.codes, *more)))) if more else self


def _in_order(codes: Sequence[Code]) -> Iterator[Code]:
    """Parents before children, later codes after the earlier ones of the same parent."""
    there = {code.path for code in codes}
    below: dict[tuple[str, ...], list[Code]] = {}
    for code in codes:
        above = code.path[:-1]
        below.setdefault(above if above in there else (), []).append(code)
    stack = below.get((), [])[::-1]
    while stack:
        code = stack.pop()
        yield code
        stack.extend(reversed(below.get(code.path, ())))


_CONTEXT_NAMES = {
    Context.INDIVIDUAL: "Individual",
    Context.FAMILY: "Familial",
    Context.PEER: "Peer",
    Context.SCHOOL: "School",
    Context.NEIGHBOURHOOD: "Neighbourhood",
}
"""Child node 1 as Appendix B words it."""

CONTEXTUAL = frozenset({Primary.VULNERABILITY, Primary.STRENGTH, Primary.RISK, Primary.RESPONSE})
"""Primary nodes whose first child is a context."""

APPENDIX_B = "appendix-b/1"


@cache
def codebook(key: str = APPENDIX_B) -> Codebook:
    """The codebook version with this key, with every primary node, context node and child node.

    Keys are paths: "vulnerability", "vulnerability/family", "vulnerability/family/parents-absent",
    "situation/living-in-care". Raises InputError when no such version is held.
    """
    table = _tables().get(key)
    if table is None:
        raise InputError(
            f'there is no codebook "{key}"', next_step="Run `fivefold coding codebooks` to see those there are."
        )
    return Codebook(table["key"], tuple(_nodes(table)))


def codebooks() -> tuple[Codebook, ...]:
    """Every codebook version that is held, in the order of their keys."""
    return tuple(codebook(key) for key in sorted(_tables()))


def codebook_source(key: str) -> str:
    """Where a codebook version comes from."""
    return str(_tables()[codebook(key).key]["source"])


@cache
def _tables() -> dict[str, dict[str, Any]]:
    """The codebooks' files by key; other tables beside them are left alone."""
    resources = files("fivefold.method.data.codebooks").iterdir()
    tables = [tomllib.loads(one.read_text(encoding="utf-8")) for one in resources if one.name.endswith(".toml")]
    return {table["key"]: table for table in tables if "primary" in table}


def _nodes(table: dict[str, Any]) -> Iterator[Code]:
    for top in table["primary"]:
        primary = Primary(top["key"])
        yield Code(primary, (top["name"],), primary, None, top.get("definition", ""))
        if primary in CONTEXTUAL:
            for context in Context:
                yield Code(f"{primary}/{context}", (top["name"], _CONTEXT_NAMES[context]), primary, context)
                yield from _children(table, primary, context, (top["name"], _CONTEXT_NAMES[context]))
        else:
            yield from _children(table, primary, None, (top["name"],))


def _children(
    table: dict[str, Any], primary: Primary, context: Context | None, path: tuple[str, ...]
) -> Iterator[Code]:
    parent = f"{primary}/{context}" if context else str(primary)
    for row in table["code"]:
        if row["primary"] == primary and row.get("context") == context:
            yield Code(f"{parent}/{row['slug']}", (*path, row["name"]), primary, context, row.get("definition", ""))
