"""How the study was made: what was collected, how it was coded, how far two coders agree."""

from fivefold.method.analysis.figures import Figure
from fivefold.method.reporting.blocks import Block, Paragraph, Section
from fivefold.method.reporting.briefing.agreement import agreements
from fivefold.method.reporting.briefing.material import Material
from fivefold.method.reporting.inlines import Form, Inline, Number, Reference, Result, Stated, words

_PROTOCOL = "the protocol"


def section(material: Material, segments: Figure) -> Section:
    """The method. segments: the figure of all agreed coded segments."""
    protocol = material.protocol
    first, last = protocol.window
    return Section(
        "method",
        words("How it was done"),
        (
            Paragraph(words(Stated(protocol.question, _PROTOCOL)), lead=False),
            Paragraph(
                words(
                    "Practitioners recorded each meeting on the contextual framework (",
                    Stated(protocol.instrument, _PROTOCOL),
                    "), which asks the same of every context: the young person, family and homes, peer groups, schools "
                    "and neighbourhood spaces. Meetings took place from ",
                    Stated(str(first), _PROTOCOL),
                    " to ",
                    Stated(str(last), _PROTOCOL),
                    " in ",
                    Stated(f"{len(protocol.sites)} sites", _PROTOCOL),
                    ". What is recorded here is what was said and written down at a meeting; it is not a measure of "
                    "what happened.",
                )
            ),
            Paragraph(
                words(
                    "Entries were coded with the framework's codebook (",
                    Stated(protocol.codebook, _PROTOCOL),
                    "). ",
                    Number(segments, form=Form.COUNT, with_unit=True),
                    " of the agreed layer stand behind every number. A framework counts once for a code, however "
                    "often the code is given; interventions are counted each. A cell says where an entry was written; "
                    "its code says what it is about. Where they differ the entry was misplaced, and is counted "
                    "where it belongs.",
                )
            ),
            *_agreement(material),
            Paragraph(
                words(
                    "Samples are small, so counts stand as counts over their base. ",
                    Reference("tests"),
                    " gives an exact test of each factor across the cohorts, corrected for asking many questions at "
                    "once. Sentences that compare cohorts name only factors whose difference in proportion has an "
                    "interval that does not include nought.",
                )
            ),
        ),
    )


def _agreement(material: Material) -> tuple[Block, ...]:
    found = agreements(material.extract)
    if not found:
        return ()
    parts: list[str | Inline] = []
    for statistic in found:
        parts += [", " if parts else "", Stated(statistic.title, "the method's own name"), " ", Result(statistic)]
    return (
        Paragraph(
            words(
                "Coders worked apart before they agreed. Over every entry and code that was in use: ",
                *(part for part in parts if part),
                ". Entries that no coder marked are part of the answer.",
            )
        ),
    )
