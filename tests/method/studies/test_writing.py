"""A study folder's lists, and a study to begin with."""

from pathlib import Path

import pytest

from fivefold.method.common.errors import InputErrors
from fivefold.method.studies.folder import read_study
from fivefold.method.studies.protocol import parse_protocol
from fivefold.method.studies.writing import lists_of, new_study, write_study_folder
from tests.support import study_folders as folders


def test_every_site_has_a_cover_list_even_without_a_form() -> None:
    texts = lists_of(folders.study(folders.submission(1)))
    assert texts["site-a/cover.csv"].splitlines()[1] == f"{folders.reference(1)},1.docx,14,male,2016-10"
    assert texts["site-b/cover.csv"].splitlines() == ["reference,file,age,sex,meeting"]


def test_the_paths_written_are_told_in_order(tmp_path: Path) -> None:
    written = write_study_folder(folders.study(), tmp_path, forms=[("site-a/1.docx", b"x")])
    assert [path.relative_to(tmp_path).as_posix() for path in written] == [
        "protocol.toml",
        "site-a/cover.csv",
        "site-b/cover.csv",
        "consents.csv",
        "incidents.csv",
        "classifications.csv",
        "site-a/1.docx",
    ]
    assert written[-1].read_bytes() == b"x"


def test_a_new_study_reads_without_a_problem(tmp_path: Path) -> None:
    for name, text in new_study(["A", "north-1"]).items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    reading = read_study(tmp_path)
    assert reading.study.protocol.sites == ("A", "north-1")
    assert not reading.report.needs_attention
    assert reading.report.findings == ()


def test_a_new_study_s_protocol_explains_every_key() -> None:
    text = new_study(["A"])["protocol.toml"]
    protocol = parse_protocol(text, file="protocol.toml")
    assert protocol.ethics[0].site == "A"
    assert text.count("\n# ") >= 10


def test_a_label_a_folder_cannot_have_is_refused() -> None:
    with pytest.raises(InputErrors, match="cannot be a folder's name"):
        new_study(["A", "no / way"])
