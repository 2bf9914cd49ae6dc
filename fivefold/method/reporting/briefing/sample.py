"""Who and what the study holds: sites, cohorts, ages, months."""

from collections.abc import Iterator

from fivefold.method.analysis.crosstab import Crosstab, crosstab
from fivefold.method.analysis.figures import Figure, Group
from fivefold.method.analysis.questions import attribute, series, single
from fivefold.method.common.dates import PartialDate
from fivefold.method.reporting.blocks import Block, Definition, Definitions, Paragraph, Row, Section, Table
from fivefold.method.reporting.briefing.material import Material
from fivefold.method.reporting.briefing.phrases import in_words, listed, published
from fivefold.method.reporting.inlines import Form, Inlines, Number, Reference, Stated, with_base, words

_COHORTS = (
    (Group.SOLE, "Sole", "every incident was by the young person on their own"),
    (Group.GROUP, "Group only", "every incident was by several young people together"),
    (Group.BOTH, "Both", "some incidents were alone and some in a group"),
)
_SEXES = {
    "male": "young men",
    "female": "young women",
    "other": "young people of another gender",
    "not given": "young people whose sex was not given",
}


def section(material: Material) -> Section:
    """The sample."""
    return Section(
        "sample",
        words("The sample"),
        (
            Paragraph(
                words(
                    Number(material.sizes, form=Form.COUNT, with_unit=True),
                    " from ",
                    Number(material.sites, form=Form.WORDS, with_unit=True),
                    " met every criterion of the protocol. Each stands in a cohort, which is worked out from the "
                    "incidents it records and not taken from the form:",
                )
            ),
            _cohorts(material),
            Paragraph(_description(material)),
            *published(material, "1", "sites", words("Frameworks by site and cohort")),
            *_attribute(
                material,
                "age",
                identifier="ages",
                caption="Age at the meeting, by cohort",
                head="Age in years",
            ),
            *_attribute(
                material,
                "meeting_month",
                identifier="months",
                caption="Month of the meeting, by cohort",
                head="Month",
            ),
        ),
    )


def _cohorts(material: Material) -> Definitions:
    entries = [
        Definition(words(name), words(f"{meaning}: ", Number(material.sizes, group, Form.COUNT, with_unit=True), "."))
        for group, name, meaning in _COHORTS
    ]
    if material.undetermined.counts[Group.ALL].numerator:
        entries.append(
            Definition(
                words("Undetermined"),
                words(
                    "the record does not say who took part: ",
                    Number(material.undetermined, form=Form.COUNT, with_unit=True),
                    ", counted among all and in no cohort.",
                ),
            )
        )
    return Definitions(tuple(entries))


def _description(material: Material) -> Inlines:
    youngest, oldest = material.protocol.ages
    once, repeated = single(material.extract), series(material.extract)
    return words(
        Number(once, form=Form.SENTENCE),
        " frameworks followed a single incident and ",
        Number(repeated, form=Form.WORDS),
        " a series; ",
        *listed([words(Number(figure), f" concern {name}") for figure, name in _by_sex(material)]),
        ". By design ages run from ",
        Stated(str(youngest), "the protocol"),
        " to ",
        Stated(str(oldest), "the protocol"),
        " and meetings from ",
        *_window(material),
        ". ",
        Reference("sites"),
        " shows the sites, ",
        Reference("ages"),
        " the ages and ",
        Reference("months"),
        " the months.",
    )


def _by_sex(material: Material) -> Iterator[tuple[Figure, str]]:
    for sex, name in _SEXES.items():
        figure = attribute(material.extract, "sex", sex)
        if figure.counts[Group.ALL].numerator:
            yield figure, name


def _window(material: Material) -> Inlines:
    first, last = (Stated(in_words(month), "the protocol") for month in material.protocol.window)
    return words(first, " to ", last)


def _attribute(material: Material, axis: str, *, identifier: str, caption: str, head: str) -> Iterator[Block]:
    """Frameworks by an attribute and cohort: a row for each value there is."""
    found = crosstab(material.extract, rows=axis, columns="cohort")
    rows = [(_spoken(axis, value, label), _across(found, value, f"{head}: {label}")) for value, label in _values(found)]
    groups = {**material.cohorts, Group.ALL: "All"}
    yield Table(
        identifier,
        words(caption),
        (words(head), *(with_base(name, Number(material.sizes, group)) for group, name in groups.items())),
        tuple(
            Row(
                words(Stated(label, "the cover lists")),
                tuple((Number(figure, group, Form.COUNT),) for group in groups),
            )
            for label, figure in rows
        ),
    )


def _values(found: Crosstab) -> Iterator[tuple[object, str]]:
    return zip(found.rows, found.row_labels, strict=True)


def _across(found: Crosstab, value: object, title: str) -> Figure:
    """A row of a cross-tabulation by cohort as one figure."""
    columns = {column: Group(column) for column in found.columns if column in list(Group)}
    return Figure(
        key=f"sample/{title.lower()}",
        title=title,
        definition=f"Frameworks by cohort whose cover list says: {title.lower()}.",
        unit=found.unit,
        counts={group: found.cells[value, column] for column, group in columns.items()},
        freeze=found.freeze,
        exclusions=found.exclusions,
    )


def _spoken(axis: str, value: object, label: str) -> str:
    return in_words(PartialDate.parse(str(value))) if axis == "meeting_month" and value else label.capitalize()
