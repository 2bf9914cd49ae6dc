"""An extract on disk: what was written comes back, and what was changed is noticed."""

import json
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from fivefold.method.analysis.extract import Extract, extract
from fivefold.method.analysis.extract_files import MANIFEST, is_extract, pack, read_extract, unpack, write_extract
from fivefold.method.analysis.schema import SCHEMA_VERSION, TABLES
from fivefold.method.common.errors import InputError
from tests.method.analysis.random_studies import WORDS, random_study


@pytest.fixture
def found() -> Extract:
    return extract(random_study(3, frameworks=12))


def test_what_is_written_is_read_back_with_the_same_freeze(found: Extract, tmp_path: Path) -> None:
    folder = tmp_path / "extract"
    written = write_extract(found, folder)
    assert [path.name for path in written] == [*(f"{name}.parquet" for name in TABLES), MANIFEST]
    again = read_extract(folder)
    assert again.freeze == found.freeze
    assert all(again.tables[name].equals(found.tables[name]) for name in TABLES)
    assert is_extract(folder)
    assert not is_extract(tmp_path)


def test_no_byte_of_the_files_holds_a_word_of_an_entry(found: Extract, tmp_path: Path) -> None:
    for path in write_extract(found, tmp_path / "extract"):
        plain = tmp_path / "plain.parquet"
        if path.suffix == ".parquet":
            # Unpacked again, because compression would hide the words from a scan.
            pq.write_table(pq.read_table(path), plain, compression="none", use_dictionary=False)
        data = path.read_bytes() if path.suffix != ".parquet" else plain.read_bytes()
        assert not any(word.encode() in data for word in WORDS), path.name


def test_a_folder_that_holds_something_is_not_written_into(found: Extract, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="not an empty folder"):
        write_extract(found, tmp_path)


def test_a_table_changed_after_writing_is_noticed(found: Extract, tmp_path: Path) -> None:
    write_extract(found, tmp_path / "extract")
    path = tmp_path / "extract" / "presence.parquet"
    pq.write_table(pq.read_table(path).slice(1), path)
    with pytest.raises(InputError, match="changed after the extract was made"):
        read_extract(tmp_path / "extract")


def test_another_schema_version_is_refused_by_its_number(found: Extract, tmp_path: Path) -> None:
    write_extract(found, tmp_path / "extract")
    manifest = tmp_path / "extract" / MANIFEST
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "schema_version": SCHEMA_VERSION + 1}))
    with pytest.raises(InputError, match=f"schema version {SCHEMA_VERSION + 1}"):
        read_extract(tmp_path / "extract")


@pytest.mark.parametrize("manifest", ["", "[]", "{}", "not json"])
def test_a_manifest_that_is_none_is_refused(manifest: str, tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text(manifest)
    with pytest.raises(InputError, match="manifest"):
        read_extract(tmp_path)


def test_a_missing_and_a_broken_table_are_named(found: Extract, tmp_path: Path) -> None:
    write_extract(found, tmp_path / "extract")
    path = tmp_path / "extract" / "codes.parquet"
    path.write_bytes(b"PAR1 but no more")
    with pytest.raises(InputError, match=r"codes\.parquet: cannot be read as a Parquet table"):
        read_extract(tmp_path / "extract")
    path.unlink()
    with pytest.raises(InputError, match=r"codes\.parquet: cannot be read as a Parquet table"):
        read_extract(tmp_path / "extract")


def test_words_put_into_a_table_are_refused(found: Extract, tmp_path: Path) -> None:
    write_extract(found, tmp_path / "extract")
    path = tmp_path / "extract" / "cells.parquet"
    table = pq.read_table(path)
    at = table.schema.get_field_index("status")
    words = pa.array(["what the meeting said"] * table.num_rows)
    pq.write_table(table.set_column(at, table.schema.field(at), words), path)
    with pytest.raises(InputError, match="holds something other than the words it may hold"):
        read_extract(tmp_path / "extract")


def test_what_is_packed_in_memory_is_unpacked_with_the_same_freeze(found: Extract) -> None:
    again = unpack(pack(found))
    assert again.freeze == found.freeze
    assert all(again.tables[name].equals(found.tables[name]) for name in TABLES)


def test_a_packed_extract_of_another_schema_version_is_refused_by_its_number(found: Extract) -> None:
    packed = BytesIO()
    with ZipFile(packed, "w") as files:
        manifest = {"schema_version": SCHEMA_VERSION + 1, "digest": "", "frameworks": 0}
        files.writestr(MANIFEST, json.dumps(manifest))
    with pytest.raises(InputError, match=f"schema version {SCHEMA_VERSION + 1}"):
        unpack(packed.getvalue())


@pytest.mark.parametrize("broken", [b"", b"PK\x05\x06" + bytes(18), b"words"])
def test_what_is_no_packed_extract_is_refused(broken: bytes) -> None:
    with pytest.raises(InputError, match="no packed extract"):
        unpack(broken)
