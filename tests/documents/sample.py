"""A document with made-up figures that holds every block, inline and chart there is."""

import datetime
import random

from fivefold.method.analysis.figures import Count, Exclusion, Figure, Freeze, Group, Unit
from fivefold.method.reporting import charts
from fivefold.method.reporting.blocks import (
    Appendix,
    Callout,
    Chart,
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
from fivefold.method.reporting.document import Document, Meta
from fivefold.method.reporting.inlines import (
    Emphasis,
    Form,
    Link,
    Number,
    Reference,
    Result,
    Stated,
    Statistic,
    Strong,
    Style,
    with_base,
    words,
)

FREEZE = Freeze(digest="3f9a0c51d2e87b64", frameworks=49)
COHORTS = {Group.SOLE: 24, Group.GROUP: 15, Group.BOTH: 10}
CONTEXTS = ("Individual", "Family or home", "Peer group", "School", "Neighbourhood")
STATUSES = (
    "Entries recorded",
    "Not discussed",
    "Nobody present knew",
    "Discussed, none identified",
    "Not applicable",
    "Agency not present",
)
FACTORS = (
    ("domestic-abuse", "Domestic abuse in the home", (10, 7, 5)),
    ("parents-absent", "A parent absent from the home", (12, 6, 3)),
    ("harmful-attitudes", "Friends who hold harmful attitudes towards girls and women", (7, 13, 5)),
    ("social-isolation", "Isolated from others of the same age", (10, 4, 2)),
    ("missing-from-school", "Not attending school", (6, 9, 4)),
    ("bullying", "Bullying at school that nobody had answered", (5, 2, 0)),
    ("stairwells", "Stairwells and bin stores out of sight", (4, 11, 4)),
    ("robbery", "Robbery and weapons in the local area", (3, 12, 3)),
)
REFERENCES = tuple(f"FX-{code}" for code in random.Random(49).sample(range(1000, 9999), 49))
BY_COHORT = {Group.SOLE: REFERENCES[:24], Group.GROUP: REFERENCES[24:39], Group.BOTH: REFERENCES[39:]}


HOSTILE = (
    'Awkward words stay words: <b>&amp;</b> "quotes" #let $x$ \\_ *stars* [brackets] @label `code` ünïcödé – “so”.'
)
"""Words that would do harm if they were ever read as markup."""


def counted(key: str, title: str, numerators: tuple[int, int, int], *, definition: str = "") -> Figure:
    """A made-up figure of frameworks for the three cohorts and all."""
    counts = {
        group: Count(numerator, base, tuple(sorted(BY_COHORT[group][:numerator])))
        for (group, base), numerator in zip(COHORTS.items(), numerators, strict=True)
    }
    everyone = tuple(sorted(code for count in counts.values() for code in count.references))
    counts[Group.ALL] = Count(len(everyone), 49, everyone)
    said = definition or f'Frameworks with at least one entry coded "{title}" in the agreed layer.'
    return Figure(key, title, said, Unit.FRAMEWORKS, counts, FREEZE)


def total(key: str, title: str, numerator: int, *, unit: Unit, base: int | None = None, references: int = 3) -> Figure:
    """A made-up figure of another unit, for all cohorts together."""
    codes = tuple(sorted(REFERENCES[: max(references, min(numerator, 49)) if numerator else 0]))
    definition = f"{title}, counted in the agreed layer; a framework can hold several."
    return Figure(key, title, definition, unit, {Group.ALL: Count(numerator, base, codes)}, FREEZE)


SAMPLE = counted(
    "sample/frameworks", "Frameworks in the study", (24, 15, 10), definition="Frameworks that met every criterion."
)
FACTOR_FIGURES = tuple(counted(f"vulnerability/{key}", title, numerators) for key, title, numerators in FACTORS)
YOUNG_PEOPLE = Figure(
    "sample/young-people",
    "Young people in the study",
    "Distinct young people whose framework met every criterion; one person can have several frameworks.",
    Unit.YOUNG_PEOPLE,
    {Group.ALL: Count(47, None, tuple(sorted(REFERENCES)))},
    FREEZE,
    (Exclusion("The meeting was outside the window", (REFERENCES[3], REFERENCES[9])),),
)
FISHER = Statistic(
    "comparison/harmful-attitudes",
    "Whether friends with harmful attitudes are recorded differently between cohorts",
    "Exact test of independence on the table of three cohorts by recorded or not (Freeman and Halton, 1951).",
    (0.0008,),
    Style.P_VALUE,
    FREEZE,
    figures=("vulnerability/harmful-attitudes",),
)
INTERVAL = Statistic(
    "comparison/robbery",
    "Robbery and weapons in the local area, group cohort: interval for the share",
    "Exact interval for a proportion (Clopper and Pearson, 1934).",
    (0.519, 0.957),
    Style.PERCENT_INTERVAL,
    FREEZE,
    figures=("vulnerability/robbery",),
)
KAPPA = Statistic(
    "agreement/kappa",
    "Agreement of the two coders",
    "Chance-corrected agreement (Cohen, 1960).",
    (),
    Style.DECIMAL,
    FREEZE,
    why_undefined="both coders used one category throughout",
)


def comparison() -> Chart:
    """Factors by cohort."""
    return charts.comparison(
        "factors-compared",
        words("Factors recorded, by cohort"),
        figures=FACTOR_FIGURES,
        names=[title for _key, title, _numerators in FACTORS],
        groups={Group.SOLE: "Sole", Group.GROUP: "Group", Group.BOTH: "Both"},
        note=words("Cohorts are small, so a few frameworks move a dot a long way. The counts are beside the dots."),
    )


def _square(
    prefix: str, *, numbers: list[list[int]], rows: tuple[str, ...], columns: tuple[str, ...], unit: Unit
) -> Grid:
    base = sum(map(sum, numbers)) if unit is Unit.ENTRIES else None
    cells = tuple(
        tuple(
            Number(
                total(f"{prefix}/{row}-{column}", f"{prefix}: {label}, {head}", value, unit=unit, base=base),
                form=Form.COUNT,
            )
            for column, (head, value) in enumerate(zip(columns, line, strict=True))
        )
        for row, (label, line) in enumerate(zip(rows, numbers, strict=True))
    )
    return Grid(
        "Context", "Response", tuple(words(label) for label in rows), tuple(words(head) for head in columns), cells
    )


def matrix() -> Chart:
    """Contexts by what responses target."""
    numbers = [[46, 9, 2, 6, 0], [14, 38, 1, 3, 2], [9, 2, 10, 4, 3], [11, 5, 3, 21, 1], [4, 1, 2, 2, 7]]
    grid = _square("responses", numbers=numbers, rows=CONTEXTS, columns=CONTEXTS, unit=Unit.INTERVENTIONS)
    return charts.matrix("responses-by-context", words("Where the need was, and what the response targeted"), grid=grid)


def misplacement() -> Chart:
    """Cell against code."""
    numbers = [[212, 11, 4, 19, 2], [23, 168, 3, 2, 6], [31, 4, 97, 8, 5], [44, 2, 12, 103, 3], [17, 3, 9, 6, 58]]
    grid = _square("misplacement", numbers=numbers, rows=CONTEXTS, columns=CONTEXTS, unit=Unit.ENTRIES)
    return charts.misplacement(
        "misplaced",
        words("Context written under, and context coded to"),
        grid=grid,
        note=words("Off the outlined diagonal, an entry was misplaced."),
    )


def completeness() -> Chart:
    """Statuses of cells by context."""
    numbers = [
        [301, 40, 12, 22, 5, 12],
        [262, 61, 24, 20, 9, 16],
        [188, 120, 41, 18, 4, 21],
        [204, 88, 30, 28, 22, 20],
        [121, 181, 44, 14, 11, 21],
    ]
    cells = tuple(
        tuple(
            Number(
                total(
                    f"cells/{row}-{column}", f"Cells: {CONTEXTS[row]}, {status}", value, unit=Unit.CELLS, base=sum(line)
                )
            )
            for column, (status, value) in enumerate(zip(STATUSES, line, strict=True))
        )
        for row, line in enumerate(numbers)
    )
    grid = Grid("Context", "Cell status", tuple(map(words, CONTEXTS)), tuple(map(words, STATUSES)), cells)
    return charts.completeness("completeness", words("What was recorded, and why cells were empty"), grid=grid)


def gap() -> Chart:
    """Needs and responses."""
    done = (3, 4, 6, 0, 15, 2, 1, 5)
    cells = tuple(
        (
            Number(figure),
            Number(total(f"done/{key}", f"Referrals for: {title}", value, unit=Unit.INTERVENTIONS), with_unit=True)
            if value or at
            else None,
        )
        for at, (figure, (key, title, _numerators), value) in enumerate(zip(FACTOR_FIGURES, FACTORS, done, strict=True))
    )
    heads = (words("Frameworks that identified it"), words("Interventions that answered it"))
    grid = Grid(
        "Need", "Identified and answered", tuple(words(title) for _key, title, _numerators in FACTORS), heads, cells
    )
    return charts.gap("gaps", words("Needs identified, and what answered them"), grid=grid)


def cohort_table() -> Table:
    """Factors by cohort, as a table with bases in its heads."""
    groups = ((Group.SOLE, "Sole"), (Group.GROUP, "Group"), (Group.BOTH, "Both"), (Group.ALL, "All"))
    heads = (
        words("Factor"),
        *(with_base(name, Number(SAMPLE, group)) for group, name in groups),
    )
    rows = tuple(
        Row(words(figure.title), tuple((Number(figure, group, Form.COUNT),) for group, _name in groups))
        for figure in FACTOR_FIGURES
    )
    notes = (words("A framework can record several factors, so columns do not add up to their base."),)
    return Table("factors-table", words("Factors recorded in each cohort"), heads, rows, notes)


def criteria_table() -> Table:
    """A table of words, numbers stated by others and an empty cell."""
    rows = (
        Row(
            words("Age at the meeting"),
            (words(Stated("10 to 17 years", "the protocol")), words("Age on the submission sheet")),
        ),
        Row(words("Meeting"), (words(Stated("January 2016 to June 2017", "the protocol")), ())),
        Row(
            words("Behaviour"),
            (words("Inappropriate, problematic, abusive or violent"), words("Incidents of the framework")),
        ),
    )
    heads = (words("Criterion"), words("What it asks"), words("Read from"))
    return Table("criteria", words("Criteria"), heads, rows, numeric=frozenset())


def document() -> Document:
    """The whole sample."""
    blocks = (
        Paragraph(
            words(
                Number(SAMPLE, form=Form.SENTENCE, with_unit=True),
                " were released to the study by ",
                Number(total("sample/sites", "Sites", 4, unit=Unit.SITES, references=49), form=Form.WORDS),
                " sites. Much of the harm they describe is tied to peer groups, schools and places.",
            ),
            lead=True,
        ),
        Callout(
            Tone.KEY,
            words("Domestic abuse was identified far more often than it was answered"),
            (
                Paragraph(
                    words(
                        Number(FACTOR_FIGURES[0], form=Form.PERCENT),
                        " frameworks recorded it; see ",
                        Reference("gaps"),
                        ".",
                    )
                ),
            ),
        ),
        Contents(),
        Section("sample", words("The sample"), (_sample_text(), criteria_table(), _terms())),
        Section("findings", words("Findings"), _findings()),
        Section(
            "limitations",
            words("Limitations"),
            (
                completeness(),
                misplacement(),
                Items(
                    (
                        words("What was not recorded was not always absent."),
                        words("Agreement: ", Result(KAPPA), "."),
                        words(HOSTILE),
                    )
                ),
                Callout(
                    Tone.CAUTION,
                    words("Counts, not rates"),
                    (Paragraph(words("These are counts of what meetings recorded.")),),
                ),
            ),
        ),
        Appendix("every-number", words("Every number"), (EveryNumber(),)),
    )
    meta = Meta("Contexts of harm: a made-up study", FREEZE, "0.3", datetime.date(2026, 11, 22), ("The study team",))
    return Document(
        words("What was recorded, and what was done"), words("A briefing on contextual assessment"), meta, blocks
    )


def _sample_text() -> Paragraph:
    return Paragraph(
        words(
            "The frameworks concern ",
            Number(YOUNG_PEOPLE, with_unit=True),
            ". The protocol set the ages at ",
            Stated("10 to 17", "the protocol"),
            " and ",
            Reference("criteria"),
            " gives every criterion. ",
            Emphasis(words("A framework is not a young person")),
            ": see ",
            Link(words("the terms used"), "#terms"),
            " and the ",
            Link(words("public standard for coding exchange"), "https://www.qdasoftware.org/"),
            ".",
        )
    )


def _terms() -> Section:
    entries = (
        Definition(words("Sole"), words("Every incident of the framework was alone.")),
        Definition(
            words("Group"),
            words(
                "Every incident was by ", Stated("two or more people", "the study's definition"), " acting together."
            ),
        ),
        Definition(words("Both"), words("Some incidents were alone and some in a group.")),
    )
    return Section("terms", words("Terms"), (Definitions(entries),))


def _findings() -> tuple[Paragraph | Section | Chart | Table, ...]:
    vulnerability = (
        Paragraph(
            words(
                "Friends who hold harmful attitudes were recorded in ",
                Number(FACTOR_FIGURES[2], Group.GROUP),
                " group frameworks and ",
                Number(FACTOR_FIGURES[2], Group.SOLE),
                " sole ones (",
                Result(FISHER),
                "). Robbery and weapons: ",
                Number(FACTOR_FIGURES[7], Group.GROUP),
                " of the group cohort, ",
                Strong(words("interval ", Result(INTERVAL))),
                ". No framework of the cohort called both recorded bullying: ",
                Number(FACTOR_FIGURES[5], Group.BOTH, Form.WORDS),
                ".",
            )
        ),
        comparison(),
        cohort_table(),
    )
    response = (
        Items(
            (
                words(
                    "Responses target the individual more than any other context (",
                    Reference("responses-by-context"),
                    ").",
                ),
                words("Peer groups and neighbourhoods have the fewest."),
            ),
            ordered=True,
        ),
        matrix(),
        gap(),
    )
    return (
        Section("vulnerability", words("What was recorded in each cohort"), vulnerability),
        Section("response", words("What was done"), response),
    )
