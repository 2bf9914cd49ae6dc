"""Taking a study out while others work: nobody waits for it, and no file mixes what was before with what came after."""

import io
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from fivefold.method.frameworks.classification import Cohort
from fivefold.records.accounts.access import Refused
from fivefold.records.audit.models import Event
from fivefold.records.audit.verbs import Verb
from fivefold.records.coding import actions_memos
from fivefold.records.coding.actions_exporting import Purpose, Refusal, export_study
from fivefold.records.coding.importing import import_folder
from fivefold.records.studies import actions_classifying, protected_archive
from fivefold.records.studies.models import Submission
from tests.support import study_folders
from tests.support.standing import NOW, World, rows, two_studies

pytestmark = pytest.mark.slow  # forms are read in isolated processes

PASSWORD = protected_archive.password(bytes(range(25)))
ONE = study_folders.study(study_folders.submission(1))


def take_out(world: World, progress: Any) -> None:
    with world.acting("research_lead") as by:
        export_study(
            world.first,
            io.BytesIO(),
            by=by,
            at=NOW,
            export=UUID(int=7),
            purpose=Purpose.ARCHIVE,
            password=PASSWORD,
            progress=progress,
        )


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the embedded database alone has one writer at a time")
def test_nobody_waits_for_the_embedded_database_meanwhile(tmp_path: Path) -> None:
    world = two_studies()
    import_folder(study_folders.write(ONE, tmp_path / "study"), world.first, by=world.actor("research_lead"), at=NOW)
    wrote: list[bool] = []

    def while_it_is_read(forms: Iterable[Any], **_: Any) -> Iterator[Any]:
        for one in forms:
            with closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=0)) as other:
                other.execute("BEGIN IMMEDIATE")
                wrote.append(True)
            yield one

    take_out(world, while_it_is_read)
    assert wrote == [True]
    assert len(rows(Event, verb=Verb.STUDY_EXPORTED)) == 1


@pytest.mark.django_db
def test_what_was_changed_meanwhile_is_not_handed_over(world: World, tmp_path: Path) -> None:
    import_folder(study_folders.write(ONE, tmp_path / "study"), world.first, by=world.actor("research_lead"), at=NOW)

    def while_somebody_writes(forms: Iterable[Any], **_: Any) -> Iterator[Any]:
        by = world.actor("research_lead")
        actions_memos.write(world.first, text="A thought.", by=by, at=NOW)
        if decides:
            row = Submission.objects.select_related("share", "study").get()
            actions_classifying.override(
                row, cohort=Cohort.BOTH, reason="Both, by its words.", against=0, by=by, at=NOW
            )
        yield from forms

    decides = False
    take_out(world, while_somebody_writes)
    decides = True

    with pytest.raises(Refused) as refused:
        take_out(world, while_somebody_writes)
    assert refused.value.refusal == Refusal.CHANGED_MEANWHILE
    assert len(rows(Event, verb=Verb.STUDY_EXPORTED)) == 1
