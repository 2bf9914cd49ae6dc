"""Frameworks as a list knows them, made of whole ones: what the records keep beside a row."""

from dataclasses import dataclass

from fivefold.method.frameworks import classification
from fivefold.method.frameworks.outline import outline
from fivefold.method.studies.cohorts import decide
from fivefold.method.studies.eligibility import assess
from fivefold.method.studies.study import Protocol, Submission


@dataclass(frozen=True, slots=True)
class AsKnown:
    """One framework's closed answers."""

    cohort: str
    computed: str
    overridden: bool
    state: str
    age: int | None
    sex: str
    offence: str
    unplaced: int
    form: str
    outline: str


def known(one: Submission, protocol: Protocol, *, unplaced: int = 0) -> AsKnown:
    """What is known of a submission."""
    decision = decide(one, rule=classification.rule(protocol.classification_rule))
    return AsKnown(
        cohort=str(decision.cohort),
        computed=str(decision.computed.cohort),
        overridden=decision.override is not None,
        state=str(assess(one, protocol=protocol).state),
        age=one.age,
        sex=one.sex,
        offence=str(decision.offence),
        unplaced=unplaced,
        form=one.framework.instrument,
        outline=outline(one.framework),
    )
