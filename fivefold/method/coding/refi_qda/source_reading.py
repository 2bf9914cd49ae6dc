"""Texts, their passages and their codings; and what is said about sources that have no text."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from fivefold.method.coding.refi_qda import guids, offsets
from fivefold.method.coding.refi_qda.archive import Archive
from fivefold.method.coding.refi_qda.elements import Desk, Element, child, children, targets, text_of
from fivefold.method.coding.refi_qda.losses import Severity
from fivefold.method.coding.refi_qda.positions import RawText, Ruler
from fivefold.method.coding.refi_qda.readings import OffsetReading
from fivefold.method.coding.refi_qda.values import Coding, Selection, SourceKind, TextSource
from fivefold.method.coding.refi_qda.xml import local_name

_MEDIA = {
    "PictureSource": ("pictures", "PictureSelection", ("TextDescription",), SourceKind.PICTURE),
    "PDFSource": ("PDF documents", "PDFSelection", ("Representation",), SourceKind.PDF),
    "AudioSource": ("sound recordings", "AudioSelection", ("Transcript",), SourceKind.TRANSCRIPT),
    "VideoSource": ("films", "VideoSelection", ("Transcript",), SourceKind.TRANSCRIPT),
}
_SELECTIONS = ("PlainTextSelection", "TranscriptSelection")
_ENCODED = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(slots=True)
class _Draft:
    """A text source before positions are understood. whole: the element that carries codings of the whole source."""

    guid: str
    name: str
    element: Element
    whole: Element
    kind: SourceKind
    raw: RawText | None
    places: list[tuple[Element, int, int]] = field(default_factory=list)


class SourceReader:
    """Takes sources and notes, decides how positions are counted, then gives them as values."""

    def __init__(self, desk: Desk, archive: Archive | None) -> None:
        self.desk = desk
        self.archive = archive
        self.offsets: OffsetReading | None = None
        self._drafts: list[_Draft] = []
        self._notes: list[_Draft] = []
        self._texts: dict[str, RawText | None] = {}

    def add_source(self, element: Element) -> None:
        """Take one child of Sources."""
        name = local_name(element)
        if name == "TextSource":
            self._drafts.append(self._draft(element, element, SourceKind.TEXT))
        elif name in _MEDIA:
            self._add_media(element, name)
        else:
            self.desk.tally.add(
                f"{name} elements",
                where="Sources",
                severity=Severity.LOST,
                consequence="a kind of source the format does not have",
            )

    def add_note(self, element: Element) -> None:
        """Take one child of Notes."""
        self._notes.append(self._draft(element, element, SourceKind.NOTE))

    def decide(self, origin: str) -> None:
        """Find out how the positions are counted, over all texts at once."""
        samples = [
            offsets.Sample(
                draft.guid,
                draft.name,
                draft.raw,
                tuple(offsets.Passage(start, end, element.get("name", "")) for element, start, end in draft.places),
            )
            for draft in (*self._drafts, *self._notes)
            if draft.raw is not None
        ]
        self.offsets = offsets.detect(samples, origin=origin)

    def sources(self) -> tuple[TextSource, ...]:
        """The sources that have a text, or ought to."""
        return tuple(self._finish(draft) for draft in self._drafts)

    def notes(self) -> tuple[TextSource, ...]:
        """The notes."""
        return tuple(self._finish(draft) for draft in self._notes)

    def _add_media(self, element: Element, name: str) -> None:
        plural, region, texts, kind = _MEDIA[name]
        parts = list(children(element, *texts))
        self.desk.tally.add(
            plural,
            where=element.get("name", ""),
            severity=Severity.LOST,
            consequence="not carried; the text that goes with them is, as a text source" if parts else "not carried",
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
        draft = _Draft(guid, name, element, whole, kind, self._raw(element, name))
        selections = list(children(element, *_SELECTIONS))
        if beside is not None:
            selections += children(beside, *_SELECTIONS)
        points = {
            guids.normalise(point.get("guid", "")): point.get("position", "")
            for point in children(element, "SyncPoint")
        }
        for selection in selections:
            start = selection.get("startPosition") or points.get(
                guids.normalise(selection.get("fromSyncPoint", "")), ""
            )
            end = selection.get("endPosition") or points.get(guids.normalise(selection.get("toSyncPoint", "")), "")
            draft.places.append((selection, _whole(start), _whole(end)))
        return draft

    def _raw(self, element: Element, name: str) -> RawText | None:
        """The text of a source, from inside the project file or from the container."""
        inline = child(element, "PlainTextContent")
        path = element.get("plainTextPath", "")
        if inline is not None and (inline.text or not path):
            return RawText.take_apart(name, "".join(str(part) for part in inline.itertext()))
        if path not in self._texts:
            self._texts[path] = self._fetch(path, name)
        raw = self._texts[path]
        if raw is None:
            self.desk.tally.add(
                "texts that are not in the file" if path or element.get("richTextPath") else "sources without any text",
                where=name,
                severity=Severity.LOST,
                consequence="their passages cannot be placed; export the project with its sources",
            )
        elif element.get("richTextPath"):
            self.desk.tally.add(
                "formatted originals",
                where=name,
                severity=Severity.NOTE,
                consequence="their plain text is used instead",
            )
        return raw

    def _fetch(self, path: str, name: str) -> RawText | None:
        member = self.archive.find(path) if self.archive and path else None
        if member is None:
            return None
        assert self.archive is not None
        return RawText.take_apart(name, self._decode(self.archive.read_member(member), name))

    def _decode(self, data: bytes, name: str) -> str:
        for mark, encoding in _ENCODED:
            if data.startswith(mark):
                # The mark has done its work, but positions may count it.
                return "\ufeff" + data.decode(encoding, "replace")
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
        return TextSource(
            guid=draft.guid,
            name=draft.name,
            text=draft.raw.source if draft.raw is not None else None,
            selections=tuple(self._selections(draft)),
            codings=self._codings(draft.whole),
            description=text_of(draft.whole, "Description") or text_of(draft.element, "Description"),
            notes=targets(draft.whole, "NoteRef"),
            values=self.desk.values(draft.whole),
            stamp=self.desk.stamp(draft.whole),
            kind=draft.kind,
        )

    def _selections(self, draft: _Draft) -> Iterator[Selection]:
        ruler = self._ruler(draft)
        for element, start, end in draft.places:
            span = ruler.span(start, end) if ruler is not None else None
            if ruler is not None and span is None:
                self.desk.tally.add(
                    "passages whose positions do not lie in their text",
                    where=f"{draft.name}, {start} to {end}",
                    severity=Severity.DOUBT,
                    consequence="kept without a place",
                )
            codings = self._codings(element)
            if not codings:
                self.desk.tally.add(
                    "passages without a code",
                    where=draft.name,
                    severity=Severity.NOTE,
                    consequence="kept as annotations",
                )
            yield Selection(
                guid=self.desk.guid(element),
                name=element.get("name", ""),
                span=span,
                codings=codings,
                description=text_of(element, "Description"),
                notes=targets(element, "NoteRef"),
                stamp=self.desk.stamp(element),
                positions=(start, end),
            )

    def _ruler(self, draft: _Draft) -> Ruler | None:
        if draft.raw is None or self.offsets is None:
            return None
        own = {reading.guid: reading.convention for reading in self.offsets.exceptions}
        return Ruler(draft.raw, own.get(draft.guid, self.offsets.convention))

    def _codings(self, element: Element) -> tuple[Coding, ...]:
        return tuple(self._coding(coding) for coding in children(element, "Coding"))

    def _coding(self, element: Element) -> Coding:
        codes = targets(element, "CodeRef")
        if len(codes) != 1:
            self.desk.tally.add(
                "codings that name no code, or several",
                where=local_name(element),
                severity=Severity.DOUBT,
                consequence="only the first code counts",
            )
        return Coding(
            guid=self.desk.guid(element),
            code=codes[0] if codes else "",
            creator=guids.normalise(element.get("creatingUser", "")),
            created=self.desk.time(element, "creationDateTime"),
            notes=targets(element, "NoteRef"),
        )


def _code_targets(selection: Element) -> Iterator[str]:
    for coding in children(selection, "Coding"):
        yield from targets(coding, "CodeRef")


def _whole(text: str) -> int:
    """A position; -1, which lies in no text, for anything that is none."""
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) < 12 else -1
