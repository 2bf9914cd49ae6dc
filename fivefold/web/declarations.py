"""What a door declares, and who stands before it. Views declare with `fivefold.web.doors.door`."""

from dataclasses import dataclass
from enum import Enum
from typing import Literal

from django.http import HttpRequest

from fivefold.records.accounts import access
from fivefold.records.accounts.access import Actor
from fivefold.records.accounts.models import Study
from fivefold.records.accounts.roles import Ability
from fivefold.records.audit.verbs import Verb


class Open(Enum):
    """Doors that ask for no ability."""

    PUBLIC = "everybody"
    SIGNED_IN = "everybody who is signed in"


PUBLIC, SIGNED_IN = Open.PUBLIC, Open.SIGNED_IN

ORDINARY = 1_000_000
"""Bytes a request's body may hold, unless its door takes more."""


@dataclass(frozen=True, slots=True)
class Door:
    """One declared way in.

    tells: the event after each answer that shows something. silent: why there is none, where there is none.
    methods: those it answers. step_up: whether the person shows a second factor again first, always or to send the
    form ("POST"). most: bytes of a body it takes.
    keeps: fields of a form whose words are handed back where a session has ended meanwhile.
    sends: the ability that sending the form needs, where it is another than seeing it.
    """

    opens: Ability | Open
    tells: Verb | None = None
    silent: str = ""
    methods: tuple[str, ...] = ("GET",)
    step_up: bool | Literal["POST"] = False
    most: int = ORDINARY
    keeps: tuple[str, ...] = ()
    sends: Ability | None = None

    def asks_again(self, method: str) -> bool:
        """Whether a request needs a second factor shown lately."""
        return self.step_up is True or self.step_up == method

    def refuses(self, by: Actor, study: Study | None, *, method: str = "GET") -> access.Refusal | None:
        """Why this person may not come in, or None. method: a POST may need more than a GET."""
        asked = self.sends if self.sends is not None and method == "POST" else self.opens
        if isinstance(asked, Open):
            return None
        return access.refuse(by, asked, study=study.id if study else None)


def door_of(view: object) -> Door | None:
    """The declaration of a view; None where there is none."""
    found = getattr(view, "door", None)
    return found if isinstance(found, Door) else None


def visitor(request: HttpRequest) -> Actor | None:
    """Who is signed in, with what they hold now; None for nobody. Two queries, once a request."""
    known: Actor | None
    if not hasattr(request, "visitor"):
        person = getattr(request, "user", None)
        known = access.actor(person) if person is not None and person.is_authenticated else None
        request.visitor = known  # type: ignore[attr-defined]  # Request has it
    known = request.visitor  # type: ignore[attr-defined]  # Request has it
    return known
