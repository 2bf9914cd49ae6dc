"""The demonstration as an application: two invented studies in the records, and somebody in each role."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click
from django.conf import settings
from django.db import transaction

from fivefold.cli import ops_prepare, present
from fivefold.cli.ops_people import DEMONSTRATION
from fivefold.method.common.errors import InputError
from fivefold.method.studies.layout import PASSWORDS, PROTOCOL
from fivefold.method.studies.protocol import parse_protocol
from fivefold.records.accounts import demonstration
from fivefold.records.accounts.access import INSTALLATION, actor
from fivefold.records.accounts.acting import installation
from fivefold.records.accounts.actions import members, people, sites, studies
from fivefold.records.accounts.demonstration import PASSWORD
from fivefold.records.accounts.models import Person, Site, Study
from fivefold.records.accounts.roles import At, role


@dataclass(frozen=True, slots=True)
class _Part:
    """One study of the demonstration, the partnerships of its sites in the order of labels, and who brings it in."""

    name: str
    sites: tuple[str, ...]
    frameworks: int
    seed: int
    lead: str


STUDIES = (
    _Part(
        "demonstration",
        ("North partnership", "East partnership", "South partnership", "West partnership"),
        49,
        2016,
        "research.lead@example.org",
    ),
    # Of other sites and other people: nobody of the first sees that it exists.
    _Part(
        "elsewhere",
        ("Coast partnership", "Moor partnership", "Valley partnership", "Lake partnership"),
        8,
        7,
        "other.research.lead@example.org",
    ),
)

# The site's lead first: once the study has its lead, a role at its sites waits for somebody to agree.
_OTHERS = (
    ("other.site.lead@example.org", "Demo Other Site Lead", "site_lead", "DEMOOTHERSITELEADAAAAAAAAAAAAAAA"),
    ("other.research.lead@example.org", "Demo Other Lead", "research_lead", "DEMOOTHERLEADAAAAAAAAAAAAAAAAAAA"),
)


def prepare(folders: tuple[Path, ...]) -> Iterator[str]:
    """Bring the demonstration into the records; yields a sentence for each thing done, none where all is in place.

    folders: of the two studies, written where they are missing. What people entered since stays as it is. Raises
    InputError in an installation that holds anything else, or that others than this machine reach.
    """
    now = datetime.now(UTC)
    _refuse_others_records()
    yield from ops_prepare.prepare(at=now)
    for part, folder in zip(STUDIES, folders, strict=True):
        if not folder.exists():
            yield f"Writing {part.frameworks} invented frameworks to {folder}."
            _write(part, folder)
        with installation(), transaction.atomic():
            study = _open(part, folder, now)
            _enrol(study, now)
        yield from _bring_in(part, folder, study)


def accounts() -> list[tuple[str, str, str]]:
    """Who can sign in: e-mail address, role, and where they hold it."""
    told = [(one.email, one.role, STUDIES[0]) for one in demonstration.ACCOUNTS]
    told += [(email, key, STUDIES[1]) for email, _, key, _ in _OTHERS]
    where = {At.STUDY: "study {0.name}", At.SITE: "{0.sites[0]}", At.INSTANCE: "everywhere"}
    return [(email, role(key).name, where[role(key).at].format(part)) for email, key, part in told]


def how_to_sign_in(*, code: str) -> str:
    """What a person needs to look around, for the terminal. code: the command that tells the six digits."""
    return "\n".join(
        [
            present.table(("sign in as", "who is", "in"), accounts()),
            "",
            f'Password of each: "{PASSWORD}". Then it asks for six digits; in another terminal: {code}',
        ]
    )


def _refuse_others_records() -> None:
    marker = settings.HOME / DEMONSTRATION
    if not settings.LOOPBACK:
        raise InputError(
            "a demonstration serves its own machine alone", where=settings.ADDRESS, next_step="Unset FIVEFOLD_ADDRESS."
        )
    if not marker.exists():
        if not ops_prepare.unapplied() and (Study.objects.exists() or Person.objects.exists()):
            raise InputError(
                "there are people or studies here that are no demonstration",
                where=str(settings.HOME),
                next_step="Name another folder with FIVEFOLD_HOME.",
            )
        settings.HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
        marker.write_text("Everything in this installation is invented.\n", "utf-8")


def _write(part: _Part, folder: Path) -> None:
    from fivefold.method.demonstration import delivery

    written = delivery.deliver(folder, frameworks=part.frameworks, seed=part.seed, force=False)
    for _ in present.progress(written, label="Writing forms", length=part.frameworks):
        pass


def _open(part: _Part, folder: Path, now: datetime) -> Study:
    found = Study.objects.filter(name=part.name).first()
    if found is not None:
        return found
    labels = parse_protocol((folder / PROTOCOL).read_text("utf-8"), file=PROTOCOL).sites
    held = {
        label: Site.objects.filter(name=name).first() or sites.add(name, by=INSTALLATION, at=now)
        for label, name in zip(labels, part.sites, strict=False)
    }
    return studies.open(part.name, sites=held, by=INSTALLATION, at=now)


def _enrol(study: Study, now: datetime) -> None:
    first = Site.objects.get(shares__study=study, shares__label=_first_label(study))
    if study.name == STUDIES[0].name:
        demonstration.enrol(study=study, site=first, at=now)
        return
    for email, name, key, secret in _OTHERS:
        if not Person.objects.filter(email=email).exists():
            made = people.invite(email=email, name=name, by=INSTALLATION, at=now)
            members.give(made.person, key, where=study if key == "research_lead" else first, by=INSTALLATION, at=now)
            people.add_app(people.join(made.token, name=name, password=PASSWORD, at=now), secret, at=now)


def _first_label(study: Study) -> str:
    return min(share.label for share in study.shares.exclude(label=""))


def _bring_in(part: _Part, folder: Path, study: Study) -> Iterator[str]:
    """Import a folder unless it is the one that was imported last."""
    noted = settings.HOME / f"{part.name}.imported"
    state = _state(folder)
    if noted.exists() and noted.read_text("ascii") == state:
        return
    # Loaded where there is something to bring in: the next start is to be quick.
    from fivefold.cli import sources
    from fivefold.records.analysis.bringing_in import bring_in

    yield f'Bringing {folder} into the study "{part.name}": reading, sealing, freezing.'
    brought = bring_in(
        folder,
        study,
        by=actor(Person.objects.get(email=part.lead)),
        at=datetime.now(UTC),
        passwords=sources.passwords(folder / PASSWORDS) if (folder / PASSWORDS).exists() else None,
        watch=sources.watch,
        progress=present.progress,
    )
    noted.write_text(state, "ascii")
    report = brought.report
    yield f"  {report.read} forms read, {report.received} of them new; {report.codings_held:,} codings."


def _state(folder: Path) -> str:
    """A digest of names, sizes and times: the same folder again is not read again."""
    rows = sorted(
        f"{path.relative_to(folder).as_posix()} {path.stat().st_size} {path.stat().st_mtime_ns}"
        for path in folder.rglob("*")
        if path.is_file()
    )
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def echo_all(folders: tuple[Path, ...]) -> None:
    """Prepare, saying each thing done."""
    for line in prepare(folders):
        click.echo(line)
