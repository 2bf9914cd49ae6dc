"""Whoever sends a form that is right in every word, and may not, changes nothing; and whoever may, does.

test_walls.py knocks at every address with empty hands. Here each form is sent filled in, with the numbers, keys and
objects that would make it work: what keeps a stranger out is then the wall, and not a field that was missing.
"""

import inspect
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import resolve

from fivefold.method.frameworks.classification import Cohort
from fivefold.records.accounts.access import Actor
from fivefold.records.accounts.acting import overseeing
from fivefold.records.accounts.models import ShareKind
from fivefold.records.audit.models import Event, Head
from fivefold.records.audit.verbs import Verb
from fivefold.records.revisions import lines
from fivefold.records.revisions.models import Kind
from fivefold.records.studies import actions_classifying, actions_resolving, listing
from fivefold.records.studies.models import Submission
from tests.access.matrix import (
    ANONYMOUS,
    IN,
    NOT_FOUND,
    REFUSED,
    SIGN_IN,
    Place,
    Route,
    concerned,
    expected,
    places,
    routes,
    values_of,
)
from tests.access.tenants import EVERY_CANARY, NORTH, OTHER, SOUTH, WORDS, Tenants
from tests.support.signing_in import with_app
from tests.support.standing import NOW, PASSWORD, share
from tests.support.visiting import confirmed, signed_in

STRANGERS = (
    "research_lead",
    "other_research_lead",
    "other_site_lead",
    "commissioner",
    ANONYMOUS,
)
"""Who tries besides those who may: of the other study, of the other site, of the same study with less, and nobody."""
TWIN = {"research_lead": "other_research_lead", "coder": "other_coder"}
"""Who is in the second study what somebody is in the first."""

Fields = dict[str, Any]
Asks = Callable[[Tenants, Place], Fields]


def _nothing_more(filled: Tenants, place: Place) -> Fields:
    return {}


@dataclass(frozen=True, slots=True)
class Body:
    """A form filled in. route: where it goes. who: the person of the first study or site who may send it.

    fields: what is written in it, of the place it goes to. asks: what stands behind the address. before: what makes it
    the right moment. session: what an earlier page left with the browser. own: it names what is theirs alone.
    """

    route: str
    who: str
    fields: Asks = _nothing_more
    asks: Asks = _nothing_more
    before: Callable[[Tenants, Place], None] | None = None
    session: dict[str, Any] = field(default_factory=dict)
    own: bool = False


# ---- what is written


def _head(filled: Tenants, place: Place, kind: Kind) -> int:
    with filled.world.acting(_lead(filled, place)):
        its = share(place.tenant, ShareKind.SITE, place.label)
        return lines.line(kind, share=its, subject=place.submission).head


def _lead(filled: Tenants, place: Place) -> str:
    return "research_lead" if place.tenant == filled.world.first else "other_research_lead"


def _against(kind: Kind, prefix: str = "", name: str = "against", **others: str) -> Asks:
    def told(filled: Tenants, place: Place) -> Fields:
        given = {name: _head(filled, place, kind), **others}
        return {f"{prefix}{key}": value for key, value in given.items()}

    return told


def _plain(**told: Any) -> Asks:
    return lambda filled, place: dict(told)


def _zip(filled: Tenants, place: Place) -> Fields:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as bundle:
        bundle.writestr("protocol.toml", "title = 'nothing else'\n")
    return {"folder": SimpleUploadedFile("study.zip", held.getvalue(), "application/zip"), "password": ""}


# ---- what makes it the right moment


def _overridden(filled: Tenants, place: Place) -> None:
    with filled.world.acting(_lead(filled, place)) as by:
        row = Submission.objects.select_related("share").get(id=place.submission)
        against = lines.line(Kind.CLASSIFICATION, share=row.share, subject=row.id).head
        actions_classifying.override(row, cohort=Cohort.SOLE, reason="Said.", against=against, by=by, at=NOW)


def _dismissed(filled: Tenants, place: Place) -> None:
    with filled.world.acting(_lead(filled, place)) as by:
        row = Submission.objects.select_related("share").get(id=place.submission)
        against = lines.line(Kind.UNPLACED, share=row.share, subject=row.id).head
        actions_resolving.dismiss(row, words=WORDS, reason="Said.", against=against, by=by, at=NOW)


def _with_passkey(filled: Tenants, place: Place) -> None:
    somebody = with_app(filled.world.people["coder"])
    data = {"name": "Desk", "passwordless": False, "credential": {}}
    Authenticator.objects.create(id=PASSKEY, user=somebody, type=Authenticator.Type.WEBAUTHN, data=data)


PASSKEY = 1000000
"""As tests/access/matrix.py fills addresses."""

BODIES = (
    Body("account_change_password", "coder", lambda *_: _new_password()),
    Body("mfa_remove_webauthn", "coder", before=_with_passkey, own=True),
    Body("people", "operator", lambda at, _: _invitation(at)),
    Body("person", "operator", _plain(step="suspend")),
    Body("person", "operator", lambda at, _: {"role": f"site_lead@{at.world.south.id}"}),
    Body("person_end", "operator"),
    Body("person_role_end", "operator"),
    Body("role_decide", "research_lead", _plain(decision="agree")),
    Body("role_decide", "research_lead", _plain(decision="decline")),
    Body("site_label_decide", "research_lead", _plain(decision="agree")),
    Body("site_label_decide", "research_lead", _plain(decision="decline")),
    Body("sites", "operator", _plain(name="East partnership")),
    Body("studies", "operator", _plain(name="third")),
    Body(
        "studies",
        "operator",
        lambda at, _: {"study": str(at.world.second.id), "site": str(at.world.north.id), "label": "C"},
    ),
    Body(
        "export",
        "research_lead",
        _plain(purpose="archive", shown="one"),
        session={"exports": {"one": "four words and space"}},
    ),
    Body("findings-confirm", "coder"),
    Body("findings-decline", "coder"),
    Body("findings-take-back", "research_lead"),
    Body("imports", "research_lead", _zip),
    Body("members", "research_lead", lambda at, _: {"email": at.world.people["nobody"].email, "role": "commissioner"}),
    Body("member_end", "research_lead"),
    Body("new_memo", "coder", _plain(text="A thought.", seen="0")),
    Body(
        "new_memo",
        "coder",
        _plain(text="A thought.", seen="0"),
        asks=lambda _, place: {"submission": str(place.submission)},
    ),
    Body("change_memo", "coder", _plain(text="A better thought.", seen="1")),
    Body("submissions", "site_lead", _plain(words=NORTH.lower())),
    Body("submissions", "research_lead", _plain(words=SOUTH.lower())),
    Body("submissions", "research_lead", _plain(reference=OTHER)),
    Body("submission-override", "research_lead", _against(Kind.CLASSIFICATION, cohort="group", reason="Read again.")),
    Body("submission-withdraw", "research_lead", _against(Kind.CLASSIFICATION), before=_overridden),
    Body("submission-undo", "research_lead", _against(Kind.CLASSIFICATION, name="number"), before=_overridden),
    Body("unplaced-nothing", "coder", _against(Kind.UNPLACED, "nothing-", reason="A page number.")),
    Body("unplaced-place", "coder", _against(Kind.UNPLACED, "place-", context="school", column="risk")),
    Body("unplaced-reopen", "coder", _against(Kind.UNPLACED), before=_dismissed),
)

BUTTONS = {
    "accounts_here": "a sign of life",
    "briefing-ask": "one button for a study; test_walls.py presses it",
    "findings-propose": "one button for a study; test_walls.py presses it",
    "findings-withdraw": "one button for a study; test_walls.py presses it",
    "freeze-make": "one button for a study; test_walls.py presses it",
}
"""Addresses that are sent nothing but a press of a button, and name no object."""

OWN = {
    "account_login": "what is sent is the key itself: tests/web/accounts/test_signing_in.py",
    "account_logout": "the session's own end",
    "account_reauthenticate": "what is sent is the key itself: tests/web/accounts/test_sessions.py",
    "account_reset_password": "for everybody, and answered alike: tests/web/accounts/test_signing_in.py",
    "account_reset_password_from_key": "the address holds the key itself: tests/web/accounts/test_signing_in.py",
    "accounts_join": "the session holds the key itself: tests/web/accounts/test_invitations.py",
    "gallery-form": "keeps nothing of what is sent",
    "mfa_activate_totp": "the session's own account, whose secret the session holds",
    "mfa_add_webauthn": "the session's own account, whose challenge the session holds",
    "mfa_authenticate": "what is sent is the key itself: tests/web/accounts/test_signing_in.py",
    "mfa_deactivate_totp": "the session's own account, of which nothing is named",
    "mfa_generate_recovery_codes": "the session's own account, of which nothing is named",
    "mfa_reauthenticate": "what is sent is the key itself: tests/web/accounts/test_sessions.py",
    "mfa_reauthenticate_webauthn": "what is sent is the key itself: tests/journeys/test_signing_in.py",
    "usersessions_list": "the session's own account, of which nothing is named",
}
"""Addresses of one's own way in, where no form is anybody else's to send."""


def test_every_address_that_takes_a_form_is_sent_one_or_says_why_not() -> None:
    posted = [one for one in routes() if one.door and "POST" in one.door.methods]
    sent = {one.route for one in BODIES}
    assert {one.name for one in posted} == sent | set(BUTTONS) | set(OWN)
    assert not sent & (set(BUTTONS) | set(OWN))
    for one in posted:
        if one.name not in sent:
            assert set(one.parts) <= {"study", "uidb36", "key"}, f"{one.name} names an object"
        if one.name in BUTTONS:
            view = inspect.unwrap(resolve(one.filled({"study": "first"})).func)
            source = inspect.getsource(view)
            assert "request.POST" not in source, f"{one.name} reads what it is sent"
            assert "request.FILES" not in source, f"{one.name} reads what it is sent"


@pytest.mark.slow  # some thirty forms, each sent from everywhere to everywhere
def test_nobody_changes_anything_by_a_form_that_is_not_theirs_to_send(filled: Tenants) -> None:
    cache.clear()
    visitors = {who: _visitor(filled, who) for who in {*STRANGERS, *TWIN.values(), *(one.who for one in BODIES)}}
    by_name = {one.name: one for one in routes()}
    wrong = []
    for body in BODIES:
        route = by_name[body.route]
        for place in places(filled):
            if concerned(route, place) or (place.name == "crossed" and body.asks is not _nothing_more):
                wrong += [f"{body.route} ({place.name}): {one}" for one in _sent(filled, visitors, body, route, place)]
    assert not wrong, "\n".join(wrong)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody with a browser; by is None for somebody who is not signed in."""

    who: str
    by: Actor | None
    client: Client


def _visitor(filled: Tenants, who: str) -> Visitor:
    known = who != ANONYMOUS
    client = confirmed(signed_in(filled.world.people[who])) if known else Client()
    client.raise_request_exception = False
    return Visitor(who, filled.world.actor(who) if known else None, client)


def _sent(filled: Tenants, visitors: dict[str, Visitor], body: Body, route: Route, place: Place) -> Iterator[str]:
    """What is wrong when everybody sends one form to one place."""
    with _without_trace():
        if body.before:
            body.before(filled, place)
        fields, asked = body.fields(filled, place), body.asks(filled, place)
        address = route.filled(values_of(place, filled))
        rightful = _rightful(body, place)
        for who in dict.fromkeys((body.who, TWIN.get(body.who, ANONYMOUS), *STRANGERS)):
            visitor = visitors[who]
            wanted = _expected(filled, body, route, place, visitor)
            if wanted == IN and who != rightful and body.route != "submissions":
                continue  # They may, and test_walls.py says that they can.
            with _without_trace(), _written() as written:
                answer = _post(visitor.client, address, fields, asked, body.session)
            told = answer.content.decode("utf-8", "replace")
            for one in fields.values():
                told = told.replace(str(one), "")  # A form that comes back holds what was typed.
            if met := {one for one in EVERY_CANARY if one in told} - filled.canaries_of(visitor.by):
                yield f"{who} met {sorted(met)}"
            if who == rightful:
                if wanted != IN or answer.status_code not in (200, 302, 303) or not written:
                    yield f"{who} should have been let: {wanted}, {answer.status_code}, {sorted(written)}"
            elif wanted != IN and (written or not _is(wanted, answer)):
                yield f"{who} was answered {answer.status_code} instead of {wanted}, and wrote {sorted(written)}"


def _rightful(body: Body, place: Place) -> str:
    """Who may send it there; "" where nobody may."""
    if place.name == "crossed":
        return ""
    return TWIN.get(body.who, "") if place.name == "other study" else body.who


def _expected(filled: Tenants, body: Body, route: Route, place: Place, visitor: Visitor) -> str:
    """As test_walls.py expects it of the address, and of what stands behind it or is somebody's own."""
    wanted = expected(route, "POST", place, visitor.by, filled)
    if wanted != IN:
        return wanted
    elsewhere = body.asks is not _nothing_more and place.name == "crossed"
    return NOT_FOUND if elsewhere or (body.own and visitor.who != body.who) else IN


def _is(wanted: str, answer: Any) -> bool:
    if wanted == SIGN_IN:
        return bool(answer.status_code == 303 and answer.headers["Location"].startswith("/account/login/"))
    return bool(answer.status_code == {REFUSED: 403, NOT_FOUND: 404}[wanted])


def _post(client: Client, address: str, fields: Fields, asked: Fields, session: dict[str, Any]) -> Any:
    cookies = client.cookies.output().replace("Set-Cookie: ", "")
    if session:
        held = client.session
        held.update(session)
        held.save()
    for one in fields.values():
        if isinstance(one, SimpleUploadedFile):
            one.seek(0)
    answer = client.post(address, fields, query_params=asked)
    client.cookies.clear()
    client.cookies.load(cookies)
    return answer


@contextmanager
def _written() -> Iterator[set[str]]:
    """Tables that are written to meanwhile, and verbs of events that are told; not sessions, and not refusals."""
    found: set[str] = set()
    before = Head.objects.get(only=1).number

    def note(run: Callable[..., Any], sql: str, *others: Any) -> Any:
        found.update(table for table in _WRITES.findall(sql) if table not in _OF_EVERY_REQUEST)
        return run(sql, *others)

    with connection.execute_wrapper(note):
        yield found
    with overseeing():
        events = Event.everywhere.filter(number__gt=before).exclude(verb=Verb.REFUSED)
        found.update(events.values_list("verb", flat=True))


_WRITES = re.compile(r'\b(?:INSERT INTO|INSERT OR IGNORE INTO|UPDATE|DELETE FROM) "(\w+)"', re.IGNORECASE)
_OF_EVERY_REQUEST = {"django_session", Event._meta.db_table, Head._meta.db_table}


@contextmanager
def _without_trace() -> Iterator[None]:
    """What was sent is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    listing._seen.clear()


def _new_password() -> Fields:
    new = "six other plain words in a row"
    return {"oldpassword": PASSWORD, "password1": new, "password2": new}


def _invitation(filled: Tenants) -> Fields:
    return {"name": "New Person", "email": "new@example.org", "role": f"coder@{filled.world.second.id}"}
