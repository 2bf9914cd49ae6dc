"""How a study stands for one reader: counts and what to do next, each only as far as their roles go.

My work and the study's home show the same; here it is computed once.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from fivefold.method.studies.eligibility import Eligibility, State
from fivefold.method.studies.study import Protocol
from fivefold.records.accounts.access import Actor, refuse
from fivefold.records.accounts.models import Study
from fivefold.records.accounts.roles import Ability
from fivefold.records.analysis import queries as freezes
from fivefold.records.analysis.models import Freeze
from fivefold.records.studies import listing, queries
from fivefold.records.studies.listing import Listed
from fivefold.records.studies.queries import Counts


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do. href: where; "" where nobody here can do it. note: why, or what it needs."""

    text: str
    href: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """A number, what it counts, of how many, and what stands behind it."""

    value: int
    label: str
    of: int | None = None
    href: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """study: its name. reads: whether this reader may open submissions; without that nothing is counted.

    analyses: whether they may open tables. listed: cards of what they may open. absent: announced and not received,
    for research. freeze: the newest; changes: since it.
    """

    study: str
    reads: bool
    analyses: bool
    protocol: Protocol | None
    absent: tuple[Eligibility, ...]
    listed: tuple[Listed, ...]
    counts: Counts
    freeze: Freeze | None
    changes: int
    may: frozenset[Ability]

    @property
    def address(self) -> str:
        """Where the study is."""
        return f"/studies/{self.study}/"

    @property
    def numbers(self) -> tuple[Number, ...]:
        """What is in, in four numbers at most; none before anything came."""
        if not self.reads or not (self.counts.submissions or self.counts.missing):
            return ()
        told, list_ = self.counts, f"{self.address}submissions/"
        return tuple(
            one
            for one in (
                Number(told.submissions, "frameworks received", href=list_),
                Number(
                    told.by_state.get(State.ELIGIBLE, 0),
                    "eligible",
                    of=told.submissions,
                    href=f"{list_}?state={State.ELIGIBLE}",
                ),
                Number(told.unplaced, "unplaced pieces of text", href=self._unplaced, note=_within(told.with_unplaced)),
                None if told.missing is None else Number(told.missing, "announced, not received"),
            )
            if one is not None
        )

    @property
    def steps(self) -> tuple[Step, ...]:
        """What to do next, the most urgent first."""
        return tuple(self._steps())

    @property
    def _unplaced(self) -> str:
        return f"{self.address}unplaced/" if Ability.UNPLACED_RESOLVE in self.may and self.counts.unplaced else ""

    def _steps(self) -> Iterable[Step]:
        if Ability.STUDY_IMPORT in self.may and not (self.protocol and self.counts.submissions):
            yield Step(
                "Bring the study folder in",
                f"{self.address}imports/",
                "It holds the protocol, the forms the sites sent, and their cover lists.",
            )
            return
        if self._unplaced:
            belong = "belongs" if self.counts.unplaced == 1 else "belong"
            yield Step(
                f"Say where {_several(self.counts.unplaced, 'piece')} of text {belong}",
                self._unplaced,
                f"They stood outside the form's cells, {_within(self.counts.with_unplaced)}.",
            )
        yield from self._about_eligibility()
        yield from self._about_the_freeze()

    def _about_eligibility(self) -> Iterable[Step]:
        if not self.reads:
            return
        for state, words, note in (
            (State.UNDECIDED, "cannot be decided on", "Something is missing that only the site can give."),
            (State.NOT_ELIGIBLE, "not eligible", "Each says which criterion failed and what can be done."),
        ):
            count = self.counts.by_state.get(state, 0)
            if count:
                yield Step(
                    f"See {_several(count, 'framework')} that {'is' if count == 1 else 'are'} {words}"
                    if state == State.NOT_ELIGIBLE
                    else f"See {_several(count, 'framework')} that {words}",
                    f"{self.address}submissions/?state={state}",
                    note,
                )

    def _about_the_freeze(self) -> Iterable[Step]:
        if not self.analyses or not self.counts.submissions:
            return
        makes = f"{self.address}freezes/" if Ability.FREEZES_MAKE in self.may else ""
        if self.freeze is None:
            yield Step(
                "Freeze the study for analysis" if makes else "Wait for the study to be frozen for analysis",
                makes,
                "Tables, claims and the briefing stand on a freeze, so that every number can be made again.",
            )
        elif self.changes:
            yield Step(
                "Freeze the study again" if makes else "Mind that the tables are not quite current",
                makes,
                f"{_several(self.changes, 'change')} since freeze {self.freeze.number}.",
            )


def standing(study: Study, *, by: Actor) -> Standing:
    """How a study stands for somebody. A flat number of queries, whatever the study holds."""
    may = frozenset(one for one in Ability if refuse(by, one, study=study.id) is None)
    reads, analyses = Ability.SUBMISSIONS_READ in may, Ability.TABLES_READ in may
    listed = listing.cards(study, by.shares_of(study.id)) if reads else ()
    researches = Ability.CODINGS_READ in may
    absent = queries.missing(study) if researches else ()
    freeze = freezes.newest(study) if analyses else None
    return Standing(
        study=study.name,
        reads=reads,
        analyses=analyses,
        protocol=queries.protocol(study) if Ability.STUDY_SEE in may else None,
        absent=absent,
        listed=listed,
        counts=queries.counts(listed, missing=len(absent) if researches else None),
        freeze=freeze,
        changes=freezes.changes_since(freeze) if freeze else 0,
        may=may,
    )


def _several(count: int, one: str) -> str:
    return f"{count:,} {one}{'s' * (count != 1)}"


def _within(frameworks: int) -> str:
    return f"in {_several(frameworks, 'framework')}" if frameworks else ""
