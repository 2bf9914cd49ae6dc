"""Classification, eligibility and references: what holds whatever a study says."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from fivefold.method.common.dates import PartialDate
from fivefold.method.frameworks import references
from fivefold.method.frameworks.classification import Cohort, classify, rule
from fivefold.method.frameworks.incidents import SUBJECT, Hackett, Incident, Participant, Role
from fivefold.method.frameworks.offence_field import Comparison, compare, read_offence
from fivefold.method.studies.eligibility import Outcome, State, assess
from fivefold.method.studies.study import Consents, Protocol, Submission
from tests.support import study_folders as folders
from tests.support import study_values as values

GROUP_1 = rule("group/1")

few_roles = st.frozensets(st.sampled_from(Role), max_size=2)

MANY = settings(max_examples=60, deadline=None, derandomize=True)


@st.composite
def told(draw: st.DrawFn) -> tuple[Incident, ...]:
    """Incidents that differ in nothing but who took part: all the rule looks at."""
    found = []
    for number in range(draw(st.integers(0, 4))):
        labels = draw(st.lists(st.sampled_from([SUBJECT, "peer 1", "peer 2"]), unique=True))
        people = tuple(Participant(label, draw(few_roles)) for label in labels)
        found.append(replace(folders.incident(f"I{number}"), participants=people))
    return tuple(found)


@MANY
@given(told(), st.randoms(use_true_random=False))
def test_the_cohort_does_not_depend_on_any_order(incidents: tuple[Incident, ...], random) -> None:
    mixed = [
        replace(one, participants=tuple(random.sample(one.participants, k=len(one.participants)))) for one in incidents
    ]
    random.shuffle(mixed)
    assert classify(mixed, rule=GROUP_1).cohort == classify(incidents, rule=GROUP_1).cohort


@MANY
@given(told(), st.integers(0, 3), st.sampled_from([Role.AUDIENCE, Role.CHALLENGED]))
def test_adding_somebody_who_does_not_act_never_changes_a_cohort(
    incidents: tuple[Incident, ...], which: int, role: Role
) -> None:
    onlooker = Participant("onlooker", frozenset({role}))
    # An incident in which nobody is recorded stays one in which what the young person did is not recorded.
    watched = tuple(
        replace(one, participants=(*one.participants, onlooker)) if number == which else one
        for number, one in enumerate(incidents)
    )
    assert classify(watched, rule=GROUP_1).cohort == classify(incidents, rule=GROUP_1).cohort


@MANY
@given(told())
def test_counting_an_audience_never_makes_a_group_incident_alone(incidents: tuple[Incident, ...]) -> None:
    narrow = classify(incidents, rule=GROUP_1)
    wide = classify(incidents, rule=GROUP_1.including_audience)
    for before, after in zip(narrow.per_incident, wide.per_incident, strict=True):
        assert before.kind != "group" or after.kind == "group"


@MANY
@given(told())
def test_a_classification_always_has_reasons_and_the_cohorts_mean_what_they_say(
    incidents: tuple[Incident, ...],
) -> None:
    found = classify(incidents, rule=GROUP_1)
    kinds = {one.kind for one in found.per_incident}
    assert found.reasons
    assert (found.cohort == Cohort.BOTH) == ({"alone", "group"} <= kinds)
    assert found.cohort != Cohort.SOLE or kinds <= {"alone", "not_acting"}
    assert found.cohort != Cohort.GROUP or kinds <= {"group", "not_acting"}


@MANY
@given(st.text(), st.sampled_from(Cohort))
def test_any_words_in_the_offence_field_can_be_read_and_compared(text: str, cohort: Cohort) -> None:
    assert compare(read_offence(text), cohort) in Comparison


ORDER = [State.NOT_ELIGIBLE, State.UNDECIDED, State.ELIGIBLE]


@st.composite
def submissions(draw: st.DrawFn) -> Submission:
    category = draw(st.sampled_from(Hackett))
    return replace(
        folders.submission(1),
        site=draw(st.sampled_from(["", "A", "B", "C"])),
        age=draw(st.none() | st.integers(8, 19)),
        meeting=draw(st.none() | values.dates | st.builds(PartialDate, st.just(2016))),
        consents=draw(values.consents),
        incidents=draw(st.sampled_from([(), (replace(folders.incident("I"), category=category),)])),
    )


@MANY
@given(submissions(), values.protocols())
def test_every_criterion_is_checked_and_each_that_is_not_met_says_what_to_do(
    submission: Submission, protocol: Protocol
) -> None:
    found = assess(submission, protocol=protocol)
    assert len(found.checks) == 9
    assert all(bool(check.next_step) == (check.outcome != Outcome.MET) for check in found.checks)
    assert (found.state == State.ELIGIBLE) == (not found.open_checks)


@MANY
@given(submissions(), values.protocols())
def test_a_wider_protocol_never_makes_an_eligible_framework_ineligible(
    submission: Submission, protocol: Protocol
) -> None:
    wider = replace(
        protocol,
        ages=(0, 25),
        window=(PartialDate(2010, 1), PartialDate(2030, 12)),
        sites=tuple({*protocol.sites, "A", "B", "C"}),
        categories=frozenset(Hackett),
    )
    before, after = assess(submission, protocol=protocol), assess(submission, protocol=wider)
    assert ORDER.index(after.state) >= ORDER.index(before.state)


@MANY
@given(submissions(), values.protocols())
def test_what_is_filled_in_as_it_should_be_never_makes_a_framework_less_eligible(
    submission: Submission, protocol: Protocol
) -> None:
    good = replace(
        submission,
        age=protocol.ages[0],
        site=protocol.sites[0],
        meeting=protocol.window[0],
        consents=Consents(lead_professional=True, case_worker=True),
        incidents=(replace(folders.incident("I"), category=min(protocol.categories)), *submission.incidents),
    )
    for part in ("age", "site", "meeting", "consents", "incidents"):
        mended = replace(submission, **{part: getattr(good, part)})
        before, after = assess(submission, protocol=protocol), assess(mended, protocol=protocol)
        assert ORDER.index(after.state) >= ORDER.index(before.state)
    assert assess(good, protocol=protocol).state == State.ELIGIBLE


@MANY
@given(submissions(), values.protocols())
def test_without_both_consents_no_framework_is_ever_eligible(submission: Submission, protocol: Protocol) -> None:
    both = submission.consents == Consents(lead_professional=True, case_worker=True)
    assert both or assess(submission, protocol=protocol).state != State.ELIGIBLE


@MANY
@given(values.framework_references, st.integers(0, 8), st.sampled_from(references.ALPHABET))
def test_any_single_wrong_character_is_caught(reference: str, place: int, character: str) -> None:
    bare = reference.replace("-", "")
    wrong = bare[:place] + character + bare[place + 1 :]
    assert references.is_reference(wrong) == (wrong == bare)


@MANY
@given(values.framework_references, st.integers(0, 8), st.integers(0, 8))
def test_any_two_swapped_characters_are_caught(reference: str, first: int, second: int) -> None:
    bare = list(reference.replace("-", ""))
    bare[first], bare[second] = bare[second], bare[first]
    swapped = "".join(bare)
    assert references.is_reference(swapped) == (swapped == reference.replace("-", ""))


@MANY
@given(values.framework_references)
def test_a_reference_that_was_made_is_whole(reference: str) -> None:
    assert references.is_reference(reference)
    assert references.normalise(reference) == references.canonical(f"Ref {reference}.") == reference


@MANY
@given(st.text(max_size=30))
def test_any_text_can_be_compared_as_a_reference_and_its_spacing_and_case_do_not_matter(text: str) -> None:
    assert references.key(f" {text} ") == references.key(text)
    assert references.near_misses(text, references.by_key([text])) == ((text,) if references.key(text) else ())
