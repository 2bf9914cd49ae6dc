"""The appendix of exact tests: does what was recorded of a factor go with the cohort?"""

from collections.abc import Sequence

from fivefold.method.analysis.corrections import holm
from fivefold.method.analysis.effects import cramers_v
from fivefold.method.analysis.exact import independence
from fivefold.method.analysis.figures import Figure, Freeze, Group
from fivefold.method.coding.codebook import Primary
from fivefold.method.reporting.blocks import Appendix, Paragraph, Row, Table
from fivefold.method.reporting.briefing.material import COHORTS, Material
from fivefold.method.reporting.briefing.phrases import named
from fivefold.method.reporting.inlines import Form, Number, Result, Stated, Statistic, Style, with_base, words

LEAST = 5
"""A factor recorded in fewer frameworks is not tested: no table so sparse could tell the cohorts apart."""

_ASKED = (Primary.OFFENCE, Primary.VULNERABILITY, Primary.RISK, Primary.STRENGTH, Primary.CHALLENGE)


def appendix(material: Material) -> Appendix:
    """An exact test for every factor recorded often enough, smallest adjusted p first."""
    factors = [
        figure
        for primary in _ASKED
        for figure in material.below(primary)
        if figure.counts[Group.ALL].numerator >= LEAST
    ]
    if not factors or len(material.cohorts) < 2:
        nothing = words(
            "There is nothing to test: fewer cohorts hold a framework, or fewer factors are recorded, than ",
            "a comparison takes.",
        )
        return Appendix("tests", words("Exact tests across the cohorts"), (Paragraph(nothing),))
    return Appendix(
        "tests",
        words("Exact tests across the cohorts"),
        (
            Paragraph(
                words(
                    "Each row asks whether a factor goes with the cohort, over the frameworks of a known cohort. The "
                    "p value is exact (Fisher, Freeman and Halton) and adjusted for the number of factors asked "
                    "(Holm); the strength of the association runs from nought to unity (Cramér's V, corrected for "
                    "small samples). A large p does not show that cohorts are alike. A factor is asked where at "
                    "least ",
                    Stated(f"{LEAST} frameworks", "the method"),
                    " record it.",
                )
            ),
            _table(material, factors),
        ),
    )


def _table(material: Material, factors: Sequence[Figure]) -> Table:
    freeze = material.extract.freeze
    counts = [_two_rows(figure) for figure in factors]
    found = [independence(table) for table in counts]
    adjusted = holm([one.p_value for one in found])
    rows = sorted(
        zip(factors, counts, found, adjusted, strict=True),
        key=lambda row: (2.0 if row[3] is None else row[3], row[2].p_value or 0.0, row[0].title),
    )
    return Table(
        "tests-table",
        words("Factors by cohort, with exact tests"),
        (
            words("Factor"),
            *(with_base(name, Number(material.sizes, group)) for group, name in COHORTS.items()),
            words("Adjusted p"),
            words("Association"),
        ),
        tuple(
            Row(
                words(named(figure.title)),
                (
                    *((Number(figure, group, Form.COUNT),) for group in COHORTS),
                    (Result(_p(figure, one.method, one.why_undefined, value, freeze)),),
                    (Result(_size(figure, table, freeze)),),
                ),
            )
            for figure, table, one, value in rows
        ),
    )


def _two_rows(figure: Figure) -> list[list[int]]:
    """Recorded and not recorded, by cohort."""
    seen = [figure.counts[group] for group in COHORTS]
    return [[count.numerator for count in seen], [(count.base or 0) - count.numerator for count in seen]]


def _p(figure: Figure, method: str, why: str | None, value: float | None, freeze: Freeze) -> Statistic:
    return Statistic(
        key=f"adjusted-p/{figure.key}",
        title=f"Adjusted p: {figure.title}",
        definition=f"Fisher-Freeman-Halton test ({method}) of the factor by cohort; Holm's correction for every factor "
        "tested in this appendix.",
        values=() if value is None else (value,),
        style=Style.P_VALUE,
        freeze=freeze,
        figures=(figure.key,),
        why_undefined=(why or "no p value") if value is None else "",
    )


def _size(figure: Figure, table: Sequence[Sequence[int]], freeze: Freeze) -> Statistic:
    found = cramers_v(table)
    return Statistic(
        key=f"cramers-v/{figure.key}",
        title=f"Association with the cohort: {figure.title}",
        definition="Cramér's V of the factor by cohort, corrected for small samples (Bergsma 2013).",
        values=() if found.value is None else (found.value,),
        style=Style.DECIMAL,
        freeze=freeze,
        figures=(figure.key,),
        why_undefined=(found.why_undefined or "") if found.value is None else "",
    )
