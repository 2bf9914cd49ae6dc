"""Texts, their passages and their codings; and what is said about sources that have no text."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from sys import intern

from fivefold.method.coding.refi_qda import as_json, guids, offsets
from fivefold.method.coding.refi_qda.archive import Archive
from fivefold.method.coding.refi_qda.elements import Desk, Element, children, targets, text_of
from fivefold.method.coding.refi_qda.losses import Severity, Tally
from fivefold.method.coding.refi_qda.positions import Ruler
from fivefold.method.coding.refi_qda.readings import Convention, OffsetReading
from fivefold.method.coding.refi_qda.source_texts import SourceTexts, TextPlace
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


@dataclass(frozen=True, slots=True)
class _Draft:
    """A source before positions are understood, packed: its passages have none yet but those the file gives."""

    packed: bytes
    place: TextPlace | None


_NO_CODE = "codings with a code that is not in the project's codebook", "kept, but nobody can say what they mean"
_NO_USER = "codings by a user the project does not list", "kept, but their coder is unknown"


class SourceReader:
    """Takes sources and notes, decides how positions are counted, then gives them as values.

    Between the two they are held packed, so that memory never holds a project's sources as values.
    """

    def __init__(self, desk: Desk, archive: Archive | None) -> None:
        self.desk = desk
        self.texts = SourceTexts(desk, archive)
        self.offsets: OffsetReading | None = None
        self._detection: offsets.Detection | None = None
        self._drafts: list[_Draft] = []
        self._notes: list[_Draft] = []
        # What codings name, with the finding where the project does not hold it, the first source, and how often.
        self._mentioned: dict[tuple[tuple[str, str], str], tuple[str, int]] = {}

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
        self.offsets = (self._detection or offsets.Detection(origin)).decide()

    def identifiers(self) -> Iterator[str]:
        """Of every passage and coding."""
        for draft in (*self._drafts, *self._notes):
            source = as_json.unpack(draft.packed)
            yield from (coding.guid for coding in source.codings)
            for passage in source.selections:
                yield passage.guid
                yield from (coding.guid for coding in passage.codings)

    def __len__(self) -> int:
        """How many sources have a text, or ought to."""
        return len(self._drafts)

    def sources(self, tally: Tally) -> Iterator[TextSource]:
        """The sources that have a text, or ought to. tally: takes what is found out about their positions."""
        return self._finished(self._drafts, tally)

    def notes(self, tally: Tally) -> Iterator[TextSource]:
        """The notes, as `sources`."""
        return self._finished(self._notes, tally)

    def _finished(self, drafts: Iterable[_Draft], tally: Tally) -> Iterator[TextSource]:
        exceptions = () if self.offsets is None else self.offsets.exceptions
        own = {reading.guid: reading.convention for reading in exceptions}
        return (self._finish(draft, own, tally) for draft in drafts)

    def count_dangling(self, codes: Collection[str], users: Collection[str], tally: Tally) -> None:
        """Count codings whose code, and authors whose user, the project does not hold."""
        held = {_NO_CODE: codes, _NO_USER: users}
        for (finding, guid), (where, count) in self._mentioned.items():
            if guid not in held[finding]:
                what, consequence = finding
                tally.add(what, where=where, severity=Severity.DOUBT, consequence=consequence, count=count)

    def _mention(self, source: TextSource) -> None:
        for coding in (*(coding for passage in source.selections for coding in passage.codings), *source.codings):
            named = [(_NO_CODE, coding.code)]
            if coding.creator:
                named.append((_NO_USER, coding.creator))
            for one in named:
                where, count = self._mentioned.get(one, (source.name, 0))
                self._mentioned[one] = where, count + 1

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
        place = self.texts.find(element, name)
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
            text=None,
            selections=tuple(self._passage(passage, points, name) for passage in passages),
            codings=tuple(coding for one in both for coding in self._codings(one)),
            description="\n".join(filter(None, (text_of(one, "Description") for one in both))),
            notes=tuple(guid for one in both for guid in targets(one, "NoteRef")),
            values=tuple(value for one in both for value in self.desk.values(one)),
            stamp=self.desk.stamp(whole),
            kind=kind,
        )
        if place is not None:
            found = tuple(offsets.Passage(*one.positions, one.name) for one in source.selections)
            self._detection_of(element).add(offsets.Sample(guid, name, self.texts.read(place), found))
        self._mention(source)
        return _Draft(as_json.pack(source), place)

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

    def _detection_of(self, element: Element) -> offsets.Detection:
        """What finds out how positions are counted, told of the program at the first source."""
        if self._detection is None:
            self._detection = offsets.Detection(element.getroottree().getroot().get("origin", ""))
        return self._detection

    def _finish(self, draft: _Draft, own: Mapping[str, Convention], tally: Tally) -> TextSource:
        source = as_json.unpack(draft.packed)
        values = self.desk.typed(source.values)
        if draft.place is None or self.offsets is None:
            return replace(source, values=values)
        raw = self.texts.read(draft.place)
        ruler = Ruler(raw, own.get(source.guid, self.offsets.convention))
        passages = tuple(
            replace(passage, span=_placed(ruler, *passage.positions, source.name, tally))
            for passage in source.selections
        )
        return replace(source, text=raw.source, selections=passages, values=values)

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


def _placed(ruler: Ruler, start: int, end: int, name: str, tally: Tally) -> Span | None:
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
    tally.add(what, where=f"{name}, {start} to {end}", severity=Severity.DOUBT, consequence=consequence)
    return span


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
