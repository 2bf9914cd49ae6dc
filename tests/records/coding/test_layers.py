"""Layers are numbered in clear; whose they are is sealed, and leaves with an export alone."""

from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from fivefold.method.coding.codebook import codebook
from fivefold.method.coding.coded_study import CodedStudy
from fivefold.method.coding.codings import AGREED, Coding
from fivefold.method.coding.project_writing import write_project
from fivefold.method.coding.refi_qda import write
from fivefold.method.coding.spans import Span
from fivefold.method.studies.layout import CODING
from fivefold.records.accounts.models import ShareKind
from fivefold.records.coding import layers
from fivefold.records.coding.importing import import_folder
from fivefold.records.coding.models import Layer
from fivefold.records.coding.queries import coded_study, layer_labels, layer_names
from tests.support import study_folders as folders
from tests.support.standing import NOW, World, rows, share

pytestmark = pytest.mark.django_db

LONG = "A coder whose program knows them by a name that is longer than any database column was made for"
ONE = folders.submission(1)
BOOK = codebook()


def coded(*names: str) -> CodedStudy:
    cell, _entry = next(ONE.framework.placed_entries())
    codings = tuple(Coding(ONE.reference, cell, 0, Span(0, 4), BOOK["risk/peer"], name) for name in names)
    return CodedStudy(folders.study(ONE), BOOK, codings)


def brought(world: World, place: Path, *names: str) -> None:
    folder = folders.write(folders.study(ONE), place)
    (folder / CODING).write_bytes(write(write_project(coded(*names)))[0])
    import_folder(folder, world.first, by=world.actor("research_lead"), at=NOW)


def test_a_name_becomes_a_number_and_what_names_nobody_stays():
    given = layers.numbered(["Zoe", "Ann", AGREED, "Coder 2", "Unattributed"], known={})
    assert given == {
        AGREED: AGREED,
        "Unattributed": "Unattributed",
        "Coder 2": "Coder 2",
        "Ann": "Coder 1",
        "Zoe": "Coder 3",
    }


def test_a_label_once_given_is_no_others():
    given = layers.numbered(["Ann", "Coder 1"], known={"Zoe": "Coder 1"})
    assert given == {"Zoe": "Coder 1", "Ann": "Coder 2", "Coder 1": "Coder 3"}


@pytest.mark.slow  # forms are read in isolated processes
def test_names_are_sealed_however_long_and_every_page_says_the_number(world: World, tmp_path: Path):
    brought(world, tmp_path / "one", "Zoe Zebra", AGREED)
    brought(world, tmp_path / "two", "Zoe Zebra", LONG, AGREED)

    held = rows(Layer)
    assert sorted(row.label for row in held) == ["Coder 1", "Coder 2", AGREED]
    assert not [row for row in held for name in (b"Zebra", LONG.encode()) if name in bytes(row.name or b"")]
    with world.acting("coder"):
        found = coded_study(world.first)
        assert {coding.layer for coding in found.codings} == {"Coder 1", "Coder 2", AGREED}
        labels, names = layer_labels(world.first), layer_names(world.first)
    assert {labels[key]: names[key] for key in labels} == {"Coder 1": "Zoe Zebra", "Coder 2": LONG, AGREED: AGREED}
    with world.acting("site_lead"):
        assert layer_names(world.first) == {}


def test_names_that_stood_in_clear_are_sealed_where_they_stand(world: World):
    research = share(world.first, ShareKind.RESEARCH)
    with world.acting("research_lead"):
        for label in ("Zoe Zebra", "Ann Apple", AGREED):
            Layer.objects.create(share=research, label=label)
        sealing = import_module("fivefold.records.coding.migrations.0002_sealed_names")
        sealing.seal_names(apps, SimpleNamespace(connection=connection))

    with world.acting("coder"):
        labels, names = layer_labels(world.first), layer_names(world.first)
    assert {labels[key]: names[key] for key in labels} == {
        "Coder 1": "Ann Apple",
        "Coder 2": "Zoe Zebra",
        AGREED: AGREED,
    }
