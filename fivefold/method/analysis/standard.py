"""The standard tables of a freeze: counted once, kept as counts; a number is opened by asking its question again."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from fivefold.method.analysis import gaps as needs
from fivefold.method.analysis import quality, questions, tables
from fivefold.method.analysis.axes import axis, label
from fivefold.method.analysis.crosstab import ALL, Crosstab
from fivefold.method.analysis.extract import Extract
from fivefold.method.analysis.figures import Count, Figure, Group, Unit
from fivefold.method.coding.codebook import Primary
from fivefold.method.common.contexts import Context
from fivefold.method.common.errors import InputError

GROUPS = tables.COHORTS_AND_ALL


class Part(StrEnum):
    """Which tables stand on a page together; the value is its key in an address."""

    PUBLISHED = "tables"
    SITUATION = "situation"
    VULNERABILITY = "vulnerability"
    STRENGTH = "strength"
    RISK = "risk"
    RESPONSE = "response"
    OFFENCE = "offence"
    CHALLENGE = "challenge"
    GAPS = "gaps"
    RECORD = "record"


PART_WORDS: Mapping[Part, str] = {
    Part.PUBLISHED: "Tables 1 to 4",
    Part.SITUATION: "Situation",
    Part.VULNERABILITY: "Vulnerabilities",
    Part.STRENGTH: "Strengths",
    Part.RISK: "Risks",
    Part.RESPONSE: "Responses",
    Part.OFFENCE: "Offence characteristics",
    Part.CHALLENGE: "Challenges",
    Part.GAPS: "Needs left unaddressed",
    Part.RECORD: "What was recorded",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column. key: of a cell. base: what its counts stand over, None where each cell has its own or none."""

    key: str
    label: str
    unit: Unit
    base: int | None


@dataclass(frozen=True, slots=True)
class Counted:
    """numerator of base, without references: these are asked for when somebody opens the number."""

    numerator: int
    base: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """A row. key: what `behind` finds it by. cells: by column key."""

    key: str
    title: str
    definition: str
    cells: Mapping[str, Counted]


@dataclass(frozen=True, slots=True)
class Standard:
    """One standard table, as counts."""

    key: str
    part: Part
    title: str
    row_head: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Behind:
    """A number opened: what it counts, of what, and in which frameworks."""

    title: str
    definition: str
    column: str
    unit: Unit
    count: Count


def standard(extract: Extract) -> tuple[Standard, ...]:
    """Every standard table, in the order of the pages they stand on.

    A table whose question the study's codebook cannot answer is left out.
    """
    return (*_published(extract), *_findings(extract), *_gaps(extract), *_record(extract))


def behind(extract: Extract, table: str, line: str, column: str) -> Behind:
    """One number of a standard table with the frameworks it counts. Raises InputError where there is none such."""
    ask = next((ask for start, ask in _ASK.items() if table.startswith(start)), None)
    found = ask(extract, table, line, column) if ask else None
    if found is None:
        raise InputError("there is no such number in this freeze", next_step="Open it from its table.")
    return found


def of_figure(figure: Figure, group: str) -> Behind | None:
    """A figure's count for one group, None where it has no such group."""
    if group not in list(Group) or Group(group) not in figure.counts:
        return None
    one = Group(group)
    return Behind(figure.title, figure.definition, tables.GROUP_WORDS[one], figure.unit, figure.counts[one])


# ---- the tables that were published, and the findings by context


def _published(extract: Extract) -> Iterator[Standard]:
    for number in tables.definitions():
        # Where the codebook has no code that a row asks for, there is no such table.
        with suppress(InputError):
            yield _of_table(tables.published_table(extract, number), Part.PUBLISHED)


def _findings(extract: Extract) -> Iterator[Standard]:
    factors = {figure.key: figure for figure in questions.all_factors(extract)}
    for primary in Primary:
        if str(primary) in extract.codes:
            for found in tables.findings(extract, str(primary), factors=factors):
                yield _of_table(found, Part(str(primary)))


def _of_table(table: tables.Table, part: Part) -> Standard:
    based = table.unit is not Unit.INTERVENTIONS
    columns = tuple(Column(head.group, head.label, table.unit, head.base if based else None) for head in table.heads)
    lines = tuple(_line(figure, [head.group for head in table.heads]) for figure in table.rows)
    return Standard(table.key, part, table.title, table.row_head, columns, lines, table.notes)


def _line(figure: Figure, groups: Sequence[Group]) -> Line:
    cells = {str(group): _counted(figure.counts[group]) for group in groups}
    return Line(figure.key, figure.title, figure.definition, cells)


def _counted(count: Count) -> Counted:
    return Counted(count.numerator, count.base)


def _ask_published(extract: Extract, table: str, line: str, column: str) -> Behind | None:
    return _of_line(tables.published_rows(extract, table.removeprefix("table-"), soonest=line), line, column)


def _ask_factor(extract: Extract, table: str, line: str, column: str) -> Behind | None:
    # A row of a table of findings is named by its code; the last one of all is the table's own node.
    below = line == table.removeprefix("findings/") or line.startswith(f"{table.removeprefix('findings/')}/")
    return of_figure(questions.factor(extract, line), column) if below and line in extract.codes else None


def _of_line(figures: Iterable[Figure], line: str, column: str) -> Behind | None:
    return next((of_figure(figure, column) for figure in figures if figure.key == line), None)


# ---- needs and responses

_NEED, _LEFT, _SUCH = "need", "unaddressed", "responses"
_NEED_NOTES = (
    "Left unaddressed: frameworks with the need and none of the responses that would address it.",
    "Such responses: interventions of that kind in frameworks with the need.",
    "The map from needs to responses is a list for service planning: what was recorded, never what a child needs.",
)


def _gaps(extract: Extract) -> Iterator[Standard]:
    with suppress(InputError):
        yield _context_gaps(extract)
    by_need = needs.gaps(extract, _held(extract))
    yield Standard(
        "gaps/needs",
        Part.GAPS,
        "Needs identified and left unaddressed",
        "Need",
        (
            Column(_NEED, "Identified", Unit.FRAMEWORKS, extract.sizes[Group.ALL]),
            Column(_LEFT, "Left unaddressed", Unit.FRAMEWORKS, None),
            Column(_SUCH, "Such responses", Unit.INTERVENTIONS, None),
        ),
        tuple(_need_line(extract, gap) for gap in by_need),
        _NEED_NOTES,
    )
    left = needs.unmapped(extract)
    if left:
        yield Standard(
            "gaps/unmapped",
            Part.GAPS,
            "Needs recorded that the map of responses does not know",
            "Need",
            _columns_of(left[0]),
            tuple(_line(figure, GROUPS) for figure in left),
            ("Codes the coders created are such: nothing can be said of whether they were met.",),
        )


def _context_gaps(extract: Extract) -> Standard:
    return Standard(
        "gaps/contexts",
        Part.GAPS,
        "Needs and responses by context",
        "Context",
        (
            Column(_NEED, "Vulnerability or risk", Unit.FRAMEWORKS, extract.sizes[Group.ALL]),
            Column(_LEFT, "No response targets it", Unit.FRAMEWORKS, None),
            Column(_SUCH, "Interventions", Unit.INTERVENTIONS, None),
        ),
        tuple(_context_line(gap) for gap in needs.context_gaps(extract)),
        ("A framework can hold several interventions, so they stand over no base.",),
    )


def _held(extract: Extract) -> list[needs.Answer]:
    return [answer for answer in needs.answers() if {answer.need, *answer.responses} <= extract.codes.keys()]


def _context_line(gap: needs.ContextGap) -> Line:
    found = {_NEED: gap.need, _LEFT: gap.unaddressed, _SUCH: gap.interventions}
    cells = {key: _counted(figure.counts[Group.ALL]) for key, figure in found.items()}
    return Line(str(gap.context), str(gap.context).capitalize(), gap.unaddressed.definition, cells)


def _need_line(extract: Extract, gap: needs.Gap) -> Line:
    cells = {
        _NEED: _counted(gap.need.counts[Group.ALL]),
        _LEFT: _counted(gap.unaddressed.counts[Group.ALL]),
        _SUCH: Counted(sum(one.counts[Group.ALL].numerator for one in gap.referrals), None),
    }
    title = f"{gap.need.title} ({extract.codes[gap.need.key]['context']})"
    return Line(gap.need.key, title, f"{gap.unaddressed.definition} {gap.reason}", cells)


def _ask_context(extract: Extract, _table: str, line: str, column: str) -> Behind | None:
    if line not in list(Context):
        return None
    # Each by itself: a number that is opened waits for no other.
    asked: dict[str, Callable[[Extract, Context], Figure]] = {
        _NEED: needs.in_need,
        _LEFT: needs.untargeted,
        _SUCH: questions.interventions,
    }
    return of_figure(asked[column](extract, Context(line)), Group.ALL) if column in asked else None


def _ask_need(extract: Extract, _table: str, line: str, column: str) -> Behind | None:
    answer = next((one for one in _held(extract) if one.need == line), None)
    if answer is None:
        return None
    if column == _SUCH:
        return next((_responses(extract, gap) for gap in needs.gaps(extract, [answer])), None)
    # One need is asked for by itself: the whole map's comparison takes ten times as long.
    if column == _NEED:
        return of_figure(questions.factor(extract, line), Group.ALL)
    return of_figure(needs.left_unaddressed(extract, answer), Group.ALL) if column == _LEFT else None


def _responses(extract: Extract, gap: needs.Gap) -> Behind:
    """The interventions of every response that would address a need, in frameworks that have it, together."""
    counts = [one.counts[Group.ALL] for one in gap.referrals]
    names = "; ".join(str(extract.codes[code]["name"]) for code in gap.responses)
    return Behind(
        f"Responses to: {gap.need.title}",
        f"Interventions in frameworks coded {extract.codes[gap.need.key]['path']}: {names}. {gap.reason}",
        tables.GROUP_WORDS[Group.ALL],
        Unit.INTERVENTIONS,
        Count(
            sum(count.numerator for count in counts),
            None,
            tuple(sorted({framework for count in counts for framework in count.references})),
        ),
    )


def _ask_unmapped(extract: Extract, _table: str, line: str, column: str) -> Behind | None:
    return _of_line(needs.unmapped(extract), line, column)


# ---- what the record itself is like


def _record(extract: Extract) -> Iterator[Standard]:
    whole = quality.completeness(extract)
    yield Standard(
        "record/statuses",
        Part.RECORD,
        "Cells of all frameworks",
        "Cell",
        _columns_of(whole.statuses[0]),
        tuple(_line(figure, GROUPS) for figure in whole.statuses),
        (),
    )
    yield _of_crosstab("record/contexts", whole.by_context, "Status")
    yield _of_crosstab("record/columns", whole.by_column, "Status")
    yield Standard(
        "record/silent",
        Part.RECORD,
        "Contexts about which a whole framework says nothing",
        "Frameworks",
        _columns_of(whole.silent[0]),
        tuple(_line(figure, GROUPS) for figure in whole.silent),
        (),
    )
    for key, figure, head in (
        ("segments", quality.misplaced_segments(extract), "Coded segments"),
        ("frameworks", quality.misplaced_frameworks(extract), "Frameworks"),
    ):
        yield Standard(
            f"record/misplaced-{key}",
            Part.RECORD,
            figure.title,
            head,
            _columns_of(figure),
            (_line(figure, GROUPS),),
            (figure.definition,),
        )


def _columns_of(figure: Figure) -> tuple[Column, ...]:
    return tuple(Column(one, tables.GROUP_WORDS[one], figure.unit, figure.counts[one].base) for one in GROUPS)


def _of_crosstab(key: str, found: Crosstab, row_head: str) -> Standard:
    bases = found.bases or {}
    columns = tuple(
        Column(str(column), label, found.unit, bases.get(column))
        for column, label in zip(found.columns, found.column_labels, strict=True)
    )
    lines = tuple(
        Line(
            str(row),
            quality.STATUS_WORDS[row],
            "",
            {str(column): _counted(found.cells[row, column]) for column in found.columns},
        )
        for row in found.rows
    )
    return Standard(key, Part.RECORD, found.title, row_head, columns, lines, found.notes)


def _ask_status(extract: Extract, _table: str, line: str, column: str) -> Behind | None:
    status = line.removeprefix("cells/")
    return of_figure(quality.cells_with(extract, status), column) if status in quality.STATUS_WORDS else None


def _ask_cells(extract: Extract, table: str, line: str, column: str) -> Behind | None:
    across = table.removeprefix("record/").removesuffix("s")
    found = quality.cells_with(extract, line, across=across, value=column) if line in quality.STATUS_WORDS else None
    if found is None or not found.counts[Group.ALL].base:
        return None
    its = "all" if column == ALL else label(extract, axis(extract, across, unit=Unit.CELLS), column)
    return Behind(found.title, found.definition, its, Unit.CELLS, found.counts[Group.ALL])


def _ask_silent(extract: Extract, _table: str, line: str, column: str) -> Behind | None:
    context = line.removeprefix("silent/")
    return of_figure(quality.silent(extract, Context(context)), column) if context in list(Context) else None


def _ask_misplaced(extract: Extract, _table: str, line: str, column: str) -> Behind | None:
    ask = {"misplaced/segments": quality.misplaced_segments, "misplaced/frameworks": quality.misplaced_frameworks}
    return of_figure(ask[line](extract), column) if line in ask else None


_ASK: Mapping[str, Callable[[Extract, str, str, str], Behind | None]] = {
    "table-": _ask_published,
    "findings/": _ask_factor,
    "gaps/contexts": _ask_context,
    "gaps/needs": _ask_need,
    "gaps/unmapped": _ask_unmapped,
    "record/statuses": _ask_status,
    "record/contexts": _ask_cells,
    "record/columns": _ask_cells,
    "record/silent": _ask_silent,
    "record/misplaced-": _ask_misplaced,
}
