"""XML read without trust: bytes to text by a short list of encodings, no document type, no entities, no network."""

import codecs
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache
from typing import Any, cast
from xml.parsers import expat

from lxml import etree

from fivefold.method.coding.refi_qda.losses import Severity, Tally
from fivefold.method.common.errors import InputError

Element = etree._Element
Pieces = Callable[[], Iterable[bytes]]
"""A file from its start to its end, in pieces of any size, as often as it is asked for."""

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_DECLARATION = re.compile(r"\s*<\?xml\s[^>]*?\?>")
_DECLARED = re.compile(rb"""<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_ENCODINGS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    # Said in single bytes this is not true: a known slip of programs that write a text they first made in memory.
    "utf-16": "utf-8",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "windows-1252": "cp1252",
}
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:x([0-9a-fA-F]{1,8})|([0-9]{1,8}));")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_CHUNK = 2**16
_LONGEST_REFERENCE = len("&#x12345678;")
_OPTIONS: dict[str, Any] = {
    "encoding": "utf-8",
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
_NEXT = "Export the project again from the program it was made with."


class Document:
    """A project file that was looked at before, built up from its start to its end.

    Parts that were asked for are handed out as they are complete and then let go of, so that a large project is never
    in memory as elements.
    """

    def __init__(self, pieces: Pieces, *, file: str) -> None:
        self._pieces, self._file = pieces, file
        self._root: Element | None = None

    def parts(self, section: str, names: Collection[str]) -> Iterator[Element]:
        """The elements with these names that stand in a section right below the root.

        Each is whole, and can be changed; it is emptied when the next is asked for, and is not in the root's tree.
        """
        tags = [f"{{*}}{name}" for name in names]
        parser = etree.XMLPullParser(events=("end",), tag=tags, **_OPTIONS)
        last: Element | None = None
        try:
            for piece in self._pieces():
                parser.feed(piece)
                for _, element in parser.read_events():
                    assert isinstance(element, Element), "only namespaces, which are not asked for, are told as pairs"
                    if _stands_in(element, section):
                        yield element
                        # Not taken out yet: the parser may still be about to write what follows it.
                        element.clear()
                        _take_out(last)
                        last = element
            self._root = parser.close()
        except etree.XMLSyntaxError as error:
            raise _malformed(self._file) from error
        _take_out(last)

    @property
    def root(self) -> Element:
        """The outermost element, with everything in it that was not handed out; there is one after the last part."""
        assert self._root is not None
        return self._root


def pieces_of(data: bytes) -> Pieces:
    """A file that is in memory as it is."""
    return lambda: (data[start : start + _CHUNK] for start in range(0, len(data), _CHUNK))


def parse(pieces: Pieces, *, file: str, tally: Tally) -> Document:
    """An XML file of unknown origin, checked. It is gone through twice here, and again for the parts of the document.

    Characters that XML forbids (some programs write them) are replaced one for one, so that positions stay, and
    counted in the tally. Raises InputError for a document type declaration, an unknown encoding, or no XML.
    """
    text = _Text(pieces, file=file)
    begins = next(iter(text), "")
    if not begins.lstrip().startswith("<"):
        what = "is neither a REFI-QDA container nor a project file in XML" if begins.strip() else "is empty"
        raise InputError(f"the file {what}", where=file, next_step="Choose REFI-QDA (.qdpx or .qdc) when exporting.")
    _refuse_document_type(text.encoded, file=file)
    if not _well_formed(text.encoded, file=file):
        text = _Cleaned(pieces, file=file)
        well_formed = _well_formed(text.encoded, file=file)
        if not text.replaced or not well_formed:
            raise _malformed(file)
        tally.add(
            "characters that XML does not allow",
            severity=Severity.CHANGED,
            consequence=f'each became "{_REPLACEMENT}"',
            count=text.replaced,
        )
    return Document(text.encoded, file=file)


def local_name(element: Element) -> str:
    """The element's name without its namespace: fragments keep the namespace of the file they were pasted from.

    "" for comments and processing instructions.
    """
    tag = element.tag
    return _without_namespace(tag) if isinstance(tag, str) else ""


@lru_cache(maxsize=1_000)
def _without_namespace(tag: str) -> str:
    return tag.rpartition("}")[2]


class _Text:
    """The file's text, in pieces, without its XML declaration.

    Decoded here and not by a parser, so that the checks and the parser cannot see two different texts.
    """

    def __init__(self, pieces: Pieces, *, file: str) -> None:
        self._pieces, self._file = pieces, file

    def __iter__(self) -> Iterator[str]:
        decoded = self._decoded()
        begins = ""
        # All there is to tell what the file is stands in the first piece of the text.
        while len(begins) < _CHUNK or not begins.strip():
            more = next(decoded, None)
            if more is None:
                break
            begins += more
        yield _DECLARATION.sub("", begins, count=1)
        yield from decoded

    def encoded(self) -> Iterator[bytes]:
        """The same in UTF-8."""
        return (piece.encode() for piece in self)

    def _decoded(self) -> Iterator[str]:
        """InputError for an encoding we do not know, or a file that is not in the one it says."""
        decoder = None
        try:
            for piece in self._pieces():
                if decoder is None:
                    encoding, mark = _encoding(piece)
                    decoder = codecs.getincrementaldecoder(encoding)()
                    piece = piece[len(mark) :]
                yield decoder.decode(piece)
            if decoder is not None:
                yield decoder.decode(b"", final=True)
        except UnicodeError as error:
            raise InputError(
                "the project file is in an encoding that cannot be read",
                where=self._file,
                next_step="Export it as UTF-8.",
            ) from error


class _Cleaned(_Text):
    """The same with what XML forbids replaced. replaced: how many characters, in the last time it was gone through."""

    replaced = 0

    def __iter__(self) -> Iterator[str]:
        self.replaced = 0
        kept = ""
        for piece in super().__iter__():
            piece = kept + piece
            cut = self._cut(piece)
            kept = piece[cut:]
            yield self._clean(piece[:cut])
        yield self._clean(kept)

    def _cut(self, piece: str) -> int:
        """Where to break off, so that no reference is taken apart."""
        start = piece.rfind("&", -_LONGEST_REFERENCE)
        return len(piece) if start < 0 or ";" in piece[start:] else start

    def _clean(self, text: str) -> str:
        clean, replaced = _replace_illegal(text)
        self.replaced += replaced
        return clean


def _encoding(begins: bytes) -> tuple[str, bytes]:
    """The encoding of a file that begins so, "undefined" where we know none, and the mark that says so."""
    for mark, name in _MARKS:
        if begins.startswith(mark):
            return name, mark
    if begins[:2] in (b"<\0", b"\0<"):
        return ("utf-16-le" if begins[0] else "utf-16-be"), b""
    declared = _DECLARED.match(begins.lstrip()[:200])
    return _ENCODINGS.get(declared[1].decode().casefold() if declared else "utf-8", "undefined"), b""


class _Refused(Exception):
    """A document type declaration was met."""


class _PrologOver(Exception):
    """The root element was reached without one."""


def _refuse_document_type(pieces: Pieces, *, file: str) -> None:
    """Look at the part before the root element with another parser than the one that builds the tree."""

    def refuse(*_: object) -> None:
        raise _Refused

    def stop(*_: object) -> None:
        raise _PrologOver

    parser = expat.ParserCreate("utf-8")
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = stop
    try:
        for piece in pieces():
            parser.Parse(piece)
    except (_PrologOver, expat.ExpatError):
        return
    except _Refused as error:
        raise _document_type(file) from error


def _document_type(file: str) -> InputError:
    return InputError(
        "the project file declares a document type, which the format does not have and attacks do",
        where=file,
        next_step="It was not opened further. Ask whoever sent it for a fresh export.",
    )


class _NoTree:
    """Takes what a parser meets and keeps nothing."""

    def doctype(self, *_: object) -> None:
        raise _Refused

    def close(self) -> None:
        return


def _well_formed(pieces: Pieces, *, file: str) -> bool:
    """Whether the builder's parser gets through. It is a little laxer without a tree: about prefixes and depth."""
    parser = etree.XMLParser(target=cast(Any, _NoTree()), **_OPTIONS)
    try:
        for piece in pieces():
            parser.feed(piece)
        parser.close()
    except etree.XMLSyntaxError:
        return False
    except _Refused as error:
        raise _document_type(file) from error
    return True


def _malformed(file: str) -> InputError:
    return InputError(
        "the project file is not well-formed XML, is nested deeper than any program writes, or holds a single "
        "text of more than 10 MB",
        where=file,
        next_step=_NEXT,
    )


def _stands_in(element: Element, section: str) -> bool:
    parent = element.getparent()
    above = None if parent is None else parent.getparent()
    return parent is not None and above is not None and above.getparent() is None and local_name(parent) == section


def _take_out(element: Element | None) -> None:
    parent = None if element is None else element.getparent()
    if element is not None and parent is not None:
        parent.remove(element)


def _replace_illegal(text: str) -> tuple[str, int]:
    """The text with forbidden characters, written out or as references, replaced; and how many."""
    replaced = 0

    def reference(found: re.Match[str]) -> str:
        nonlocal replaced
        number = int(found[1], 16) if found[1] else int(found[2])
        if number <= 0x10FFFF and not _ILLEGAL.match(chr(number)):
            return found[0]
        replaced += 1
        return _REPLACEMENT

    text, raw = _ILLEGAL.subn(_REPLACEMENT, text)
    text = _REFERENCE.sub(reference, text)
    return text, replaced + raw
