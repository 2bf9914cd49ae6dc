"""A study folder read with its coding project, or without one."""

from dataclasses import replace
from pathlib import Path

import pytest

from fivefold.method.coding import refi_qda
from fivefold.method.coding.codebook import codebook
from fivefold.method.coding.coded_study import CodedStudy
from fivefold.method.coding.codings import AGREED, Coding
from fivefold.method.coding.project_writing import write_project
from fivefold.method.coding.refi_qda.values import Project
from fivefold.method.coding.spans import Span
from fivefold.method.coding.study_folder import read_coded_study
from fivefold.method.common.errors import InputError
from tests.support import study_folders as folders
from tests.support.progress import Told

pytestmark = pytest.mark.slow  # every test starts the isolated reader

STUDY = folders.study(folders.submission(1), folders.submission(2))


def test_a_coding_project_in_the_folder_is_read_with_the_study(tmp_path: Path) -> None:
    (cell, _entry), *_ = STUDY.submissions[0].framework.placed_entries()
    code = codebook()["risk/individual/non-attendance-at-school"]
    coding = Coding(STUDY.submissions[0].reference, cell, 0, Span(0, 14), code, AGREED)
    data, _losses = refi_qda.write(write_project(CodedStudy(STUDY, codebook(), (coding,))))
    folder = folders.write(STUDY, tmp_path)
    (folder / "coding.qdpx").write_bytes(data)
    told = Told()
    reading = read_coded_study(folder, workers=1, progress=told)
    assert told.said == [("Reading the coding project", 2, 2), ("Placing codings in entries", 2, 2)]
    assert reading.coded.study == STUDY
    assert reading.coded.codings == (coding,)
    assert reading.require_codings() == reading.coded
    assert reading.findings == ()
    assert reading.report.eligible == 2
    assert reading.doubts == 0


def test_codings_that_figures_cannot_stand_on_are_refused_with_what_to_do(tmp_path: Path) -> None:
    (cell, _entry), *_ = STUDY.submissions[0].framework.placed_entries()
    code = codebook()["risk/individual/non-attendance-at-school"]
    coding = Coding(STUDY.submissions[0].reference, cell, 0, Span(0, 14), code, "Ann")
    folder = folders.write(STUDY, tmp_path)
    for codings, what in (((coding,), 'no coding is by "Agreed"'), ((), "no coding of the coding project")):
        data, _losses = refi_qda.write(write_project(CodedStudy(STUDY, codebook(), codings)))
        (folder / "coding.qdpx").write_bytes(data)
        reading = read_coded_study(folder, workers=1)
        assert reading.doubts
        with pytest.raises(InputError, match=what) as caught:
            reading.require_codings()
        assert ('agreed_layer = "Ann"' in caught.value.next_step) is bool(codings)


def test_without_a_coding_project_nothing_is_coded_and_that_is_said(tmp_path: Path) -> None:
    reading = read_coded_study(folders.write(STUDY, tmp_path), workers=1)
    assert reading.coded == CodedStudy(STUDY, codebook(), ())
    assert [(one.where, one.attention) for one in reading.findings] == [("coding.qdpx", False)]
    assert reading.doubts == 0
    with pytest.raises(InputError, match=r"coding\.qdpx: there is no coding project"):
        reading.require_codings()


def test_characteristics_the_codebook_does_not_know_are_told_once_each(tmp_path: Path) -> None:
    known, misspelt, strange = "peer-audience", "peer-audiense", "xyz"
    incident = replace(folders.incident("I"), characteristics=frozenset({known, misspelt, strange}))
    study = folders.study(
        replace(STUDY.submissions[0], incidents=(incident,)),
        replace(STUDY.submissions[1], incidents=(incident,)),
    )
    found = read_coded_study(folders.write(study, tmp_path), workers=1).findings[1:]
    assert [(one.what, one.next_step) for one in found] == [
        (
            '"peer-audiense" (incident I) is no characteristic in the codebook appendix-b/1',
            'Did you mean "peer-audience"?',
        ),
        (
            '"xyz" (incident I) is no characteristic in the codebook appendix-b/1',
            "`fivefold coding codebook` lists them.",
        ),
    ]


def test_a_study_of_which_no_form_was_read_is_counted_with_everyone_excluded(tmp_path: Path) -> None:
    reading = read_coded_study(folders.write(STUDY, tmp_path), workers=1)
    nobody = CodedStudy(folders.study(), codebook(), ())
    assert replace(reading, coded=nobody, project=Project("Study")).require_codings() == nobody
