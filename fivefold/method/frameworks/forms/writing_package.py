"""A Word file as a package: its fixed parts, and bytes that depend on nothing but the content."""

import io
import zipfile
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_FIXED_PARTS = {
    "[Content_Types].xml": "content_types.xml",
    "_rels/.rels": "package_relationships.xml",
    "word/_rels/document.xml.rels": "document_relationships.xml",
    "word/styles.xml": "styles.xml",
    "word/numbering.xml": "numbering.xml",
    "word/settings.xml": "settings.xml",
    "word/fontTable.xml": "font_table.xml",
}
"""Part names and the file of this package's data each is taken from."""


def pack(parts: Mapping[str, str]) -> bytes:
    """The .docx with these parts added to the fixed ones; the same parts always give the same bytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        for name, text in {**_fixed_parts(), **parts}.items():
            # The default date is the clock's and the default system the machine's: both would show in the bytes.
            member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            member.create_system = 0
            member.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(member, text.encode())
    return content.getvalue()


@cache
def _fixed_parts() -> dict[str, str]:
    folder = files("fivefold.method.data.word_form")
    return {name: folder.joinpath(file).read_text(encoding="utf-8") for name, file in _FIXED_PARTS.items()}
