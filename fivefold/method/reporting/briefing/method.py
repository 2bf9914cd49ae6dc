"""How the study was made: what was collected, how it was coded, how far two coders agree."""

from collections.abc import Iterator

from fivefold.method.analysis.figures import Figure, Unit
from fivefold.method.analysis.tally import figure, whole
from fivefold.method.reporting.blocks import Block, Items, Paragraph, Row, Section, Table
from fivefold.method.reporting.briefing.agreement import Agreed, agreements
from fivefold.method.reporting.briefing.material import Material
from fivefold.method.reporting.briefing.phrases import in_words, quoted
from fivefold.method.reporting.inlines import Emphasis, Form, Number, Reference, Result, Stated, words

_PROTOCOL = "the protocol"


def section(material: Material) -> Section:
    """The method."""
    protocol = material.protocol
    return Section(
        "method",
        words("How the study was done"),
        (
            Paragraph(words("The study asks: ", Emphasis(words(quoted(protocol.question, _PROTOCOL))))),
            _collected(material),
            _coded(material),
            *_agreement(material),
            _reading(),
        ),
    )


def _collected(material: Material) -> Section:
    protocol = material.protocol
    first, last = protocol.window
    return Section(
        "collected",
        words("What was collected"),
        (
            Paragraph(
                words(
                    "Practitioners recorded each meeting on the contextual framework (form ",
                    Stated(protocol.instrument, _PROTOCOL),
                    ", shown in ",
                    Reference("instrument"),
                    "), which asks the same of every context: the young person, family and home, peer group, school "
                    "and neighbourhood. ",
                    Stated(f"{len(protocol.sites)} {'site' if len(protocol.sites) == 1 else 'sites'}", _PROTOCOL),
                    " held meetings from ",
                    Stated(in_words(first), _PROTOCOL),
                    " to ",
                    Stated(in_words(last), _PROTOCOL),
                    ". The cohort of each framework follows from its incidents by the published rule ",
                    Stated(protocol.classification_rule, _PROTOCOL),
                    ".",
                )
            ),
        ),
    )


def _coded(material: Material) -> Section:
    return Section(
        "coded",
        words("How it was coded"),
        (
            Paragraph(
                words(
                    "What was written was coded, passage by passage, with the codebook ",
                    Stated(material.protocol.codebook, _PROTOCOL),
                    "; ",
                    Reference("codes"),
                    " shows its factors. ",
                    Number(_segments(material), form=Form.COUNT, with_unit=True),
                    " of the agreed layer stand behind every number.",
                )
            ),
            Items(
                (
                    words(
                        "A ", Emphasis(words("factor")), " counts once in a framework, however often it was written."
                    ),
                    words(
                        "An ",
                        Emphasis(words("intervention")),
                        " is one entry with one response code. A framework can hold several, so interventions stand "
                        "over no base.",
                    ),
                    words(
                        "The row of the form says where an entry was written; its code says what it is about. Where "
                        "they differ it was misplaced, and is counted where it belongs.",
                    ),
                )
            ),
        ),
    )


def _reading() -> Section:
    return Section(
        "reading",
        words("How to read the numbers"),
        (
            Paragraph(
                words(
                    "Samples are small, so counts stand over their base and percentages are left out. A sentence that "
                    "compares cohorts names a factor only where the interval of the difference in proportions leaves "
                    "out nought (",
                    Stated("95% confidence", "the method"),
                    "; Newcombe's interval). Many factors are compared, so some differences will be chance: ",
                    Reference("tests"),
                    " holds an exact test of each, corrected for their number. Nothing here scores or predicts the "
                    "risk of any young person.",
                )
            ),
        ),
    )


def _segments(material: Material) -> Figure:
    extract = material.extract
    rows = extract.tables["segments"].select(["framework", "context", "column", "entry", "start", "end", "code"])
    return figure(
        extract,
        whole(tuple(row.values()) for row in rows.to_pylist()),
        key="segments/agreed",
        title="Agreed coded segments",
        definition="Segments of entries with a code in the agreed layer; a segment with several codes counts for each.",
        unit=Unit.SEGMENTS,
        bases=None,
    )


def _agreement(material: Material) -> Iterator[Block]:
    found = agreements(material.extract)
    if not found:
        return
    overall = found[-1]
    yield Section(
        "agreement",
        words("How far coders agree"),
        (
            Paragraph(
                words(
                    "Coders worked apart before they agreed. Of every decision to give or not to give a code to an "
                    "entry they took ",
                    Result(overall.percent),
                    " alike. As most codes fit few entries, that is largely agreement on what is absent; corrected "
                    "for chance, kappa is ",
                    Result(overall.kappa),
                    ", Krippendorff's alpha ",
                    Result(overall.alpha),
                    " and Gwet's AC",
                    Stated("1", "the coefficient's own name"),
                    " ",
                    Result(overall.ac1),
                    ".",
                )
            ),
            _agreement_table(material, found),
        ),
    )


def _agreement_table(material: Material, found: tuple[Agreed, ...]) -> Table:
    names = {one: "All codes" if one is None else str(material.extract.codes[one]["name"]) for one in _nodes(found)}
    return Table(
        "agreement-table",
        words("Agreement of the coders before they agreed, by primary node"),
        (
            words("Codes of"),
            words("Given by both"),
            words("By a single coder"),
            words("Agreement"),
            words("Kappa"),
        ),
        tuple(
            Row(
                words(names[one.primary]),
                tuple((Result(value),) for value in (one.both, one.one_only, one.percent, one.kappa)),
            )
            for one in found
        ),
    )


def _nodes(found: tuple[Agreed, ...]) -> list[str | None]:
    return [one.primary for one in found]
