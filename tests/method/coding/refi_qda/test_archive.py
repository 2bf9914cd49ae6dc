"""The container is checked before anything in it is unpacked."""

import io
import zipfile
from dataclasses import replace

import pytest

from fivefold.method.coding import refi_qda
from fivefold.method.coding.refi_qda import archive
from fivefold.method.coding.refi_qda.archive import LOCAL, UPLOAD, Limits, open_archive
from fivefold.method.common.errors import InputError
from tests.support.refi_dialects import pack
from tests.support.refi_projects import A, qde, qdpx

SMALL = Limits(packed=10_000, unpacked=3_000_000, members=5)


def refusal(data: bytes, limits: Limits = LOCAL) -> str:
    with pytest.raises(InputError) as caught:
        refi_qda.read(data, file="p.qdpx", limits=limits)
    assert caught.value.where.startswith("p.qdpx")
    assert caught.value.next_step
    return caught.value.what


def with_info(name: str, *, data: bytes = b"x", **changes: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as bundle:
        bundle.writestr("project.qde", qde())
        info = zipfile.ZipInfo(name)
        for key, value in changes.items():
            setattr(info, key, value)
        bundle.writestr(info, data)
    return buffer.getvalue()


@pytest.mark.parametrize("name", ["project.qde", "Project.qde", "My study.QDE", "folder/project.qde"])
def test_exactly_one_project_file_under_any_name(name):
    assert refi_qda.read(pack({name: qde()}), file="p.qdpx").name == "P"


def test_no_project_file_is_refused():
    assert refusal(pack({"sources/a.txt": b"words"})) == "the container holds no project file (*.qde)"


def test_two_project_files_are_refused():
    assert "2 project files" in refusal(pack({"a.qde": qde(), "b.qde": qde()}))


def test_a_file_that_is_too_large_is_refused_unopened():
    assert "at most" in refusal(b"PK\x03\x04" + bytes(20_000), SMALL)
    assert "at most" in refusal(b"<Project>" + bytes(20_000), SMALL)


def test_too_many_members_are_refused():
    files = {f"sources/{number}.txt": b"x" for number in range(6)}
    assert "6 files" in refusal(pack({"project.qde": qde(), **dict(list(files.items())[:5])}), SMALL)


def test_far_too_many_members_are_refused_before_they_are_listed():
    files = {f"sources/{number}.txt": b"" for number in range(4 * SMALL.members)}
    assert "far too many" in refusal(pack({"project.qde": qde(), **files}), SMALL)


@pytest.mark.parametrize(
    "name", ["../evil.txt", "/etc/evil.txt", "sources/../../evil.txt", "C:/evil.txt", "..\\evil.txt"]
)
def test_a_member_that_would_land_outside_is_refused(name):
    assert "outside" in refusal(with_info(name))


def test_a_link_is_refused():
    assert "a link or a device" in refusal(with_info("sources/a.txt", create_system=3, external_attr=0o120777 << 16))


def test_a_container_in_the_container_is_refused_but_formatted_originals_are_not():
    assert "another container" in refusal(with_info("sources/more.zip"))
    assert refi_qda.read(with_info("sources/original.docx"), file="p.qdpx").name == "P"


def test_a_member_packed_in_another_way_is_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as bundle:
        bundle.writestr("project.qde", qde())
    assert "packed in a way" in refusal(buffer.getvalue())


def test_an_encrypted_member_is_refused():
    data = bytearray(pack({"project.qde": qde()}))
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1
    assert "encrypted" in refusal(bytes(data))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_refused():
    assert "same name" in refusal(with_info("project.qde"))


def test_what_a_desktop_leaves_in_a_folder_that_is_packed_again_is_passed_over():
    files = {"Study/project.qde": qde(), "__MACOSX/Study/._project.qde": b"\x00", "Study/._project.qde": b"\x00"}
    assert refi_qda.read(pack(files), file="p.qdpx").name == "P"
    assert refi_qda.read(with_info("sources", data=b"", create_system=3, external_attr=0o040755 << 16), file="p").name


def test_two_members_that_differ_in_case_are_two_and_the_first_is_found():
    data = pack({"project.qde": qde(), "sources/a.txt": b"one", "Sources/A.txt": b"two"})
    assert open_archive(io.BytesIO(data), file="p").find("internal://A.txt") == "sources/a.txt"


def test_a_bomb_is_refused_by_its_ratio():
    assert "more than 100 times" in refusal(pack({"p.qde": b" " * 2_000_000}))


def test_more_text_than_accepted_is_refused():
    data = pack({"p.qde": qde("<Description>" + "word " * 100 + "</Description>")})
    assert "unpack to more than" in refusal(data, Limits(packed=10_000, unpacked=200, members=5))


def test_the_sum_of_members_counts_not_each_alone():
    body = "".join(
        f'<TextSource guid="{A[:-1]}{number}" name="{number}" plainTextPath="internal://{number}.txt"/>'
        for number in range(4)
    )
    texts = {f"sources/{number}.txt": b"word " * 100 for number in range(4)}
    data = qdpx(f"<Sources>{body}</Sources>", texts)
    assert "unpack to more than" in refusal(data, Limits(packed=10_000, unpacked=2_000, members=9))


def test_a_large_file_may_unpack_to_more_than_a_small_one():
    limits = Limits(packed=10**6, unpacked=10_000, members=9, free=100, growth=20)
    assert [limits.room(packed) for packed in (0, 4, 5, 6, 400, 10**6)] == [100, 100, 100, 120, 8_000, 10_000]


def test_a_small_file_that_unpacks_to_much_in_many_members_is_refused():
    body = "".join(
        f'<TextSource guid="{A[:-2]}{number}" name="{number}" plainTextPath="internal://{number}.txt"/>'
        for number in range(10, 40)
    )
    texts = {f"sources/{number}.txt": b"word " * 20_000 for number in range(10, 40)}
    data = qdpx(f"<Sources>{body}</Sources>", texts)
    generous = Limits(packed=10**6, unpacked=10**9, members=99, free=10**7)
    assert len(refi_qda.read(data, file="p.qdpx", limits=generous).sources) == 30
    assert "unpack to more than" in refusal(data, replace(generous, free=10**6))


def test_a_member_larger_than_it_says_is_refused():
    data = bytearray(pack({"project.qde": qde("<Description>" + "word " * 500 + "</Description>")}))
    central = data.index(b"PK\x01\x02")
    data[central + 24 : central + 28] = (10).to_bytes(4, "little")
    assert "damaged" in refusal(bytes(data))


@pytest.mark.parametrize("cut", [5, 30, 200])
def test_a_truncated_container_is_damaged(cut):
    assert refusal(pack({"project.qde": qde("<Users/>" * 50)})[:-cut]) == "the container is damaged"


def test_an_empty_container_holds_no_project():
    assert "no project file" in refusal(pack({}))


def test_uploads_have_the_narrower_limits():
    assert UPLOAD.packed < LOCAL.packed
    assert UPLOAD.members < LOCAL.members
    assert UPLOAD.unpacked < LOCAL.unpacked


@pytest.mark.parametrize(
    ("path", "member"),
    [
        ("internal://a b.txt", "Sources/A B.txt"),
        ("internal://a%20b.txt", "Sources/A B.txt"),
        ("internal:///a b.txt", "Sources/A B.txt"),
        ("internal://Sources/a b.txt", "Sources/A B.txt"),
        ("sources\\a b.txt", "Sources/A B.txt"),
        ("a b.txt", "Sources/A B.txt"),
        ("internal://deep.txt", "sources/more/deep.txt"),
        ("internal://twice.txt", None),
        ("internal://absent.txt", None),
        ("relative:///a b.txt", "Sources/A B.txt"),
        ("absolute://C:\\texts\\a b.txt", "Sources/A B.txt"),
        ("relative:///more/twice.txt", None),
        ("internal://100%25.txt", "sources/100%25.txt"),
        ("internal://100%2525.txt", "sources/100%25.txt"),
        ("internal://cafe\u0301.txt", "sources/café.txt"),
        ("absolute:///etc/passwd", None),
    ],
)
def test_a_sources_path_finds_its_member(path, member):
    names = (
        "Sources/A B.txt", "sources/more/deep.txt", "one/twice.txt", "two/twice.txt", "sources/100%25.txt",
        "sources/café.txt",
    )  # fmt: skip
    opened = open_archive(io.BytesIO(pack({"project.qde": qde(), **dict.fromkeys(names, b"")})), file="p")
    assert opened.find(path) == member


def test_empty_folders_and_marker_files_are_no_trouble():
    data = pack({"project.qde": qde(), "sources/": b"", "sources/.root": b""})
    assert refi_qda.read(data, file="p.qdpx").losses.losses == ()


def test_a_container_is_told_from_a_bare_project_by_its_first_bytes():
    assert archive.holds_archive(io.BytesIO(pack({"project.qde": qde()})))
    assert not archive.holds_archive(io.BytesIO(qde()))


def test_a_name_in_utf_8_that_does_not_say_so_is_found_as_it_was_meant():
    data = pack({"project.qde": qde(), "sources/café.txt": b"words", "sources/xQ.txt": b""})
    # The names keep their bytes; the mark that says "UTF-8" goes, in the local header and in the directory.
    unmarked = data.replace(b"\x14\x00\x00\x08\x08\x00", b"\x14\x00\x00\x00\x08\x00")
    opened = open_archive(io.BytesIO(unmarked.replace(b"xQ.txt", b"x\x82.txt")), file="p")
    found = opened.find("internal://café.txt")
    assert found not in (None, "sources/café.txt")
    assert opened.read_member(found) == b"words"
    assert opened.find("xé.txt") == "sources/xé.txt"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_packed_twice_is_one_member():
    assert refi_qda.read(with_info("project.qde", data=qde()), file="p").name == "P"
