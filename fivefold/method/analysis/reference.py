"""The oracle: the same questions answered slowly, in plain Python, straight from the coded study.

It shares no code with the engine but the values and the rules of eligibility and classification, so that a property
test can hold the two against each other. Read it to see what a figure means.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from fivefold.method.analysis.figures import Count, Group
from fivefold.method.coding.codebook import Primary
from fivefold.method.coding.coded_study import CodedStudy
from fivefold.method.coding.codings import AGREED, Coding
from fivefold.method.common.contexts import Context
from fivefold.method.frameworks.classification import Rule, classify, rule
from fivefold.method.frameworks.entries import Cell
from fivefold.method.frameworks.incidents import Incident
from fivefold.method.studies.cohorts import decide
from fivefold.method.studies.eligibility import State, assess_study
from fivefold.method.studies.study import Submission

Counts: TypeAlias = dict[Group, Count]
"""What a figure's counts must equal."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted of a coded study: eligible submissions, the agreed codings in them, and cohort by reference."""

    submissions: tuple[Submission, ...]
    agreed: tuple[Coding, ...]
    cohort: Mapping[str, str]
    rule: Rule


def counted(coded: CodedStudy) -> Counted:
    """What is counted of a study; every question below starts from it."""
    fit = {one.reference for one in assess_study(coded.study) if one.state is State.ELIGIBLE}
    submissions = tuple(one for one in coded.study.submissions if one.reference in fit)
    by = rule(coded.study.protocol.classification_rule)
    return Counted(
        submissions=submissions,
        agreed=tuple(coding for coding in coded.codings if coding.layer == AGREED and coding.framework in fit),
        cohort={one.reference: decide(one, rule=by).cohort for one in submissions},
        rule=by,
    )


Item: TypeAlias = tuple[str, object]
"""Something counted: the framework it stands in, and what makes it itself."""


def factor(counted: Counted, code: str, *, within: str | None = None) -> Counts:
    """As `questions.factor`."""
    return any_of(counted, [code], within=within)


def any_of(counted: Counted, codes: Collection[str], *, within: str | None = None) -> Counts:
    """As `questions.any_of`."""
    return _frameworks(counted, lambda one: any(has(counted, one, code) for code in codes), within=within)


def all_of(counted: Counted, codes: Collection[str], *, within: str | None = None) -> Counts:
    """As `questions.all_of`."""
    return _frameworks(counted, lambda one: all(has(counted, one, code) for code in codes), within=within)


def unaddressed(counted: Counted, need: str, responses: Collection[str]) -> Counts:
    """As the `unaddressed` of a `gaps.Gap`."""
    return _frameworks(counted, lambda one: not any(has(counted, one, code) for code in responses), within=need)


def sites(counted: Counted, site: str) -> Counts:
    """As `questions.attribute` of "site"."""
    return _frameworks(counted, lambda one: one.site == site)


def series(counted: Counted) -> Counts:
    """As `questions.series`."""
    return _frameworks(counted, lambda one: len(one.incidents) > 1)


def reclassified(counted: Counted) -> Counts:
    """As `questions.reclassified`."""
    counting = counted.rule.including_audience

    def changes(one: Submission) -> bool:
        return one.override is None and classify(one.incidents, rule=counting).cohort != counted.cohort[one.reference]

    return _frameworks(counted, changes)


def frameworks_with_incident(counted: Counted, wanted: Callable[[Incident], bool]) -> Counts:
    """As `questions.incident_feature` in frameworks."""
    return _frameworks(counted, lambda one: any(wanted(incident) for incident in one.incidents))


def incidents(counted: Counted, wanted: Callable[[Incident], bool]) -> Counts:
    """As `questions.incident_feature` in incidents: one that several frameworks tell of counts once in a group."""
    found = [(one.reference, incident) for one in counted.submissions for incident in one.incidents]
    return _items(
        counted,
        [(framework, incident.reference) for framework, incident in found if wanted(incident)],
        of=[(framework, incident.reference) for framework, incident in found],
    )


def interventions(counted: Counted, wanted: Callable[[Coding], bool]) -> Counts:
    """As `questions.interventions`: one for each Response code of an entry, unless a code below it is there too."""
    return _items(counted, list(_interventions(counted, wanted)), of=None)


def _interventions(counted: Counted, wanted: Callable[[Coding], bool]) -> Iterator[Item]:
    responses = [coding for coding in counted.agreed if coding.code.primary is Primary.RESPONSE]
    for coding in responses:
        place = (coding.framework, coding.cell, coding.entry)
        more_specific = any(
            (other.framework, other.cell, other.entry) == place and other.code.key.startswith(coding.code.key + "/")
            for other in responses
        )
        if wanted(coding) and not more_specific:
            yield coding.framework, (*place, coding.code.key)


def misplaced_segments(counted: Counted) -> Counts:
    """As the `segments` of `quality.misplacement`."""
    contextual = [coding for coding in counted.agreed if coding.code.context is not None]
    wrong = [coding for coding in contextual if coding.code.context != coding.cell.context]
    return _items(counted, [_segment(one) for one in wrong], of=[_segment(one) for one in contextual])


def _segment(coding: Coding) -> Item:
    return coding.framework, (coding.framework, coding.cell, coding.entry, coding.span, coding.code.key)


def cells(counted: Counted, wanted: Callable[[Cell], bool]) -> Counts:
    """As a figure of `quality.completeness` in cells."""
    found = [(one.reference, cell) for one in counted.submissions for cell in one.framework.cells]
    return _items(
        counted,
        [(framework, (framework, cell.key)) for framework, cell in found if wanted(cell)],
        of=[(framework, (framework, cell.key)) for framework, cell in found],
    )


def silent(counted: Counted, context: Context) -> Counts:
    """As the `silent` of `quality.completeness`."""

    def says_nothing(one: Submission) -> bool:
        return not any(cell.entries for cell in one.framework.cells if cell.key.context == context)

    return _frameworks(counted, says_nothing)


def crossed(
    counted: Counted, down: Callable[[Submission], Iterable[object]], across: Callable[[Submission], Iterable[object]]
) -> dict[tuple[object, object], tuple[str, ...]]:
    """As the cells of a `crosstab.crosstab` of frameworks: who has a value down and a value across, no empty cells."""
    cells: dict[tuple[object, object], list[str]] = {}
    for one in counted.submissions:
        for row in down(one):
            for column in across(one):
                cells.setdefault((row, column), []).append(one.reference)
    return {cell: tuple(sorted(who)) for cell, who in cells.items()}


def has(counted: Counted, one: Submission, code: str) -> bool:
    """Whether a framework has an agreed coding at a code or below it."""
    return any(
        coding.framework == one.reference and (coding.code.key == code or coding.code.key.startswith(code + "/"))
        for coding in counted.agreed
    )


def _frameworks(counted: Counted, wanted: Callable[[Submission], bool], *, within: str | None = None) -> Counts:
    base = [one for one in counted.submissions if within is None or has(counted, one, within)]
    return _items(
        counted,
        [(one.reference, one.reference) for one in base if wanted(one)],
        of=[(one.reference, one.reference) for one in base],
    )


_MEMBERS: Mapping[Group, Callable[[str], bool]] = {
    Group.SOLE: lambda cohort: cohort == "sole",
    Group.GROUP: lambda cohort: cohort == "group",
    Group.BOTH: lambda cohort: cohort == "both",
    Group.GROUP_OR_BOTH: lambda cohort: cohort in ("group", "both"),
    Group.SOLE_OR_BOTH: lambda cohort: cohort in ("sole", "both"),
    Group.ALL: lambda cohort: True,
}


def _items(counted: Counted, found: Iterable[Item], *, of: Iterable[Item] | None) -> Counts:
    counts = {}
    for group, belongs in _MEMBERS.items():
        mine = {(framework, item) for framework, item in found if belongs(counted.cohort[framework])}
        base = None if of is None else {item for framework, item in of if belongs(counted.cohort[framework])}
        references = tuple(sorted({framework for framework, _ in mine}))
        counts[group] = Count(len({item for _, item in mine}), None if base is None else len(base), references)
    return counts
