"""What stands behind the findings: the instrument, every code's counts, every number."""

from fivefold.method.coding.codebook import Primary
from fivefold.method.common.contexts import Context
from fivefold.method.frameworks.definition import instrument
from fivefold.method.reporting.blocks import (
    Appendix,
    Definition,
    Definitions,
    EveryNumber,
    Paragraph,
    Section,
)
from fivefold.method.reporting.briefing.material import CONTEXT_NAMES, Material
from fivefold.method.reporting.briefing.phrases import quoted, table
from fivefold.method.reporting.inlines import Inlines, Stated, words

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
                    "Each meeting filled in a form whose rows are contexts and whose columns are asked of every "
                    "context. The rows, the columns and their prompts are those of ",
                    Stated(held.key, "the protocol"),
                    ".",
                )
            ),
            Paragraph(words("The rows:")),
            Definitions(
                tuple(
                    Definition(words(quoted(row.label, "the form")), words(quoted(row.prompt, "the form")))
                    for row in held.rows
                )
            ),
            Paragraph(words("The columns:")),
            Definitions(
                tuple(
                    Definition(words(quoted(column.label, "the form")), words(quoted(column.prompt, "the form")))
                    for column in held.columns
                )
            ),
        ),
    )


def codes(material: Material) -> Appendix:
    """How many frameworks each code was recorded in, by cohort."""
    parts = tuple(filter(None, (_findings(material, primary, heading) for primary, heading in _HEADINGS.items())))
    nothing = Paragraph(words("Nothing is coded in the agreed layer."))
    return Appendix("codes", words("Every factor, by cohort"), parts or (nothing,))


def _findings(material: Material, primary: Primary, heading: str) -> Section | None:
    # The last row of each table is "any of these": alone, there is nothing to show.
    found = [one for one in material.findings(primary) if len(one.rows) > 1]
    blocks = tuple(table(material, _identifier(one.key), _caption(material, one.key, heading), one) for one in found)
    return Section(f"codes-{primary}", words(heading), blocks) if blocks else None


def _identifier(key: str) -> str:
    return key.replace("/", "-")


def _caption(material: Material, key: str, heading: str) -> Inlines:
    context = material.extract.codes[key.removeprefix("findings/")]["context"]
    place = f" in the {CONTEXT_NAMES[Context(str(context))]} context" if context else ""
    return words(f"{heading}{place}, by cohort")


def numbers() -> Appendix:
    """Every number with its definition, base, unit, exclusions, freeze and references."""
    return Appendix("numbers", words("Every number"), (EveryNumber(),))
