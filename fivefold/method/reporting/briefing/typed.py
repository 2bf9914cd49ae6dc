"""Sections that a person types, in which every number is still a query's result or somebody's statement."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fivefold.method.analysis.extract import Extract
from fivefold.method.analysis.figures import Count, Figure, Group
from fivefold.method.analysis.queries import Query, ask
from fivefold.method.common.errors import InputError, InputErrors
from fivefold.method.common.suggestions import did_you_mean, one_of
from fivefold.method.reporting.blocks import Paragraph, Section
from fivefold.method.reporting.inlines import Form, Inline, Number, Stated, words
from fivefold.method.reporting.provenance import typed_numbers

HEADINGS = {"introduction": "Introduction", "conclusion": "Conclusion", "acknowledgements": "Acknowledgements"}
"""The sections that may be typed, with the heading each has unless the file gives another."""

FORMS = {form.name.lower(): form for form in (Form.OF, Form.COUNT, Form.WORDS, Form.SENTENCE)}

KINDS = ("factor", "any", "all", "attribute", "incident", "interventions", "stated")

HOW = (
    "Write it as a query, such as {{factor:risk/peer/bullying-others@group}}, or as {{stated:the words|whose statement "
    "it is}}."
)

_QUERY = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_PARAGRAPHS = re.compile(r"\n\s*\n")
_SENTENCES = re.compile(r"(?<=[.!?])\s+")
_EXPECTED = re.compile(r"(?P<query>.*?)\s*=\s*(?P<numerator>\d+)(?:\s+of\s+(?P<base>\d+))?\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Where:
    """A section of the file, for the errors it may raise."""

    file: str
    section: str

    def wrong(self, what: str, next_step: str) -> InputError:
        return InputError(what, where=f"{self.file}, [{self.section}]", next_step=next_step)


def sections(text: str, *, file: str, extract: Extract) -> Mapping[str, Section]:
    """The typed sections of a TOML file by name, each query asked of the extract.

    text: tables named as HEADINGS, with `text` (paragraphs parted by an empty line) and perhaps `heading`. In it,
    `{{KIND:ARGUMENT@GROUP|FORM=EXPECTED}}` stands for a number: KIND as in `queries.GRAMMAR`; group, form and expected
    value may be left out. `{{stated:words|source}}` stands for what somebody else states.
    Raises InputErrors naming every number that is neither, every query that cannot be asked, and every expected value
    that is not what the study counts.
    """
    problems: list[InputError] = []
    found = {}
    for name, table in _tables(text, file).items():
        where = _Where(file, name)
        try:
            found[name] = _section(name, table, where, extract)
        except InputErrors as errors:
            problems += errors.problems
    if problems:
        raise InputErrors(problems)
    return found


def _tables(text: str, file: str) -> Mapping[str, Any]:
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"not a TOML file: {error}", where=file, next_step="Correct that line.") from error
    for name, table in tables.items():
        if name not in HEADINGS:
            step = did_you_mean(name, HEADINGS) or f"There are {one_of(HEADINGS)}."
            raise InputError(f'there is no section "{name}" to type', where=file, next_step=step)
        if not isinstance(table, dict) or not str(table.get("text", "")).strip() or set(table) - {"text", "heading"}:
            raise _Where(file, name).wrong(
                "a typed section has text, and perhaps a heading, and nothing else", 'Write text = """...""".'
            )
    return tables


def _section(name: str, table: Mapping[str, Any], where: _Where, extract: Extract) -> Section:
    problems: list[InputError] = []
    runs = [str(table.get("heading", HEADINGS[name])), *_PARAGRAPHS.split(str(table["text"]).strip())]
    heading, *paragraphs = [tuple(_inlines(run, where, extract, problems)) for run in runs]
    if problems:
        raise InputErrors(problems)
    return Section(name, heading, tuple(Paragraph(inlines) for inlines in paragraphs))


def _inlines(run: str, where: _Where, extract: Extract, problems: list[InputError]) -> Iterator[Inline]:
    """The inlines of a paragraph; what is wrong with it goes to `problems`."""
    problems += [
        where.wrong(f'"{number}" is typed, not computed, in the sentence "{_shown(sentence)}"', HOW)
        for sentence in _SENTENCES.split(_QUERY.sub(_placeholder, run))
        for number in typed_numbers(sentence.replace(_HOLE, " "))
    ]
    for index, part in enumerate(_QUERY.split(" ".join(run.split()))):
        if index % 2 == 0:
            yield from words(part) if part else ()
            continue
        try:
            yield _answer(part.strip(), where, extract)
        except InputError as error:
            problems.append(where.wrong(f"{{{{{part}}}}}: {error.what}", error.next_step or HOW))


_HOLE = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Where a query stood, while sentences are looked through for numbers outside queries."""


def _placeholder(_: re.Match[str]) -> str:
    return _HOLE


def _shown(sentence: str) -> str:
    return " ".join(sentence.replace(_HOLE, "...").split())


def _answer(body: str, where: _Where, extract: Extract) -> Inline:
    """The number or the statement that the inside of a pair of braces stands for."""
    kind, colon, rest = (part.strip() for part in body.partition(":"))
    if not colon or kind not in KINDS:
        raise InputError("not a query", next_step=did_you_mean(kind, KINDS) or f"It begins with {one_of(KINDS)}.")
    if kind == "stated":
        return _stated(rest)
    expected = _EXPECTED.fullmatch(rest)
    rest, _, form = (part.strip() for part in (expected["query"] if expected else rest).partition("|"))
    rest, _, group = (part.strip() for part in rest.partition("@"))
    found = ask(extract, _query(kind, rest))
    number = Number(found, _group(group), _form(form))
    if expected:
        _hold(number, expected)
    return number


def _stated(rest: str) -> Stated:
    said, _, source = (part.strip() for part in rest.rpartition("|"))
    if not said or not source:
        raise InputError("whose statement it is, is not given", next_step="Write {{stated:the words|whose they are}}.")
    return Stated(said, source)


def _group(given: str) -> Group:
    name = given.replace("-", "_").replace(" ", "_") or Group.ALL
    if name not in list(Group):
        raise InputError(f'there is no group "{given}"', next_step=f"Choose {one_of(Group)}.")
    return Group(name)


def _form(given: str) -> Form:
    if given and given not in FORMS:
        raise InputError(f'there is no form "{given}"', next_step=f"Choose {one_of(FORMS)}.")
    return FORMS[given] if given else Form.OF


def _query(kind: str, argument: str) -> Query:
    """The query in the grammar of `queries`, from the words after its kind."""
    if kind in ("factor", "any", "all"):
        codes, _, within = (part.strip() for part in argument.partition(" within "))
        several = [code.strip() for code in codes.split({"any": " or ", "all": " and "}.get(kind, "\n"))]
        asked: dict[str, Any] = {kind: codes if kind == "factor" else several}
        return {**asked, "within": within} if within else asked
    if kind == "interventions":
        return {kind: argument}
    name, _, value = (part.strip() for part in argument.partition(":"))
    if not value:
        raise InputError("a value is missing", next_step=f"Write {{{{{kind}:{name}:the value}}}}.")
    return {kind: name, "value": _value(value)}


def _value(given: str) -> object:
    return {"yes": True, "no": False}.get(given, int(given) if given.isdecimal() else given)


def _hold(number: Number, expected: re.Match[str]) -> None:
    """Refuse a query whose result is not what was expected of it."""
    count = number.count
    wanted_base = None if expected["base"] is None else int(expected["base"])
    if count.numerator == int(expected["numerator"]) and wanted_base in (None, count.base):
        return
    wanted = expected["numerator"] if wanted_base is None else f"{expected['numerator']} of {wanted_base}"
    raise InputError(
        f"{wanted} is expected, and the study counts {_counted(number.figure, count)}",
        next_step="Correct the expected value, or find out which of the two is wrong.",
    )


def _counted(figure: Figure, count: Count) -> str:
    return f"{count.numerator}" if count.base is None else f"{count.numerator} of {count.base} {figure.unit}"
