"""What an exchange could not carry, told in detail before anybody relies on it (REFI-QDA 1.5, section 7)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters. The order of the members is from most to least."""

    LOST = "lost"
    """Something the file holds is not in the result."""
    CHANGED = "changed"
    """It is there, in another form."""
    DOUBT = "doubt"
    """It is there, and a person should look whether it is right."""
    NOTE = "note"
    """Worth knowing; nothing is lost."""


@dataclass(frozen=True, slots=True)
class Loss:
    """One kind of finding.

    what: the things concerned, in the plural ("codings on pictures"). where: the first place it was met, or "".
    count: how many. consequence: what it means for whoever goes on with the result.
    named: it is about one thing, `what` names it ('code "Neglct"') and the consequence is what is said of it.
    """

    what: str
    where: str
    count: int
    severity: Severity
    consequence: str
    named: bool = False

    @property
    def sentence(self) -> str:
        """The finding as one line of plain words."""
        first = "first: " if self.count > 1 else ""
        place = f" ({first}{self.where})" if self.where else ""
        return (
            f"{self.what}{place} {self.consequence}"
            if self.named
            else f"{self.what}: {self.count}{place}; {self.consequence}"
        )


@dataclass(frozen=True, slots=True)
class LossReport:
    """Every finding of one import or export, the gravest first; empty when everything was carried."""

    losses: tuple[Loss, ...] = ()

    def __iter__(self) -> Iterator[Loss]:
        return iter(self.losses)

    def __len__(self) -> int:
        return len(self.losses)

    def __add__(self, other: "LossReport") -> "LossReport":
        return LossReport(tuple(sorted((*self.losses, *other.losses), key=_gravity)))

    def of(self, *severities: Severity) -> tuple[Loss, ...]:
        """The findings of these severities."""
        return tuple(loss for loss in self.losses if loss.severity in severities)

    @property
    def needs_attention(self) -> bool:
        """Whether anything was lost or is in doubt."""
        return bool(self.of(Severity.LOST, Severity.DOUBT))


def _gravity(loss: Loss) -> int:
    return list(Severity).index(loss.severity)


@dataclass(slots=True)
class Tally:
    """Findings as they are met, counted by kind so that 50,000 of one kind make one line."""

    _found: dict[tuple[str, Severity, str, bool], tuple[str, int]] = field(default_factory=dict)

    def add(
        self,
        what: str,
        *,
        severity: Severity,
        consequence: str,
        where: str = "",
        count: int = 1,
        named: bool = False,
    ) -> None:
        """Count one finding (or `count` of them); only the first place of a kind is kept."""
        key = (what, severity, consequence, named)
        first, before = self._found.get(key, (where, 0))
        self._found[key] = (first or where, before + count)

    def add_all(self, losses: Iterable[Loss]) -> None:
        """Count the findings of another report too."""
        for loss in losses:
            self.add(
                loss.what,
                severity=loss.severity,
                consequence=loss.consequence,
                where=loss.where,
                count=loss.count,
                named=loss.named,
            )

    @property
    def report(self) -> LossReport:
        """What was counted, gravest first and otherwise in the order met."""
        losses = (
            Loss(what, where, count, severity, consequence, named)
            for (what, severity, consequence, named), (where, count) in self._found.items()
        )
        return LossReport(tuple(sorted(losses, key=_gravity)))
