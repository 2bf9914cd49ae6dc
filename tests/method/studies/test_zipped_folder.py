"""A study folder in a ZIP, held in memory: read as the folder is, and hostile ones refused."""

import io
import stat
import zipfile
from pathlib import Path, PurePosixPath

import pytest

from fivefold.method.common.errors import InputError
from fivefold.method.common.held_files import HeldPath
from fivefold.method.studies.folder import read_study
from fivefold.method.studies.zipped_folder import Limits, open_zip
from tests.support import study_folders as folders


def packed(files: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as bundle:
        for name, content in files.items():
            bundle.writestr(name, content)
    return buffer.getvalue()


def of_folder(folder: Path, *, within: str = "") -> bytes:
    return packed(
        {
            within + path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }
    )


@pytest.mark.slow  # forms are read in isolated processes
@pytest.mark.parametrize("within", ["", "My study/"])
def test_a_study_in_a_zip_reads_as_its_folder_does(tmp_path: Path, within: str):
    study = folders.study(folders.submission(1), folders.submission(2, site="B"))
    folder = folders.write(study, tmp_path / "study")
    (folder / "notes.txt").write_text("beside the study")

    held = open_zip(of_folder(folder, within=within), file="study.zip")

    assert read_study(held) == read_study(folder)


def test_what_a_desktop_leaves_is_passed_over():
    held = open_zip(packed({"a/protocol.toml": b"x", "__MACOSX/a/._protocol.toml": b"y"}), file="z")
    assert dict(held.files) == {"protocol.toml": b"x"}


def test_two_folders_side_by_side_are_left_as_they_are():
    assert set(open_zip(packed({"a/x": b"", "b/protocol.toml": b""}), file="z").files) == {"a/x", "b/protocol.toml"}


def test_paths_of_another_system_are_understood():
    assert set(open_zip(packed({"site-a\\1.docx": b"", "./protocol.toml": b""}), file="z").files) == {
        "site-a/1.docx",
        "protocol.toml",
    }


def link() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as bundle:
        info = zipfile.ZipInfo("protocol.toml")
        info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        bundle.writestr(info, "/etc/passwd")
    return buffer.getvalue()


def flagged() -> bytes:
    data = bytearray(packed({"protocol.toml": b"x"}, method=zipfile.ZIP_STORED))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def lying() -> bytes:
    """A member that declares three bytes and holds more."""
    data = bytearray(packed({"protocol.toml": b"x" * 40}, method=zipfile.ZIP_DEFLATED))
    central = data.index(b"PK\x01\x02")
    data[central + 24 : central + 28] = (3).to_bytes(4, "little")
    return bytes(data)


def twice() -> bytes:
    return packed({"site-a/1.docx": b"x", "site-a\\1.docx": b"y"})


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"no zip", "no ZIP"),
        (packed({"../protocol.toml": b""}), "outside"),
        (packed({"/etc/protocol.toml": b""}), "outside"),
        (packed({"C:/protocol.toml": b""}), "outside"),
        (packed({"protocol.toml": b""}, method=zipfile.ZIP_LZMA), "packed in a way"),
        (packed({"protocol.toml": bytes(2**21)}), "100 times"),
        (link(), "link"),
        (flagged(), "password"),
        (lying(), "damaged"),
        (twice(), "same name"),
    ],
)
def test_a_hostile_zip_is_refused(data: bytes, words: str):
    with pytest.raises(InputError, match=words):
        open_zip(data, file="study.zip")


def test_a_zip_that_names_far_too_many_is_refused_before_it_is_listed(monkeypatch: pytest.MonkeyPatch):
    data = packed({f"{number}/": b"" for number in range(9)})
    monkeypatch.delattr(zipfile, "ZipFile")
    with pytest.raises(InputError, match="far too many files; at most 2"):
        open_zip(data, file="study.zip", limits=Limits(members=2))


@pytest.mark.parametrize(
    ("limits", "words"),
    [(Limits(packed=10), "MB"), (Limits(members=1), "2 files"), (Limits(unpacked=5), "unpack to more")],
)
def test_what_is_too_much_is_refused_before_it_is_unpacked(limits: Limits, words: str):
    with pytest.raises(InputError, match=words):
        open_zip(packed({"a": b"123", "b": b"456"}), file="study.zip", limits=limits)


def test_a_held_folder_is_read_like_a_path():
    held = HeldPath({"site-a/cover.csv": b"c", "site-a/more/1.docx": b"d", "protocol.toml": b"p"})
    site = held / "site-a"

    assert held.is_dir()
    assert site.is_dir()
    assert not site.is_file()
    assert not (held / "site-b").is_dir()
    assert not site.is_symlink()
    assert {one.name for one in held.iterdir()} == {"site-a", "protocol.toml"}
    assert sorted(str(one) for one in site.rglob("*")) == ["site-a/cover.csv", "site-a/more/1.docx"]
    assert sorted(site.iterdir())[0].parent == site
    assert (site / "cover.csv").read_bytes() == b"c"
    assert (site / "cover.csv").suffix == ".csv"
    assert (site / "cover.csv").relative_to(site) == PurePosixPath("cover.csv")
    assert "cover" not in repr(held)


def test_a_file_held_in_memory_is_read_piece_by_piece() -> None:
    place = HeldPath({"lists/consents.csv": b"reference,given"}, PurePosixPath("lists/consents.csv"))
    with place.open("rb") as stream:
        assert (stream.read(9), stream.read()) == (b"reference", b",given")
