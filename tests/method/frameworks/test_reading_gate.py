"""The upload gate, bound by bound."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from fivefold.method.frameworks.definition import instrument
from fivefold.method.frameworks.forms import gate, opening
from fivefold.method.frameworks.forms.outcomes import RefusalReason, RefusedFormError
from fivefold.method.frameworks.forms.package import open_package
from fivefold.method.frameworks.forms.reading import read_form
from tests.corpus.cases import usual
from tests.corpus.wordml import File, member, p, zipped


def refusal(act: Callable[[], object]) -> RefusalReason:
    with pytest.raises(RefusedFormError) as caught:
        act()
    assert caught.value.next_step
    return caught.value.reason


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"%PDF-1.7", "a PDF"),
        (rb"{\rtf1", "rich text"),
        (b"PK\x05\x06" + bytes(18), "an empty zip archive"),
        (b"\xff\xd8\xff\xe0", "a picture"),
        (b"II*\x00", "TIFF"),
        (b"\xef\xbb\xbf<!DOCTYPE html>", "a web page"),
        (b'<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"/>', "XML"),
        (b"Reference Number: 7KQ2M", "a plain text file"),
        (b"\x00\x01\x02", "an unknown kind"),
    ],
)
def test_what_is_no_word_document_is_called_by_its_name(content: bytes, name: str) -> None:
    with pytest.raises(RefusedFormError) as caught:
        gate.kind_of(content)
    assert caught.value.reason in (RefusalReason.OTHER_FORMAT, RefusalReason.EMPTY)
    assert name in caught.value.what


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (["META-INF/manifest.xml"], "OpenDocument"),
        (["ppt/presentation.xml", gate.CONTENT_TYPES], "PowerPoint"),
        (["Index/Document.iwa"], "Pages"),
        (["anything.txt"], "a zip archive"),
    ],
)
def test_an_archive_that_is_no_document_is_called_by_its_name(names: list[str], kind: str) -> None:
    with pytest.raises(RefusedFormError, match=kind):
        gate.unpack(zipped(dict.fromkeys(names, b"")))


def test_a_file_beyond_the_limit_is_refused_unread() -> None:
    assert refusal(lambda: gate.kind_of(bytes(gate.MAX_FILE + 1))) is RefusalReason.TOO_LARGE


@pytest.mark.slow(reason="packs more than 200 MB")
def test_declared_sizes_are_added_up_before_anything_is_unpacked() -> None:
    # Each member alone keeps its ratio: noise that does not shrink.
    members = {**usual().members(), **{f"word/media/{number}.bin": bytes(2**20) for number in range(201)}}
    assert refusal(lambda: gate.unpack(zipped(members))) is RefusalReason.UNSAFE_ARCHIVE


def test_a_part_with_too_much_xml_is_refused() -> None:
    assert refusal(lambda: gate.checked_xml(b"x" * (gate.MAX_XML_PART + 1))) is RefusalReason.UNSAFE_ARCHIVE


def _with_member(change: Callable[[zipfile.ZipInfo], None], path: Path) -> bytes:
    path.write_bytes(usual().save())
    with zipfile.ZipFile(path, "a") as archive:
        entry = member("word/media/image1.png")
        change(entry)
        archive.writestr(entry, b"x" * 64)
    return path.read_bytes()


@pytest.mark.parametrize("name", ["/etc/passwd", "..\\up.xml", "a/../../up.xml", "c:/up.xml"])
def test_names_that_lead_out_are_refused(name: str) -> None:
    assert refusal(lambda: gate.unpack(zipped({**usual().members(), name: b""}))) is RefusalReason.UNSAFE_ARCHIVE


def test_an_unusual_way_of_packing_is_refused(tmp_path: Path) -> None:
    content = _with_member(lambda entry: setattr(entry, "compress_type", zipfile.ZIP_LZMA), tmp_path / "form.docx")
    assert refusal(lambda: gate.unpack(content)) is RefusalReason.UNSAFE_ARCHIVE


def test_a_member_with_a_zip_password_is_refused() -> None:
    content = bytearray(usual().save())
    directory = content.index(b"PK\x01\x02")
    content[directory + 8] |= 1
    assert refusal(lambda: gate.unpack(bytes(content))) is RefusalReason.UNSAFE_ARCHIVE


def test_a_member_whose_size_is_a_lie_is_refused() -> None:
    content = bytearray(usual().save())
    directory = content.index(b"PK\x01\x02")
    content[directory + 24] ^= 0x10
    assert refusal(lambda: gate.unpack(bytes(content))) is RefusalReason.DAMAGED


def test_a_member_that_runs_past_the_end_is_refused() -> None:
    content = bytearray(usual().save())
    last = content.rindex(b"PK\x01\x02")
    content[last + 20 : last + 24] = (2**20).to_bytes(4, "little")
    assert refusal(lambda: gate.unpack(bytes(content))) is RefusalReason.DAMAGED


def test_utf_16_that_breaks_off_is_refused() -> None:
    assert refusal(lambda: gate.checked_xml("<a>".encode("utf-16") + b"\x00")) is RefusalReason.DAMAGED


def test_xml_in_utf_16_comes_out_as_utf_8_without_its_mark() -> None:
    text = '<?xml version="1.0" encoding="utf-16" standalone="yes"?><a>é</a>'
    assert gate.checked_xml(text.encode("utf-16")) == text.replace("utf-16", "utf-8").encode()


def test_an_archive_within_an_archive_is_refused_under_any_name() -> None:
    inner = zipped({"a": b""})
    assert (
        refusal(lambda: gate.unpack(zipped({**usual().members(), "word/x.png": inner}))) is RefusalReason.EMBEDDED_FILE
    )


def test_a_package_without_a_main_part_is_damaged() -> None:
    members = usual().members()
    members["_rels/.rels"] = members["_rels/.rels"].replace(b"officeDocument", b"other")
    assert refusal(lambda: open_package(zipped(members))) is RefusalReason.DAMAGED


@pytest.mark.parametrize(
    ("kind", "name"), [("application/vnd.x.spreadsheetml.sheet", "Excel"), ("application/x", "another kind")]
)
def test_a_package_with_another_main_part_is_called_by_its_name(kind: str, name: str) -> None:
    file = usual()
    file.types["/word/document.xml"] = kind
    with pytest.raises(RefusedFormError, match=name):
        open_package(file.save())


def test_nesting_is_refused_by_the_parser_or_by_the_walk() -> None:
    for depth in (240, 5_000):
        inside = "<w:ins>" * depth + "x" + "</w:ins>" * depth
        content = File(f"<w:p>{inside}</w:p>").save()
        assert refusal(lambda content=content: read_form(content, file="deep", instrument=instrument())) in (  # type: ignore[misc]
            RefusalReason.UNSAFE_XML,
            RefusalReason.NOT_THIS_FORM,
        )


def test_a_walk_that_runs_out_of_stack_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def fall(_package: object) -> None:
        raise RecursionError

    monkeypatch.setattr("fivefold.method.frameworks.forms.reading.walk", fall)
    act: Callable[[], object] = lambda: read_form(usual().save(), file="deep", instrument=instrument())  # noqa: E731
    assert refusal(act) is RefusalReason.UNSAFE_XML


@pytest.mark.parametrize(
    ("streams", "reason", "name"),
    [
        (["WordDocument"], RefusalReason.OLD_WORD, "Word 97-2003"),
        (["Workbook"], RefusalReason.OTHER_FORMAT, "Excel 97-2003"),
        (["EncryptedPackage"], RefusalReason.RIGHTS_MANAGED, "rights management"),
        (["Other"], RefusalReason.OTHER_FORMAT, "not a Word document"),
    ],
)
def test_other_compound_files_are_called_by_their_names(
    streams: list[str], reason: RefusalReason, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Container:
        def __init__(self, _content: object) -> None: ...
        def __enter__(self) -> "Container":
            return self

        def __exit__(self, *_: object) -> None: ...
        def listdir(self) -> list[list[str]]:
            return [[stream] for stream in streams]

    monkeypatch.setattr(opening.olefile, "OleFileIO", Container)
    with pytest.raises(RefusedFormError, match=name) as caught:
        opening.open_file(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest")
    assert caught.value.reason is reason


def test_a_compound_file_that_cannot_be_followed_is_damaged() -> None:
    assert refusal(lambda: opening.open_file(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest")) is RefusalReason.DAMAGED


def test_words_without_a_table_are_not_this_form() -> None:
    act: Callable[[], object] = lambda: read_form(File(p("x")).save(), file="x", instrument=instrument())  # noqa: E731
    assert refusal(act) is RefusalReason.NOT_THIS_FORM
