"""Ways in which the words of a returned form differ from the written one: marks, runs, changes, notes, labels."""

import copy
import re
from random import Random

from fivefold.method.demonstration.returned_document import (
    Document,
    Element,
    fragment,
    make,
    make_paragraph,
    make_run,
    remove,
    w,
    words_of,
)

_WHO = {"author": "Minute-taker", "date": "2016-10-12T10:00:00Z"}
_DELETED = ("To be confirmed after the meeting. ", "Draft: ", "Check with the other agency first. ", "As last time. ")
_COMMENTS = (
    "Please check the date.",
    "Is this the right row?",
    "Agreed with the chair by phone.",
    "Say who will do it.",
)
_FOOTNOTES = ("See the chronology.", "Minutes of the earlier meeting refer.", "Figures from the school register.")
_BULLETS = ("- ", "• ", "– ", "* ")


def relabel(document: Document, rng: Random) -> None:
    """Labels as people retype them: other capitals, no brackets, an ampersand, a slip of the keyboard."""
    for label in document.labels():
        label.text = _retyped(label.text or "", rng)


def _retyped(label: str, rng: Random) -> str:
    match rng.randrange(7):
        case 0:
            return label.upper()
        case 1:
            return re.sub(r"\s*\([^)]*\)(?=:|$)", "", label)
        case 2:
            return label.replace(" / ", " & ").replace(" and ", " & ")
        case 3:
            return label.replace("'", "’").replace("(s)", "s")
        case 4:
            return label.lower()
        case 5:
            return _slip(label, rng)
    return label


def _slip(label: str, rng: Random) -> str:
    """Two neighbouring letters of a long word exchanged."""
    long_words = list(re.finditer(r"[a-z]{8,}", label))
    if not long_words:
        return label
    word = rng.choice(long_words)
    at = rng.randrange(word.start() + 2, word.end() - 2)
    return f"{label[:at]}{label[at + 1]}{label[at]}{label[at + 2 :]}"


def type_bullets(document: Document, rng: Random) -> None:
    """Entries as plain paragraphs that begin with a typed mark."""
    for cells in document.answers():
        bullet = rng.choice(_BULLETS)
        for cell in cells:
            for paragraph in _entries_in(cell):
                _make_plain(paragraph)
                paragraph.insert(_first_run(paragraph), make_run(bullet))


def break_softly(document: Document, rng: Random) -> None:
    """The entries of a cell in one paragraph, divided by line breaks, each with a typed mark."""
    for cells in document.answers():
        bullet = rng.choice(_BULLETS)
        for cell in cells:
            paragraphs = _entries_in(cell)
            for number, paragraph in enumerate(paragraphs):
                _make_plain(paragraph)
                paragraph.insert(_first_run(paragraph), make_run(bullet))
                if number:
                    paragraphs[0].append(make("r", make("br")))
                    paragraphs[0].extend(paragraph.findall(w("r")))
                    cell.remove(paragraph)


def number_entries(document: Document, rng: Random) -> None:
    """Entries as Word's own numbered list instead of bullets."""
    number_format = rng.choice(("decimal", "lowerLetter", "upperRoman"))
    parts = document.parts
    numbered = parts["word/numbering.xml"].replace(b'"bullet"', f'"{number_format}"'.encode())
    parts["word/numbering.xml"] = numbered.replace('w:val="•"'.encode(), b'w:val="%1."')


def split_runs(document: Document, rng: Random) -> None:
    """Words cut into several runs, as Word leaves them after editing and spell checking."""
    for cells in document.answers():
        for text in [text for cell in cells for text in cell.iter(w("t"))]:
            run = text.getparent()
            if run is not None and len(run) == 1 and len(text.text or "") > 4:
                _cut(run, text.text or "", rng)


def _cut(run: Element, text: str, rng: Random) -> None:
    """Put runs of pieces of the text in the place of a run, with what Word strews between them."""
    cuts = sorted(rng.sample(range(1, len(text)), k=min(3, len(text) - 1)))
    pieces = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    for number, piece in enumerate(pieces):
        part = make_run(piece)
        part.set(w("rsidR"), f"00{rng.randrange(16**6):06X}")
        if number % 2:
            part.insert(0, make("rPr", make("lang", val="en-US")))
            run.addprevious(make("proofErr", type="spellStart"))
        run.addprevious(part)
    remove(run)


def track_changes(document: Document, rng: Random) -> None:
    """Tracked changes left in: whole entries as insertions, moved entries, and deleted words that do not count."""
    for number, paragraph in enumerate(document.entries()):
        change = {"id": str(1000 + number), **_WHO}
        match rng.randrange(4):
            case 0:
                deleted = make("r", make("delText"))
                deleted[0].text = rng.choice(_DELETED)
                paragraph.insert(_first_run(paragraph), make("del", deleted, **change))
            case 1:
                _wrap_runs(paragraph, make("ins", **change))
            case 2:
                # Word keeps moved words as ordinary text in both places, not as deleted text.
                before = make("moveFrom", make_run(words_of(paragraph)), **change)
                _wrap_runs(paragraph, make("moveTo", **change))
                paragraph.insert(_first_run(paragraph), before)


def comment(document: Document, rng: Random) -> None:
    """Comments on some entries; their words belong to no cell."""
    comments = make("comments")
    for count, paragraph in enumerate(_some(document.entries(), rng)):
        number = str(count)
        paragraph.insert(_first_run(paragraph), make("commentRangeStart", id=number))
        paragraph.append(make("commentRangeEnd", id=number))
        paragraph.append(make("r", make("commentReference", id=number)))
        comments.append(make("comment", make_paragraph(rng.choice(_COMMENTS)), id=number, **_WHO))
    document.add_part("comments.xml", comments, kind="comments")


def add_footnotes(document: Document, rng: Random) -> None:
    """Footnotes to some entries; their words belong to no cell."""
    notes = make("footnotes")
    for number, mark in (("-1", "separator"), ("0", "continuationSeparator")):
        notes.append(make("footnote", make("p", make("r", make(mark))), type=mark, id=number))
    for count, paragraph in enumerate(_some(document.entries(), rng), start=1):
        number = str(count)
        paragraph.append(make("r", make("footnoteReference", id=number)))
        note = make("p", make("r", make("footnoteRef")), make_run(f" {rng.choice(_FOOTNOTES)}"))
        notes.append(make("footnote", note, id=number))
    document.add_part("footnotes.xml", notes, kind="footnotes")


def box_an_entry(document: Document, rng: Random) -> None:
    """One entry moved into a text box that hangs on its cell, in both the new and the old drawing language."""
    entries = document.entries()
    if not entries:
        return
    paragraph = rng.choice(entries)
    boxed = copy.deepcopy(paragraph)
    _make_plain(boxed)
    drawing = fragment(_TEXT_BOX)
    for content in drawing.iter(w("txbxContent")):
        content.append(copy.deepcopy(boxed))
    for run in paragraph.findall(w("r")):
        paragraph.remove(run)
    _make_plain(paragraph)
    paragraph.append(drawing)


_TEXT_BOX = """
<w:r><mc:AlternateContent>
  <mc:Choice Requires="wps"><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">
    <wp:extent cx="1400000" cy="500000"/><wp:docPr id="901" name="Text Box 1"/>
    <a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">
      <wps:wsp><wps:cNvSpPr txBox="1"/>
        <wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1400000" cy="500000"/></a:xfrm>
          <a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr>
        <wps:txbx><w:txbxContent/></wps:txbx><wps:bodyPr/></wps:wsp>
    </a:graphicData></a:graphic>
  </wp:inline></w:drawing></mc:Choice>
  <mc:Fallback><w:pict><v:shape style="width:110pt;height:40pt"><v:textbox><w:txbxContent/></v:textbox></v:shape>
  </w:pict></mc:Fallback>
</mc:AlternateContent></w:r>
"""


def _entries_in(cell: Element) -> list[Element]:
    return [
        paragraph for paragraph in cell.iterchildren(w("p")) if paragraph.find(f"{w('pPr')}/{w('numPr')}") is not None
    ]


def _make_plain(paragraph: Element) -> None:
    """The paragraph as typed into an empty cell: neither bullet nor style."""
    remove(next(paragraph.iterchildren(w("pPr"))))
    paragraph.insert(0, make("pPr", make("pStyle", val="CellText")))


def _first_run(paragraph: Element) -> int:
    """Where the content of a paragraph of the form begins: after its properties."""
    assert paragraph[0].tag == w("pPr"), "every paragraph of a written form says its style"
    return 1


def _wrap_runs(paragraph: Element, wrapper: Element) -> None:
    wrapper.extend(paragraph.findall(w("r")))
    paragraph.append(wrapper)


def _some(paragraphs: list[Element], rng: Random) -> list[Element]:
    """About a sixth of the paragraphs that have words, at least one where there is any."""
    with_words = [paragraph for paragraph in paragraphs if words_of(paragraph)]
    return sorted(rng.sample(with_words, k=min(len(with_words), 1 + len(with_words) // 6)), key=with_words.index)
