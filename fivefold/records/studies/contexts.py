"""The context register: which frameworks name which context instance or place, and which tell of the same incident.

Worked out from cards, so that a study of any size costs no text to be opened.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from fivefold.method.common.contexts import Context
from fivefold.records.studies.listing import Listed


@dataclass(frozen=True, slots=True)
class Instance:
    """A context instance or place as frameworks name it. name: as it was first written; case and spacing apart, one.

    named_by: submissions whose form names it. set_in: those an incident of which was set in it, by its words.
    frameworks: how many submissions name it, in either way.
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
    by its site, its context and its name.
    """
    found: dict[tuple[str, str, str], _Naming] = {}
    # Thousands of frameworks name hundreds of things: each spelling is looked at once.
    spelt: dict[str, str] = {}
    for one in listed:
        for named, told in ((True, one.card.named), (False, _settings(one))):
            for context, name in told:
                same = spelt.get(name)
                if same is None:
                    same = spelt[name] = " ".join(name.casefold().split())
                known = found.setdefault((one.card.label, context, same), _Naming(name))
                rows = known.named_by if named else known.set_in
                if not rows or rows[-1] is not one:
                    rows.append(one)
    every = (one.instance(context) for (_, context, _), one in found.items())
    order = [*map(str, Context), ""]
    return tuple(sorted(every, key=lambda one: (order.index(one.context), -one.frameworks, one.name.casefold())))


@dataclass(slots=True)
class _Naming:
    """An instance while frameworks are still looked through. name: as it was first written."""

    name: str
    named_by: list[Listed] = field(default_factory=list)
    set_in: list[Listed] = field(default_factory=list)

    def instance(self, context: str) -> Instance:
        named_by, set_in = tuple(self.named_by), tuple(self.set_in)
        frameworks = len({*map(id, named_by), *map(id, set_in)})
        return Instance(context, " ".join(self.name.split()), named_by, set_in, frameworks)


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


def _settings(one: Listed) -> Sequence[tuple[str, str]]:
    return [(location, setting) for _, setting, location in one.card.incidents if setting.strip()]
