"""What a published factor asks of a study, and why some ask nothing."""

import pytest

from fivefold.method.analysis.extract import Extract, extract
from fivefold.method.analysis.figures import Figure, Group, Unit
from fivefold.method.analysis.queries import ask
from fivefold.method.common.errors import InputError
from fivefold.method.reporting.claim_questions import Comparison, Question, answer, comparisons, questions
from fivefold.method.reporting.claims import Factor
from tests.method.analysis.random_studies import PROTOCOL
from tests.method.analysis.small_study import small_study
from tests.support.published_claims import BULLYING, published

CODE = "risk/peer/bullying-others"
STUDY = f"""
R1 A sole  | peer/risk = {CODE}
R2 A sole  |
R3 B group | peer/risk = {CODE}
R4 B group | peer/risk = {CODE}
"""


@pytest.fixture(scope="module")
def found() -> Extract:
    return extract(small_study(STUDY))


def asked(query: dict[str, object], found: Extract) -> Figure:
    factor = Factor("Design", "", "Whatever")
    figure = answer(factor, extract=found, protocol=PROTOCOL, known={factor: Question(query)})
    assert isinstance(figure, Figure)
    return figure


def test_every_published_factor_has_a_question_or_a_reason() -> None:
    known = questions()
    missing = {str(claim.factor) for claim in published() if claim.factor not in known}
    assert missing == set()
    assert all(bool(question.query) != bool(question.cannot) for question in known.values())


def test_every_comparison_is_of_a_published_figure_that_prints_no_count() -> None:
    in_words = {claim.key for claim in published() if not claim.counts}
    assert set(comparisons()) <= in_words
    assert all(one.more != one.than for some in comparisons().values() for one in some)


def test_a_list_that_is_not_held_is_refused() -> None:
    with pytest.raises(InputError, match='no list of questions "briefing/9"'):
        questions("briefing/9")


def test_a_question_to_the_data_gives_its_figure(found: Extract) -> None:
    figure = asked({"factor": CODE}, found)
    assert figure.counts[Group.ALL].references == ("R1", "R3", "R4")


def test_a_factor_without_a_question_says_so(found: Extract) -> None:
    unknown = Factor("Risks", "Peer", "Something new")
    said = answer(unknown, extract=found, protocol=PROTOCOL, known=questions())
    assert said == "No query is written for this factor."
    cannot = answer(unknown, extract=found, protocol=PROTOCOL, known={unknown: Question(cannot="It is a rule.")})
    assert cannot == "It is a rule."


@pytest.mark.parametrize(
    ("what", "count", "unit"),
    [
        ("sites", 3, Unit.SITES),
        ("window", 4, Unit.MONTHS),
        ("cohorts", 2, Unit.COHORTS),
        ("ethics-university", 2, Unit.SITES),
        ("ethics-local", 1, Unit.SITES),
    ],
)
def test_the_protocol_is_counted_where_a_figure_is_of_it(what: str, count: int, unit: Unit, found: Extract) -> None:
    figure = asked({"protocol": what}, found)
    assert (figure.counts[Group.ALL].numerator, figure.unit, figure.freeze) == (count, unit, found.freeze)


def test_an_extract_alone_cannot_count_the_protocol(found: Extract) -> None:
    factor = Factor("Design", "", "Participating sites")
    said = answer(factor, extract=found, protocol=None, known={factor: Question({"protocol": "sites"})})
    assert isinstance(said, str)
    assert "study folder" in said


def test_a_comparison_is_of_shares_and_not_of_counts(found: Extract) -> None:
    figure = ask(found, {"factor": CODE})
    assert Comparison(Group.GROUP, Group.SOLE).holds(figure)
    assert not Comparison(Group.SOLE, Group.GROUP).holds(figure)
    # 3 of 4 is more frameworks than 2 of 2, and the smaller share.
    assert not Comparison(Group.ALL, Group.GROUP).holds(figure)
    assert Comparison(Group.SOLE, Group.GROUP).said_of(figure) == (
        "The words say sole more often than group only; 1 of 2 are counted against 2 of 2."
    )


def test_equal_shares_bear_out_neither_side(found: Extract) -> None:
    figure = ask(found, {"factor": CODE})
    assert not Comparison(Group.GROUP, Group.GROUP_OR_BOTH).holds(figure)
    assert BULLYING in questions()
