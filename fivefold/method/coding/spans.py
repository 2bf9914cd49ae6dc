"""Where a coded segment stands in its text."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range [start, end) of Unicode code points in one source text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span must run forward: {self.start}..{self.end}")

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class SourceText:
    """An immutable text that spans refer to: line ends are LF, no byte order mark."""

    name: str
    text: str

    @property
    def digest(self) -> str:
        """SHA-256 of the UTF-8 text, in hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def passage(self, span: Span) -> str:
        """The words a span covers; ValueError where it runs past the end."""
        if span.end > len(self.text):
            raise ValueError(
                f"{self.name}: span {span.start}..{span.end} runs past the text's {len(self.text)} characters"
            )
        return self.text[span.start : span.end]
