"""Questions as data: what a file of tables or of published figures may ask, in one small grammar."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from fivefold.method.analysis import questions
from fivefold.method.analysis.extract import Extract
from fivefold.method.analysis.figures import Figure, Unit
from fivefold.method.common.errors import InputError
from fivefold.method.common.suggestions import one_of

Query: TypeAlias = Mapping[str, Any]
"""One of the shapes in GRAMMAR, as TOML or JSON gives it."""

GRAMMAR: Mapping[str, str] = {
    "factor": '{ factor = "risk/peer/bullying-others", within = "..." }: at the code or below it',
    "any": '{ any = ["...", "..."], within = "..." }: at least one of the codes',
    "all": '{ all = ["...", "..."], within = "..." }: every one of the codes',
    "attribute": '{ attribute = "site", value = "A" }: of the frameworks table; value may be a list',
    "incident": '{ incident = "online", value = true, unit = "incidents" }: at least one such incident',
    "interventions": '{ interventions = "peer" }: by target context, by Response code, or "all"',
    "reclassified": "{ reclassified = true }: would change cohort if an audience counted",
}
"""Each kind of query with an example; `within` and `unit` may be left out."""


def ask(extract: Extract, query: Query) -> Figure:
    """The figure a query asks for. Raises InputError for what is none of GRAMMAR, and what the question raises."""
    kinds = [kind for kind in GRAMMAR if kind in query]
    if len(kinds) != 1:
        raise InputError(f"not a query: {dict(query)}", next_step=f"A query has one of {one_of(GRAMMAR)}.")
    kind = kinds[0]
    more = set(query) - {kind} - _MORE.get(kind, set())
    if more:
        raise InputError(f'a query of "{kind}" has no {one_of(sorted(more))}', next_step=f"Write {GRAMMAR[kind]}.")
    return _ASK[kind](extract, query)


_MORE: Mapping[str, set[str]] = {
    "factor": {"within"},
    "any": {"within"},
    "all": {"within"},
    "attribute": {"value"},
    "incident": {"value", "unit"},
}


def _attribute(extract: Extract, query: Query) -> Figure:
    if "value" not in query:
        raise InputError('a query of "attribute" has no value', next_step=f"Write {GRAMMAR['attribute']}.")
    return questions.attribute(extract, query["attribute"], query["value"])


def _incident(extract: Extract, query: Query) -> Figure:
    given = query.get("unit", Unit.FRAMEWORKS)
    if given not in list(Unit):
        raise InputError(f'there is no unit "{given}"', next_step=f"Write {GRAMMAR['incident']}.")
    unit = Unit(given)
    return questions.incident_feature(extract, query["incident"], query.get("value", True), unit=unit)


def _interventions(extract: Extract, query: Query) -> Figure:
    target = query["interventions"]
    return questions.interventions(extract, None if target == "all" else target)


_ASK: Mapping[str, Callable[[Extract, Query], Figure]] = {
    "factor": lambda extract, query: questions.factor(extract, query["factor"], within=query.get("within")),
    "any": lambda extract, query: questions.any_of(extract, query["any"], within=query.get("within")),
    "all": lambda extract, query: questions.all_of(extract, query["all"], within=query.get("within")),
    "attribute": _attribute,
    "incident": _incident,
    "interventions": _interventions,
    "reclassified": lambda extract, _: questions.reclassified(extract),
}
