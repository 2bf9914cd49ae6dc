"""The engine and the oracle give the same counts, bases and references on studies at random."""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import pytest

from fivefold.method.analysis import gaps, quality, questions, reference
from fivefold.method.analysis.crosstab import crosstab
from fivefold.method.analysis.extract import Extract, extract
from fivefold.method.analysis.figures import Count, Figure, Group, Unit
from fivefold.method.common.contexts import Context
from fivefold.method.frameworks.entries import CellStatus
from fivefold.method.frameworks.incidents import Relationship
from fivefold.method.studies.study import Submission
from tests.method.analysis.random_studies import random_study

STUDIES = 2_000
A_QUESTION = tuple[Callable[[Extract], Figure], Callable[[reference.Counted], Mapping[Group, Count]]]

CODES = (
    "risk",
    "risk/peer",
    "risk/peer/bullying-others",
    "vulnerability/peer/bullied-by-others",
    "strength/individual",
    "challenge/peer-engagement",
    "offence/gang-association",
)
NEED = "vulnerability/family/domestic-abuse-between-parents-or-carers"
RESPONSES = ("response/family/domestic-abuse-service-referral", "response/individual/mentoring")


def _questions(chance: random.Random) -> Iterator[A_QUESTION]:
    """One of each kind, its details at random."""
    one, other, third = chance.sample(CODES, 3)
    within = chance.choice([None, third])
    site, context = chance.choice("ABC"), chance.choice(list(Context))
    status, relationship = chance.choice(list(CellStatus)), chance.choice(list(Relationship))
    code = chance.choice(["response/individual", "response/peer/diversionary-activities", "response"])
    answer = gaps.Answer(NEED, RESPONSES, "A reason.")
    yield (
        lambda e: questions.any_of(e, [one, other], within=within),
        lambda c: reference.any_of(c, [one, other], within=within),
    )
    yield (
        lambda e: questions.all_of(e, [one, other], within=within),
        lambda c: reference.all_of(c, [one, other], within=within),
    )
    yield lambda e: questions.factor(e, one, within=within), lambda c: reference.factor(c, one, within=within)
    yield lambda e: questions.attribute(e, "site", site), lambda c: reference.sites(c, site)
    yield questions.series, reference.series
    yield questions.reclassified, reference.reclassified
    yield (
        lambda e: questions.incident_feature(e, "location", context),
        lambda c: reference.frameworks_with_incident(c, lambda incident: incident.location == context),
    )
    yield (
        lambda e: questions.incident_feature(e, "relationship", relationship, unit=Unit.INCIDENTS),
        lambda c: reference.incidents(
            c, lambda incident: any(child.relationship == relationship for child in incident.harmed)
        ),
    )
    yield (
        lambda e: questions.incident_feature(e, "characteristic", "offence/image-sharing", unit=Unit.INCIDENTS),
        lambda c: reference.incidents(c, lambda incident: "image-sharing" in incident.characteristics),
    )
    yield (
        lambda e: questions.interventions(e, context),
        lambda c: reference.interventions(c, lambda coding: coding.code.context == context),
    )
    yield (
        lambda e: questions.interventions(e, code),
        lambda c: reference.interventions(c, lambda coding: (coding.code.key + "/").startswith(code + "/")),
    )
    yield questions.interventions, lambda c: reference.interventions(c, lambda coding: True)
    yield lambda e: quality.misplaced_segments(e), reference.misplaced_segments
    yield (
        lambda e: quality.cells_with(e, status),
        lambda c: reference.cells(c, lambda cell: cell.status == status and not cell.entries),
    )
    yield lambda e: quality.silent(e, context), lambda c: reference.silent(c, context)
    yield lambda e: _unaddressed(e, answer), lambda c: reference.unaddressed(c, NEED, RESPONSES)


def _unaddressed(found: Extract, answer: gaps.Answer) -> Figure:
    for gap in gaps.gaps(found, [answer]):
        return gap.unaddressed
    # Nobody has the need, so there is no gap: the figure of nobody.
    return questions.factor(found, NEED, within=NEED)


def _agree(counted: reference.Counted, found: Extract, question: A_QUESTION, *, seed: int) -> None:
    ask, answer = question
    figure = ask(found)
    assert figure.counts == answer(counted), f"seed {seed}: {figure.key}"


@pytest.mark.no_cover  # Line by line, the tracing would cost four times what the questions do.
@pytest.mark.slow  # Two thousand studies are what was promised; each is asked two questions of sixteen.
@pytest.mark.parametrize("first", range(0, STUDIES, STUDIES // 4))
def test_the_engine_and_the_oracle_agree_on_two_thousand_studies_at_random(first: int) -> None:
    for seed in range(first, first + STUDIES // 4):
        coded = random_study(seed)
        chance = random.Random(seed)
        found, counted = extract(coded), reference.counted(coded)
        for question in chance.sample(list(_questions(chance)), 2):
            _agree(counted, found, question, seed=seed)


@pytest.mark.slow  # Every factor of the codebook, for a few hundred studies, is sixty thousand figures.
@pytest.mark.parametrize("backend", ["duckdb", "pyarrow", "polars"])
def test_every_factor_of_the_codebook_agrees_on_every_engine(backend: str) -> None:
    for seed in range(STUDIES, STUDIES + 100):
        coded = random_study(seed)
        counted = reference.counted(coded)
        found = replace(extract(coded), backend=backend)
        for figure in questions.all_factors(found):
            if figure.counts[Group.ALL].numerator or figure.key in CODES:
                assert figure.counts == reference.factor(counted, figure.key), f"seed {seed}: {figure.key}"


@pytest.mark.slow  # The same questions on the two other engines, to show that nothing is DuckDB's own.
@pytest.mark.parametrize("backend", ["pyarrow", "polars"])
def test_every_question_agrees_on_other_engines_too(backend: str) -> None:
    for seed in range(3_000, 3_100):
        coded = random_study(seed)
        counted = reference.counted(coded)
        found = replace(extract(coded), backend=backend)
        for question in _questions(random.Random(seed)):
            _agree(counted, found, question, seed=seed)


def _crosstabs(
    chance: random.Random, counted: reference.Counted
) -> Iterator[tuple[str, str, dict[tuple[object, object], tuple[str, ...]]]]:
    """Axes, and what the oracle finds in each of their cells, the margin among them."""
    peers = ("risk/peer/bullying-others", "risk/peer/peer-criminality")
    primary = chance.choice(["vulnerability", "response"])
    tops = tuple(f"{primary}/{context}" for context in Context)

    def coded(codes: tuple[str, ...]) -> Callable[[Submission], list[object]]:
        return lambda one: [code for code in codes if reference.has(counted, one, code)]

    def site(one: Submission) -> list[object]:
        return [one.site, "all"]

    def cohort(one: Submission) -> list[object]:
        return [counted.cohort[one.reference], "all"]

    yield "code:risk/peer", "cohort", reference.crossed(counted, coded(peers), cohort)
    yield f"code:{primary}", "site", reference.crossed(counted, coded(tops), site)
    yield (
        "code:risk/peer",
        f"code:{primary}",
        reference.crossed(counted, coded(peers), lambda one: [*coded(tops)(one), "all"]),
    )
    yield "sex", "site", reference.crossed(counted, lambda one: [one.sex or "not given"], site)


@pytest.mark.parametrize("backend", ["duckdb", "pyarrow", "polars"])
@pytest.mark.slow  # Four cross-tabulations of twenty studies, each cell against a count by hand.
def test_cross_tabulations_agree_on_every_engine(backend: str) -> None:
    for seed in range(4_000, 4_020):
        coded = random_study(seed)
        counted = reference.counted(coded)
        found = replace(extract(coded), backend=backend)
        for rows, columns, expected in _crosstabs(random.Random(seed), counted):
            table = crosstab(found, rows=rows, columns=columns)
            filled = {cell: count.references for cell, count in table.cells.items() if count.numerator}
            assert filled == expected, f"seed {seed}: {rows} by {columns}"
            assert all(count.numerator == len(count.references) for count in table.cells.values())
            bare = crosstab(found, rows=rows, columns=columns, references=False)
            assert {cell: count.numerator for cell, count in bare.cells.items()} == {
                cell: count.numerator for cell, count in table.cells.items()
            }
