"""The context register: which frameworks name which context instance or place, and which tell of the same incident.

Worked out from cards, so that a study of any size costs no text to be opened.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fivefold.method.common.contexts import Context
from fivefold.records.studies.queries import Listed


@dataclass(frozen=True, slots=True)
class Instance:
    """A context instance or place as frameworks name it. name: as it was first written; case and spacing apart, one.

    named_by: submissions whose form names it. settings: those an incident of which was set in it, by its words.
    """

    context: str
    name: str
    named_by: tuple[Listed, ...]
    set_in: tuple[Listed, ...] = ()

    @property
    def frameworks(self) -> int:
        """How many submissions name it, in either way."""
        return len({one.id for one in (*self.named_by, *self.set_in)})


@dataclass(frozen=True, slots=True)
class SharedIncident:
    """An incident that more than one framework tells of."""

    reference: str
    setting: str
    location: str
    told_by: tuple[Listed, ...]


def instances(listed: Iterable[Listed]) -> tuple[Instance, ...]:
    """Every context instance, place and incident setting named: by context, those named most often first.

    One label of two sites is two instances: "School 2" of site A is not the school of site B. So an instance is told
    by its site, its context and its name.
    """
    named: dict[tuple[str, str, str], list[Listed]] = {}
    settings: dict[tuple[str, str, str], list[Listed]] = {}
    first: dict[tuple[str, str, str], str] = {}
    for one in listed:
        for table, told in ((named, one.card.named), (settings, _settings(one))):
            for context, name in told:
                key = (one.card.label, context, _same(name))
                first.setdefault(key, " ".join(name.split()))
                rows = table.setdefault(key, [])
                if not rows or rows[-1].id != one.id:
                    rows.append(one)
    every = (
        Instance(key[1], name, tuple(named.get(key, ())), tuple(settings.get(key, ()))) for key, name in first.items()
    )
    order = [*map(str, Context), ""]
    return tuple(sorted(every, key=lambda one: (order.index(one.context), -one.frameworks, one.name.casefold())))


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


def _same(name: str) -> str:
    return " ".join(name.casefold().split())
