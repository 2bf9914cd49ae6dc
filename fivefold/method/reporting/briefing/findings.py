"""What was recorded: the incidents, then each context, by cohort."""

from collections.abc import Iterator

from fivefold.method.analysis.figures import Figure, Group, Unit
from fivefold.method.analysis.questions import incident_bases, incident_feature
from fivefold.method.coding.codebook import Primary
from fivefold.method.common.contexts import Context
from fivefold.method.reporting import charts
from fivefold.method.reporting.blocks import Block, Grid, Paragraph, Row, Section, Table
from fivefold.method.reporting.briefing.material import CONTEXT_NAMES, Material
from fivefold.method.reporting.briefing.phrases import comparison, named_most, published, set_apart
from fivefold.method.reporting.inlines import Form, Inline, Number, Reference, with_base, words

_HEADINGS = {
    Context.INDIVIDUAL: "The young person",
    Context.FAMILY: "Family and home",
    Context.PEER: "Peer group",
    Context.SCHOOL: "School",
    Context.NEIGHBOURHOOD: "Neighbourhood",
}
_KINDS = {
    Primary.VULNERABILITY: "Vulnerability",
    Primary.RISK: "Risk",
    Primary.STRENGTH: "Strength",
    Primary.RESPONSE: "Response",
}
_PLACES = {
    Context.INDIVIDUAL: "With the young person alone",
    Context.FAMILY: "In a family or a home",
    Context.PEER: "Among a peer group",
    Context.SCHOOL: "At a school",
    Context.NEIGHBOURHOOD: "In the neighbourhood",
}


def section(material: Material) -> Section:
    """Findings: incidents, then one part for each context."""
    return Section(
        "findings",
        words("What was recorded"),
        (
            Paragraph(
                words(
                    "Each part names what was recorded most often and what sets the cohorts apart. ",
                    Reference("codes"),
                    " holds every factor, and names those in the codebook that no framework records.",
                )
            ),
            _overview(material),
            _incidents(material),
            *(_context(material, context) for context in Context),
        ),
    )


def _overview(material: Material) -> Block:
    """Contexts against what is recorded in them, responses last: where needs are seen and where something is done."""
    grid = Grid(
        "Context",
        "what is recorded",
        tuple(words(CONTEXT_NAMES[context].capitalize()) for context in Context),
        tuple(words(kind) for kind in _KINDS.values()),
        tuple(tuple(Number(material.any_of(f"{primary}/{context}")) for primary in _KINDS) for context in Context),
    )
    return charts.matrix("overview-chart", words("Frameworks that record anything of each kind, by context"), grid=grid)


def _incidents(material: Material) -> Section:
    factors = material.below(Primary.OFFENCE)
    often = named_most(factors)
    return Section(
        "incidents",
        words("The incidents"),
        (
            *_places(material),
            *((Paragraph(words("Coded most often of the incidents: ", *often, ".")),) if often else ()),
            *set_apart(material, factors),
            *comparison(
                material,
                "incidents-chart",
                words("Characteristics of incidents recorded most often, by cohort"),
                factors,
            ),
            *published(material, "2", "behaviour", words("Behavioural characteristics of incidents, by cohort")),
        ),
    )


def _places(material: Material) -> Iterator[Block]:
    """Where incidents took place; nothing where no incident is listed."""
    if not incident_bases(material.extract)[Group.ALL]:
        return
    rows = [
        (_PLACES[context], incident_feature(material.extract, "location", str(context), unit=Unit.INCIDENTS))
        for context in Context
    ]
    online = incident_feature(material.extract, "online", values=True, unit=Unit.INCIDENTS)
    rows = [(name, figure) for name, figure in rows if figure.counts[Group.ALL].numerator]
    rows += [("Online", online)]
    yield Paragraph(
        words(
            "The frameworks tell of ",
            Number(online, form=Form.BASE, with_unit=True),
            "; ",
            Reference("places"),
            " shows where they took place.",
        )
    )
    groups = {**material.cohorts, Group.ALL: "All"}
    yield Table(
        "places",
        words("Where incidents took place, by cohort of the framework"),
        (words("Place"), *(with_base(name, Number(online, group)) for group, name in groups.items())),
        tuple(
            Row(words(name), tuple((Number(figure, group, Form.COUNT),) for group in groups)) for name, figure in rows
        ),
        notes=(
            words(
                "An incident that several frameworks tell of counts once in each column. One that was online counts "
                "at its place too."
            ),
        ),
    )


def _context(material: Material, context: Context) -> Section:
    return Section(f"context-{context}", words(_HEADINGS[context]), tuple(_context_blocks(material, context)))


def _context_blocks(material: Material, context: Context) -> Iterator[Block]:
    vulnerable = material.below(Primary.VULNERABILITY, context)
    risky = material.below(Primary.RISK, context)
    name = CONTEXT_NAMES[context]
    yield Paragraph(
        (
            *_recorded(material, Primary.VULNERABILITY, context, "a vulnerability in this context"),
            *_most_often(vulnerable),
            *_recorded(material, Primary.RISK, context, "a risk in it that is tied to the behaviour"),
            *_most_often(risky, last=True),
        )
    )
    yield from set_apart(material, (*vulnerable, *risky))
    yield from comparison(
        material,
        f"{context}-chart",
        words(f"Vulnerabilities and risks recorded most often in the {name} context, by cohort"),
        (*vulnerable, *risky),
    )
    if context is Context.PEER:
        yield from published(material, "3", "peers", words("Peer relationships, by cohort"))


def _recorded(material: Material, primary: Primary, context: Context, what: str) -> tuple[Inline, ...]:
    figure = material.any_of(f"{primary}/{context}")
    return words(Number(figure, form=Form.SENTENCE), f" frameworks record {what}")


def _most_often(factors: tuple[Figure, ...], *, last: bool = False) -> tuple[Inline, ...]:
    often = named_most(factors)
    end = "." if last else ". "
    return words(", most often ", *often, end) if often else words(end)
