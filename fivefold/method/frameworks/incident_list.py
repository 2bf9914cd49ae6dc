"""The incident list: one row for each incident and framework (grammar: docs/reference/study-folder.md)."""

import re
from collections.abc import Iterator, Mapping, Sequence

from fivefold.method.common.contexts import Context
from fivefold.method.common.csv_dates import read_date
from fivefold.method.common.csv_lists import Columns, Row, choice, cut, known_word, read_each, read_rows, write_rows
from fivefold.method.common.errors import InputError
from fivefold.method.frameworks.incidents import (
    SUBJECT,
    AgeBand,
    AgeGap,
    Hackett,
    Harmed,
    Incident,
    Participant,
    Relationship,
    Role,
    Standing,
)

COLUMNS = Columns(
    (
        *("incident", "reference", "date", "setting", "location", "online", "category", "standing", "outcome"),
        *("participants", "harmed", "characteristics"),
    )
)

_YES_NO = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NOT_IN_LABELS = re.compile(r"[:;]|^\s|\s$|^$")


def read_incidents(csv_text: str, *, file: str) -> Mapping[str, tuple[Incident, ...]]:
    """Incidents by the framework's reference as the list writes it, both in the list's order.

    Raises InputErrors with the problems of all rows.
    """
    rows = read_rows(csv_text, COLUMNS, file=file)
    first: dict[tuple[str, str], Row] = {}

    def read(row: Row) -> tuple[str, Incident]:
        pair = (row["reference"], row["incident"])
        if pair in first:
            raise row.wrong(
                f"incident {row['incident']} of framework {row['reference']} stands in row {first[pair].number} too",
                "Keep one row for each incident and framework.",
            )
        incident = _incident(row)
        first[pair] = row
        return row["reference"], incident

    incidents: dict[str, list[Incident]] = {}
    for reference, incident in read_each(rows, read):
        incidents.setdefault(reference, []).append(incident)
    return {reference: tuple(found) for reference, found in incidents.items()}


def _incident(row: Row) -> Incident:
    for column in ("incident", "reference"):
        if not row[column]:
            raise row.wrong(f"{column} is empty", "Every row names an incident and a framework.")
    return Incident(
        reference=row["incident"],
        date=read_date(row, "date"),
        setting=row["setting"],
        location=Context(choice(row, "location", Context)) if row["location"] else None,
        online=_YES_NO[choice(row, "online", _YES_NO)],
        category=Hackett(choice(row, "category", Hackett)),
        standing=Standing(choice(row, "standing", Standing)),
        participants=tuple(_participants(row)),
        harmed=tuple(_harmed(row, part) for part in _parts(row["harmed"], ";")),
        characteristics=frozenset(_characteristics(row)),
        outcome=row["outcome"],
    )


def _parts(text: str, separator: str) -> list[str]:
    return [part.strip() for part in text.split(separator) if part.strip()]


def _participants(row: Row) -> Iterator[Participant]:
    seen = set()
    for part in _parts(row["participants"], ";"):
        label, _, roles = (piece.strip() for piece in part.partition(":"))
        if not label:
            raise row.wrong(f'participant "{part}" has no label', 'Write for example "peer 1:displayed".')
        if label.casefold() == SUBJECT:
            label = SUBJECT
        if label in seen:
            raise row.wrong(f'participant "{label}" is named twice', "Join the roles with a plus: displayed+led.")
        seen.add(label)
        words = [known_word(row, word, list(Role), what="role") for word in _parts(roles, "+")]
        yield Participant(label, frozenset(Role(word) for word in words))


def _harmed(row: Row, part: str) -> Harmed:
    words = [word.strip() for word in part.split("/")]
    if len(words) > 3:
        raise row.wrong(f'harmed "{part}" has {len(words)} parts', "Write relationship/age/gap: peer/13_15/within_3.")
    relationship, age, gap = (*words, "", "")[:3]
    return Harmed(
        Relationship(known_word(row, relationship, list(Relationship), what="relationship")),
        AgeBand(known_word(row, age, list(AgeBand), what="age band")) if age else AgeBand.UNSPECIFIED,
        AgeGap(known_word(row, gap, list(AgeGap), what="age gap")) if gap else AgeGap.UNSPECIFIED,
    )


def _characteristics(row: Row) -> Iterator[str]:
    for slug in _parts(row["characteristics"], ";"):
        if not _SLUG.fullmatch(slug):
            meant = _slug_of(slug)
            raise row.wrong(
                f'characteristic "{slug}" is not a node\'s short name',
                cut(f'Write it in small letters and hyphens: "{meant}". `fivefold coding codebook` lists them.'),
            )
        yield slug


def _slug_of(words: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", words.casefold())) or "peer-audience"


def write_incidents(incidents: Mapping[str, Sequence[Incident]]) -> str:
    """The list as CSV text, in the order given; `read_incidents` reads it back.

    Raises InputError for a participant's label or a characteristic that the grammar cannot hold.
    """
    return write_rows(
        COLUMNS, (_row(reference, incident) for reference, found in incidents.items() for incident in found)
    )


def _row(reference: str, incident: Incident) -> dict[str, str]:
    for participant in incident.participants:
        if _NOT_IN_LABELS.search(participant.label):
            raise InputError(
                f'participant "{participant.label}" cannot be written in a list',
                where=f"incident {incident.reference}",
                next_step="A label holds no colon and no semicolon, and no space at either end.",
            )
    for slug in incident.characteristics:
        if not _SLUG.fullmatch(slug):
            raise InputError(
                f'characteristic "{slug}" cannot be written in a list',
                where=f"incident {incident.reference}",
                next_step="Give the node's short name, such as peer-audience.",
            )
    return {
        "incident": incident.reference,
        "reference": reference,
        "date": str(incident.date or ""),
        "setting": incident.setting,
        "location": incident.location or "",
        "online": "yes" if incident.online else "no",
        "category": incident.category,
        "standing": incident.standing,
        "outcome": incident.outcome,
        "participants": "; ".join(_participant_words(participant) for participant in incident.participants),
        "harmed": "; ".join(f"{harmed.relationship}/{harmed.age}/{harmed.gap}" for harmed in incident.harmed),
        "characteristics": "; ".join(sorted(incident.characteristics)),
    }


def _participant_words(participant: Participant) -> str:
    return f"{participant.label}:{'+'.join(role for role in Role if role in participant.roles)}"
