"""Questions given as data."""

import pytest

from fivefold.method.analysis import questions
from fivefold.method.analysis.extract import extract
from fivefold.method.analysis.figures import Figure, Unit
from fivefold.method.analysis.queries import GRAMMAR, ask
from fivefold.method.common.errors import InputError
from tests.method.analysis.small_study import small_study
from tests.method.analysis.test_questions import BULLIED, BULLYING, STUDY

FOUND = extract(small_study(STUDY))
ASKED: dict[str, tuple[dict[str, object], Figure]] = {
    "factor": ({"factor": BULLYING}, questions.factor(FOUND, BULLYING)),
    "any": (
        {"any": [BULLYING, BULLIED], "within": "risk"},
        questions.any_of(FOUND, [BULLYING, BULLIED], within="risk"),
    ),
    "all": ({"all": [BULLYING, BULLIED]}, questions.all_of(FOUND, [BULLYING, BULLIED])),
    "attribute": ({"attribute": "site", "value": ["A", "B"]}, questions.attribute(FOUND, "site", ["A", "B"])),
    "incident": (
        {"incident": "location", "value": "school", "unit": "incidents"},
        questions.incident_feature(FOUND, "location", "school", unit=Unit.INCIDENTS),
    ),
    "interventions": ({"interventions": "peer"}, questions.interventions(FOUND, "peer")),
    "reclassified": ({"reclassified": True}, questions.reclassified(FOUND)),
}


@pytest.mark.parametrize("kind", GRAMMAR)
def test_every_shape_of_the_grammar_asks_its_question(kind: str) -> None:
    query, figure = ASKED[kind]
    assert ask(FOUND, query) == figure


def test_all_interventions_are_asked_for_by_that_word() -> None:
    assert ask(FOUND, {"interventions": "all"}) == questions.interventions(FOUND)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({}, "not a query"),
        ({"factor": BULLYING, "all": [BULLYING]}, "not a query"),
        ({"factor": BULLYING, "value": 1}, 'has no "value"'),
        ({"attribute": "site"}, "has no value"),
        ({"incident": "online", "unit": "parsecs"}, "parsecs"),
        ({"incident": "online", "unit": "cells"}, "cannot be counted in cells"),
    ],
)
def test_what_is_no_query_is_refused_with_the_grammar(query: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        ask(FOUND, query)
