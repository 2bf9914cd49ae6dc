"""The upload gate: what kind of file this is, and whether its archive may be unpacked.

Everything here happens before any library parses the content. Source of the limits: the project's threat model
(hostile Office files); a completed form is some 40 kB, unpacked some 500 kB.
"""

import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from fivefold.method.frameworks.forms.outcomes import RefusalReason, RefusedFormError

MAX_FILE: Final = 20 * 2**20
MAX_UNPACKED: Final = 200 * 2**20
MAX_MEMBERS: Final = 2_000
MAX_RATIO: Final = 100
MAX_XML_PART: Final = 30 * 2**20
_RATIO_COUNTS_FROM: Final = 2**20
"""Small parts compress far beyond the ratio honestly (a page of empty rows); they cannot fill a memory."""

CONTENT_TYPES: Final = "[Content_Types].xml"
SAVE_AGAIN: Final = "Open it in Word or LibreOffice, save it again as .docx, and send the new file."
SEND_FORM: Final = "Send the completed form as a Word document (.docx)."

ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCAL_HEADER: Final = struct.Struct("<4s5H3I2H")
_SYMLINK, _FILE_KIND = 0o120000, 0o170000
_ENCRYPTED_MEMBER = 0x1
_NESTED = re.compile(
    r"\.(zip|jar|docx|docm|dotx|xlsx|xlsm|xlsb|pptx|pptm|odt|ods|odp|7z|rar|gz|tar|cab|exe|dll)$", re.I
)
_MACRO = re.compile(r"vba(project|data)[^/]*\.(bin|xml)$|macroEnabled", re.I)
_ENCODING = re.compile(r"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"']")
XML_NAME: Final = re.compile(r"\.(xml|rels|vml)$", re.I)
"""Parts whose XML has been through checked_xml by the time they are unpacked."""
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.I)
_BYTE_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"<\x00": "utf-16-le", b"\x00<": "utf-16-be"}


class Kind:
    """What a file's first bytes say it is."""

    ZIP = "zip"
    OLE = "ole"


@dataclass(frozen=True, slots=True)
class Archive:
    """The members of an archive that has passed the gate: name as stored, and content, unpacked in memory."""

    members: dict[str, bytes]


def refuse(reason: RefusalReason, what: str, *, next_step: str = SAVE_AGAIN) -> RefusedFormError:
    """The refusal to raise; most are cured by saving the document again."""
    return RefusedFormError(reason, what, next_step=next_step)


def kind_of(content: bytes) -> str:
    """Kind.ZIP or Kind.OLE; anything else is refused with its own name.

    Raises RefusedFormError.
    """
    if not content:
        raise refuse(RefusalReason.EMPTY, "the file is empty", next_step=SEND_FORM)
    if len(content) > MAX_FILE:
        raise too_large(len(content))
    if content.startswith(ZIP):
        return Kind.ZIP
    if content.startswith(_OLE):
        return Kind.OLE
    raise refuse(RefusalReason.OTHER_FORMAT, f"this is {_other_format(content)}, not a Word document", next_step=CURE)


CURE: Final = "Open the form in Word, save it as .docx, and send that file; a scan or print-out must be typed in."


def too_large(size: int) -> RefusedFormError:
    """The refusal for a file beyond the limit; also asked before a file is read from disk."""
    return refuse(
        RefusalReason.TOO_LARGE,
        f"the file has {size / 2**20:,.0f} MB and a form may have {MAX_FILE // 2**20}",
        next_step="Take large pictures out of the document, save it, and send it again.",
    )


_STARTS: Final = (
    (b"%PDF", "a PDF"),
    (rb"{\rtf", "a rich text (RTF) file"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x89PNG", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\x00", "a scanned picture (TIFF)"),
    (b"MM\x00*", "a scanned picture (TIFF)"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
)


def _other_format(content: bytes) -> str:
    for start, name in _STARTS:
        if content.startswith(start):
            return name
    head = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"<?xml") and b"schemas.microsoft.com/office" in head:
        return "a Word document saved as XML"
    if head.startswith((b"<!doctype html", b"<html")) or b"<html" in head:
        return "a web page"
    if b"\x00" not in content[:4096]:
        return "a plain text file"
    return "a file of an unknown kind"


def unpack(content: bytes) -> Archive:
    """Unpack a zip archive in memory once its directory has been found harmless.

    Raises RefusedFormError for bombs, overlapping or duplicate members, names that lead out of the archive,
    links, nested archives, macros, embedded files, encrypted members, damage, and XML with a DOCTYPE.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
            _check_directory(members, content)
            return Archive({member.filename: _unpack_member(archive, member) for member in members})
    # What damaged archives raise (measured over mutants): this is the one place where a library meets raw bytes.
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        if isinstance(error, RefusedFormError):
            raise
        raise damaged() from error


def damaged() -> RefusedFormError:
    """The refusal for a file that breaks off or has been changed on its way."""
    return refuse(
        RefusalReason.DAMAGED,
        "the file is damaged and cannot be opened",
        next_step="Ask for the file again. If Word can open and repair it, save the repaired document and send that.",
    )


_OTHER_ARCHIVES: Final = (
    ("META-INF/manifest.xml", "an OpenDocument file (.odt)"),
    ("xl/workbook.xml", "an Excel workbook"),
    ("ppt/presentation.xml", "a PowerPoint presentation"),
    ("Index/Document.iwa", "a Pages document"),
    (CONTENT_TYPES, ""),
)


def _check_kind(names: set[str]) -> None:
    """An archive that is no Word document is called what it is before its members are judged."""
    for name, kind in _OTHER_ARCHIVES:
        if name in names:
            if not kind:
                return
            break
    else:
        kind = "a zip archive"
    raise refuse(RefusalReason.OTHER_FORMAT, f"this is {kind}, not a Word document", next_step=CURE)


def _check_directory(members: list[zipfile.ZipInfo], content: bytes) -> None:
    if len(members) > MAX_MEMBERS:
        raise _bomb(f"it holds {len(members):,} members")
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        raise _bomb(f"it unpacks to more than {MAX_UNPACKED // 2**20} MB")
    _check_kind({member.filename for member in members})
    names: set[str] = set()
    for member in members:
        _check_name(member)
        if member.filename.casefold() in names:
            raise _unsafe("two of its members have the same name")
        names.add(member.filename.casefold())
        _check_member(member)
    _check_overlap(members, content)


def _check_name(member: zipfile.ZipInfo) -> None:
    # zipfile cuts a name at NUL and turns backslashes round on Windows; the stored name is what must be harmless.
    name = member.orig_filename
    parts = name.rstrip("/").split("/")
    if not name or name.startswith("/") or "\\" in name or "\x00" in name or ":" in parts[0] or ".." in parts:
        raise _unsafe("the name of one of its members leads out of the archive")


def _check_member(member: zipfile.ZipInfo) -> None:
    if member.flag_bits & _ENCRYPTED_MEMBER:
        raise _unsafe("some of its members have a zip password")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _unsafe("it is packed in a way Word does not use")
    if (member.external_attr >> 16) & _FILE_KIND == _SYMLINK:
        raise _unsafe("it holds a link to another file")
    if member.file_size > max(_RATIO_COUNTS_FROM, MAX_RATIO * member.compress_size):
        raise _bomb(f"a member unpacks to more than {MAX_RATIO} times its size")
    if _MACRO.search(member.filename):
        raise macros()
    if _NESTED.search(member.filename) or _is_embedded(member.filename):
        raise embedded()


def _is_embedded(name: str) -> bool:
    folders = name.lower().split("/")[:-1]
    return not name.endswith("/") and bool({"embeddings", "activex"} & set(folders))


def _check_overlap(members: list[zipfile.ZipInfo], content: bytes) -> None:
    """Members that share bytes are how a small file unpacks without end; Python before 3.11.8 does not look."""
    ends = 0
    for member in sorted(members, key=lambda member: member.header_offset):
        if member.header_offset < ends:
            raise _unsafe("its members overlap")
        header = content[member.header_offset : member.header_offset + _LOCAL_HEADER.size]
        name_length, extra_length = _LOCAL_HEADER.unpack(header)[-2:]
        ends = member.header_offset + _LOCAL_HEADER.size + name_length + extra_length + member.compress_size
    if ends > len(content):
        raise damaged()


def _unpack_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    with archive.open(member) as stream:
        content = stream.read(member.file_size + 1)
    if len(content) != member.file_size:
        raise damaged()
    if content.startswith((ZIP, _OLE)):
        raise embedded()
    return checked_xml(content) if XML_NAME.search(member.filename) else content


def checked_xml(content: bytes) -> bytes:
    """XML that a parser may see, as UTF-8: no DOCTYPE, no encoding in which one could hide.

    Word writes UTF-8, other software sometimes UTF-16. Raises RefusedFormError.
    """
    if len(content) > MAX_XML_PART:
        raise _bomb(f"a part of it has more than {MAX_XML_PART // 2**20} MB of XML")
    encoding = _BYTE_MARKS.get(content[:2])
    if encoding is not None:
        content = _as_utf_8(content, encoding)
    declared = _ENCODING.match(content[:200].lstrip(b"\xef\xbb\xbf").decode("latin-1"))
    if declared is not None and declared[1].lower() not in ("utf-8", "utf8", "us-ascii", "ascii"):
        raise _hidden(f"a part of it is in the encoding {declared[1]!a:.30}, which Word documents do not use")
    if _DOCTYPE.search(content):
        raise _hidden("a part of it holds a DOCTYPE, which Word never writes and which can be used to attack a reader")
    return content


def _as_utf_8(content: bytes, encoding: str) -> bytes:
    try:
        text = content.decode(encoding).lstrip("\ufeff")
    except UnicodeDecodeError as error:
        raise damaged() from error
    return _ENCODING.sub('<?xml version="1.0" encoding="utf-8"', text, count=1).encode("utf-8")


def _bomb(what: str) -> RefusedFormError:
    return refuse(RefusalReason.UNSAFE_ARCHIVE, f"the file is unsafe to unpack: {what}")


def _unsafe(what: str) -> RefusedFormError:
    return refuse(RefusalReason.UNSAFE_ARCHIVE, f"the file is not built as Word builds documents: {what}")


def _hidden(what: str) -> RefusedFormError:
    return refuse(RefusalReason.UNSAFE_XML, f"the file is not built as Word builds documents: {what}")


def macros() -> RefusedFormError:
    """The refusal for a document that carries a program."""
    return refuse(
        RefusalReason.MACROS,
        "the document holds macros, which are programs",
        next_step="In Word choose Save As, Word Document (.docx), which leaves macros out, and send that file.",
    )


def embedded() -> RefusedFormError:
    """The refusal for a document with another file in it, whose words would not be read."""
    return refuse(
        RefusalReason.EMBEDDED_FILE,
        "the document holds another file or an ActiveX control inside it, which is not opened",
        next_step="Type what it says into the form, take the object out, save the form and send it again.",
    )
