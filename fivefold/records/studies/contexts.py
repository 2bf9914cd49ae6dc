"""The context register: which frameworks name which context instance or place, and which tell of the same incident.

Worked out from cards, so that a study of any size costs no text to be opened.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from fivefold.method.common.contexts import Context
from fivefold.records.studies.listing import Listed


@dataclass(frozen=True, slots=True)
class Instance:
    """A context instance or place as frameworks name it. name: as it was first written; case and spacing apart, one.

    named_by: submissions whose form names it. set_in: those an incident of which was set in it, by its words.
    frameworks: how many submissions name it, in either way; one alone where no form names it.
    """

    context: str
    name: str
    named_by: tuple[Listed, ...]
    set_in: tuple[Listed, ...]
    frameworks: int


@dataclass(frozen=True, slots=True)
class SharedIncident:
    """An incident that more than one framework tells of."""

    reference: str
    setting: str
    location: str
    told_by: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Register:
    """What frameworks name, and the incidents that several tell of.

    of: by context, "" for everything, "shared" for what several frameworks name: each as `instances` orders them.
    """

    of: Mapping[str, tuple[Instance, ...]]
    incidents: tuple[SharedIncident, ...]


def register(listed: tuple[Listed, ...]) -> Register:
    """The register of these submissions. Some 25 milliseconds for a thousand: `listing.worked_out` keeps it."""
    every = instances(listed)
    by_context = {str(one): tuple(each for each in every if each.context == one) for one in Context}
    shared = tuple(one for one in every if one.frameworks > 1)
    return Register({"": every, "shared": shared, **by_context}, shared_incidents(listed))


def instances(listed: Iterable[Listed]) -> tuple[Instance, ...]:
    """Every context instance, place and incident setting named: by context, those named most often first.

    One label of two sites is two instances: "School 2" of site A is not the school of site B. So an instance is told
    by its site, its context and its name. A setting is one with what its own form names, and otherwise stands for
    itself: "friend's home" is another home in every framework, and linking them would link children who have none.
    """
    found: dict[tuple[str, str, str, UUID | None], _Naming] = {}
    # Thousands of frameworks name hundreds of things: each spelling is looked at once.
    spelt: dict[str, str] = {}
    for one in listed:
        label = one.card.label
        for context, name in one.card.named:
            same = spelt.get(name) or spelt.setdefault(name, _bare(name))
            found.setdefault((label, context, same, None), _Naming(name)).add(one, "named_by")
        for context, name in _settings(one):
            same = spelt.get(name) or spelt.setdefault(name, _bare(name))
            named = found.get((label, context, same, None))
            alone = named is None or named.named_by[-1] is not one
            found.setdefault((label, context, same, one.id if alone else None), _Naming(name)).add(one, "set_in")
    every = (one.instance(context) for (_, context, _, _), one in found.items())
    order = [*map(str, Context), ""]
    return tuple(sorted(every, key=lambda one: (order.index(one.context), -one.frameworks, one.name.casefold())))


@dataclass(slots=True)
class _Naming:
    """An instance while frameworks are still looked through. name: as it was first written."""

    name: str
    named_by: list[Listed] = field(default_factory=list)
    set_in: list[Listed] = field(default_factory=list)

    def add(self, one: Listed, way: Literal["named_by", "set_in"]) -> None:
        """Once, however often it names it."""
        rows = self.named_by if way == "named_by" else self.set_in
        if not rows or rows[-1] is not one:
            rows.append(one)

    def instance(self, context: str) -> Instance:
        named_by, set_in = tuple(self.named_by), tuple(self.set_in)
        # Whoever has an incident set in what a form names, names it.
        return Instance(context, " ".join(self.name.split()), named_by, set_in, len(named_by or set_in))


def shared_incidents(listed: Iterable[Listed]) -> tuple[SharedIncident, ...]:
    """Incidents that stand in two frameworks or more, those in most first."""
    told: dict[str, list[tuple[Listed, str, str]]] = {}
    for one in listed:
        for reference, setting, location in one.card.incidents:
            told.setdefault(reference, []).append((one, setting, location))
    found = (
        SharedIncident(reference, rows[0][1], rows[0][2], tuple(row[0] for row in rows))
        for reference, rows in told.items()
        if len(rows) > 1
    )
    return tuple(sorted(found, key=lambda one: (-len(one.told_by), one.reference)))


def _bare(name: str) -> str:
    """A name, however it is cased and spaced."""
    return " ".join(name.casefold().split())


def _settings(one: Listed) -> Sequence[tuple[str, str]]:
    return [(location, setting) for _, setting, location in one.card.incidents if setting.strip()]
