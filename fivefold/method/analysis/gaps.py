"""Needs against responses: what was identified, what answers it, and where nothing was recorded that would."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from fivefold.method.analysis.engine import Frame, rows
from fivefold.method.analysis.extract import Extract
from fivefold.method.analysis.figures import Figure, Group, Unit
from fivefold.method.analysis.questions import any_of, factor, interventions, known_codes, with_codes
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
    referrals: interventions of the responses in those frameworks and in any other. reason: why these responses.
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

    mapping: by default that of `answers`. Raises InputError for a code of it that the extract does not hold.
    """
    chosen = answers() if mapping is None else mapping
    for answer in chosen:
        _refuse(extract, answer)
    found = [gap for gap in (_gap(extract, answer) for answer in chosen) if gap.need.counts[Group.ALL].numerator]
    return tuple(sorted(found, key=lambda gap: (-gap.unaddressed.counts[Group.ALL].numerator, gap.need.key)))


def _refuse(extract: Extract, answer: Answer) -> None:
    known_codes(extract, (answer.need, *answer.responses))
    if extract.codes[answer.need]["context"] is None:
        raise InputError(
            f'"{answer.need}" stands in no context, so nothing can target it',
            where="map of needs to responses",
            next_step="Give a code of Vulnerabilities or Risks.",
        )


def _gap(extract: Extract, answer: Answer) -> Gap:
    unanswered = _unanswered(extract, answer)
    name, path = extract.codes[answer.need]["name"], extract.codes[answer.need]["path"]
    context = extract.codes[answer.need]["context"]
    same = unanswered.join(with_codes(extract, [f"{Primary.RESPONSE}/{context}"]), on="framework", how="semi")
    return Gap(
        need=factor(extract, answer.need),
        unaddressed=unaddressed(extract, answer),
        other_in_context=figure(
            extract,
            rows(same),
            key=f"unaddressed-but-context-targeted/{answer.need}",
            title=f"{name}: left unaddressed, the {context} context targeted for something else",
            definition=f"Frameworks coded {path} with none of these responses ({_listed(extract, answer.responses)}) "
            f"and with another response whose target is the {context} context.",
            unit=Unit.FRAMEWORKS,
            bases=bases_of(extract, rows(unanswered)),
        ),
        referrals=tuple(interventions(extract, code) for code in answer.responses),
        responses=answer.responses,
        reason=answer.reason,
    )


def unaddressed(extract: Extract, answer: Answer) -> Figure:
    """Frameworks with the need and none of the responses, of those with the need."""
    name, path = extract.codes[answer.need]["name"], extract.codes[answer.need]["path"]
    return figure(
        extract,
        rows(_unanswered(extract, answer)),
        key=f"unaddressed/{answer.need}",
        title=f"{name}: left unaddressed",
        definition=f"Frameworks coded {path} with none of these responses: {_listed(extract, answer.responses)}.",
        unit=Unit.FRAMEWORKS,
        bases=bases_of(extract, rows(with_codes(extract, [answer.need]))),
    )


def _unanswered(extract: Extract, answer: Answer) -> Frame:
    need = with_codes(extract, [answer.need])
    return need.join(with_codes(extract, answer.responses), on="framework", how="anti")


def _listed(extract: Extract, codes: Sequence[str]) -> str:
    return "; ".join(str(extract.codes[code]["name"]) for code in codes)


@dataclass(frozen=True, slots=True)
class ContextGap:
    """A context: who had a need in it, who of them had no response that targets it, and its interventions."""

    context: Context
    need: Figure
    unaddressed: Figure
    interventions: Figure


def context_gaps(extract: Extract) -> tuple[ContextGap, ...]:
    """For each context, in form order, who had a need in it and no response that targets it."""
    return tuple(_context_gap(extract, context) for context in Context)


def _context_gap(extract: Extract, context: Context) -> ContextGap:
    tops = [f"{Primary.VULNERABILITY}/{context}", f"{Primary.RISK}/{context}"]
    need = with_codes(extract, tops)
    unaddressed = need.join(with_codes(extract, [f"{Primary.RESPONSE}/{context}"]), on="framework", how="anti")
    return ContextGap(
        context=context,
        need=any_of(extract, tops),
        unaddressed=figure(
            extract,
            rows(unaddressed),
            key=f"untargeted/{context}",
            title=f"No response targets the {context} context",
            definition=f"Frameworks with a vulnerability or risk in the {context} context and no response whose target "
            "is that context.",
            unit=Unit.FRAMEWORKS,
            bases=bases_of(extract, rows(need)),
        ),
        interventions=interventions(extract, context),
    )
