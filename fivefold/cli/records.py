"""Commands on the records: somebody's study opened by its name, behind the same walls as in the browser.

The one module that starts Django for a command which is not about the installation. Who may read the key files of an
installation may name anybody here; what they do is recorded under that name, and as told by a terminal. What takes two
people is refused: one person would be both.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fivefold.method.common.errors import InputError

if TYPE_CHECKING:
    from fivefold.method.coding.study_folder import CodedStudyReading
    from fivefold.records.accounts.access import Actor
    from fivefold.records.accounts.models import Study

AS = "FIVEFOLD_AS"
_WHO = f"Say who you are by --as E-MAIL or {AS}."


@dataclass(frozen=True, slots=True)
class Recorded:
    """A study of the records, as a command names it. needs: key of the ability the command asks for."""

    name: str
    email: str | None
    needs: str

    def __str__(self) -> str:
        return f"--study {self.name}"


@dataclass(frozen=True, slots=True)
class OpenedStudy:
    """A study and the person who opened it, within the walls."""

    study: "Study"
    by: "Actor"
    now: datetime


def person(email: str | None) -> "Actor":
    """The person with this address, or of FIVEFOLD_AS, as they may act now. InputError where there is none."""
    _start()
    from fivefold.records.accounts.access import Refused, actor
    from fivefold.records.accounts.models import Person

    given = email or os.environ.get(AS, "")
    if not given:
        raise InputError("nobody is named", next_step=_WHO)
    found = Person.objects.filter(email__iexact=given).first()
    if found is None:
        raise InputError("nobody here has this address", where=given, next_step=_WHO)
    try:
        return actor(found)
    except Refused as refused:
        raise InputError(_words(refused), where=given) from None


def study_of(name: str, by: "Actor", *, needs: str) -> "Study":
    """A study by its name. InputError in the same words whether there is none, or none that the person has a part in.

    needs: key of an ability; a part in the study without it is refused in its own words.
    """
    from fivefold.records.accounts.access import Refused, refuse, require
    from fivefold.records.accounts.models import Study
    from fivefold.records.accounts.roles import Ability

    found = Study.objects.filter(name=name).first()
    if found is None or found.id not in by.studies:
        raise InputError(f'there is no study "{name}" for you', next_step="`fivefold study list` names yours.")
    try:
        require(refuse(by, Ability(needs), study=found.id))
    except Refused as refused:
        raise InputError(_words(refused), where=name, next_step="Ask the study's lead.") from None
    return found


@contextmanager
def opened_study(name: str, email: str | None, *, needs: str) -> Iterator[OpenedStudy]:
    """A study opened for somebody, behind the walls, for the length of a command.

    Raises InputError as `person` and `study_of`, and for whatever an action refuses within.
    """
    by = person(email)
    study = study_of(name, by, needs=needs)
    from fivefold.records.accounts.access import Refused
    from fivefold.records.accounts.acting import acting

    try:
        with acting(by):
            yield OpenedStudy(study, by, datetime.now(UTC))
    except Refused as refused:
        raise InputError(_words(refused), where=name) from None


def reading(recorded: Recorded, *, command: str) -> "CodedStudyReading":
    """The whole study as the reading of its folder would tell it; one event. command: "analysis.tables"."""
    with opened_study(recorded.name, recorded.email, needs=recorded.needs) as opened:
        from fivefold.records.audit import events
        from fivefold.records.audit.verbs import Verb
        from fivefold.records.coding.readings import reading as read
        from fivefold.records.studies.queries import common_share

        try:
            found = read(opened.study)
        except LookupError:
            raise InputError(
                "nothing was brought into this study yet",
                where=recorded.name,
                next_step=f"`fivefold study import FOLDER --into {recorded.name}` does it.",
            ) from None
        events.record(
            Verb.STUDY_READ_WHOLE,
            by=opened.by.person,
            at=opened.now,
            share=common_share(opened.study).id,
            subject=opened.study.id,
            facts={"command": command, "submissions": len(found.coded.study.submissions)},
        )
        return found


def _start() -> None:
    from fivefold.cli.ops_start import started

    started()
    from fivefold.cli.ops_prepare import unapplied

    if unapplied():
        raise InputError(
            "the records are not ready",
            next_step="If you meant a folder, check its name. Else run `fivefold ops prepare` once.",
        )


def _words(refused: Exception) -> str:
    return str(refused).rstrip(".")
