"""The texts of sources: found when a source is read, and read again from the container when they are needed."""

import zlib
from dataclasses import dataclass

from fivefold.method.coding.refi_qda import guids
from fivefold.method.coding.refi_qda.archive import Archive
from fivefold.method.coding.refi_qda.elements import Desk, Element, child
from fivefold.method.coding.refi_qda.losses import Severity
from fivefold.method.coding.refi_qda.positions import RawText

_ENCODED = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True, slots=True)
class TextPlace:
    """Where a source's text is: a member of the container, or else packed here, from inside the project file.

    name: what the text is called.
    """

    name: str
    member: str = ""
    packed: bytes = b""


class SourceTexts:
    """Finds texts and reads them. Memory holds the text at hand, and those that stand in the project file packed."""

    def __init__(self, desk: Desk, archive: Archive | None) -> None:
        self.desk = desk
        self.archive = archive
        self._named: dict[str, TextPlace] = {}
        self._last: tuple[TextPlace, RawText] | None = None

    def find(self, element: Element, name: str) -> TextPlace | None:
        """Where the text of a source is; None, counted as a loss, where the file does not hold it."""
        inline = child(element, "PlainTextContent")
        path = element.get("plainTextPath", "")
        if inline is not None and (inline.text or not path):
            text = "".join(str(part) for part in inline.itertext())
            return TextPlace(name, packed=zlib.compress(text.encode(), 1))
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
        if member not in self._named:
            self._named[member] = TextPlace(name, member)
            self._look(self._named[member])
        return self._named[member]

    def read(self, place: TextPlace) -> RawText:
        """The text in a place."""
        if self._last is None or self._last[0] != place:
            text = _decoded(self._data(place))[0] if place.member else zlib.decompress(place.packed).decode()
            self._last = place, RawText.take_apart(place.name, text)
        return self._last[1]

    def _look(self, place: TextPlace) -> None:
        """Read a member for the first time: whether it can be, and what is odd about it."""
        text, sure = _decoded(self._data(place))
        if not sure:
            self.desk.tally.add(
                "texts that are not UTF-8",
                where=place.name,
                severity=Severity.DOUBT,
                consequence="read as Windows-1252; check accented letters",
            )
        self._last = place, RawText.take_apart(place.name, text)

    def _data(self, place: TextPlace) -> bytes:
        assert self.archive is not None
        return self.archive.read_member(place.member)

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


def _decoded(data: bytes) -> tuple[str, bool]:
    """A text, and whether its encoding is beyond doubt."""
    for mark, encoding in _ENCODED:
        if data.startswith(mark):
            # The mark has done its work, but positions may count it.
            return "\ufeff" + data.decode(encoding, "replace"), True
    for zeros, encoding in ((data[1:2_000:2], "utf-16-le"), (data[0:2_000:2], "utf-16-be")):
        # Every other byte is zero: two bytes to a letter, and no mark that says so.
        if zeros.count(0) > 0.7 * len(zeros) > 0:
            return data.decode(encoding, "replace"), True
    try:
        return data.decode("utf-8"), True
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), False
