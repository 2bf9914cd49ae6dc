"""The study's tables as a page of their own: the published four counted again, and every finding."""

from fivefold.method.analysis.extract import Extract
from fivefold.method.reporting.blocks import Appendix, Contents, Paragraph, Section
from fivefold.method.reporting.briefing import appendices
from fivefold.method.reporting.briefing.material import Material
from fivefold.method.reporting.briefing.phrases import published
from fivefold.method.reporting.document import Document, Meta
from fivefold.method.reporting.inlines import words
from fivefold.method.studies.study import Protocol

_CAPTIONS = {
    "1": "Number of frameworks by site",
    "2": "Behavioural characteristics of incidents",
    "3": "Peer relationships",
    "4": "Interventions by what they try to change",
}


def document(protocol: Protocol, extract: Extract, *, meta: Meta) -> Document:
    """The tables of a study. meta: as of its briefing."""
    material = Material(protocol, extract)
    again = tuple(
        block
        for number, caption in _CAPTIONS.items()
        for block in published(material, number, f"published-{number}", words(f"{caption}, by cohort"))
    )
    return Document(
        title=words("The study's tables"),
        subtitle=words("Every count opens onto what it counts, its base and the frameworks behind it"),
        meta=meta,
        blocks=(
            Contents(),
            Section("published", words("The published tables, counted again"), again),
            *_findings(material),
            appendices.numbers(),
        ),
    )


def _findings(material: Material) -> tuple[Section, ...]:
    every: Appendix = appendices.codes(material)
    opening = Paragraph(words("Frameworks that record each factor, most frequent first."))
    return (Section("findings", words("Every factor, by context and cohort"), (opening, *every.blocks)),)
