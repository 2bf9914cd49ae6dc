"""What a list shows of a submission: closed answers and counts, computed by the method, sealed beside the row."""

import json
from dataclasses import asdict, dataclass
from uuid import UUID

from fivefold.method.frameworks import classification
from fivefold.method.frameworks.incidents import Role
from fivefold.method.frameworks.outline import outline
from fivefold.method.studies.cohorts import decide
from fivefold.method.studies.eligibility import Outcome, assess
from fivefold.method.studies.study import Protocol, Submission
from fivefold.records.accounts.models import Share
from fivefold.records.vault import keyring
from fivefold.records.vault.sealing import Place


@dataclass(frozen=True, slots=True)
class Card:
    """One submission in a list: closed answers, counts, and what its contexts and incidents are called.

    cohort: where it is counted; computed: by the rule. state: of its eligibility; failed: criteria not met, undecided
    ones too. entries, blank, unplaced: entries, cells without any, unplaced words that wait for a decision.
    withdrawn: of two forms with one reference, the one the site took back; it is in no list and no count.
    resolved: unplaced words that were decided on. audience: whether an incident records one; wider: the cohort by the
    rule if an audience took part. named: context instances and places, each once as (context, name).
    incidents: reference, setting and location (""). offence: what the form's own field says. form: key of its
    instrument; outline: which of its cells hold entries, and why the others do not; both "" on a card written before
    cards held them, until its framework is received again.
    """

    reference: str
    label: str
    age: int | None
    sex: str
    meeting: str
    cohort: str
    computed: str
    overridden: bool
    state: str
    failed: tuple[str, ...]
    entries: int
    blank: int
    unplaced: int
    withdrawn: bool = False
    resolved: int = 0
    audience: bool = False
    wider: str = ""
    named: tuple[tuple[str, str], ...] = ()
    incidents: tuple[tuple[str, str, str], ...] = ()
    offence: str = ""
    form: str = ""
    outline: str = ""


def card(
    one: Submission, *, protocol: Protocol, unplaced: int = 0, resolved: int = 0, duplicates: tuple[str, ...] = ()
) -> Card:
    """The card of a submission. duplicates: files of other submissions with its reference."""
    rule = classification.rule(protocol.classification_rule)
    decision = decide(one, rule=rule)
    assessed = assess(one, protocol=protocol, duplicates=duplicates)
    return Card(
        reference=one.reference,
        label=one.site,
        age=one.age,
        sex=one.sex,
        meeting="" if one.meeting is None else str(one.meeting),
        cohort=str(decision.cohort),
        computed=str(decision.computed.cohort),
        overridden=decision.override is not None,
        state=str(assessed.state),
        failed=tuple(check.criterion for check in assessed.checks if check.outcome != Outcome.MET),
        entries=sum(1 for _ in one.framework.placed_entries()),
        blank=sum(not cell.entries for cell in one.framework.cells),
        unplaced=unplaced,
        resolved=resolved,
        audience=any(Role.AUDIENCE in who.roles for incident in one.incidents for who in incident.participants),
        wider=str(classification.classify(one.incidents, rule=rule.including_audience).cohort),
        named=_named(one),
        incidents=tuple((each.reference, each.setting, str(each.location or "")) for each in one.incidents),
        offence=str(decision.offence),
        form=one.framework.instrument,
        outline=outline(one.framework),
    )


def _named(one: Submission) -> tuple[tuple[str, str], ...]:
    """An entry's context instance stands under the context of its cell: the row of the form it was named in."""
    places = [(str(context), place) for context, place in one.framework.places.items() if place.strip()]
    about = [(str(key.context), entry.about) for key, entry in one.framework.placed_entries() if entry.about]
    return tuple(dict.fromkeys((*places, *about)))


def seal(one: Card, *, row: UUID, share: Share) -> bytes:
    """The card as the row keeps it."""
    plain = json.dumps(asdict(one), ensure_ascii=False, separators=(",", ":")).encode()
    return keyring.current().seal(plain, scope=share.scope, place=Place("submission", row, "card"))


def unseal(sealed: bytes, *, row: UUID, share: Share) -> Card:
    """The card of a row. NotOnKeyring when its share is not the reader's."""
    plain = keyring.current().unseal(sealed, scope=share.scope, place=Place("submission", row, "card"))
    told = json.loads(plain)
    lists = {
        "failed": tuple(told["failed"]),
        "named": tuple((context, name) for context, name in told["named"]),
        "incidents": tuple((reference, setting, location) for reference, setting, location in told["incidents"]),
    }
    return Card(**{**told, **lists})
