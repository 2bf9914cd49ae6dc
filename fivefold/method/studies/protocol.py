"""The protocol file: what the study asks, of whom and by which rules, read with every problem named at once."""

import datetime
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from fivefold.method.common.dates import PartialDate
from fivefold.method.common.errors import InputError, InputErrors
from fivefold.method.common.suggestions import did_you_mean, one_of
from fivefold.method.frameworks import classification
from fivefold.method.frameworks.definition import instrument
from fivefold.method.frameworks.incidents import Hackett
from fivefold.method.studies.study import Ethics, Protocol

T = TypeVar("T")

REQUIRED = ("title", "question", "ages", "categories", "window", "sites", "ethics")
DEFAULTS: Final[Mapping[str, Any]] = {
    "classification_rule": "group/1",
    "instrument": "appendix-a/1",
    "codebook": "appendix-b/1",
    "agreed_layer": "Agreed",
    "retention_months": 12,
}
OPTIONAL = (*DEFAULTS, "publication")
ETHICS = ("site", "route", "approved")
ROUTES = ("university", "local")

_SITE = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
_VERSION = re.compile(r"[a-z0-9-]+/[1-9][0-9]*")
_OLDEST, _LONGEST = 25, 1200
"""Limits beyond which a number is a slip: years of a young person, months of retention."""


@dataclass(slots=True)
class _Table:
    """A TOML table being read: what it holds, what to call it, and the problems found so far."""

    values: Mapping[str, Any]
    where: str
    problems: list[InputError] = field(default_factory=list)

    def wrong(self, what: str, next_step: str) -> None:
        self.problems.append(InputError(what, where=self.where, next_step=next_step))

    def read(self, key: str, reader: "Callable[[Any], T]", fallback: T) -> T:
        """What `reader` makes of the key's value; the fallback where it refuses, with the problem kept."""
        if key not in self.values and key not in DEFAULTS:
            return fallback  # Already named as missing.
        try:
            return reader(self.values.get(key, DEFAULTS.get(key)))
        except _Wrong as wrong:
            self.wrong(f"{key} {wrong.what}", wrong.next_step)
            return fallback

    def check_keys(self, required: tuple[str, ...], optional: tuple[str, ...]) -> None:
        for key in self.values:
            if key not in required + optional:
                self.wrong(
                    f'"{key}" is not a key of this file',
                    did_you_mean(key, [*required, *optional]) or f"The keys are {', '.join(required + optional)}.",
                )
        for key in required:
            if key not in self.values:
                self.wrong(f"{key} is missing", f"Add {_EXAMPLES[key]}")


class _Wrong(Exception):
    """A value that its reader refuses."""

    def __init__(self, what: str, next_step: str) -> None:
        self.what = what
        self.next_step = next_step


_EXAMPLES: Final[Mapping[str, str]] = {
    "title": 'a line such as title = "What services record".',
    "question": 'a line such as question = "What is recorded, and what is missing?".',
    "ages": "the youngest and oldest age, as ages = [10, 17].",
    "categories": 'the Hackett categories taken, as categories = ["problematic", "abusive"].',
    "window": 'the first and last month of the meetings, as window = ["2016-09", "2016-12"].',
    "sites": 'the labels of the sites, as sites = ["A", "B"].',
    "ethics": 'for each site a block [[ethics]] with site = "A" and route = "university".',
    "site": 'the site\'s label, as site = "A".',
    "route": 'how it was approved, as route = "university" or route = "local".',
}


def parse_protocol(toml_text: str, *, file: str) -> Protocol:
    """The protocol a TOML text states. Raises InputErrors that name every problem, where it is and what to do."""
    try:
        values = tomllib.loads(toml_text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise InputError(
            f"this is not a protocol file: {error}",
            where=file,
            next_step='Texts stand in double quotes and lists in square brackets: sites = ["A", "B"].',
        ) from error
    table = _Table(values, file)
    table.check_keys(REQUIRED, OPTIONAL)
    protocol = _protocol(table)
    if table.problems:
        raise InputErrors(table.problems)
    return protocol


def _protocol(table: _Table) -> Protocol:
    nothing = PartialDate(1, 1)
    no_sites: tuple[str, ...] = ()
    sites = table.read("sites", _sites, no_sites)
    return Protocol(
        title=table.read("title", _words, ""),
        question=table.read("question", _words, ""),
        ages=table.read("ages", _ages, (0, 0)),
        categories=table.read("categories", _categories, frozenset()),
        window=table.read("window", _window, (nothing, nothing)),
        sites=sites,
        ethics=tuple(_ethics(table, sites)),
        classification_rule=table.read("classification_rule", _rule, ""),
        instrument=table.read("instrument", _instrument, ""),
        codebook=table.read("codebook", _version, ""),
        agreed_layer=table.read("agreed_layer", _words, ""),
        retention_months=table.read("retention_months", _months, 0),
        publication=table.read("publication", _month, nothing) if "publication" in table.values else None,
    )


def _words(value: Any) -> str:
    if not isinstance(value, str):
        raise _Wrong(f"must be a text, not {_kind(value)}", "Put it in double quotes.")
    if not value.strip():
        raise _Wrong("is empty", "Write it out: it is printed in the briefing.")
    return value


def _whole(value: Any, *, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _Wrong(f"must be a whole number, not {_kind(value)}", "Write it without quotes and without a point.")
    if not 0 <= value <= most:
        raise _Wrong(f"is {value}, which cannot be", f"Give a number from 0 to {most}.")
    return value


def _months(value: Any) -> int:
    return _whole(value, most=_LONGEST)


def _list(value: Any, example: str) -> list[Any]:
    if not isinstance(value, list):
        raise _Wrong(f"must be a list, not {_kind(value)}", f"Write it in square brackets: {example}.")
    if not value:
        raise _Wrong("is an empty list", f"For example {example}.")
    return value


def _ages(value: Any) -> tuple[int, int]:
    bounds = _list(value, "[10, 17]")
    if len(bounds) != 2:
        raise _Wrong(f"has {len(bounds)} numbers", "Give two, the youngest and the oldest: [10, 17].")
    youngest, oldest = (_whole(bound, most=_OLDEST) for bound in bounds)
    if youngest > oldest:
        raise _Wrong(f"runs backwards, from {youngest} to {oldest}", f"Write [{oldest}, {youngest}].")
    return youngest, oldest


def _categories(value: Any) -> frozenset[Hackett]:
    words = [_words(word) for word in _list(value, '["problematic", "abusive"]')]
    for word in words:
        if word not in list(Hackett):
            raise _Wrong(
                f'has "{word}", which is not a category', did_you_mean(word, Hackett) or f"Use {one_of(Hackett)}."
            )
    _check_once(words)
    return frozenset(Hackett(word) for word in words)


def _sites(value: Any) -> tuple[str, ...]:
    labels = [_words(label) for label in _list(value, '["A", "B"]')]
    for label in labels:
        if not _SITE.fullmatch(label):
            raise _Wrong(
                f'has "{label}", which cannot be a folder\'s name',
                'Use letters, digits and single hyphens: site "A" has the folder site-a.',
            )
    _check_once([label.casefold() for label in labels])
    return tuple(labels)


def _check_once(words: list[str]) -> None:
    for word in words:
        if words.count(word) > 1:
            raise _Wrong(f'names "{word}" twice', "Keep one of them.")


def _window(value: Any) -> tuple[PartialDate, PartialDate]:
    months = _list(value, '["2016-09", "2016-12"]')
    if len(months) != 2:
        raise _Wrong(f"has {len(months)} months", 'Give two, the first and the last: ["2016-09", "2016-12"].')
    first, last = (_month(month) for month in months)
    if last < first:
        raise _Wrong(f"runs backwards, from {first} to {last}", f'Write ["{last}", "{first}"].')
    return first, last


def _month(value: Any) -> PartialDate:
    if isinstance(value, datetime.date):
        return PartialDate(value.year, value.month)
    try:
        date = PartialDate.parse(_words(value))
    except ValueError as error:
        raise _Wrong(f'has "{value}", which is not a month', 'Write the year and the month: "2016-09".') from error
    if date.month is None:
        raise _Wrong(f'has "{value}" without its month', f'Write the month too: "{value}-09".')
    return date.to_month


def _version(value: Any) -> str:
    key = _words(value)
    if not _VERSION.fullmatch(key):
        raise _Wrong(f'is "{key}"', 'Give a name and a version: "appendix-b/1".')
    return key


def _instrument(value: Any) -> str:
    return _held(_version(value), lambda key: instrument(key).key)


def _rule(value: Any) -> str:
    return _held(_version(value), lambda key: classification.rule(key).key)


def _held(key: str, load: "Callable[[str], str]") -> str:
    try:
        return load(key)
    except InputError as error:
        raise _Wrong(f'is "{key}", and {error.what}', error.next_step) from error


def _ethics(table: _Table, sites: tuple[str, ...]) -> Iterator[Ethics]:
    blocks = table.values.get("ethics", [])
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        table.wrong(f"ethics must be blocks, not {_kind(blocks)}", f"Add {_EXAMPLES['ethics']}")
        return
    seen: list[str] = []
    for number, block in enumerate(blocks, start=1):
        inner = _Table(block, f"{table.where}, [[ethics]] block {number}", table.problems)
        inner.check_keys(("site", "route"), ("approved",))
        site = inner.read("site", lambda value: _site_of(value, sites=sites, seen=seen), "")
        seen.append(site)
        route = inner.read("route", _route, "")
        approved = inner.read("approved", _approved, None) if "approved" in block else None
        yield Ethics(site, route, approved)
    for site in sites:
        if blocks and site not in seen:
            table.wrong(f'site "{site}" has no ethics approval', f'Add a block [[ethics]] with site = "{site}".')


def _site_of(value: Any, *, sites: tuple[str, ...], seen: list[str]) -> str:
    site = _words(value)
    if sites and site not in sites:
        raise _Wrong(
            f'is "{site}", which is not one of the sites', did_you_mean(site, sites) or f"Use {one_of(sites)}."
        )
    if site in seen:
        raise _Wrong(f'is "{site}", which has an approval above', "Keep one block for each site.")
    return site


def _route(value: Any) -> str:
    route = _words(value)
    if route not in ROUTES:
        raise _Wrong(f'is "{route}"', did_you_mean(route, ROUTES) or f"Use {one_of(ROUTES)}.")
    return route


def _approved(value: Any) -> PartialDate | None:
    if isinstance(value, datetime.date):
        return PartialDate(value.year, value.month, value.day)
    try:
        return PartialDate.parse(_words(value))
    except ValueError as error:
        raise _Wrong(f'is "{value}", which is not a date', 'Write "2016-06" or "2016-06-14".') from error


def _kind(value: Any) -> str:
    kinds = {bool: "yes or no", int: "a number", float: "a number", str: "a text", list: "a list", dict: "a table"}
    return kinds.get(type(value), "a date")


def write_protocol(protocol: Protocol) -> str:
    """The protocol as a TOML text that `parse_protocol` reads back as the same protocol."""
    categories = [category for category in Hackett if category in protocol.categories]
    lines = [
        f"title = {_quoted(protocol.title)}",
        f"question = {_quoted(protocol.question)}",
        f"ages = [{protocol.ages[0]}, {protocol.ages[1]}]",
        f"categories = [{', '.join(map(_quoted, categories))}]",
        f"window = [{', '.join(_quoted(str(month)) for month in protocol.window)}]",
        f"sites = [{', '.join(map(_quoted, protocol.sites))}]",
        f"classification_rule = {_quoted(protocol.classification_rule)}",
        f"instrument = {_quoted(protocol.instrument)}",
        f"codebook = {_quoted(protocol.codebook)}",
        f"agreed_layer = {_quoted(protocol.agreed_layer)}",
        f"retention_months = {protocol.retention_months}",
    ]
    if protocol.publication is not None:
        lines.append(f"publication = {_quoted(str(protocol.publication))}")
    for ethics in protocol.ethics:
        lines += ["", "[[ethics]]", f"site = {_quoted(ethics.site)}", f"route = {_quoted(ethics.route)}"]
        if ethics.approved is not None:
            lines.append(f"approved = {_quoted(str(ethics.approved))}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    escaped = (_ESCAPES.get(character) or character for character in text)
    return '"' + "".join(escaped) + '"'


_ESCAPES: Final[Mapping[str, str]] = {
    **{chr(code): f"\\u{code:04x}" for code in (*range(0x20), 0x7F)},
    '"': '\\"',
    "\\": "\\\\",
}
"""What a TOML basic string cannot hold as it stands."""
