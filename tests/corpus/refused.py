"""Corpus: files that are no such form, or are built to harm whoever opens them."""

import io
import struct
import zipfile

from fivefold.method.frameworks.forms.protecting import protect
from fivefold.method.frameworks.forms.writing import write_form
from tests.corpus.cases import CELLS, case, usual
from tests.corpus.wordml import FORM, NAMESPACES, File, member, p, r, tbl, tc, tr, zipped

MAIN = "word/document.xml"


def with_member(name: str, content: bytes = b"x") -> bytes:
    """The usual form with one more member."""
    return zipped({**usual().members(), name: content})


def with_main(change: bytes, *, before: bytes = b"<w:document") -> bytes:
    """The usual form with something put in front of its root element."""
    members = usual().members()
    members[MAIN] = members[MAIN].replace(before, change + before, 1)
    return zipped(members)


@case("not_this_form")
def minutes() -> bytes:
    """Another document altogether."""
    return File(p("Minutes of the meeting") + tbl(tr(tc("Present"), tc("Apologies")))).save()


@case("not_this_form")
def form_without_a_table() -> bytes:
    """The form's words pasted as plain text."""
    return File("".join(p(f"{key}: {value[0]}") for key, value in CELLS.items())).save()


@case("other_format", suffix="pdf")
def scan() -> bytes:
    """A PDF."""
    return b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"


@case("other_format")
def workbook() -> bytes:
    """A workbook under the name of a document."""
    return zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})


@case("empty")
def nothing() -> bytes:
    """An empty file."""
    return b""


@case("damaged")
def cut_short() -> bytes:
    """The second half did not arrive."""
    content = usual().save()
    return content[: len(content) // 2]


@case("wrong_password")
def wrong_password() -> bytes:
    """Protected with a password that the tests do not give."""
    return protect(write_form(FORM.blank(), instrument=FORM), "another one")


@case("macros", suffix="docm")
def macro_document() -> bytes:
    """A document with macros."""
    file = usual()
    file.types[f"/{MAIN}"] = "application/vnd.ms-word.document.macroEnabled.main+xml"
    return file.save()


@case("macros")
def macros_under_another_name() -> bytes:
    """A macro project in what calls itself a plain document."""
    return with_member("word/vbaProject.bin")


@case("embedded_file")
def embedded_workbook() -> bytes:
    """A workbook inside the document."""
    return with_member("word/embeddings/Microsoft_Excel_Sheet1.xlsx")


@case("embedded_file")
def embedded_object() -> bytes:
    """An OLE object under a harmless name."""
    return with_member("word/media/image1.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest")


@case("linked_content")
def linked_object() -> bytes:
    """An object kept in another file."""
    return usual().link("oleObject", "file:///S:/plans/plan.xlsx").save()


@case("linked_content")
def inserted_document() -> bytes:
    """A web page inserted and not yet merged by Word."""
    file = usual(after='<w:altChunk r:id="r1"/>')
    return file.part("chunk.htm", b"<html>words</html>", relation="aFChunk", kind="text/html").save()


@case("unsafe_xml")
def doctype() -> bytes:
    """A DOCTYPE without any harm in it."""
    return with_main(b"<!DOCTYPE w:document>")


@case("unsafe_xml")
def outside_entity() -> bytes:
    """An entity that reads a file of this machine."""
    members = usual().members()
    members[MAIN] = members[MAIN].replace(
        b"<w:document", b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><w:document', 1
    )
    return zipped({**members, MAIN: members[MAIN].replace(b"Two incidents", b"&x;", 1)})


@case("unsafe_xml")
def laughs() -> bytes:
    """Entities that unfold into gigabytes, in UTF-16 and in a part that is not even read."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    text = f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY l0 "ha">{entities}]><a>&l11;</a>'
    return with_member("word/theme/theme1.xml", text.encode("utf-16"))


@case("unsafe_xml")
def other_encoding() -> bytes:
    """An encoding in which a DOCTYPE looks like nothing."""
    return with_member("word/theme/theme1.xml", b'<?xml version="1.0" encoding="UTF-7"?>+ADw-a/>')


@case("unsafe_xml")
def deep() -> bytes:
    """Elements 20,000 deep."""
    depth = 20_000
    inside = "<w:ins>" * depth + "</w:ins>" * depth
    return File(f"<w:p>{inside}</w:p>").save()


@case("unsafe_archive")
def bomb() -> bytes:
    """Ten megabytes of nothing in ten kilobytes."""
    return with_member("word/media/image1.bmp", bytes(10 * 2**20))


@case("unsafe_archive")
def too_many_members() -> bytes:
    """Two thousand and some members."""
    return zipped({**usual().members(), **{f"word/media/{n}": b"" for n in range(2_001)}})


@case("unsafe_archive")
def leads_out() -> bytes:
    """A member that would be unpacked beside the folder."""
    return with_member("../../outside.xml")


@case("unsafe_archive")
def same_name_twice() -> bytes:
    """Two main parts, of which different readers see different ones."""
    return with_member("WORD/document.xml", b"<x/>")


@case("unsafe_archive")
def symbolic_link() -> bytes:
    """A member that is a link to a file of this machine."""
    target = io.BytesIO(usual().save())
    with zipfile.ZipFile(target, "a") as archive:
        entry = member("word/media/image1.png")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    return target.getvalue()


@case("unsafe_archive")
def members_overlap() -> bytes:
    """Two members that are the same bytes, as in bombs that need no nesting."""
    content = bytearray(with_member("word/media/image1.bmp", b"pixels" * 50))
    directory = content.rindex(b"PK\x01\x02")
    first = content.index(b"PK\x01\x02")
    offset = struct.unpack_from("<I", content, first + 42)
    struct.pack_into("<I", content, directory + 42, *offset)
    return bytes(content)


@case("other_format")
def archive_of_forms() -> bytes:
    """Several forms in one archive."""
    return zipped({"a.docx": usual().save(), "b.docx": usual().save()})


@case("damaged")
def not_well_formed() -> bytes:
    """XML that breaks off."""
    return zipped({**usual().members(), MAIN: f"<w:document {NAMESPACES}><w:body>{p(r('x'))}".encode()})
