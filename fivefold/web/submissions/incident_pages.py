"""A submission's incidents, alone or in a group and why, and the cohort with whoever decided it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fivefold.method.frameworks.classification import IncidentKind, Kind
from fivefold.method.frameworks.definition import instrument
from fivefold.method.frameworks.incidents import SUBJECT, Incident, Participant, Role
from fivefold.method.frameworks.offence_field import Comparison
from fivefold.method.studies import cohorts
from fivefold.method.studies.cohorts import Decision
from fivefold.method.studies.eligibility import State
from fivefold.records.accounts.roles import Ability
from fivefold.records.revisions.models import Kind as Line
from fivefold.records.studies import submissions
from fivefold.records.studies.listing import Listed
from fivefold.records.studies.submissions import Opened
from fivefold.web.submissions import header, words
from fivefold.web.submissions.forms import AgainstForm, OverrideForm, UndoForm
from fivefold.web.submissions.header import SubmissionPage, Viewer
from fivefold.web.submissions.tabs import Way

_TONES: Final = {Kind.GROUP: "", Kind.ALONE: "", Kind.NOT_ACTING: "", Kind.UNDETERMINED: "caution"}


@dataclass(frozen=True, slots=True)
class ShownParticipant:
    """Somebody present. acts: whether the rule counts them as taking part, in words."""

    who: str
    roles: str
    acts: str


@dataclass(frozen=True, slots=True)
class ShownIncident:
    """One incident. anchor: of its section. told: its facts as (name, words). shared: other frameworks that tell it."""

    anchor: str
    reference: str
    kind: str
    tone: str
    reason: str
    told: tuple[tuple[str, str], ...]
    participants: tuple[ShownParticipant, ...]
    harmed: tuple[str, ...]
    characteristics: tuple[str, ...]
    shared: tuple[Way, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentsPage(SubmissionPage):
    """Incidents and classification.

    by_rule: the rule's cohort; reasons: its. decided, decided_reason: who decided otherwise, and why; "" for nobody.
    form_says: what the form's own field says beside it. audience: how the study hangs on the rule's audience clause.
    override, withdraw, undo: forms, None where they may not be used; refusal: why not, "" where they may.
    """

    incidents: tuple[ShownIncident, ...]
    cohort: str
    by_rule: str
    reasons: tuple[str, ...]
    rule: str
    definition: str
    decided: str
    decided_reason: str
    form_says: str
    audience: str
    override: OverrideForm | None
    withdraw: AgainstForm | None
    undo: UndoForm | None
    refusal: str
    override_address: str
    withdraw_address: str
    undo_address: str


def incidents(viewer: Viewer, opened: Opened, *, override: OverrideForm | None = None) -> IncidentsPage:
    """The page. override: the form as it was sent, where it could not be taken."""
    rule = submissions.rule(viewer.protocol)
    decision = cohorts.decide(opened.value, rule=rule)
    may = viewer.may(Ability.SUBMISSIONS_CLASSIFY)
    head = opened.heads[Line.CLASSIFICATION]
    against = {"against": head}
    by = opened.value.override
    return IncidentsPage(
        kind="Incidents",
        **header.head(viewer, opened, "submission-incidents"),  # type: ignore[arg-type]  # SubmissionPage's names
        incidents=tuple(
            _incident(one, kind, number, viewer, opened)
            for number, (one, kind) in enumerate(
                zip(opened.value.incidents, decision.computed.per_incident, strict=True), start=1
            )
        ),
        cohort=words.COHORTS[decision.cohort],
        by_rule=words.COHORTS[decision.computed.cohort],
        reasons=tuple(map(header.sentence, decision.computed.reasons)),
        rule=f"{rule.title} ({rule.key})",
        definition=rule.definition,
        decided=by.by if by else "",
        decided_reason=by.reason if by else "",
        form_says=_form_says(decision, opened),
        audience=audience_sentence(viewer.listed, whole=viewer.may(Ability.CODINGS_READ)),
        override=(override or OverrideForm(initial=against)) if may else None,
        withdraw=AgainstForm(initial=against, auto_id="withdraw_%s") if may and by else None,
        undo=UndoForm(initial={"number": head}, auto_id="undo_%s") if may and head > (1 if by else 0) else None,
        refusal="" if may else "A research lead decides against the rule.",
        override_address=viewer.address("submission-override", opened.row.id),
        withdraw_address=viewer.address("submission-withdraw", opened.row.id),
        undo_address=viewer.address("submission-undo", opened.row.id),
    )


def audience_sentence(listed: Sequence[Listed], *, whole: bool) -> str:
    """How many classifications would change if an audience counted. whole: whether all of the study is looked at."""
    eligible = [one.card for one in listed if one.card.state == State.ELIGIBLE]
    kind = "of the study" if whole else "that you can see"
    if not eligible:
        return f"No framework {kind} is eligible yet, so nothing hangs on whether an audience takes part."
    watched = sum(card.audience for card in eligible)
    moved = sum(card.wider != card.computed for card in eligible)
    return (
        f"An audience that does not act is no participant. {watched} of {len(eligible)} eligible frameworks {kind} "
        f"record one; if an audience took part, the rule would place {moved} of {len(eligible)} elsewhere."
    )


def _incident(one: Incident, kind: IncidentKind, number: int, viewer: Viewer, opened: Opened) -> ShownIncident:
    form = instrument(opened.value.framework.instrument)
    told = (
        ("When", words.month(one.date) or "Not recorded"),
        ("Setting", one.setting or "Not recorded"),
        ("Context of the place", words.short(form.row(one.location).label) if one.location else "Not recorded"),
        ("Online", "Yes" if one.online else "No"),
        ("Category (Hackett continuum)", words.CATEGORIES[one.category]),
        ("Allegation or proven", words.STANDINGS[one.standing]),
        ("Justice outcome", one.outcome or "Not recorded"),
    )
    return ShownIncident(
        anchor=f"incident-{number}",
        reference=one.reference,
        kind=words.KINDS[kind.kind],
        tone=_TONES[kind.kind],
        reason=header.sentence(kind.reason),
        told=told,
        participants=tuple(_participant(who, viewer) for who in _subject_first(one.participants)),
        harmed=tuple(map(words.harmed, one.harmed)),
        characteristics=words.characteristics(one.characteristics, viewer.protocol.codebook),
        shared=_shared(one.reference, viewer, opened),
    )


def _participant(who: Participant, viewer: Viewer) -> ShownParticipant:
    acts = submissions.rule(viewer.protocol).acts(who)
    roles = ", ".join(words.ROLES[role] for role in Role if role in who.roles)
    return ShownParticipant(
        "The young person" if who.label == SUBJECT else who.label,
        roles or "role not recorded",
        "Not known" if acts is None else "Yes" if acts else "No",
    )


def _subject_first(participants: Sequence[Participant]) -> Sequence[Participant]:
    return sorted(participants, key=lambda one: one.label != SUBJECT)


def _shared(reference: str, viewer: Viewer, opened: Opened) -> tuple[Way, ...]:
    return tuple(
        Way(one.card.reference, viewer.address("submission-incidents", one.id, keep=False))
        for one in viewer.listed
        if one.id != opened.row.id and any(reference == other for other, _, _ in one.card.incidents)
    )


def _form_says(decision: Decision, opened: Opened) -> str:
    written = opened.value.framework.header.offence.strip()
    if not written:
        return "The form's field “Group or Sole Offence” is empty."
    says = {
        Comparison.AGREES: "which agrees",
        Comparison.PART: "which is part of it: the form was not made to say both",
        Comparison.DIFFERS: "which differs",
        Comparison.NOT_COMPARED: "which cannot be compared",
    }[decision.form]
    return f"The form's field “Group or Sole Offence” says “{written}”, {says}."
