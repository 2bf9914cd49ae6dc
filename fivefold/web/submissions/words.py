"""The method's closed answers in the words of the field, as pages say them."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from fivefold.method.coding.codebook import Primary, codebook
from fivefold.method.common.dates import PartialDate
from fivefold.method.common.errors import InputError
from fivefold.method.frameworks.classification import Cohort, Kind
from fivefold.method.frameworks.definition import Instrument
from fivefold.method.frameworks.entries import CellKey, CellStatus, Entry
from fivefold.method.frameworks.forms import statuses
from fivefold.method.frameworks.incidents import AgeBand, AgeGap, Hackett, Harmed, Relationship, Role, Standing
from fivefold.method.studies.eligibility import State

COHORTS: Mapping[str, str] = MappingProxyType(
    {Cohort.SOLE: "Sole", Cohort.GROUP: "Group", Cohort.BOTH: "Both", Cohort.UNDETERMINED: "Undetermined"}
)
KINDS: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.ALONE: "Alone",
        Kind.GROUP: "In a group",
        Kind.NOT_ACTING: "Did not act",
        Kind.UNDETERMINED: "Cannot be told",
    }
)
ELIGIBILITY: Mapping[str, str] = MappingProxyType(
    {State.ELIGIBLE: "Eligible", State.UNDECIDED: "Undecided", State.NOT_ELIGIBLE: "Not eligible"}
)
SEXES: Mapping[str, str] = MappingProxyType({"male": "Male", "female": "Female", "other": "Other", "": "Not given"})
CATEGORIES: Mapping[Hackett, str] = MappingProxyType({one: str(one).capitalize() for one in Hackett})
STANDINGS: Mapping[Standing, str] = MappingProxyType({Standing.ALLEGATION: "Allegation", Standing.PROVEN: "Proven"})
ROLES: Mapping[Role, str] = MappingProxyType(
    {
        Role.DISPLAYED: "displayed the behaviour",
        Role.LED: "led",
        Role.FOLLOWED: "followed",
        Role.COERCED: "was coerced to take part",
        Role.RECRUITED: "recruited others",
        Role.AUDIENCE: "was an audience",
        Role.CHALLENGED: "challenged it",
    }
)
_RELATIONSHIPS: Mapping[Relationship, str] = MappingProxyType(
    {
        Relationship.PEER: "Peer",
        Relationship.SIBLING: "Sibling",
        Relationship.PARTNER: "Partner",
        Relationship.YOUNGER_CHILD: "Younger child",
        Relationship.OTHER_RELATIVE: "Other relative",
        Relationship.OTHER: "Somebody else",
    }
)
_AGES: Mapping[AgeBand, str] = MappingProxyType(
    {
        AgeBand.UNDER_10: "under 10",
        AgeBand.FROM_10_TO_12: "aged 10 to 12",
        AgeBand.FROM_13_TO_15: "aged 13 to 15",
        AgeBand.FROM_16_TO_17: "aged 16 or 17",
        AgeBand.ADULT: "aged 18 or over",
        AgeBand.UNSPECIFIED: "age not recorded",
    }
)
_GAPS: Mapping[AgeGap, str] = MappingProxyType(
    {
        AgeGap.WITHIN_3: "within three years of the young person's age",
        AgeGap.MORE_THAN_3_YOUNGER: "more than three years younger",
        AgeGap.MORE_THAN_3_OLDER: "more than three years older",
        AgeGap.UNSPECIFIED: "age gap not recorded",
    }
)
LINES: Mapping[str, str] = MappingProxyType(
    {
        "cover": "what stands around the form",
        "framework": "the framework",
        "incidents": "the incidents",
        "classification": "the classification",
        "unplaced": "words without a place",
    }
)
VERBS: Mapping[str, str] = MappingProxyType(
    {
        "submission.received": "Received",
        "submission.received_again": "Received again, changed",
        "classification.overridden": "Cohort decided against the rule",
        "classification.override_withdrawn": "Decision about the cohort taken back",
        "unplaced.resolved": "Unplaced words resolved",
        "revision.undone": "A change taken back",
    }
)
NOT_RECORDED = "Not recorded"
UNEXPLAINED = "Left blank"


def harmed(one: Harmed) -> str:
    """ "Peer, aged 13 to 15, within three years of the young person's age"."""
    return ", ".join((_RELATIONSHIPS[one.relationship], _AGES[one.age], _GAPS[one.gap]))


def month(date: PartialDate | None) -> str:
    """ "October 2016", "2016" where the month is not known; "" for no date."""
    if date is None:
        return ""
    return f"{_MONTHS[date.month - 1]} {date.year}" if date.month else str(date.year)


def short_month(date: PartialDate | None) -> str:
    """ "Oct 2016"."""
    name, _, year = month(date).rpartition(" ")
    return f"{name[:3]} {year}".strip()


_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def status(one: CellStatus) -> str:
    """Why a cell stands without entries."""
    return UNEXPLAINED if one is CellStatus.UNEXPLAINED else statuses.words(one)


def cell(key: CellKey, form: Instrument) -> str:
    """ "School(s), Strengths": a place of the form as it prints it, without what its labels say in brackets."""
    return f"{short(form.row(key.context).label)}, {short(form.column(key.column).label)}"


def short(label: str) -> str:
    """A label of the form without its explanation: "Risk factors", "Neighbourhood spaces"; "School(s)" stays."""
    return label.split(" (")[0]


def details(entry: Entry, *, stands_in: CellKey, form: Instrument) -> tuple[str, ...]:
    """What is known about an entry besides its words, each a phrase."""
    told = (
        f"said by {entry.said_by}" if entry.said_by else "",
        str(entry.certainty) if entry.certainty else "",
        f"as of {month(entry.as_of)}" if entry.as_of else "",
        f"about {entry.about}" if entry.about else "",
        f"first placed in {cell(entry.first_placed, form)}" if entry.first_placed != stands_in else "",
    )
    return tuple(one for one in told if one)


def characteristics(slugs: frozenset[str], codebook_key: str) -> tuple[str, ...]:
    """Names of offence characteristics in the codebook's order; one it does not have as it is written, last."""
    names = _offence_names(codebook_key)
    known = [name for slug, name in names.items() if slug in slugs]
    return (*known, *sorted(slug for slug in slugs if slug not in names))


@cache
def _offence_names(codebook_key: str) -> dict[str, str]:
    try:
        codes = codebook(codebook_key).codes
    except InputError:
        return {}
    return {one.key.rpartition("/")[2]: one.name for one in codes if one.primary is Primary.OFFENCE}
