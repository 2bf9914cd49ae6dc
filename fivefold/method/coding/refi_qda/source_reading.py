"""Texts, their passages and their codings; and what is said about sources that have no text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from sys import intern

from fivefold.method.coding.refi_qda import guids, offsets
from fivefold.method.coding.refi_qda.archive import Archive
from fivefold.method.coding.refi_qda.elements import Desk, Element, child, children, targets, text_of
from fivefold.method.coding.refi_qda.losses import Severity
from fivefold.method.coding.refi_qda.positions import RawText, Ruler
from fivefold.method.coding.refi_qda.readings import OffsetReading
from fivefold.method.coding.refi_qda.values import Coding, Selection, SourceKind, TextSource
from fivefold.method.coding.refi_qda.xml import local_name
from fivefold.method.coding.spans import Span

_MEDIA = {
    "PictureSource": ("pictures", "PictureSelection", ("TextDescription",), SourceKind.PICTURE),
    "PDFSource": ("PDF documents", "PDFSelection", ("Representation",), SourceKind.PDF),
    "AudioSource": ("sound recordings", "AudioSelection", ("Transcript",), SourceKind.TRANSCRIPT),
    "VideoSource": ("films", "VideoSelection", ("Transcript",), SourceKind.TRANSCRIPT),
}
_SELECTIONS = ("PlainTextSelection", "TranscriptSelection")
_POSITION = re.compile(r"\d{1,12}(?:\.\d{1,6})?(?:[eE]\+?\d{1,2})?")
_FURTHEST = 10**11
_ENCODED = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True, slots=True)
class _Draft:
    """A source before positions are understood: its passages have none yet but those the file gives."""

    source: TextSource
    raw: RawText | None


class SourceReader:
    """Takes sources and notes, decides how positions are counted, then gives them as values."""

    def __init__(self, desk: Desk, archive: Archive | None) -> None:
        self.desk = desk
        self.archive = archive
        self.offsets: OffsetReading | None = None
        self._drafts: list[_Draft] = []
        self._notes: list[_Draft] = []
        self._texts: dict[str, RawText] = {}

    def add_source(self, element: Element) -> None:
        """Take one child of Sources."""
        name = local_name(element)
        if name == "TextSource":
            self._drafts.append(self._draft(element, element, SourceKind.TEXT))
        else:
            self._add_media(element, name)

    def add_note(self, element: Element) -> None:
        """Take one child of Notes."""
        self._notes.append(self._draft(element, element, SourceKind.NOTE))

    def decide(self, origin: str) -> None:
        """Find out how the positions are counted, over all texts at once."""
        samples = [
            offsets.Sample(
                draft.source.guid,
                draft.source.name,
                draft.raw,
                tuple(offsets.Passage(*passage.positions, passage.name) for passage in draft.source.selections),
            )
            for draft in (*self._drafts, *self._notes)
            if draft.raw is not None
        ]
        self.offsets = offsets.detect(samples, origin=origin)

    def identifiers(self) -> Iterator[str]:
        """Of every passage and coding."""
        for draft in (*self._drafts, *self._notes):
            yield from (coding.guid for coding in draft.source.codings)
            for passage in draft.source.selections:
                yield passage.guid
                yield from (coding.guid for coding in passage.codings)

    def sources(self) -> tuple[TextSource, ...]:
        """The sources that have a text, or ought to."""
        return tuple(self._finish(draft) for draft in self._drafts)

    def notes(self) -> tuple[TextSource, ...]:
        """The notes."""
        return tuple(self._finish(draft) for draft in self._notes)

    def _add_media(self, element: Element, name: str) -> None:
        plural, region, texts, kind = _MEDIA[name]
        parts = list(children(element, *texts))
        if not parts and (element.get("plainTextPath") or list(children(element, "PlainTextContent", *_SELECTIONS))):
            # The text stands right in the medium, where the format has a part of its own for it.
            parts = [element]
        self.desk.tally.add(
            plural,
            where=element.get("name", ""),
            severity=Severity.LOST,
            consequence="not carried; the text that goes with them is, where the file holds it, as a text source"
            if parts
            else "not carried",
        )
        self._count_regions(element, region, plural)
        for number, part in enumerate(parts):
            # A PDF's text stands for the document, so references to the document must find it; a transcript is
            # one of several and keeps its own identifier.
            whole = element if number == 0 else part
            self._drafts.append(self._draft(part, whole, kind, beside=element if number == 0 else None))
        if not parts and (list(children(element, "Coding")) or list(children(element, "VariableValue"))):
            self.desk.tally.add(
                f"codings and values of whole {plural}",
                where=element.get("name", ""),
                severity=Severity.LOST,
                consequence="not carried, because there is no text they could stand on",
                count=len(list(children(element, "Coding", "VariableValue"))),
            )

    def _count_regions(self, element: Element, region: str, plural: str) -> None:
        """Regions of pages, pictures and recordings are not carried; a region that is also a passage is no loss."""
        twins = {
            guids.normalise(selection.get("guid", "")): set(_code_targets(selection))
            for part in children(element, "Representation")
            for selection in children(part, *_SELECTIONS)
        }
        for selection in children(element, region):
            twin = twins.get(guids.normalise(selection.get("guid", "")))
            if twin is not None and twin >= set(_code_targets(selection)):
                self.desk.tally.add(
                    f"regions of {plural} that are also passages of their text",
                    where=element.get("name", ""),
                    severity=Severity.NOTE,
                    consequence="the same quotation twice; the passage is kept",
                )
                continue
            self.desk.tally.add(
                f"regions of {plural}", where=element.get("name", ""), severity=Severity.LOST, consequence="not carried"
            )
            if list(children(selection, "Coding")):
                self.desk.tally.add(
                    f"codings of regions of {plural}",
                    where=element.get("name", ""),
                    severity=Severity.LOST,
                    consequence="not carried",
                    count=len(list(children(selection, "Coding"))),
                )

    def _draft(self, element: Element, whole: Element, kind: SourceKind, beside: Element | None = None) -> _Draft:
        guid = self.desk.guid(whole)
        name = whole.get("name") or element.get("name") or ""
        raw = self._raw(element, name)
        passages = list(children(element, *_SELECTIONS))
        if beside is not None and beside is not element:
            passages += children(beside, *_SELECTIONS)
        points = {
            guids.normalise(point.get("guid", "")): point.get("position", "")
            for point in children(element, "SyncPoint")
        }
        # What is said of a document's text is said of the document: here they are one source.
        both = (whole,) if whole is element else (whole, element)
        source = TextSource(
            guid=guid,
            name=name,
            text=raw.source if raw is not None else None,
            selections=tuple(self._passage(passage, points, name) for passage in passages),
            codings=tuple(coding for one in both for coding in self._codings(one)),
            description="\n".join(filter(None, (text_of(one, "Description") for one in both))),
            notes=tuple(guid for one in both for guid in targets(one, "NoteRef")),
            values=tuple(value for one in both for value in self.desk.values(one)),
            stamp=self.desk.stamp(whole),
            kind=kind,
        )
        return _Draft(source, raw)

    def _passage(self, element: Element, points: Mapping[str, str], name: str) -> Selection:
        """A passage where the file says it is. points: positions that transcripts name by identifier."""
        start, end = (
            element.get(position) or points.get(guids.normalise(element.get(point, "")), "")
            for position, point in (("startPosition", "fromSyncPoint"), ("endPosition", "toSyncPoint"))
        )
        codings = self._codings(element)
        if not codings:
            self.desk.tally.add(
                "passages without a code",
                where=name,
                severity=Severity.NOTE,
                consequence="kept as annotations",
            )
        return Selection(
            guid=self.desk.guid(element),
            name=element.get("name", ""),
            span=None,
            codings=codings,
            description=text_of(element, "Description"),
            notes=targets(element, "NoteRef"),
            stamp=self.desk.stamp(element),
            positions=self._in_order(_whole(start), _whole(end), name),
        )

    def _in_order(self, start: int, end: int, name: str) -> tuple[int, int]:
        """Start and end; a selection made from its end to its start is the same selection."""
        if not 0 <= end < start:
            return start, end
        self.desk.tally.add(
            "passages whose end stands before their start",
            where=f"{name}, {start} to {end}",
            severity=Severity.CHANGED,
            consequence="read from the one to the other",
        )
        return end, start

    def _raw(self, element: Element, name: str) -> RawText | None:
        """The text of a source, from inside the project file or from the container."""
        inline = child(element, "PlainTextContent")
        path = element.get("plainTextPath", "")
        if inline is not None and (inline.text or not path):
            return RawText.take_apart(name, "".join(str(part) for part in inline.itertext()))
        member = self._member(element, name)
        original = element.get("richTextPath", "")
        if member is None:
            self.desk.tally.add(
                "texts that are not in the file" if path or original else "sources without any text",
                where=name,
                severity=Severity.LOST,
                consequence="their passages cannot be placed; export the project with its sources"
                if path or not original
                else "only a formatted document is named, in which positions mean nothing; export with plain text too",
            )
            return None
        if original and self.archive is not None and self.archive.find(original) != member:
            self.desk.tally.add(
                "formatted originals",
                where=name,
                severity=Severity.NOTE,
                consequence="their plain text is used instead",
            )
        if member not in self._texts:
            self._texts[member] = self._fetch(member, name)
        return self._texts[member]

    def _member(self, element: Element, name: str) -> str | None:
        """The member that holds a source's plain text: the one it names, else one that can be no other."""
        if self.archive is None:
            return None
        path, original = element.get("plainTextPath", ""), element.get("richTextPath", "")
        found = self.archive.find(path) if path else None
        if found is not None:
            return found
        guid = guids.normalise(element.get("guid", ""))
        stem = original.rpartition(".")[0]
        guesses = (
            f"{path}.txt",
            original if original.casefold().endswith(".txt") else "",
            f"{stem}.txt",
            f"{guid}.txt",
        )
        found = next((member for guess in guesses if guess and (member := self.archive.find(guess))), None)
        if found is not None:
            self.desk.tally.add(
                "texts that the project does not name rightly",
                where=name,
                severity=Severity.NOTE,
                consequence="found in the file by their identifier or their original's name",
            )
        return found

    def _fetch(self, member: str, name: str) -> RawText:
        assert self.archive is not None
        return RawText.take_apart(name, self._decode(self.archive.read_member(member), name))

    def _decode(self, data: bytes, name: str) -> str:
        for mark, encoding in _ENCODED:
            if data.startswith(mark):
                # The mark has done its work, but positions may count it.
                return "\ufeff" + data.decode(encoding, "replace")
        for zeros, encoding in ((data[1:2_000:2], "utf-16-le"), (data[0:2_000:2], "utf-16-be")):
            # Every other byte is zero: two bytes to a letter, and no mark that says so.
            if zeros.count(0) > 0.7 * len(zeros) > 0:
                return data.decode(encoding, "replace")
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            self.desk.tally.add(
                "texts that are not UTF-8",
                where=name,
                severity=Severity.DOUBT,
                consequence="read as Windows-1252; check accented letters",
            )
            return data.decode("cp1252", "replace")

    def _finish(self, draft: _Draft) -> TextSource:
        source, ruler = draft.source, self._ruler(draft)
        passages = source.selections
        if ruler is not None:
            passages = tuple(
                replace(passage, span=self._place(ruler, *passage.positions, source.name)) for passage in passages
            )
        return replace(source, selections=passages, values=self.desk.typed(source.values))

    def _place(self, ruler: Ruler, start: int, end: int, name: str) -> Span | None:
        span = ruler.span(start, end)
        if span is not None:
            return span
        span = ruler.nearest(start, end)
        what, consequence = "passages whose positions do not lie in their text", "kept without a place"
        if start == end:
            what = "passages without any length"
        elif span is not None:
            what = "passages that reach beyond their text, or into the middle of a character"
            consequence = "cut to what there is; look whether the text is the one that was coded"
        self.desk.tally.add(what, where=f"{name}, {start} to {end}", severity=Severity.DOUBT, consequence=consequence)
        return span

    def _ruler(self, draft: _Draft) -> Ruler | None:
        if draft.raw is None or self.offsets is None:
            return None
        own = {reading.guid: reading.convention for reading in self.offsets.exceptions}
        return Ruler(draft.raw, own.get(draft.source.guid, self.offsets.convention))

    def _codings(self, element: Element) -> tuple[Coding, ...]:
        return tuple(coding for one in children(element, "Coding") for coding in self._split(one))

    def _split(self, element: Element) -> Iterator[Coding]:
        """One coding; several where it names several codes."""
        codes = targets(element, "CodeRef")
        if not codes:
            self.desk.tally.add(
                "codings that name no code",
                where=local_name(element),
                severity=Severity.DOUBT,
                consequence="kept, but nobody can say what they mean",
            )
        if len(codes) > 1:
            self.desk.tally.add(
                "codings that name several codes",
                where=local_name(element),
                severity=Severity.CHANGED,
                consequence="one coding for each code",
            )
        guid = self.desk.guid(element)
        for number, code in enumerate(codes or ("",)):
            yield Coding(
                guid=guids.derive("coding", guid, number) if number else guid,
                # The same few, a million times over.
                code=intern(code),
                creator=intern(guids.normalise(element.get("creatingUser", ""))),
                created=self.desk.time(element, "creationDateTime"),
                notes=targets(element, "NoteRef"),
            )


def _code_targets(selection: Element) -> Iterator[str]:
    for coding in children(selection, "Coding"):
        yield from targets(coding, "CodeRef")


def _whole(text: str) -> int:
    """A position; -1, which lies in no text, for anything that is none.

    Statistics programs write whole numbers as "120.0", or as "1e+05" where that is shorter.
    """
    text = text.strip()
    if not _POSITION.fullmatch(text):
        return -1
    number = Decimal(text)
    return int(number) if number == number.to_integral_value() and number < _FURTHEST else -1
