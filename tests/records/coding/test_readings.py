"""A study of the records told as a folder is: what it says of its coding project after imports with and without one."""

from datetime import timedelta
from pathlib import Path

import pytest

from fivefold.method.coding import refi_qda
from fivefold.method.coding.codebook import codebook
from fivefold.method.coding.coded_study import CodedStudy
from fivefold.method.coding.codings import AGREED, Coding
from fivefold.method.coding.project_writing import write_project
from fivefold.method.coding.spans import Span
from fivefold.method.studies.layout import CODING
from fivefold.records.coding import readings
from fivefold.records.coding.importing import import_folder
from fivefold.records.studies.models import Import
from tests.support import study_folders
from tests.support.standing import NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]  # forms are read in isolated processes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A study of one framework with one coding."""
    study = study_folders.study(study_folders.submission(1))
    (one,) = study.submissions
    (cell, _), *_ = one.framework.placed_entries()
    code = codebook()["risk/individual/non-attendance-at-school"]
    coded = CodedStudy(study, codebook(), (Coding(one.reference, cell, 0, Span(0, 14), code, AGREED),))
    place = study_folders.write(study, tmp_path / "study")
    (place / CODING).write_bytes(refi_qda.write(write_project(coded))[0])
    return place


def test_forms_that_come_again_alone_leave_the_study_coded(world: World, folder: Path):
    lead = world.actor("research_lead")
    import_folder(folder, world.first, by=lead, at=NOW)
    with world.acting("research_lead"):
        before = readings.reading(world.first)
    (folder / CODING).unlink()

    import_folder(folder, world.first, by=lead, at=NOW + timedelta(hours=1))

    with world.acting("research_lead"):
        after = readings.reading(world.first)
    assert after.require_codings().codings == before.require_codings().codings
    assert (after.project, after.coding, after.findings) == (before.project, before.coding, before.findings)


def test_codings_of_an_import_that_was_broken_off_are_codings(world: World, folder: Path):
    import_folder(folder, world.first, by=world.actor("research_lead"), at=NOW)

    with world.acting("research_lead"):
        Import.objects.update(ended=None, report=None)
        found = readings.reading(world.first)

    assert len(found.require_codings().codings) == 1
    assert found.doubts == 0


def test_a_study_that_never_had_a_coding_project_has_none(world: World, folder: Path):
    (folder / CODING).unlink()
    import_folder(folder, world.first, by=world.actor("research_lead"), at=NOW)

    with world.acting("research_lead"):
        found = readings.reading(world.first)

    assert (found.project, found.coding) == (None, None)
    assert [one.where for one in found.findings] == [CODING]
