"""What one data key covers: a purpose, and the study and site it is bound to."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self
from uuid import UUID


class Purpose(StrEnum):
    """Why a key exists. Destroying one purpose's key leaves the others readable."""

    WORK = "work"
    """Drafts, uploads and revisions at a site."""
    SUB = "sub"
    """Submissions, coding, memos and the cell sets of releases of a study."""
    STAT = "stat"
    """Whitelisted closed answers for tables, so that a request for aggregates never loads SUB."""
    REG = "reg"
    """A site's key register."""


@dataclass(frozen=True, slots=True, order=True)
class Scope:
    """One key's reach. study and site are row identifiers; SUB and STAT have no site."""

    purpose: Purpose
    study: UUID | None = None
    site: UUID | None = None

    def __post_init__(self) -> None:
        sited = self.purpose in (Purpose.WORK, Purpose.REG)
        if sited != (self.site is not None):
            raise ValueError(f"a {self.purpose} key {'needs' if sited else 'has no'} site")
        if self.study is None and self.purpose is not Purpose.WORK:
            raise ValueError(f"a {self.purpose} key needs its study")

    def __str__(self) -> str:
        return "/".join(str(part) if part else "-" for part in (self.purpose, self.study, self.site))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what str() wrote."""
        purpose, study, site = text.split("/")
        return cls(Purpose(purpose), *(None if part == "-" else UUID(part) for part in (study, site)))
