"""The parts of the page of published figures where the publication is at odds with itself: sums and bases."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from fivefold.method.analysis.figures import Figure, Freeze, Group
from fivefold.method.reporting.blocks import Paragraph, Row, Section, Table
from fivefold.method.reporting.claim_checks import Checked, Difference, WrongBase
from fivefold.method.reporting.claim_conflicts import PrintedTwice, Sum
from fivefold.method.reporting.claims import SPOKEN, Claim
from fivefold.method.reporting.claims_wording import named, section_id, source, statement
from fivefold.method.reporting.inlines import (
    Form,
    Inlines,
    Number,
    Reference,
    Result,
    Stated,
    Statistic,
    Strong,
    Style,
    words,
)

BASES = "wrong-bases"
"""The id of the table of wrong bases, for whoever refers to it."""


def contradictions(checked: Sequence[Checked], freeze: Freeze) -> Iterator[Section]:
    """One section that lays out each contradiction as a sum; none where nothing contradicts."""
    some = [one for one in checked if one.irreconcilable]
    if not some:
        return
    opening = Paragraph(
        words(
            "No study could bear these out: what is printed does not fit together. Each is laid out as a sum of "
            "printed numbers, with what the study counts below it."
        )
    )
    yield Section(
        "contradictions",
        words("Where the publication contradicts itself"),
        (opening, *(_contradiction(one, freeze) for one in some)),
    )


def _contradiction(one: Checked, freeze: Freeze) -> Section:
    sums = [conflict for conflict in one.conflicts if isinstance(conflict, Sum)]
    tables = [_sums(one, sums, freeze)] if sums else []
    # A sum already sets its whole beside the study's count.
    if not {difference.group for difference in one.differences} <= {found.whole.group for found in sums}:
        tables.insert(0, _differences(one))
    return Section(section_id(one.claim), words(statement(one.claim)), tuple(tables))


def _differences(one: Checked) -> Table:
    figure = _counts(one)
    elsewhere = {
        conflict.here.group: conflict.elsewhere for conflict in one.conflicts if isinstance(conflict, PrintedTwice)
    }

    def row(difference: Difference) -> Row:
        other = elsewhere.get(difference.group)
        cells = [
            words(Stated(str(difference.printed), source(one.claim.line))),
            words(Stated(str(other.count), source(other.line))) if other else (),
            words(Number(figure, difference.group, Form.COUNT)),
        ]
        return Row(words(named(difference.group)), tuple(cells if elsewhere else (cells[0], cells[2])))

    heads = ["Printed here", "Printed elsewhere", "Counted"] if elsewhere else ["Printed", "Counted"]
    return Table(
        f"{section_id(one.claim)}-counts",
        words("Printed and counted"),
        (words("Group"), *(words(head) for head in heads)),
        tuple(map(row, one.differences)),
    )


def _sums(one: Checked, sums: Sequence[Sum], freeze: Freeze) -> Table:
    """A column for each sum: its parts one below the other, what they make, what is printed, what is counted."""
    figure = _counts(one)
    added = [group for group in Group if any(group == part.group for found in sums for part in found.parts)]
    return Table(
        f"{section_id(one.claim)}-sums",
        words("What is printed, added up"),
        (words("Group"), *(words(_equation(found)) for found in sums)),
        (
            *(Row(words(named(group)), tuple(_part(found, group) for found in sums)) for group in added),
            Row(words("Together"), tuple(_total(one.claim, found, freeze) for found in sums), mark="total"),
            Row(
                words("But printed"),
                tuple(words(Stated(str(found.whole.count), source(found.whole.line))) for found in sums),
                mark="against",
            ),
            Row(words("Counted"), tuple(words(Number(figure, found.whole.group, Form.COUNT)) for found in sums)),
        ),
        notes=(words("Printed at ", Stated(f"lines {_lines(sums)}", "the printed numbers that are added up")),),
    )


def _counts(one: Checked) -> Figure:
    # What differs was counted.
    assert one.figure is not None
    return one.figure


def _equation(found: Sum) -> str:
    return f"{named(found.whole.group)} = {' + '.join(SPOKEN[part.group] for part in found.parts)}"


def _part(found: Sum, group: Group) -> Inlines:
    return words(*(Stated(str(part.count), source(part.line)) for part in found.parts if part.group == group))


def _total(claim: Claim, found: Sum, freeze: Freeze) -> Inlines:
    groups = "-".join((found.whole.group, *(part.group for part in found.parts)))
    total = Statistic(
        key=f"claims/{claim.key}/{groups}",
        title=f"{_equation(found)}, as printed",
        definition=f"The sum of printed numbers: {found.sentence}",
        values=(found.total,),
        style=Style.TALLY,
        freeze=freeze,
    )
    return words(Strong(words(Result(total))))


def _lines(sums: Sequence[Sum]) -> str:
    return ", ".join(
        map(str, sorted({term.line for found in sums for term in (*found.parts, found.whole)})),
    )


def wrong_bases(checked: Sequence[Checked], freeze: Freeze) -> Statistic:
    """How many printed bases are not the size of their group."""
    return Statistic(
        key="claims/wrong-bases",
        title="Printed bases that are not the size of their group",
        definition="Counted over every printed base of every group; a published figure can print several.",
        values=(sum(len(one.wrong_bases) for one in checked),),
        style=Style.TALLY,
        freeze=freeze,
    )


def bases(checked: Sequence[Checked], sizes: Figure) -> Iterator[Section]:
    """One section on printed bases: the slips that recur, then every figure that has one; none where all are right."""
    found = [(one, wrong) for one in checked for wrong in one.wrong_bases]
    if not found:
        return
    opening = Paragraph(
        words(
            "A count can be right and its base wrong. Most of these are a few slips that recur: ",
            Reference("base-slips"),
            " names each once, ",
            Reference(BASES),
            " every figure it touches.",
        )
    )
    yield Section(
        "bases", words("Counts over the wrong base"), (opening, _slips(found, sizes), _every_base(found, sizes))
    )


Found = tuple[Checked, WrongBase]


def _slip(found: Found) -> tuple[int, int]:
    """What makes two wrong bases the same slip, in the order of groups."""
    return list(Group).index(found[1].group), found[1].printed


def _slips(found: Sequence[Found], sizes: Figure) -> Table:
    def row(some: Sequence[Found]) -> Row:
        wrong = some[0][1]
        times = Statistic(
            key=f"claims/wrong-bases/{wrong.group}/{wrong.printed}",
            title=f"{named(wrong.group)} printed over {wrong.printed}",
            definition=f"Published figures in which this base is printed for {SPOKEN[wrong.group]}. {wrong.arithmetic}",
            values=(len(some),),
            style=Style.TALLY,
            freeze=sizes.freeze,
        )
        return Row(
            words(named(wrong.group)),
            (
                words(Stated(str(wrong.printed), "a base as the publication prints it")),
                words(Number(sizes, wrong.group, Form.COUNT)),
                words(Result(times)),
                words(_belongs(wrong)),
            ),
        )

    grouped = [tuple(some) for _, some in groupby(sorted(found, key=_slip), key=_slip)]
    return Table(
        "base-slips",
        words("Each slip once"),
        tuple(map(words, ("Group", "Printed base", "Frameworks in the group", "Times printed", "What the base fits"))),
        tuple(row(some) for some in sorted(grouped, key=len, reverse=True)),
        notes=(
            words(
                "A count of interventions has no base in frameworks at all, for a framework can hold several; the "
                "printed base is then wrong whatever it is."
            ),
        ),
        numeric=frozenset({0, 1, 2}),
    )


def _belongs(wrong: WrongBase) -> str:
    if not wrong.size_of:
        return "No group has this size."
    return f"The size of {' and of '.join(SPOKEN[group] for group in wrong.size_of)}."


def _every_base(found: Sequence[Found], sizes: Figure) -> Table:
    return Table(
        BASES,
        words("Every figure with a wrong base"),
        tuple(map(words, ("Published figure", "Group", "Printed base", "Frameworks in the group"))),
        tuple(
            Row(
                words(statement(one.claim)),
                (
                    words(named(wrong.group)),
                    words(Stated(str(wrong.printed), source(one.claim.line))),
                    words(Number(sizes, wrong.group, Form.COUNT)),
                ),
            )
            for one, wrong in found
        ),
        numeric=frozenset({1, 2}),
    )
