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
    LOG = "log"
    """The chain of the audit log: one key for the installation."""
    ACCOUNT = "account"
    """Second factors and sessions: one key for the installation."""


@dataclass(frozen=True, slots=True, order=True)
class Scope:
    """One key's reach: a study, and within it one site or one share. Both are row identifiers.

    WORK and REG belong to a site, SUB and STAT to a share of a study, LOG and ACCOUNT to the installation.
    """

    purpose: Purpose
    study: UUID | None = None
    part: UUID | None = None

    def __post_init__(self) -> None:
        whole = self.purpose in (Purpose.LOG, Purpose.ACCOUNT)
        if whole != (self.part is None):
            raise ValueError(f"a {self.purpose} key {'has no' if whole else 'needs a'} site or share")
        if self.study is None and self.purpose in (Purpose.SUB, Purpose.STAT, Purpose.REG):
            raise ValueError(f"a {self.purpose} key needs its study")

    def __str__(self) -> str:
        return "/".join(str(part) if part else "-" for part in (self.purpose, self.study, self.part))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what str() wrote."""
        purpose, study, part = text.split("/")
        return cls(Purpose(purpose), *(None if one == "-" else UUID(one) for one in (study, part)))
