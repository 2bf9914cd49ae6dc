"""A study folder as a browser sends it."""

import io
import zipfile
from pathlib import Path


def zipped(folder: Path) -> bytes:
    """The folder in a ZIP."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                bundle.write(path, path.relative_to(folder).as_posix())
    return buffer.getvalue()
