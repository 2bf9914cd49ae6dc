"""Needs against responses: what was identified, what answers it, and where nothing was recorded that would."""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

import pyarrow as pa  # type: ignore[import-untyped]

from fivefold.method.analysis.engine import Frame, frame, having, load, once, rows
from fivefold.method.analysis.extract import Extract
from fivefold.method.analysis.figures import Figure, Group, Unit
from fivefold.method.analysis.questions import (
    InterventionRow,
    all_factors,
    any_of,
    factor_figure,
    intervention_rows,
    interventions,
    interventions_of,
    known_codes,
    with_codes,
)
from fivefold.method.analysis.tally import bases_of, figure
from fivefold.method.coding.codebook import Primary
from fivefold.method.common.contexts import Context
from fivefold.method.common.errors import InputError


@dataclass(frozen=True, slots=True)
class Answer:
    """What would answer a need: the need's code, the Response codes, and why these, as a sentence."""

    need: str
    responses: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A need and what was recorded against it.

    need: frameworks with the need, of all. unaddressed: of those, the ones with none of the responses.
    other_in_context: of the unaddressed, those with any other response whose target is the need's context.
    referrals: for each of the responses, its interventions in frameworks with the need. reason: why these responses.
    """

    need: Figure
    unaddressed: Figure
    other_in_context: Figure
    referrals: tuple[Figure, ...]
    responses: tuple[str, ...]
    reason: str


@cache
def answers() -> tuple[Answer, ...]:
    """The map from needs to responses, as data (fivefold/method/data/analysis/needs-to-responses.1.toml)."""
    text = files("fivefold.method.data.analysis").joinpath("needs-to-responses.1.toml").read_text(encoding="utf-8")
    return tuple(Answer(row["need"], tuple(row["responses"]), row["reason"]) for row in tomllib.loads(text)["answer"])


def gaps(extract: Extract, mapping: Sequence[Answer] | None = None) -> tuple[Gap, ...]:
    """A gap for every need of the map that was recorded, the most often unaddressed first.

    mapping: by default that of `answers`, each need once. Raises InputError for a code the extract does not hold, and
    for a need that stands in no context.
    """
    chosen = answers() if mapping is None else mapping
    for answer in chosen:
        _refuse(extract, answer)
    found = _compare(extract, chosen)
    recorded = [_gap(extract, answer, found) for answer in chosen if found.need[answer.need]]
    return tuple(sorted(recorded, key=lambda gap: (-gap.unaddressed.counts[Group.ALL].numerator, gap.need.key)))


def unmapped(extract: Extract) -> tuple[Figure, ...]:
    """Needs that were recorded and that no row of `answers` names, in codebook order: nothing can be said of them.

    Codes created in vivo are such.
    """
    mapped = {answer.need for answer in answers()}
    parents = {row["parent"] for row in extract.codes.values()}
    return tuple(
        one
        for one in all_factors(extract)
        if one.counts[Group.ALL].numerator and one.key not in mapped | parents and _is_need(extract, one.key)
    )


def _is_need(extract: Extract, code: str) -> bool:
    row = extract.codes[code]
    return row["primary"] in (Primary.VULNERABILITY, Primary.RISK) and row["context"] is not None


def _refuse(extract: Extract, answer: Answer) -> None:
    known_codes(extract, (answer.need, *answer.responses))
    if extract.codes[answer.need]["context"] is None:
        raise InputError(
            f'"{answer.need}" stands in no context, so nothing can target it',
            where="map of needs to responses",
            next_step="Give a code of Vulnerabilities or Risks.",
        )


def _gap(extract: Extract, answer: Answer, found: "_Compared") -> Gap:
    name, path = extract.codes[answer.need]["name"], extract.codes[answer.need]["path"]
    context = extract.codes[answer.need]["context"]
    listed = "; ".join(str(extract.codes[code]["name"]) for code in answer.responses)
    return Gap(
        need=factor_figure(extract, answer.need, found.need[answer.need]),
        unaddressed=_unaddressed(extract, answer, left=found.unaddressed[answer.need], need=found.need[answer.need]),
        other_in_context=figure(
            extract,
            found.other_in_context[answer.need],
            key=f"unaddressed-but-context-targeted/{answer.need}",
            title=f"{name}: left unaddressed, the {context} context targeted for something else",
            definition=f"Frameworks coded {path} with none of these responses ({listed}) and with another response "
            f"whose target is the {context} context.",
            unit=Unit.FRAMEWORKS,
            bases=bases_of(extract, found.unaddressed[answer.need]),
        ),
        referrals=_referrals(extract, answer, found),
        responses=answer.responses,
        reason=answer.reason,
    )


def left_unaddressed(extract: Extract, answer: Answer) -> Figure:
    """One need's `Gap.unaddressed`, asked for by itself."""
    need, met = with_codes(extract, [answer.need]), with_codes(extract, answer.responses)
    return _unaddressed(extract, answer, left=rows(need.join(met, on="framework", how="anti")), need=rows(need))


def _unaddressed(
    extract: Extract, answer: Answer, *, left: Iterable[tuple[Any, ...]], need: Iterable[tuple[Any, ...]]
) -> Figure:
    name, path = extract.codes[answer.need]["name"], extract.codes[answer.need]["path"]
    listed = "; ".join(str(extract.codes[code]["name"]) for code in answer.responses)
    return figure(
        extract,
        left,
        key=f"unaddressed/{answer.need}",
        title=f"{name}: left unaddressed",
        definition=f"Frameworks coded {path} with none of these responses: {listed}.",
        unit=Unit.FRAMEWORKS,
        bases=bases_of(extract, need),
    )


def _referrals(extract: Extract, answer: Answer, found: "_Compared") -> tuple[Figure, ...]:
    among = {framework for (framework,) in found.need[answer.need]}
    mine = [row for row in found.interventions if row[0] in among]
    path = extract.codes[answer.need]["path"]
    # Named after the need too: the same response counted among other frameworks is another figure.
    return tuple(
        replace(
            one, key=f"{one.key} within {answer.need}", definition=f"{one.definition} Only in frameworks coded {path}."
        )
        for one in (interventions_of(extract, code, mine) for code in answer.responses)
    )


_Rows: TypeAlias = Mapping[str, list[tuple[str]]]


@dataclass(frozen=True, slots=True)
class _Compared:
    """Frameworks by need: who has it, who has none of its responses, who of these has another in its context.

    interventions: every one of the study.
    """

    need: _Rows
    unaddressed: _Rows
    other_in_context: _Rows
    interventions: list[InterventionRow]


def _compare(extract: Extract, mapping: Sequence[Answer]) -> _Compared:
    """The whole map at once: four queries, however many needs it has."""
    present = frame(extract, "presence").select("framework", "code")
    needs = having(extract, present.rename({"code": "need"}), "need", [answer.need for answer in mapping])
    pairs = [(answer.need, code) for answer in mapping for code in answer.responses]
    contexts = [(answer.need, f"{Primary.RESPONSE}/{extract.codes[answer.need]['context']}") for answer in mapping]
    answered = _joined(extract, needs, pairs, present)
    unaddressed = needs.join(answered, on=["framework", "need"], how="anti")
    other = _joined(extract, unaddressed, contexts, present)
    return _Compared(
        need=_by_need(needs),
        unaddressed=_by_need(unaddressed),
        other_in_context=_by_need(other),
        interventions=intervention_rows(extract),
    )


def _joined(extract: Extract, needs: Frame, pairs: Sequence[tuple[str, str]], present: Frame) -> Frame:
    """Frameworks and needs for which one of the need's paired codes is present, once each."""
    left, right = ([pair[side] for pair in pairs] for side in (0, 1))
    table = load(extract, pa.table({"need": pa.array(left, pa.string()), "code": pa.array(right, pa.string())}))
    wanted = needs.join(table, on="need", how="inner")
    return once(wanted.join(present, on=["framework", "code"], how="inner"), "framework", "need")


def _by_need(found: Frame) -> _Rows:
    by_need: dict[str, list[tuple[str]]] = defaultdict(list)
    for framework, need in rows(found.select("framework", "need")):
        by_need[need].append((framework,))
    return by_need


@dataclass(frozen=True, slots=True)
class ContextGap:
    """A context: who had a need in it, who of them had no response that targets it, and its interventions."""

    context: Context
    need: Figure
    unaddressed: Figure
    interventions: Figure


def context_gaps(extract: Extract) -> tuple[ContextGap, ...]:
    """For each context, in form order, who had a need in it and no response that targets it."""
    return tuple(context_gap(extract, context) for context in Context)


def context_gap(extract: Extract, context: Context) -> ContextGap:
    """One context's gap."""
    return ContextGap(context, in_need(extract, context), untargeted(extract, context), interventions(extract, context))


def in_need(extract: Extract, context: Context) -> Figure:
    """Frameworks with a vulnerability or risk in a context."""
    return any_of(extract, _needs_in(context))


def untargeted(extract: Extract, context: Context) -> Figure:
    """Those of them without a response that targets the context."""
    need = with_codes(extract, _needs_in(context))
    unaddressed = need.join(with_codes(extract, [f"{Primary.RESPONSE}/{context}"]), on="framework", how="anti")
    return figure(
        extract,
        rows(unaddressed),
        key=f"untargeted/{context}",
        title=f"No response targets the {context} context",
        definition=f"Frameworks with a vulnerability or risk in the {context} context and no response whose target "
        "is that context.",
        unit=Unit.FRAMEWORKS,
        bases=bases_of(extract, rows(need)),
    )


def _needs_in(context: Context) -> list[str]:
    return [f"{Primary.VULNERABILITY}/{context}", f"{Primary.RISK}/{context}"]
