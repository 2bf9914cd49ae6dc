"""A check of published figures as plain lines."""

import pytest

from fivefold.method.analysis.extract import Extract, extract
from fivefold.method.analysis.figures import Group
from fivefold.method.reporting.claim_checks import check
from fivefold.method.reporting.claim_lines import (
    ClaimLine,
    checked_lines,
    figure_of,
    is_published_study,
    published_claims,
)
from tests.method.analysis.random_studies import PROTOCOL
from tests.method.analysis.small_study import small_study


@pytest.fixture(scope="module")
def found() -> Extract:
    return extract(small_study("F1 A sole | peer/risk = risk/peer/bullying-others\nF2 B group | peer/risk = risk/peer"))


@pytest.fixture(scope="module")
def lines(found: Extract) -> tuple[ClaimLine, ...]:
    return checked_lines(found, PROTOCOL)


def test_every_published_figure_is_a_line_with_its_verdict(found: Extract, lines: tuple[ClaimLine, ...]) -> None:
    checked = check(published_claims(), extract=found, protocol=PROTOCOL)
    assert [(one.key, one.verdict) for one in lines] == [(one.claim.key, str(one.verdict)) for one in checked]
    assert {one.verdict for one in lines} == {"agrees", "differs", "cannot be asked"}


def test_a_line_counts_the_groups_its_figure_speaks_of(lines: tuple[ClaimLine, ...]) -> None:
    total = next(one for one in lines if one.key == "design-total-49")
    assert [(one.group, one.printed, one.numerator, one.base) for one in total.counts] == [("all", "49", 2, 2)]
    assert any(" of " in count.printed for one in lines for count in one.counts)


def test_what_is_said_in_words_has_its_implied_bound_or_comparison(lines: tuple[ClaimLine, ...]) -> None:
    assert any(one.implied for one in lines)
    assert all(not one.implied for one in lines if one.certainty == "exact")


def test_what_cannot_be_asked_says_why(lines: tuple[ClaimLine, ...]) -> None:
    assert all(one.reasons for one in lines if one.verdict == "cannot be asked")
    assert any(not one.counts and not one.definition for one in lines)


def test_another_study_is_told_from_the_published_one(lines: tuple[ClaimLine, ...]) -> None:
    assert not is_published_study(lines)
    assert not is_published_study(())


def test_a_claim_opens_onto_its_figure(found: Extract) -> None:
    figure = figure_of("design-total-49", found, PROTOCOL)
    assert figure is not None
    assert figure.counts[Group.ALL].references == ("F1", "F2")
    assert figure_of("nothing-such", found, PROTOCOL) is None
    unasked = next(one.key for one in checked_lines(found, PROTOCOL) if not one.counts)
    assert figure_of(unasked, found, PROTOCOL) is None
