"""Which criterion a framework fails, which cannot be decided, and what to do."""

from dataclasses import replace

import pytest

from fivefold.method.common.dates import PartialDate
from fivefold.method.frameworks.definition import instrument
from fivefold.method.frameworks.incidents import Hackett
from fivefold.method.studies.eligibility import (
    Eligibility,
    Outcome,
    State,
    assess,
    assess_missing,
    assess_study,
    criteria,
    eligible_study,
    titles,
)
from fivefold.method.studies.study import Consents, Submission
from tests.support import study_folders as folders

GOOD = folders.submission(1)


def assessed(submission: Submission) -> Eligibility:
    return assess(submission, protocol=folders.protocol())


def test_a_framework_that_meets_every_criterion_is_eligible() -> None:
    found = assessed(GOOD)
    assert found.state == State.ELIGIBLE
    assert found.open_checks == ()
    assert [check.criterion for check in found.checks] == [criterion.key for criterion in criteria()]
    assert {check.next_step for check in found.checks} == {""}


def test_criteria_are_told_with_the_protocol_s_own_values() -> None:
    told = {check.criterion: check.title for check in assessed(GOOD).checks}
    assert told == titles(folders.protocol())
    assert told["age"] == "Aged 10 to 17 at the meeting"
    assert told["site"] == "From a site of the study (A, B)"
    assert told["meeting"] == "The meeting was held from 2016-09 to 2016-12"
    assert told["behaviour"] == "At least one incident is inappropriate, problematic, abusive or violent"


NORMAL = replace(folders.incident("I"), category=Hackett.NORMAL)
BLANK = replace(instrument().blank(), header=GOOD.framework.header)


@pytest.mark.parametrize(
    ("submission", "criterion", "outcome", "finding"),
    [
        (replace(GOOD, framework=BLANK), "form", Outcome.UNDECIDED, "the form holds no entry"),
        (replace(GOOD, reference=" "), "reference", Outcome.UNDECIDED, "there is no reference"),
        (replace(GOOD, reference="222-222-223"), "reference", Outcome.UNDECIDED, "its check character does not fit"),
        (replace(GOOD, site="C"), "site", Outcome.FAILED, 'site "C" is not in the protocol'),
        (replace(GOOD, site=""), "site", Outcome.UNDECIDED, "its site is not known"),
        (replace(GOOD, age=18), "age", Outcome.FAILED, "aged 18"),
        (replace(GOOD, age=9), "age", Outcome.FAILED, "aged 9"),
        (replace(GOOD, age=None), "age", Outcome.UNDECIDED, "no age is given"),
        (replace(GOOD, incidents=()), "behaviour", Outcome.UNDECIDED, "no incident is listed"),
        (replace(GOOD, incidents=(NORMAL,)), "behaviour", Outcome.FAILED, "recorded as normal"),
        (replace(GOOD, meeting=None), "meeting", Outcome.UNDECIDED, "no month of the meeting is given"),
        (replace(GOOD, meeting=PartialDate(2016, 8)), "meeting", Outcome.FAILED, "held in 2016-08"),
        (replace(GOOD, meeting=PartialDate(2017, 1)), "meeting", Outcome.FAILED, "held in 2017-01"),
        (replace(GOOD, meeting=PartialDate(2015)), "meeting", Outcome.FAILED, "held in 2015"),
        (
            replace(GOOD, meeting=PartialDate(2016)),
            "meeting",
            Outcome.UNDECIDED,
            "held in 2016, and the month is not given",
        ),
        (
            replace(GOOD, consents=Consents(False, True)),
            "lead_professional",
            Outcome.FAILED,
            "does not consent, or has withdrawn",
        ),
        (
            replace(GOOD, consents=Consents(True, False)),
            "case_worker",
            Outcome.FAILED,
            "does not consent, or has withdrawn",
        ),
        (replace(GOOD, consents=Consents(None, True)), "lead_professional", Outcome.UNDECIDED, "no answer is listed"),
        (replace(GOOD, consents=Consents(True, None)), "case_worker", Outcome.UNDECIDED, "no answer is listed"),
    ],
)
def test_the_criterion_that_is_not_met_is_named_alone(
    submission: Submission, criterion: str, outcome: Outcome, finding: str
) -> None:
    (check,) = assessed(submission).open_checks
    assert (check.criterion, check.outcome, check.finding) == (criterion, outcome, finding)
    by_key = {one.key: one for one in criteria()}
    assert check.next_step == (
        by_key[criterion].if_failed if outcome == Outcome.FAILED else by_key[criterion].if_missing
    )


def test_one_incident_in_range_is_enough() -> None:
    assert assessed(replace(GOOD, incidents=(NORMAL, folders.incident("J")))).state == State.ELIGIBLE


def test_a_site_s_own_reference_is_whole() -> None:
    (check,) = (check for check in assessed(replace(GOOD, reference="B-07")).checks if check.criterion == "reference")
    assert (check.outcome, check.finding) == (Outcome.MET, "the site's own reference, which has no check character")


def test_a_failed_criterion_outweighs_one_that_cannot_be_decided() -> None:
    found = assessed(replace(GOOD, age=18, consents=Consents()))
    assert found.state == State.NOT_ELIGIBLE
    assert [check.criterion for check in found.open_checks] == ["age", "lead_professional", "case_worker"]
    assert assessed(replace(GOOD, consents=Consents())).state == State.UNDECIDED


def test_no_framework_is_decided_whose_reference_stands_twice() -> None:
    twin = replace(GOOD, file="")
    other = folders.submission(2)
    first, second, third = assess_study(folders.study(GOOD, other, replace(twin, reference=GOOD.reference.lower())))
    assert second.state == State.ELIGIBLE
    assert [check.finding for check in first.open_checks] == ["its reference stands on a form without a name too"]
    assert [check.finding for check in third.open_checks] == ["its reference stands on site-a/1.docx too"]


def test_the_eligible_study_holds_the_eligible_alone() -> None:
    refused = replace(folders.submission(2), age=18)
    undecided = replace(folders.submission(3), consents=Consents())
    assert eligible_study(folders.study(GOOD, refused, undecided)) == folders.study(GOOD)


def test_a_form_that_was_not_received_leaves_the_framework_undecided() -> None:
    found = assess_missing("B-07", site="B", file="", why="no form was received", protocol=folders.protocol())
    assert found.state == State.UNDECIDED
    assert [(check.criterion, check.finding) for check in found.checks] == [("form", "no form was received")]


def test_a_year_that_lies_in_the_window_needs_no_month() -> None:
    protocol = replace(folders.protocol(), window=(PartialDate(2015, 12), PartialDate(2017, 1)))
    assert assess(replace(GOOD, meeting=PartialDate(2016)), protocol=protocol).state == State.ELIGIBLE
