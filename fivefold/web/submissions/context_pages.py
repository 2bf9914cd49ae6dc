"""The context register: what frameworks name, and how they are linked by it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from fivefold.method.common.contexts import Context
from fivefold.method.frameworks.definition import instrument
from fivefold.records.accounts.models import Study
from fivefold.records.studies.contexts import Instance, Register, SharedIncident
from fivefold.records.studies.listing import Listed
from fivefold.web import paging
from fivefold.web.page import Page
from fivefold.web.paging import Pages
from fivefold.web.submissions import words
from fivefold.web.submissions.tabs import Way

SHOWN: Final = 12
"""Frameworks shown for each name; a list of hundreds links nothing any more."""

CHOICES: Final = ("", "shared", *map(str, Context))
"""What of the register can be asked for: everything, what several frameworks name, or a context."""


@dataclass(frozen=True, slots=True)
class Linked:
    """Frameworks by reference, and how many more there are."""

    ways: tuple[Way, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class ShownInstance:
    """One named context instance. frameworks: how many, in words."""

    name: str
    site: str
    frameworks: str
    named_by: Linked
    set_in: Linked


@dataclass(frozen=True, slots=True)
class Group:
    """A context and what is named in it. key: the context's; "none" where a setting has none."""

    key: str
    label: str
    instances: tuple[ShownInstance, ...]


@dataclass(frozen=True, slots=True)
class ShownIncident:
    """An incident several frameworks tell of."""

    reference: str
    setting: str
    context: str
    told_by: Linked


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to narrow the register. count: names in it."""

    text: str
    count: str
    href: str
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextsPage(Page):
    """The register. choices: contexts to narrow it to. counted: what is shown of how many."""

    scope: str
    choices: tuple[Choice, ...]
    groups: tuple[Group, ...]
    incidents: tuple[ShownIncident, ...]
    more_incidents: int
    pages: Pages
    nothing: bool


def contexts(study: Study, register: Register, *, asked: str, page: object, own_site: bool) -> ContextsPage:
    """A page of the register. asked: one of CHOICES."""
    texts = {"": "Everything", "shared": "Named by several frameworks", **{str(one): _label(one) for one in Context}}
    wanted = register.of[asked]
    pages = paging.pages(len(wanted), page, query={"context": asked})
    shown = wanted[max(0, pages.first - 1) : pages.last]
    address = reverse("contexts", kwargs={"study": study.name})
    return ContextsPage(
        kind="Contexts",
        heading="Contexts",
        scope="your site's frameworks" if own_site else "all frameworks of the study",
        choices=tuple(
            Choice(texts[key], f"{len(found):,}", f"{address}?context={key}" if key else address, here=key == asked)
            for key, found in register.of.items()
        ),
        groups=_groups(study, shown),
        incidents=tuple(_incident(study, one) for one in register.incidents[: paging.SIZE]),
        more_incidents=max(0, len(register.incidents) - paging.SIZE),
        pages=pages,
        nothing=not register.of[""] and not register.incidents,
    )


def _groups(study: Study, shown: Sequence[Instance]) -> tuple[Group, ...]:
    keys = dict.fromkeys(one.context for one in shown)
    return tuple(
        Group(key or "none", _label(key), tuple(_instance(study, one) for one in shown if one.context == key))
        for key in keys
    )


def _instance(study: Study, one: Instance) -> ShownInstance:
    count = one.frameworks
    return ShownInstance(
        name=one.name,
        site=(one.named_by or one.set_in)[0].card.label,
        frameworks=f"{count:,} {'framework' if count == 1 else 'frameworks'}",
        named_by=_linked(study, one.named_by, "submission"),
        set_in=_linked(study, one.set_in, "submission-incidents"),
    )


def _incident(study: Study, one: SharedIncident) -> ShownIncident:
    context = _label(one.location) if one.location else "Context not recorded"
    told_by = _linked(study, one.told_by, "submission-incidents")
    return ShownIncident(one.reference, one.setting or "Setting not recorded", context, told_by)


def _linked(study: Study, several: Sequence[Listed], name: str) -> Linked:
    return Linked(
        tuple(
            Way(one.card.reference, reverse(name, kwargs={"study": study.name, "submission": one.id}))
            for one in several[:SHOWN]
        ),
        max(0, len(several) - SHOWN),
    )


def _label(context: str) -> str:
    return words.short(instrument().row(Context(context)).label) if context else "Context not recorded"
