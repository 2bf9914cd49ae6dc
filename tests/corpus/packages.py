"""Corpus: the same form as other programs, other editions and other tools save it."""

import io
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

import docx

from fivefold.method.common.contexts import Context
from fivefold.method.frameworks.entries import Cell, CellKey, Entry, Framework, Header
from fivefold.method.frameworks.forms import furniture
from fivefold.method.frameworks.forms.protecting import protect
from fivefold.method.frameworks.forms.writing import write_form
from tests.corpus.cases import CELLS, LABELS, Expected, case, usual
from tests.corpus.wordml import FORM, HEADER, TITLE, File, form_table, header_table, p, zipped

FOOTER = [
    furniture.hint(),
    "Contextual HSB Framework  ·  form appendix-a/1\tPage 1 of 1",
]
WRITTEN_LABELS = [*LABELS, *FOOTER]


@case()
def strict() -> bytes:
    """Saved as Strict Open XML, which has other namespaces throughout."""
    pairs = {
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/": b"http://purl.oclc.org/ooxml/wordprocessingml/",
        b"http://schemas.openxmlformats.org/officeDocument/2006/": b"http://purl.oclc.org/ooxml/officeDocument/",
        b"http://schemas.openxmlformats.org/drawingml/2006/": b"http://purl.oclc.org/ooxml/drawingml/",
    }
    members = usual().members()
    for old, new in pairs.items():
        members = {name: content.replace(old, new) for name, content in members.items()}
    return zipped(members)


@case()
def utf_16() -> bytes:
    """Every XML part in UTF-16."""
    members = usual().members()
    return zipped(
        {
            name: content.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
            for name, content in members.items()
        }
    )


@case()
def other_part_names() -> bytes:
    """The main part under another name, as some web editors write it."""
    return File(TITLE + header_table() + p() + form_table(CELLS), main="content/body2.xml").save()


@case(suffix="dotx")
def template() -> bytes:
    """Saved as a template by mistake: there is nothing wrong with its words."""
    return File(TITLE + header_table() + p() + form_table(CELLS), kind="template.main").save()


@case(Expected(labels=WRITTEN_LABELS), password="Grüße an alle!")
def protected() -> bytes:
    """With a password, which has a space and letters that are not in ASCII."""
    return protect(_written(), "Grüße an alle!")


@case(Expected(notes=["1 template kept elsewhere was not fetched."]))
def template_elsewhere() -> bytes:
    """Made from a template on somebody's network drive, which is nobody's business to fetch."""
    return usual().link("attachedTemplate", "file:///S:/templates/form.dotx").save()


@case()
def saved_by_python_docx() -> bytes:
    """Opened and saved by python-docx."""
    document = docx.Document(io.BytesIO(usual().save()))
    target = io.BytesIO()
    document.save(target)
    return _steady(target.getvalue())


def _written() -> bytes:
    cells = {CellKey(Context(key.partition("/")[0]), key.partition("/")[2]): texts for key, texts in CELLS.items()}
    framework = Framework(
        FORM.key,
        Header(**HEADER),
        tuple(Cell(place, tuple(Entry(text, place) for text in cells.get(place, ()))) for place in FORM.places),
    )
    return write_form(framework, instrument=FORM)


def _by_libreoffice(content: bytes, *formats: str) -> bytes:
    """The file converted by LibreOffice from format to format."""
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation=file://{folder}/profile"
        source = Path(folder, "form.docx")
        source.write_bytes(content)
        for number, suffix in enumerate(formats):
            out = Path(folder, str(number))
            program = shutil.which("soffice")
            assert program, "LibreOffice is needed to build this part of the corpus"
            command = [program, profile, "--headless", "--convert-to", suffix, "--outdir", str(out), str(source)]
            subprocess.run(command, check=True, capture_output=True, timeout=180)
            source = out / f"form.{suffix}"
        return source.read_bytes()


def _steady(content: bytes) -> bytes:
    """The same members without the time of day."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return zipped({name: archive.read(name) for name in archive.namelist()})


@case(Expected(labels=WRITTEN_LABELS))
def saved_by_libreoffice() -> bytes:
    """Our own form, opened and saved by LibreOffice."""
    return _by_libreoffice(_written(), "docx")


@case(Expected(labels=WRITTEN_LABELS))
def through_opendocument() -> bytes:
    """Our own form, saved by LibreOffice as OpenDocument and then as Word."""
    return _by_libreoffice(_written(), "odt", "docx")


@case("old_word", suffix="doc")
def word_97() -> bytes:
    """Saved in the format of Word 97."""
    return _by_libreoffice(usual().save(), "doc")


@case("other_format", suffix="odt")
def opendocument() -> bytes:
    """Saved as OpenDocument."""
    return _by_libreoffice(usual().save(), "odt")


@case("other_format", suffix="rtf")
def rich_text() -> bytes:
    """Saved as rich text."""
    return _by_libreoffice(usual().save(), "rtf")[:4000]
