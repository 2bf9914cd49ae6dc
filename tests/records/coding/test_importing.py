"""Bringing a study folder in: what is stored, what is told, and that the same folder again writes nothing."""

from pathlib import Path

import pytest

from fivefold.method.analysis.extract import extract
from fivefold.method.coding.study_folder import CodedStudyReading, read_coded_study
from fivefold.method.demonstration import delivery
from fivefold.records.coding.importing import import_folder
from fivefold.records.coding.queries import coded_study
from fivefold.records.revisions.models import Revision
from fivefold.records.studies.models import Submission
from tests.support.standing import NOW, World, rows

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration study, as a folder."""
    place = tmp_path_factory.mktemp("study") / "study"
    list(delivery.deliver(place, frameworks=49, seed=2016, force=False))
    return place


@pytest.fixture(scope="module")
def reading(folder: Path) -> CodedStudyReading:
    """The demonstration study, read."""
    return read_coded_study(folder)


def brought_in(world: World, folder: Path, **given: object):  # type: ignore[no-untyped-def]
    return import_folder(folder, world.first, by=world.actor("research_lead"), at=NOW, **given)  # type: ignore[arg-type]


def test_an_imported_study_is_the_study_the_folder_holds(world: World, folder: Path, reading: CodedStudyReading):
    report = brought_in(world, folder)

    with world.acting("research_lead"):
        coded = coded_study(world.first)
    assert coded.study == reading.coded.study
    assert coded.codebook == reading.coded.codebook
    assert coded.codings == reading.coded.codings
    assert extract(coded).freeze == extract(reading.coded).freeze
    assert (report.read, report.received, report.changed, report.unchanged) == (49, 49, (), 0)
    assert report.codings_received == len(reading.coded.codings)


def test_the_same_folder_again_writes_nothing(world: World, folder: Path):
    brought_in(world, folder)
    before = len(rows(Revision)), len(rows(Submission))

    report = brought_in(world, folder)

    assert (len(rows(Revision)), len(rows(Submission))) == before
    assert (report.received, report.changed, report.unchanged, report.wrote) == (0, (), 49, False)
