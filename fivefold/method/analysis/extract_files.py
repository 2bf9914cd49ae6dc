"""An extract as files, in a folder or in memory: Parquet for each table, and a manifest that says what they are."""

import json
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_STORED, BadZipFile, ZipFile

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from fivefold.method.analysis.extract import Extract, sealed
from fivefold.method.analysis.figures import Freeze
from fivefold.method.analysis.schema import SCHEMA_VERSION, TABLES, check
from fivefold.method.common.errors import InputError

MANIFEST = "extract.json"
"""Its presence makes a folder an extract."""


def write_extract(extract: Extract, folder: Path) -> tuple[Path, ...]:
    """Write every table and the manifest, and return the files in the order written. The folder is made if need be.

    Raises InputError when the folder holds something already: an old table beside a new one would be a third study.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError("this is not an empty folder", where=str(folder), next_step="Name a folder to be made.")
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in TABLES:
        path = folder / _file(name)
        pq.write_table(extract.tables[name], path, compression="zstd")
        written.append(path)
    manifest = folder / MANIFEST
    manifest.write_text(json.dumps(_manifest(extract), indent=2) + "\n", encoding="utf-8")
    return (*written, manifest)


def pack(extract: Extract) -> bytes:
    """The same files in one zip, made in memory: nothing of it reaches a disk here."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_STORED) as files:
        for name in TABLES:
            table = BytesIO()
            pq.write_table(extract.tables[name], table, compression="zstd")
            files.writestr(_file(name), table.getvalue())
        files.writestr(MANIFEST, json.dumps(_manifest(extract)))
    return packed.getvalue()


def unpack(packed: bytes) -> Extract:
    """The extract of what `pack` made, from where nobody else could have changed it: its digest is taken as written.

    Raises InputError for an extract of another schema version, and for what is none.
    """
    try:
        with ZipFile(BytesIO(packed)) as files:
            manifest = json.loads(files.read(MANIFEST))
            version, freeze = manifest["schema_version"], Freeze(manifest["digest"], manifest["frameworks"])
            # Another version may have other tables.
            names = TABLES if version == SCHEMA_VERSION else ()
            tables = {name: pq.read_table(pa.BufferReader(files.read(_file(name)))) for name in names}
    except (BadZipFile, KeyError, ValueError, pa.ArrowException) as error:
        raise InputError("this is no packed extract", next_step=_AGAIN) from error
    if version != SCHEMA_VERSION:
        raise InputError(
            f"the freeze is of schema version {version}; this Fivefold reads {SCHEMA_VERSION}", next_step=_AGAIN
        )
    return Extract(freeze, tables)


_AGAIN = "Freeze the study again."


def _file(table: str) -> str:
    return f"{table}.parquet"


def _manifest(extract: Extract) -> dict[str, object]:
    return {
        "schema_version": SCHEMA_VERSION,
        "digest": extract.freeze.digest,
        "frameworks": extract.freeze.frameworks,
        "rows": {name: table.num_rows for name, table in extract.tables.items()},
    }


def is_extract(folder: Path) -> bool:
    """Whether a folder says that it holds an extract."""
    return (folder / MANIFEST).is_file()


def read_extract(folder: Path) -> Extract:
    """Read an extract and hold it against its manifest: schema version, columns, vocabularies and digest.

    Raises InputError, naming the file, for anything missing, of another version or changed since it was written.
    """
    manifest = _read_manifest(folder / MANIFEST)
    if manifest["schema_version"] != SCHEMA_VERSION:
        raise InputError(
            f"the extract is of schema version {manifest['schema_version']}; this Fivefold reads {SCHEMA_VERSION}",
            where=str(folder),
            next_step="Make it again from the study folder with `fivefold analysis extract`.",
        )
    found = sealed({name: _read_table(folder / _file(name), name) for name in TABLES})
    if found.freeze.digest != manifest["digest"]:
        raise InputError(
            "the tables are not those the manifest describes: something was changed after the extract was made",
            where=str(folder),
            next_step="Make it again from the study folder with `fivefold analysis extract`.",
        )
    return found


def _read_manifest(path: Path) -> dict[str, object]:
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError("cannot be read as an extract's manifest", where=str(path), next_step=_MAKE) from error
    if not isinstance(manifest, dict) or not {"schema_version", "digest"} <= manifest.keys():
        raise InputError("is no extract's manifest", where=str(path), next_step=_MAKE)
    return manifest


_MAKE = "Make an extract with `fivefold analysis extract STUDY --out FOLDER`."


def _read_table(path: Path, name: str) -> pa.Table:
    try:
        table = pq.read_table(path)
    except (OSError, pa.ArrowException) as error:
        raise InputError("cannot be read as a Parquet table", where=str(path), next_step=_MAKE) from error
    check(name, table, where=str(path))
    return table
