"""An invented study as a folder."""

from pathlib import Path

import pytest

from fivefold.method.coding import refi_qda
from fivefold.method.coding.codebook import codebook
from fivefold.method.coding.coded_study import CodedStudy
from fivefold.method.coding.project_writing import write_project
from fivefold.method.common.errors import InputError
from fivefold.method.demonstration import delivery, synthetic
from fivefold.method.demonstration.returned import STRAYING
from fivefold.method.studies.folder import read_study
from fivefold.method.studies.study import Study


def deliver(folder: Path, **options: object) -> delivery.Delivered:
    return delivery.delivered(folder, delivery.deliver(folder, **options))  # type: ignore[arg-type]


def test_nothing_is_written_before_the_first_framework_is_asked_for(tmp_path: Path) -> None:
    delivery.deliver(tmp_path / "study", frameworks=2)
    assert not (tmp_path / "study").exists()


@pytest.mark.slow  # writes and reads back some forty Word forms
def test_rows_of_every_list_are_whole_when_they_are_written_in_several_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "_TOGETHER", 9)
    monkeypatch.setattr(delivery, "PROTECTED_AT_MOST", 1)
    made = deliver(tmp_path, frameworks=20)
    assert (made.frameworks, made.protected) == (20, 1)
    reading = read_study(tmp_path)
    assert len(reading.study.submissions) == 20
    assert all(one.age and one.meeting and one.incidents for one in reading.study.submissions)
    assert not [finding for finding in reading.report.findings if finding.attention]


def test_the_coding_project_is_the_one_that_is_written_from_the_whole_study(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "_TOGETHER", 2)
    monkeypatch.setattr(delivery, "PROTECTED_AT_MOST", 0)
    deliver(tmp_path, frameworks=5, seed=3)
    made = [*synthetic.generate(frameworks=5, seed=3)]
    protocol = synthetic.protocol(frameworks=5)
    study = Study(protocol, tuple(one.submission for one in made))
    codings = tuple(coding for one in made for coding in one.codings)
    data, losses = refi_qda.write(write_project(CodedStudy(study, codebook(protocol.codebook), codings)))
    assert (tmp_path / "coding.qdpx").read_bytes() == data
    assert not losses


def test_a_delivery_that_is_broken_off_leaves_no_half_coding_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "PROTECTED_AT_MOST", 0)
    written = delivery.deliver(tmp_path, frameworks=2)
    next(written)
    assert (tmp_path / "coding.qdpx").exists()
    del written
    assert not (tmp_path / "coding.qdpx").exists()


def test_the_folder_says_that_every_case_is_invented(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "PROTECTED_AT_MOST", 0)
    # In a folder that is not there yet, as most are delivered.
    assert delivery.refuse_folder(tmp_path / "study", force=False) is None
    deliver(tmp_path / "study", frameworks=2, seed=4)
    words = (tmp_path / "study" / "README.txt").read_text(encoding="utf-8")
    assert "Every case in this folder is invented" in words
    assert "seed 4" in words


def test_a_folder_that_holds_something_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="not empty"):
        deliver(tmp_path, frameworks=1)
    with pytest.raises(InputError, match="no demonstration study"):
        deliver(tmp_path, frameworks=1, force=True)
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_a_file_in_the_folders_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "study").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="is a file"):
        deliver(tmp_path / "study", frameworks=1)


def test_force_replaces_an_earlier_demonstration_and_leaves_nothing_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "PROTECTED_AT_MOST", 0)
    deliver(tmp_path, frameworks=6, seed=1)
    (tmp_path / "site-a" / "kept").mkdir()
    deliver(tmp_path, frameworks=2, seed=2, force=True)
    assert len(list(tmp_path.rglob("*.docx"))) == 2
    assert (tmp_path / "site-a" / "kept").is_dir()
    assert (tmp_path / "consents.csv").read_text(encoding="utf-8").count("\n") == 3


def test_no_form_comes_back_in_a_manner_that_moves_words_out_of_their_cell() -> None:
    assert not STRAYING & set(delivery._manners("any"))
