"""Who and what the study holds: sites, cohorts, ages, months."""

from fivefold.method.analysis.crosstab import ALL, crosstab
from fivefold.method.analysis.figures import Group
from fivefold.method.analysis.questions import attribute, reclassified, series, single
from fivefold.method.reporting.blocks import Block, Paragraph, Row, Section, Table
from fivefold.method.reporting.briefing.material import Material
from fivefold.method.reporting.briefing.phrases import from_crosstab, table
from fivefold.method.reporting.inlines import Form, Number, Reference, Stated, words


def section(material: Material) -> Section:
    """The sample."""
    extract = material.extract
    sizes = material.sizes
    return Section(
        "sample",
        words("The sample"),
        (
            Paragraph(
                words(
                    Number(sizes, form=Form.COUNT, with_unit=True),
                    " met the criteria of the protocol. ",
                    Number(sizes, Group.SOLE, Form.COUNT),
                    " concern young people who displayed harmful sexual behaviour only on their own, ",
                    Number(sizes, Group.GROUP, Form.COUNT),
                    " only in a group, and ",
                    Number(sizes, Group.BOTH, Form.COUNT),
                    " both. The cohorts are worked out from the incidents of each framework by a published rule, not "
                    "taken from the form.",
                )
            ),
            Paragraph(
                words(
                    Number(single(extract), form=Form.COUNT),
                    " frameworks followed a single incident and ",
                    Number(series(extract), form=Form.COUNT),
                    " a series. ",
                    Number(attribute(extract, "sex", "male")),
                    " concern young men. Ages run from ",
                    Stated(str(material.protocol.ages[0]), "the protocol"),
                    " to ",
                    Stated(str(material.protocol.ages[1]), "the protocol"),
                    " by design; ",
                    Reference("ages"),
                    " shows how they fall.",
                )
            ),
            table("sites", words("Frameworks by site and cohort"), material.published("1"), known=material.known),
            _ages(material),
            Paragraph(
                words(
                    "An audience that does not act is not counted as taking part. If it were, ",
                    Number(reclassified(extract), form=Form.COUNT),
                    " frameworks would stand in another cohort.",
                )
            ),
        ),
    )


def _ages(material: Material) -> Block:
    found = crosstab(material.extract, rows="age", columns="cohort")
    cells = from_crosstab(found, key="age-by-cohort", definition="Frameworks of the cohort {column} at age {row}.")
    return Table(
        "ages",
        words("Age at the meeting, by cohort"),
        (words("Age in years"), *(words(label.capitalize()) for label in found.column_labels)),
        tuple(
            Row(
                words(Stated(label, "the cover lists")),
                tuple((Number(cells[row][column], form=Form.COUNT),) for column in found.columns),
            )
            for row, label in zip(found.rows, found.row_labels, strict=True)
        ),
        notes=(words("The last column holds every framework, those of undetermined cohort included."),)
        if ALL in found.columns
        else (),
    )
