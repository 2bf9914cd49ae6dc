"""The lists of a study folder, read together so that every problem of every list is told at once."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from fivefold.method.common import csv_lists
from fivefold.method.common.errors import InputError, InputErrors
from fivefold.method.common.held_files import Folder
from fivefold.method.frameworks import references
from fivefold.method.frameworks.incident_list import read_incidents
from fivefold.method.frameworks.incidents import Incident
from fivefold.method.studies import lists
from fivefold.method.studies.layout import CLASSIFICATIONS, CONSENTS, COVER, INCIDENTS, PASSWORDS
from fivefold.method.studies.lists import CoverRow, Passwords
from fivefold.method.studies.report import Finding, Kind
from fivefold.method.studies.study import Consents, Override

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class StudyLists:
    """Everything the study's lists say, by reference key where they name frameworks."""

    covers: Mapping[str, tuple[CoverRow, ...]]
    consents: Mapping[str, Consents]
    incidents: Mapping[str, tuple[Incident, ...]]
    overrides: Mapping[str, Override]
    passwords: Passwords
    names: Mapping[str, Mapping[str, str]]
    """By list, the references it names: as it writes them, by key."""

    def strangers(self, known: Mapping[str, str]) -> Iterator[Finding]:
        """Rows for frameworks that are not of the study. known: its references by key."""
        for name, named in self.names.items():
            for key, reference in named.items():
                if key not in known:
                    near = references.near_misses(reference, known)
                    step = f"Did you mean {' or '.join(near)}?" if near else "Take the row out, or ask for the form."
                    yield Finding(Kind.LIST, f"{reference} is no framework of this study", name, step)


def read_lists(folder: Folder, *, covers: Mapping[str, Folder | None]) -> StudyLists:
    """Every list of a study folder; one that is not there names nothing.

    covers: each site's cover list, None where there is none.
    Raises InputErrors with the problems of all lists: half a list would change numbers in silence.
    """
    problems: list[InputError] = []

    def read(path: Folder | None, reader: Callable[..., T]) -> T | None:
        if path is None or not path.is_file():
            return None
        name = path.relative_to(folder).as_posix()
        try:
            return reader(csv_lists.decode(path.read_bytes(), file=name), file=name)
        except InputErrors as error:
            problems.extend(error.problems)
        except InputError as error:
            problems.append(error)
        return None

    rows = {site: read(path, lists.read_cover) or () for site, path in covers.items()}
    consents = read(folder / CONSENTS, lists.read_consents) or {}
    incidents = read(folder / INCIDENTS, read_incidents) or {}
    overrides = read(folder / CLASSIFICATIONS, lists.read_classifications) or {}
    passwords = read(folder / PASSWORDS, lists.read_passwords) or lists.NO_PASSWORDS
    if problems:
        raise InputErrors(problems)
    return StudyLists(
        covers=rows,
        consents=_keyed(consents),
        incidents=_joined_incidents(incidents),
        overrides=_keyed(overrides),
        passwords=passwords,
        names={
            CONSENTS: references.by_key(consents),
            INCIDENTS: references.by_key(incidents),
            CLASSIFICATIONS: references.by_key(overrides),
        },
    )


def _keyed(by_reference: Mapping[str, T]) -> dict[str, T]:
    return {references.key(reference): value for reference, value in by_reference.items()}


def _joined_incidents(by_reference: Mapping[str, tuple[Incident, ...]]) -> dict[str, tuple[Incident, ...]]:
    """By key: two ways of writing one reference are one framework."""
    joined: dict[str, tuple[Incident, ...]] = {}
    for reference, incidents in by_reference.items():
        key = references.key(reference)
        joined[key] = (*joined.get(key, ()), *incidents)
    return joined


def missing_lists(folder: Folder, *, covers: Mapping[str, Folder | None]) -> Iterator[Finding]:
    """A finding for every list that is not there. covers: by site's folder."""
    for site_folder, path in covers.items():
        if path is None:
            step = (
                f"Add {COVER} with the columns {', '.join(lists.COVER.names)}. Until then ages and months are unknown."
            )
            yield Finding(Kind.LIST, "there is no cover list", f"{site_folder}/{COVER}", step)
    for name, what in (
        (CONSENTS, "there is no consent list: no framework can be eligible"),
        (INCIDENTS, "there is no incident list: no framework can be eligible or classified"),
    ):
        if not (folder / name).is_file():
            yield Finding(Kind.LIST, what, name, "`fivefold study init` makes empty lists to fill in.")
