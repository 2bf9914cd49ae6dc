"""What stands behind the findings: the instrument, every code's counts, every number."""

from collections.abc import Sequence

from fivefold.method.analysis.figures import Figure, Group
from fivefold.method.coding.codebook import Primary
from fivefold.method.frameworks.definition import instrument
from fivefold.method.reporting.blocks import (
    Appendix,
    Block,
    Definition,
    Definitions,
    EveryNumber,
    Paragraph,
    Row,
    Table,
)
from fivefold.method.reporting.briefing.material import Material
from fivefold.method.reporting.briefing.phrases import COHORTS, named
from fivefold.method.reporting.inlines import Form, Inlines, Number, Stated, with_base, words

_HEADINGS = {
    Primary.SITUATION: "Young person's situation",
    Primary.VULNERABILITY: "Vulnerabilities",
    Primary.RISK: "Risks",
    Primary.STRENGTH: "Strengths",
    Primary.RESPONSE: "Responses",
    Primary.OFFENCE: "Offence characteristics",
    Primary.CHALLENGE: "Challenges of response",
}


def form(material: Material) -> Appendix:
    """The contextual framework the meetings recorded on."""
    held = instrument(material.protocol.instrument)
    return Appendix(
        "instrument",
        words("The contextual framework"),
        (
            Paragraph(
                words(
                    "A form of rows and columns. Each row is a context; each column is asked of every context. The "
                    "prompts beside them are those of ",
                    Stated(held.key, held.source),
                    ".",
                )
            ),
            Definitions(
                tuple(
                    Definition(words(Stated(row.label, held.source)), words(Stated(row.prompt, held.key)))
                    for row in held.rows
                )
            ),
            Definitions(
                tuple(
                    Definition(words(Stated(column.label, held.source)), words(Stated(column.prompt, held.key)))
                    for column in held.columns
                )
            ),
        ),
    )


def codes(material: Material) -> Appendix:
    """How many frameworks each code was recorded in, by cohort."""
    blocks: list[Block] = []
    for primary, heading in _HEADINGS.items():
        shown = [figure for figure in material.below(primary) if figure.counts[Group.ALL].numerator]
        if shown:
            blocks.append(_counts(material, primary, heading, shown))
    return Appendix("codes", words("Every code, by cohort"), tuple(blocks))


def _counts(material: Material, primary: Primary, heading: str, shown: Sequence[Figure]) -> Table:
    groups = {**COHORTS, Group.ALL: "All"}
    return Table(
        f"codes-{primary}",
        words(f"{heading}: frameworks by cohort"),
        (words("Code"), *(with_base(name, Number(material.sizes, group)) for group, name in groups.items())),
        tuple(
            Row(
                _path(material, figure.key),
                tuple((Number(figure, group, Form.COUNT),) for group in groups),
            )
            for figure in shown
        ),
    )


def _path(material: Material, key: str) -> Inlines:
    row = material.extract.codes[key]
    inside = f"{str(row['context']).capitalize()}: " if row["context"] else ""
    return words(*([inside] if inside else []), named(str(row["name"])))


def numbers() -> Appendix:
    """Every number with its definition, base, unit, exclusions, freeze and references."""
    return Appendix("numbers", words("Every number"), (EveryNumber(),))
