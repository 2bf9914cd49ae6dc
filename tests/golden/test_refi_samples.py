"""Files that other programs wrote, and the official schemas, where they lie beside this repository.

They are not ours to carry along. Without them these tests say so and are skipped; the same habits are tested on files
of our own making in tests/method/coding/refi_qda.
"""

import io
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from fivefold.method.coding import refi_qda
from fivefold.method.coding.codebook import codebook
from fivefold.method.coding.project_writing import write_project
from fivefold.method.coding.refi_qda.codebook_exchange import write_codebook
from fivefold.method.coding.refi_qda.losses import Severity
from fivefold.method.coding.refi_qda.values import SourceKind
from tests.support import refi_dialects as dialects
from tests.support.coded_values import coded, coding, study, submission

SAMPLES = Path(__file__).parents[2].parent / "shared" / "refi-samples"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample files do not lie beside this repository")

ATLAS_TI = "atlasti-mac-8.4-standard-project"


def read(name):
    return refi_qda.read((SAMPLES / name).read_bytes(), file=name)


def schema(name):
    return etree.XMLSchema(etree.parse(SAMPLES / name))


@pytest.fixture(params=[f"{ATLAS_TI}.qde", f"{ATLAS_TI}.qdpx"])
def atlas(request):
    return read(request.param)


def test_the_vendors_standard_project_is_read_though_its_sources_are_absent(atlas):
    assert atlas.origin.startswith("ATLAS.ti 8.4.0")
    assert len(atlas.users) == 3
    assert len(atlas.codes) == 14
    assert sum(bool(code.description) for code in atlas.codes) == 7
    assert len(atlas.sources) == 11
    assert len(atlas.sets) == 16
    assert (len(atlas.notes), len(atlas.links), len(atlas.graphs)) == (2, 1, 1)


def test_every_coding_of_a_text_is_kept_and_every_other_is_counted(atlas):
    kept = sum(len(selection.codings) for source in atlas.sources for selection in source.selections)
    lost = {loss.what: loss.count for loss in atlas.losses.of(Severity.LOST)}
    assert kept == 9
    regions = sum(count for what, count in lost.items() if what.startswith("codings of regions"))
    twins = 2
    everything = (SAMPLES / f"{ATLAS_TI}.qde").read_text(encoding="utf-8").count("<Coding ")
    assert kept + regions + twins == everything
    assert lost["texts that are not in the file"] == 11


def test_its_annotation_keeps_its_words(atlas):
    [annotation] = [one for source in atlas.sources for one in source.selections if not one.codings]
    root = etree.parse(SAMPLES / f"{ATLAS_TI}.qde").getroot()
    [bare] = [one for one in root.iter("{*}PlainTextSelection") if one.find("{*}Coding") is None]
    assert annotation.description == bare.find("{*}Description").text


def test_one_identifier_for_a_region_and_a_passage_is_no_loss(atlas):
    found = {loss.what: loss.count for loss in atlas.losses.of(Severity.NOTE)}
    assert found["regions of PDF documents that are also passages of their text"] == 2
    [limon] = [one for one in atlas.sources if one.kind is SourceKind.PDF and one.selections]
    assert [one.name for one in limon.selections] == [limon.selections[0].name, "granola"]


def test_it_is_written_again_by_the_official_schema_and_says_the_same(atlas):
    data, losses = refi_qda.write(atlas)
    xml = zipfile.ZipFile(io.BytesIO(data)).read("project.qde")
    schema("Project.xsd").assertValid(etree.fromstring(xml))
    again = refi_qda.read(data, file="again.qdpx")
    assert again == atlas
    assert {loss.what for loss in losses} == {
        "passages of texts that are absent",
        "texts of PDF documents, pictures and recordings",
    }


def test_a_codebook_with_an_empty_set_list_is_read():
    book = read("taguette-1.5.2.qdc")
    assert book.origin == "Taguette 1.5.2"
    assert [code.name for code in book.codes] == [
        "interesting",
        "Primary",
        "Primary.Child",
        "Primary.Child.Grand",
        "Other",
    ]
    assert not book.losses


def test_our_codebook_follows_the_official_schema():
    schema("Codebook.xsd").assertValid(etree.fromstring(write_codebook(codebook())))


def test_a_study_follows_the_official_schema():
    made = study(submission({"peer/risk": ["The group laughs"]}))
    data, _ = refi_qda.write(write_project(coded(made, coding("peer/risk", "risk/peer"))))
    schema("Project.xsd").assertValid(etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("project.qde")))


@pytest.mark.parametrize("name", dialects.DIALECTS)
def test_the_files_our_tests_make_of_other_programs_follow_the_official_schema(name):
    data = dialects.write(dialects.DIALECTS[name], dialects.documents(count=1))
    bundle = zipfile.ZipFile(io.BytesIO(data))
    [project] = [one for one in bundle.namelist() if one.endswith(".qde")]
    schema("Project.xsd").assertValid(etree.fromstring(bundle.read(project)))
