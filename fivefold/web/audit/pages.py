"""The trail as a value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet

from fivefold.records.accounts.access import Actor, refuse
from fivefold.records.accounts.models import Share, ShareKind, Study
from fivefold.records.accounts.roles import Ability
from fivefold.records.accounts.trails import ABOUT_ROLES, names_of
from fivefold.records.audit import checked
from fivefold.records.audit.anchors import newest_number
from fivefold.records.audit.checked import Checked
from fivefold.records.audit.models import Event
from fivefold.records.studies import listing
from fivefold.web.audit import words
from fivefold.web.audit.forms import Narrow
from fivefold.web.page import Page

SIZE = 50
PARTS = {
    ShareKind.COMMON: "Whole study",
    ShareKind.RESEARCH: "Research",
    ShareKind.RELEASED: "Released findings",
}


@dataclass(frozen=True, slots=True)
class Happened:
    """One event. part: of the study. subject: a reference where the reader may know it, or whose role or account.

    href: where a reference leads, or "".
    """

    number: int
    at: datetime
    who: str
    did: str
    part: str
    facts: str
    subject: str
    href: str


@dataclass(frozen=True, slots=True)
class Sound:
    """What is known of the whole log: when it was last found unbroken and how far copies of its head reach."""

    checked: Checked | None
    copied: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailPage(Page):
    """events: newest first. older, newest: addresses of the next page and the first, "" for none.

    form: what was asked. limited: labels of the sites whose events alone are shown, "" where all of the study's are.
    files: addresses of the same events as files. clear: where nothing is asked, "" where nothing is.
    """

    events: tuple[Happened, ...]
    older: str
    newest: str
    form: Narrow
    sound: Sound
    limited: str
    files: tuple[tuple[str, str], ...]
    clear: str


def trail(
    study: Study, *, by: Actor, shares: tuple[Share, ...], found: QuerySet[Event], form: Narrow, before: int | None
) -> TrailPage:
    """One page of the trail. before: events older than this number."""
    rows = list((found.filter(number__lt=before) if before else found)[: SIZE + 1])
    address, kept = f"/studies/{study.name}/audit/", form.kept()
    labels = [one.label for one in shares if one.kind == ShareKind.SITE]
    return TrailPage(
        kind="Audit trail",
        heading="Audit trail",
        events=told(study, by=by, shares=shares, events=rows[:SIZE]),
        older="?" + urlencode({**kept, "before": rows[SIZE - 1].number}) if len(rows) > SIZE else "",
        newest="?" + urlencode(kept) if before else "",
        form=form,
        sound=Sound(checked.newest(), newest_number()),
        limited="" if any(one.kind == ShareKind.COMMON for one in shares) else ", ".join(labels),
        files=tuple((kind.upper(), f"{address}file/{kind}/?{urlencode(kept)}") for kind in ("csv", "json")),
        clear=address if kept else "",
    )


def told(study: Study, *, by: Actor, shares: Iterable[Share], events: Iterable[Event]) -> tuple[Happened, ...]:
    """Events in words, in their order. A flat number of queries."""
    several = tuple(events)
    whose = {one.subject for one in several if one.verb in ABOUT_ROLES}
    names, parts = names_of({one.actor for one in several} | whose), {one.id: _part(one) for one in shares}
    subjects = {one: names[one] for one in whose if one in names}
    references = _references(study, by=by)
    return tuple(
        _happened(one, study, names=names, parts=parts, subjects=subjects, references=references) for one in several
    )


def _happened(
    one: Event,
    study: Study,
    *,
    names: Mapping[UUID, str],
    parts: Mapping[UUID, str],
    subjects: Mapping[UUID, str],
    references: Mapping[UUID, str],
) -> Happened:
    whose = references.get(one.subject, "") if one.subject else ""
    return Happened(
        number=one.number,
        at=one.at,
        who=names.get(one.actor, "Somebody") if one.actor else "Fivefold itself",
        did=words.verb(one),
        part=parts.get(one.share, PARTS[ShareKind.COMMON]) if one.share else "",
        facts=words.facts(one),
        subject=whose or (subjects.get(one.subject, "") if one.subject else ""),
        href=f"/studies/{study.name}/submissions/{one.subject}/" if whose else "",
    )


def _references(study: Study, *, by: Actor) -> dict[UUID, str]:
    """References of the submissions this reader may open; none for whoever reads the trail without the frameworks."""
    if refuse(by, Ability.SUBMISSIONS_READ, study=study.id) is not None:
        return {}
    return {one.id: one.card.reference for one in listing.cards(study, by.shares_of(study.id))}


def _part(share: Share) -> str:
    return f"Site {share.label}" if share.kind == ShareKind.SITE else PARTS[ShareKind(share.kind)]
