"""What is counted once when a study is frozen, as one value and as JSON: numbers, and no words of anybody."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from fivefold.method.analysis.commissioned import Finding, Findings, commissioned
from fivefold.method.analysis.extract import Extract
from fivefold.method.analysis.figures import Exclusion, Unit
from fivefold.method.analysis.passages import CodeCount, code_counts
from fivefold.method.analysis.standard import Column, Counted, Line, Part, Standard, standard
from fivefold.method.disclosure.extents import Extent
from fivefold.method.reporting.claim_lines import ClaimLine, GroupCount, checked_lines
from fivefold.method.studies.study import Protocol


@dataclass(frozen=True, slots=True)
class Frozen:
    """A freeze's figures.

    digest, frameworks: of its extract. exclusions: who stands in no number. findings: what commissioners may be told.
    codes: how often each code was given; {} in a freeze made before this was kept.
    """

    digest: str
    frameworks: int
    exclusions: tuple[Exclusion, ...]
    standard: tuple[Standard, ...]
    claims: tuple[ClaimLine, ...]
    findings: Findings
    codes: Mapping[str, CodeCount]


def frozen(extract: Extract, protocol: Protocol) -> Frozen:
    """Every standard figure of an extract. Some two seconds of work."""
    return Frozen(
        digest=extract.freeze.digest,
        frameworks=extract.freeze.frameworks,
        exclusions=extract.exclusions,
        standard=standard(extract),
        claims=checked_lines(extract, protocol),
        findings=commissioned(extract),
        codes=code_counts(extract),
    )


def to_json(figures: Frozen) -> bytes:
    """The figures as JSON."""
    return json.dumps(asdict(figures), ensure_ascii=False, separators=(",", ":")).encode()


def from_json(data: bytes) -> Frozen:
    """What `to_json` wrote."""
    told = json.loads(data)
    return Frozen(
        digest=told["digest"],
        frameworks=told["frameworks"],
        exclusions=tuple(Exclusion(one["reason"], tuple(one["references"])) for one in told["exclusions"]),
        standard=tuple(map(_standard, told["standard"])),
        claims=tuple(map(_claim, told["claims"])),
        findings=findings_of(told["findings"]),
        codes={key: CodeCount(**one) for key, one in told.get("codes", {}).items()},
    )


def _standard(told: Mapping[str, Any]) -> Standard:
    columns = tuple(Column(one["key"], one["label"], Unit(one["unit"]), one["base"]) for one in told["columns"])
    lines = tuple(
        Line(
            one["key"],
            one["title"],
            one["definition"],
            {key: Counted(cell["numerator"], cell["base"]) for key, cell in one["cells"].items()},
        )
        for one in told["lines"]
    )
    return Standard(
        told["key"], Part(told["part"]), told["title"], told["row_head"], columns, lines, tuple(told["notes"])
    )


def _claim(told: Mapping[str, Any]) -> ClaimLine:
    counts = tuple(GroupCount(**one) for one in told["counts"])
    lists = {key: tuple(told[key]) for key in ("reasons", "wrong_bases")}
    return ClaimLine(**{**told, **lists, "counts": counts})


def findings_of(told: Mapping[str, Any]) -> Findings:
    """The catalogue for commissioners, from its JSON."""
    contexts, needs = (tuple(map(_finding, told[key])) for key in ("contexts", "needs"))
    return Findings(told["frameworks"], contexts, needs)


def _finding(told: Mapping[str, Any]) -> Finding:
    extents = {key: Extent(**told[key]) for key in ("identified", "met")}
    return Finding(**{**told, **extents})
