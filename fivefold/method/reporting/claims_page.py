"""The check of published figures as a document: what was printed beside what a study counts."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from fivefold.method.analysis.figures import Figure, Freeze
from fivefold.method.reporting import charts
from fivefold.method.reporting.blocks import (
    Appendix,
    Block,
    Callout,
    Contents,
    Definition,
    Definitions,
    EveryNumber,
    Grid,
    Items,
    Paragraph,
    Row,
    Section,
    Table,
    Tone,
)
from fivefold.method.reporting.claim_checks import Checked, Verdict
from fivefold.method.reporting.claims import Certainty
from fivefold.method.reporting.claims_arithmetic import BASES, bases, contradictions, wrong_bases
from fivefold.method.reporting.claims_wording import counted, printed, section_id, source, tally
from fivefold.method.reporting.document import Document, Meta
from fivefold.method.reporting.inlines import (
    Form,
    Inline,
    Inlines,
    Number,
    Reference,
    Result,
    Stated,
    Strong,
    words,
)

_KINDS: tuple[tuple[str, str, Certainty], ...] = (
    ("exact", "Exact numbers", Certainty.EXACT),
    ("bound", "Bounds", Certainty.BOUND),
    ("verbal", "Said in words", Certainty.VERBAL),
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
            *contradictions(checked, meta.freeze),
            *_other_differences(checked),
            *bases(checked, sizes),
            Section(
                "figures",
                words("Figure by figure"),
                (*_verdicts_explained(), *_by_section(checked)),
                filtered="published figures",
            ),
            Appendix("numbers", words("Every number"), (EveryNumber(),)),
        ),
    )


def _could_have_agreed(one: Checked) -> bool:
    return one.verdict is Verdict.DIFFERS and not one.irreconcilable


def _opening(checked: Sequence[Checked], freeze: Freeze) -> tuple[Block, ...]:
    def found(name: str, title: str, wanted: Callable[[Checked], bool]) -> Figure:
        return tally(name, title, [one for one in checked if wanted(one)], checked, freeze)

    everything = found("all", "All that were checked", lambda one: True)
    agree = found("agree", "Agrees", lambda one: one.verdict is Verdict.AGREES)
    contradict = found("irreconcilable", "Contradicts another published figure", lambda one: one.irreconcilable)
    unforced = found("unforced", "Differs although it could agree", _could_have_agreed)
    cannot = found("cannot", "Cannot be asked", lambda one: one.verdict is Verdict.CANNOT_BE_ASKED)
    wrong = found("wrong-base", "Has a wrong base", lambda one: bool(one.wrong_bases))
    headline = (
        ("agree with the study", agree),
        ("contradict what is printed elsewhere", contradict),
        ("differ, and could have agreed", unforced),
        ("cannot be asked", cannot),
    )
    findings = [
        *_on_agreement(agree, unforced),
        words(
            Number(contradict, form=Form.SENTENCE),
            " cannot agree with any study: what is printed contradicts itself."
            if Number(contradict).count.numerator
            else " contradicts what is printed elsewhere.",
        ),
    ]
    if wrong_bases(checked, freeze).values[0]:
        findings.append(
            words(
                "Printed bases that are not the size of their group: ",
                Result(wrong_bases(checked, freeze)),
                ", in ",
                Number(wrong, form=Form.COUNT, with_unit=True),
                ".",
            )
        )
    return (
        Paragraph(
            words(
                Number(everything, form=Form.COUNT, with_unit=True),
                " were put to the study as questions, and answered from its coded frameworks alone. Every count opens "
                "onto its definition, its base and the frameworks behind it.",
            ),
            lead=True,
        ),
        Definitions(
            tuple(Definition(words(name), words(Number(figure, form=Form.COUNT))) for name, figure in headline),
            headline=True,
        ),
        Callout(Tone.KEY, words("What the check found"), (Items(tuple(findings)),)),
        _strip(checked, freeze),
    )


def _on_agreement(agree: Figure, unforced: Figure) -> Iterator[Inlines]:
    if Number(unforced).count.numerator:
        yield words(
            Number(unforced, form=Form.SENTENCE), " differ from the study although nothing printed forbids them."
        )
    elif Number(agree).count.numerator:
        yield words(
            "Every figure that can be asked, and does not contradict the rest of what is printed, agrees: ",
            Number(agree),
            ".",
        )


def _strip(checked: Sequence[Checked], freeze: Freeze) -> Block:
    kinds = [(key, name, [one for one in checked if one.claim.certainty is kind]) for key, name, kind in _KINDS]
    rows = [("all", "Every figure", list(checked)), *(row for row in kinds if row[2])]
    cells = tuple(
        tuple(
            Number(
                tally(
                    f"{key}/{verdict}",
                    f"{name}: {verdict}",
                    [one for one in some if one.verdict is verdict],
                    some,
                    freeze,
                )
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


def _other_differences(checked: Sequence[Checked]) -> Iterator[Section]:
    some = [one for one in checked if _could_have_agreed(one)]
    if some:
        yield Section(
            "unforced",
            words("Where the study counts something else"),
            (
                Paragraph(words("Nothing printed forbids these; this study does not bear them out.")),
                _table("unforced-table", "Figures that differ although they could agree", some),
            ),
        )


def _verdicts_explained() -> tuple[Block, ...]:
    meanings = {
        Verdict.AGREES: (
            "Each printed count is the study's count, group by group. What is said in words agrees when the count "
            "keeps to the bound the words imply, or when the share is larger for the group they put first, however "
            "little: that is a count and no test."
        ),
        Verdict.DIFFERS: (
            "A count is not the study's, or the words do not hold. Where the publication contradicts itself, the sum "
            "is shown."
        ),
        Verdict.CANNOT_BE_ASKED: (
            "It states no number, or it is about something the frameworks do not hold. The reason stands beside it."
        ),
    }
    return (
        Definitions(
            tuple(Definition(words(verdict.capitalize()), words(said)) for verdict, said in meanings.items()),
        ),
    )


def _by_section(checked: Sequence[Checked]) -> Sequence[Block]:
    # Sections in the order of their first line; a section that returns later in the text joins its own table.
    order = list(dict.fromkeys(one.claim.section for one in checked))
    ordered = sorted(checked, key=lambda one: (order.index(one.claim.section), one.claim.line))
    return [
        Section(
            f"part-{number}",
            words(Stated(name, "a heading of the publication")),
            (_table(f"part-{number}-figures", "Figures under this heading", list(some)),),
        )
        for number, (name, some) in enumerate(groupby(ordered, key=lambda one: one.claim.section), start=1)
    ]


def _table(identifier: str, caption: str, some: Sequence[Checked]) -> Table:
    return Table(
        identifier,
        words(caption),
        tuple(map(words, ("Published figure", "Printed", "Counted", "Verdict"))),
        tuple(map(_row, some)),
        numeric=frozenset(),
    )


def _row(one: Checked) -> Row:
    return Row(
        words(Stated(f"{one.claim.statement} (line\u00a0{one.claim.line})", source(one.claim.line))),
        (printed(one), counted(one), _verdict(one)),
        mark=one.verdict.replace(" ", "-"),
    )


def _verdict(one: Checked) -> Inlines:
    parts: list[str | Inline] = [Strong(words(f"{one.verdict.capitalize()}."))]
    if one.why:
        parts += [" ", Stated(one.why, "the list of questions put to the study")]
    if one.irreconcilable:
        parts += [" The publication contradicts itself: ", Reference(section_id(one.claim)), "."]
    if one.wrong_bases:
        parts += [" Wrong base: ", Reference(BASES), "."]
    for sentence in one.broken:
        parts += [" ", Stated(sentence, "the words of the publication")]
    return words(*parts)
