"""The check of published figures as a document: what was printed beside what a study counts."""

import re
from collections.abc import Callable, Sequence
from itertools import groupby

from fivefold.method.analysis.figures import Count, Figure, Freeze, Group, Unit
from fivefold.method.reporting import charts
from fivefold.method.reporting.blocks import (
    Appendix,
    Block,
    Callout,
    Contents,
    EveryNumber,
    Grid,
    Items,
    Paragraph,
    Row,
    Section,
    Table,
    Tone,
)
from fivefold.method.reporting.claim_checks import SPOKEN, Checked, Verdict
from fivefold.method.reporting.claims import Certainty, Claim
from fivefold.method.reporting.document import Document, Meta
from fivefold.method.reporting.inlines import Form, Inline, Inlines, Number, Reference, Stated, words

_KINDS: tuple[tuple[str, str, Callable[[Checked], bool]], ...] = (
    ("all", "Every figure", lambda one: True),
    ("exact", "Exact numbers", lambda one: one.claim.certainty is Certainty.EXACT),
    ("bound", "Bounds", lambda one: one.claim.certainty is Certainty.BOUND),
    ("verbal", "Said in words", lambda one: one.claim.certainty is Certainty.VERBAL),
)


def document(checked: Sequence[Checked], *, meta: Meta, sizes: Figure) -> Document:
    """The page of a check.

    checked: what `claim_checks.check` returned. sizes: the figure of the cohorts' sizes, which wrong bases are held
    against. Its freeze, like that of every figure, is the one meta names.
    """
    return Document(
        title=words("Published figures, counted again"),
        subtitle=words("What was printed, beside what the study's frameworks give"),
        meta=meta,
        blocks=(
            *_opening(checked, meta.freeze),
            Contents(),
            *_contradictions(checked),
            *_other_differences(checked),
            *_bases(checked, sizes),
            Section("figures", words("Figure by figure"), tuple(_by_section(checked))),
            Appendix("numbers", words("Every number"), (EveryNumber(),)),
        ),
    )


def _tally(name: str, title: str, some: Sequence[Checked], of: Sequence[Checked], freeze: Freeze) -> Number:
    """How many published figures, as a figure that opens like any other."""
    found = Figure(
        key=f"claims/{name}",
        title=title,
        definition=f"Published figures checked against this study: {title.lower()}.",
        unit=Unit.PUBLISHED_FIGURES,
        counts={Group.ALL: Count(len(some), len(of), ())},
        freeze=freeze,
    )
    return Number(found)


def _opening(checked: Sequence[Checked], freeze: Freeze) -> tuple[Block, ...]:
    def tally(name: str, title: str, wanted: Callable[[Checked], bool]) -> Number:
        return _tally(name, title, [one for one in checked if wanted(one)], checked, freeze)

    agree = tally("agree", "Agrees", lambda one: one.verdict is Verdict.AGREES)
    differ = tally("differ", "Differs", lambda one: one.verdict is Verdict.DIFFERS)
    contradict = tally("irreconcilable", "Contradicts another published figure", lambda one: one.irreconcilable)
    cannot = tally("cannot", "Cannot be asked", lambda one: one.verdict is Verdict.CANNOT_BE_ASKED)
    wrong = tally("wrong-base", "Has a wrong base", lambda one: bool(one.wrong_bases))
    return (
        Paragraph(
            words(
                "Each figure of the published study is put to the frameworks as a question. ",
                agree,
                " agree; ",
                differ,
                " differ; ",
                cannot,
                " state no number, or nothing the frameworks hold. Every count opens onto its definition, its base and "
                "the frameworks behind it.",
            ),
            lead=True,
        ),
        Callout(
            Tone.KEY,
            words("What the check found"),
            (
                Items(
                    (
                        words(contradict, " differ because the publication contradicts itself."),
                        words(_unforced(checked, freeze), " differ although they could have agreed."),
                        words(wrong, " are printed over a base that is not the size of their group."),
                    )
                ),
            ),
        ),
        _strip(checked, freeze),
    )


def _unforced(checked: Sequence[Checked], freeze: Freeze) -> Number:
    some = [one for one in checked if one.verdict is Verdict.DIFFERS and not one.irreconcilable]
    return _tally("unforced", "Differs although it could agree", some, checked, freeze)


def _strip(checked: Sequence[Checked], freeze: Freeze) -> Block:
    rows = [(key, name, [one for one in checked if wanted(one)]) for key, name, wanted in _KINDS]
    rows = [row for row in rows if row[2]]
    cells = tuple(
        tuple(
            _tally(
                f"{key}/{verdict}", f"{name}: {verdict}", [one for one in some if one.verdict is verdict], some, freeze
            )
            for verdict in Verdict
        )
        for key, name, some in rows
    )
    grid = Grid(
        "Kind of figure",
        "verdict",
        tuple(words(name) for _, name, _ in rows),
        tuple(words(verdict.capitalize()) for verdict in Verdict),
        cells,
    )
    return charts.completeness("verdicts", words("What became of each kind of figure"), grid=grid)


def _line(claim: Claim) -> str:
    return f"the publication, line {claim.line}"


def _statement(claim: Claim) -> Inline:
    return Stated(claim.statement, _line(claim))


def _contradictions(checked: Sequence[Checked]) -> tuple[Block, ...]:
    some = [one for one in checked if one.irreconcilable]
    if not some:
        return ()
    opening = Paragraph(
        words(
            "These could not agree with any study: the publication's own numbers do not fit together. The sums are of "
            "what is printed."
        )
    )
    return (
        Section(
            "contradictions",
            words("Where the publication contradicts itself"),
            (opening, *(block for one in some for block in _contradiction(one))),
        ),
    )


def _contradiction(one: Checked) -> tuple[Block, ...]:
    claim = one.claim
    return (
        Section(
            _id(claim.key),
            words(_statement(claim)),
            (
                _differences(one),
                Items(tuple(words(Stated(sentence, "the publication's own numbers")) for sentence in one.conflicts)),
            ),
        ),
    )


def _differences(one: Checked) -> Table:
    assert one.figure is not None
    rows = tuple(
        Row(
            words(SPOKEN[difference.group].capitalize()),
            (
                words(Stated(str(difference.printed), _line(one.claim))),
                words(Number(one.figure, difference.group, Form.COUNT)),
            ),
        )
        for difference in one.differences
    )
    return Table(
        f"{_id(one.claim.key)}-counts",
        words("Printed and counted: ", Stated(one.claim.factor.name.lower(), _line(one.claim))),
        (words("Group"), words("Printed"), words("Counted")),
        rows,
    )


def _other_differences(checked: Sequence[Checked]) -> tuple[Block, ...]:
    some = [one for one in checked if one.verdict is Verdict.DIFFERS and not one.irreconcilable]
    if not some:
        return ()
    table = Table(
        "unforced-table",
        words("Figures that differ although they could agree"),
        _HEADS,
        tuple(_row(one) for one in some),
        numeric=frozenset(),
    )
    return (
        Section(
            "unforced",
            words("Where the study counts something else"),
            (Paragraph(words("Nothing printed forbids these; this study does not bear them out.")), table),
        ),
    )


def _bases(checked: Sequence[Checked], sizes: Figure) -> tuple[Block, ...]:
    rows = tuple(
        Row(
            words(_statement(one.claim)),
            (
                words(SPOKEN[wrong.group].capitalize()),
                words(Stated(str(wrong.printed), _line(one.claim))),
                words(Number(sizes, wrong.group, Form.COUNT)),
                words(Stated(wrong.arithmetic, "the printed base against the sizes of the cohorts")),
            ),
        )
        for one in checked
        for wrong in one.wrong_bases
    )
    if not rows:
        return ()
    table = Table(
        "wrong-bases",
        words("Printed bases that are not the size of their group"),
        (words("Published figure"), words("Group"), words("Printed base"), words("Frameworks"), words("Why")),
        rows,
        numeric=frozenset({1, 2}),
    )
    return (
        Section(
            "bases",
            words("Counts over the wrong base"),
            (
                Paragraph(
                    words(
                        "A count can be right and its base wrong. ",
                        Reference("wrong-bases"),
                        " sets each printed base beside the number of frameworks in its group.",
                    )
                ),
                table,
            ),
        ),
    )


_HEADS = (words("Published figure"), words("Printed"), words("Counted"), words("Verdict"))


def _by_section(checked: Sequence[Checked]) -> Sequence[Block]:
    # Sections in the order of their first line; a section that returns later in the text joins its own table.
    order = list(dict.fromkeys(one.claim.section for one in checked))
    ordered = sorted(checked, key=lambda one: (order.index(one.claim.section), one.claim.line))
    return [
        Section(
            f"part-{number}",
            words(Stated(name, "a heading of the publication")),
            (
                Table(
                    f"part-{number}-figures",
                    words("Figures under this heading"),
                    _HEADS,
                    tuple(map(_row, some)),
                    numeric=frozenset(),
                ),
            ),
        )
        for number, (name, some) in enumerate(groupby(ordered, key=lambda one: one.claim.section), start=1)
    ]


def _row(one: Checked) -> Row:
    return Row(words(_statement(one.claim)), (_printed(one.claim), _counted(one), _verdict(one)))


def _printed(claim: Claim) -> Inlines:
    said = "; ".join(
        f"{SPOKEN[group]} {count}" + (f" of {claim.bases[group]}" if group in claim.bases else "")
        for group, count in claim.counts.items()
    )
    if not said:
        said = "; ".join(f"{SPOKEN[bound.group]} {bound}" for bound in claim.bounds)
    return words(Stated(said, _line(claim))) if said else ()


def _counted(one: Checked) -> Inlines:
    if one.figure is None:
        return ()
    asked = [group for group in Group if group in one.claim.counts] or [
        group for group in Group if any(bound.group == group for bound in one.claim.bounds)
    ]
    shown = [group for group in asked or Group if group in one.figure.counts]
    parts: list[str | Inline] = []
    for group in shown:
        parts += ["; " if parts else "", f"{SPOKEN[group]} ", Number(one.figure, group)]
    return words(*(part for part in parts if part))


def _verdict(one: Checked) -> Inlines:
    if one.why:
        return words(f"{one.verdict.capitalize()}. ", Stated(one.why, "the list of questions put to the study"))
    said = f"{one.verdict.capitalize()}."
    if one.irreconcilable:
        said += " The publication contradicts itself."
    if one.wrong_bases:
        said += " Wrong base."
    broken = tuple(Stated(sentence, "the words of the publication") for sentence in one.broken)
    return words(said, *(part for sentence in broken for part in (" ", sentence)))


def _id(key: str) -> str:
    return "claim-" + re.sub(r"[^a-z0-9]+", "-", key.lower()).strip("-")
