"""Sources and notes as elements: texts, their passages and their codings."""

from fivefold.method.coding.refi_qda.losses import Severity
from fivefold.method.coding.refi_qda.pen import REPLACEMENT, Element, Pen, time
from fivefold.method.coding.refi_qda.positions import MARK
from fivefold.method.coding.refi_qda.values import Coding, Selection, SourceKind, TextSource


def source_element(pen: Pen, source: TextSource) -> Element:
    """A source whose text, if it has one, is a member of the container."""
    made = pen.name(pen.element("TextSource"), source.guid, source.name)
    if source.kind is not SourceKind.TEXT:
        pen.tally.add(
            "texts of PDF documents, pictures and recordings",
            where=source.name,
            severity=Severity.CHANGED,
            consequence="written as plain text sources, without the document itself",
        )
    if source.text is not None:
        made.set("plainTextPath", f"internal://{text_name(pen, source)}")
    _fill(pen, made, source)
    return made


def note_element(pen: Pen, note: TextSource) -> Element:
    """A note, its text inside it."""
    made = pen.name(pen.element("Note"), note.guid, note.name)
    _fill(pen, made, note, inline=True)
    return made


def text_name(pen: Pen, source: TextSource) -> str:
    """What a source's text is called in the container's folder of sources."""
    return f"{pen.guid(source.guid)}.txt"


def text_bytes(pen: Pen, source: TextSource) -> bytes:
    """A source's text as UTF-8 without a byte order mark of ours. The source must have one."""
    assert source.text is not None
    text = _guard_mark(source.text.text)
    try:
        return text.encode()
    except UnicodeEncodeError:
        # Half a surrogate pair has no UTF-8; the replacement keeps every position.
        pen.tally.add(
            "texts with characters that cannot be written",
            where=source.name,
            severity=Severity.CHANGED,
            consequence=f'each became "{REPLACEMENT}"',
        )
        return "".join(REPLACEMENT if "\ud800" <= mark <= "\udfff" else mark for mark in text).encode()


def _fill(pen: Pen, made: Element, source: TextSource, *, inline: bool = False) -> None:
    pen.stamp(made, source.stamp)
    pen.description(made, source.description)
    if inline and source.text is not None:
        pen.below(made, "PlainTextContent").text = pen.clean(_guard_mark(source.text.text))
    for selection in source.selections:
        _add_selection(pen, made, selection, source)
    for coding in source.codings:
        _add_coding(pen, made, coding)
    pen.references(made, "NoteRef", source.notes)
    pen.values(made, source.values)


def _add_selection(pen: Pen, parent: Element, selection: Selection, source: TextSource) -> None:
    if selection.span is None and source.text is not None:
        pen.tally.add(
            "passages without a place in their text",
            where=source.name,
            severity=Severity.LOST,
            consequence="not written, with their codings",
        )
        return
    start, end = (selection.span.start, selection.span.end) if selection.span else selection.positions
    made = pen.below(parent, "PlainTextSelection")
    pen.name(made, selection.guid, selection.name, startPosition=str(start), endPosition=str(end))
    if selection.span is None:
        pen.tally.add(
            "passages of texts that are absent",
            where=source.name,
            severity=Severity.DOUBT,
            consequence="written with the positions the first program gave, counted in its own way",
        )
    pen.stamp(made, selection.stamp)
    pen.description(made, selection.description)
    for coding in selection.codings:
        _add_coding(pen, made, coding)
    pen.references(made, "NoteRef", selection.notes)


def _add_coding(pen: Pen, parent: Element, coding: Coding) -> None:
    if not coding.code:
        pen.tally.add("codings without a code", where="", severity=Severity.LOST, consequence="not written")
        return
    made = pen.below(
        parent,
        "Coding",
        guid=pen.guid(coding.guid),
        creatingUser=pen.guid(coding.creator),
        creationDateTime=time(coding.created),
    )
    pen.below(made, "CodeRef", targetGUID=pen.guid(coding.code))
    pen.references(made, "NoteRef", coding.notes)


def _guard_mark(text: str) -> str:
    """A text that starts with a byte order mark of its own gets another, because readers take one away."""
    return f"{MARK}{text}" if text.startswith(MARK) else text
