"""Write a coding project in the exchange format: valid, the same bytes for the same project, nothing dropped unsaid."""

import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import IO, Self

from lxml import etree

import fivefold
from fivefold.method.coding.refi_qda.losses import LossReport, Severity
from fivefold.method.coding.refi_qda.pen import Element, Pen
from fivefold.method.coding.refi_qda.sections import (
    Section,
    closing_elements,
    codebook_element,
    project_element,
    sections_after,
    sections_before,
)
from fivefold.method.coding.refi_qda.source_writing import source_element, text_bytes, text_name
from fivefold.method.coding.refi_qda.values import Code, Project, Set, TextSource

PROJECT_NAMESPACE = "urn:QDA-XML:project:1.0"
CODEBOOK_NAMESPACE = "urn:QDA-XML:codebook:1.0"

_DECLARATION = b"<?xml version='1.0' encoding='UTF-8'?>\n"
_NO_DATE = (1980, 1, 1, 0, 0, 0)
_LARGE = 2**31 - 1
"""Bytes beyond which a member's sizes are written in 64 bits. Not always: older programs do not know that form."""
_CHUNK = 2**20
_NAMESPACE = f' xmlns="{PROJECT_NAMESPACE}"'.encode()


def write(project: Project) -> tuple[bytes, LossReport]:
    """The project as a `.qdpx` container, and what could not be carried.

    Positions are code points of LF text, end exclusive; every text is a file of its own in `sources/`, UTF-8
    without a byte order mark. The same project gives the same bytes. Takes time in proportion to the codings.
    """
    buffer = io.BytesIO()
    losses = Container(buffer, spool=io.BytesIO()).finish(project)
    return buffer.getvalue(), losses


def write_codes(codes: Sequence[Code], sets: Sequence[Set] = ()) -> tuple[bytes, LossReport]:
    """A code tree as a `.qdc` codebook. Notes on codes are not part of that format."""
    pen = Pen(CODEBOOK_NAMESPACE)
    root = codebook_element(pen, codes, sets, origin=_origin())
    return _DECLARATION + _serialise(root, level=0), pen.tally.report


class Container:
    """A `.qdpx` container in the making, for projects too large to be held: source by source, all else at the end.

    file: where it is written; it can seek. spool: a second file, open for writing and reading, that keeps the
    sources' part of the project file until what stands before it is known. Both come to hold case text, so where they
    are is the caller's choice. Memory does not grow with the sources, but for an entry in the container's directory.
    """

    def __init__(self, file: IO[bytes], *, spool: IO[bytes]) -> None:
        self._bundle = zipfile.ZipFile(file, "w")
        self._spool = spool
        self._pen = Pen(PROJECT_NAMESPACE)
        self._texts: dict[str, bytes] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files. Without `finish` before it, what was written is no project."""
        self._bundle.close()

    def add(self, source: TextSource) -> None:
        """Write one source, after those before it."""
        if source.text is not None:
            self._add_text(source)
        self._spool.write(_serialise(source_element(self._pen, source), level=2))

    def finish(self, project: Project) -> LossReport:
        """Write the project's own sources after those added, then all else, and say what could not be carried.

        The container is whole and closed after this; closing the two files is the caller's.
        """
        for source in project.sources:
            self.add(source)
        put, pen = self._spool.writelines, self._pen
        sources = self._spool.tell()
        put(_opening(project_element(pen, project, origin=_origin())))
        put(_written(sections_before(pen, project)))
        put([b" <Sources>\n"] if sources else [])
        head = self._spool.tell()
        put([b" </Sources>\n"] if sources else [])
        put(_written(sections_after(pen, project)))
        put(_serialise(element, level=1) for element in closing_elements(pen, project))
        put([b"</Project>\n"])
        self._add_project(((sources, head), (0, sources), (head, self._spool.tell())))
        self.close()
        return self._pen.tally.report

    def _add_text(self, source: TextSource) -> None:
        data = text_bytes(self._pen, source)
        name = f"sources/{text_name(self._pen, source)}"
        digest = hashlib.sha256(data).digest()
        if name not in self._texts:
            self._texts[name] = digest
            self._bundle.writestr(_member(name), data)
        elif self._texts[name] != digest:
            self._pen.tally.add(
                "sources with the same identifier and different texts",
                where=source.name,
                severity=Severity.LOST,
                consequence="only the first text is written",
            )

    def _add_project(self, parts: Sequence[tuple[int, int]]) -> None:
        """Write the project file from these stretches of the spool."""
        size = sum(end - start for start, end in parts)
        with self._bundle.open(_member("project.qde"), "w", force_zip64=size > _LARGE) as member:
            for start, end in parts:
                self._spool.seek(start)
                for position in range(start, end, _CHUNK):
                    member.write(self._spool.read(min(_CHUNK, end - position)))


def _origin() -> str:
    return f"Fivefold {fivefold.__version__}"


def _member(name: str) -> zipfile.ZipInfo:
    """A member that says nothing of the time or the machine."""
    info = zipfile.ZipInfo(name, _NO_DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = 0o600 << 16
    return info


def _opening(root: Element) -> Iterator[bytes]:
    """The declaration, and the start tag of an element that holds nothing yet."""
    yield _DECLARATION
    yield etree.tostring(root, encoding="UTF-8").removesuffix(b"/>") + b">\n"


def _written(sections: Iterable[Section]) -> Iterator[bytes]:
    """The sections that hold anything, element by element."""
    for name, elements in sections:
        first = next(elements, None)
        if first is not None:
            yield f" <{name}>\n".encode()
            yield from (_serialise(element, level=2) for element in chain([first], elements))
            yield f" </{name}>\n".encode()


def _serialise(element: Element, *, level: int) -> bytes:
    """An element with all that is in it, on lines of their own, so many levels deep."""
    etree.indent(element, space=" ", level=level)
    data = etree.tostring(element, encoding="UTF-8")
    if level:
        # It is written into an element of the same namespace; its own declaration comes before any other attribute.
        data = data.replace(_NAMESPACE, b"", 1)
    return b" " * level + data + b"\n"
