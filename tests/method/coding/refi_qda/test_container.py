"""A container that is written source by source is the one that is written in one go, whatever its size."""

import io
import tracemalloc
import zipfile
from dataclasses import replace

import pytest

from fivefold.method.coding import refi_qda
from fivefold.method.coding.refi_qda import guids, values, writing
from fivefold.method.coding.spans import SourceText, Span
from fivefold.method.common.errors import InputError
from tests.support.refi_projects import A, C, D

USER = values.User(D, "Coder 1")
CODE = values.Code(C, "Risks")


def source(number: int, *, passages: int = 3) -> values.TextSource:
    """A text with passages, a code on each."""
    name = f"K{number:04}"
    selections = tuple(
        values.Selection(
            guids.derive("selection", name, place),
            "Staff",
            Span(place, place + 5),
            (values.Coding(guids.derive("coding", name, place), C, D),),
        )
        for place in range(passages)
    )
    return values.TextSource(guids.derive("source", name), name, SourceText(name, "Staff know. " * 40), selections)


def project(sources: int = 4) -> values.Project:
    return values.Project(
        "Study",
        users=(USER,),
        codes=(CODE,),
        cases=tuple(values.Case(guids.derive("case", number), f"K{number:04}") for number in range(sources)),
        sources=tuple(map(source, range(sources))),
        notes=(values.TextSource(A, "Memo", SourceText("Memo", "one"), kind=values.SourceKind.NOTE),),
        description="about",
        attached=(A,),
    )


def piecewise(whole: values.Project, *, ahead: int) -> bytes:
    file = io.BytesIO()
    container = refi_qda.Container(file, spool=io.BytesIO())
    for one in whole.sources[:ahead]:
        container.add(one)
    losses = container.finish(replace(whole, sources=whole.sources[ahead:]))
    assert not losses
    return file.getvalue()


@pytest.mark.parametrize("ahead", [0, 1, 4])
def test_sources_added_ahead_give_the_bytes_of_the_whole(ahead):
    whole = project()
    assert piecewise(whole, ahead=ahead) == refi_qda.write(whole)[0]


def test_what_was_added_comes_back_in_its_order():
    whole = project()
    assert refi_qda.read(piecewise(whole, ahead=2), file="p.qdpx") == whole


def test_a_container_in_files_is_the_one_in_memory(tmp_path):
    whole = project()
    with (tmp_path / "p.qdpx").open("wb") as file, (tmp_path / "spool").open("w+b") as spool:
        refi_qda.Container(file, spool=spool).finish(whole)
    assert (tmp_path / "p.qdpx").read_bytes() == refi_qda.write(whole)[0]


def test_a_project_file_is_copied_whole_however_large(monkeypatch):
    whole = project()
    expected = refi_qda.write(whole)[0]
    monkeypatch.setattr(writing, "_CHUNK", 7)
    assert refi_qda.write(whole)[0] == expected


def test_only_a_very_large_project_file_is_written_with_wide_sizes(monkeypatch):
    whole = project()
    narrow = refi_qda.write(whole)[0]
    monkeypatch.setattr(writing, "_LARGE", 10)
    wide = refi_qda.write(whole)[0]
    needed = [
        {info.filename: info.extract_version for info in zipfile.ZipFile(io.BytesIO(data)).infolist()}["project.qde"]
        for data in (narrow, wide)
    ]
    assert needed == [zipfile.DEFAULT_VERSION, zipfile.ZIP64_VERSION]
    assert refi_qda.read(wide, file="p.qdpx") == whole


def test_a_container_that_is_left_early_lets_go_of_its_files_and_is_no_project():
    file = io.BytesIO()
    with refi_qda.Container(file, spool=io.BytesIO()) as container:
        container.add(source(0))
    with pytest.raises(InputError, match="no project file"):
        refi_qda.read(file.getvalue(), file="p.qdpx")


@pytest.mark.slow  # memory can only be seen to stay where it is over some thousand passages
def test_memory_does_not_grow_with_the_sources(tmp_path):
    def peak(sources: int) -> int:
        with (tmp_path / "p.qdpx").open("wb") as file, (tmp_path / "spool").open("w+b") as spool:
            container = refi_qda.Container(file, spool=spool)
            tracemalloc.start()
            for number in range(sources):
                container.add(source(number, passages=100))
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            container.finish(values.Project("Study", users=(USER,), codes=(CODE,)))
            return peak

    peak(2)
    few, many = peak(10), peak(100)
    # A source's XML has some 40,000 bytes; a hundred of them held would be seen.
    assert many - few < 90 * 4_000
