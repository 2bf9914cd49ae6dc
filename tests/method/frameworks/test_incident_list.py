"""The incident list: its grammar, and what is said of rows that do not follow it."""

from dataclasses import replace

import pytest

from fivefold.method.common.contexts import Context
from fivefold.method.common.dates import PartialDate
from fivefold.method.common.errors import InputError, InputErrors
from fivefold.method.frameworks.incident_list import COLUMNS, read_incidents, write_incidents
from fivefold.method.frameworks.incidents import (
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
from tests.support.study_folders import incident

ROW = {
    "incident": "I1",
    "reference": "B-07",
    "date": "2016-07",
    "setting": "a park",
    "location": "neighbourhood",
    "online": "no",
    "category": "abusive",
    "standing": "allegation",
    "outcome": "",
    "participants": "subject:displayed+led; peer 1: displayed ;peer 2:audience; peer 3",
    "harmed": "peer/13_15/within_3; sibling/under_10; partner",
    "characteristics": "peer-audience; in-local-neighbourhood",
}


def text(*rows: dict[str, str]) -> str:
    lines = [[f'"{row[name]}"' for name in COLUMNS.names] for row in rows]
    return "\n".join(",".join(line) for line in [COLUMNS.names, *lines])


def problem(**changed: str) -> str:
    with pytest.raises(InputErrors) as caught:
        read_incidents(text(ROW, ROW | {"incident": "I2"} | changed), file="incidents.csv")
    return caught.value.sentence


def test_a_row_of_the_list_is_an_incident() -> None:
    assert read_incidents(text(ROW), file="incidents.csv") == {
        "B-07": (
            Incident(
                reference="I1",
                date=PartialDate(2016, 7),
                setting="a park",
                location=Context.NEIGHBOURHOOD,
                online=False,
                category=Hackett.ABUSIVE,
                standing=Standing.ALLEGATION,
                participants=(
                    Participant("subject", frozenset({Role.DISPLAYED, Role.LED})),
                    Participant("peer 1", frozenset({Role.DISPLAYED})),
                    Participant("peer 2", frozenset({Role.AUDIENCE})),
                    Participant("peer 3", frozenset()),
                ),
                harmed=(
                    Harmed(Relationship.PEER, AgeBand.FROM_13_TO_15, AgeGap.WITHIN_3),
                    Harmed(Relationship.SIBLING, AgeBand.UNDER_10),
                    Harmed(Relationship.PARTNER),
                ),
                characteristics=frozenset({"peer-audience", "in-local-neighbourhood"}),
            ),
        )
    }


def test_what_may_be_empty_may_be_empty() -> None:
    sparse = ROW | {
        "date": "",
        "location": "",
        "participants": "",
        "harmed": "",
        "characteristics": "",
        "online": "YES",
    }
    (found,) = read_incidents(text(sparse), file="incidents.csv")["B-07"]
    assert (found.date, found.location, found.online) == (None, None, True)
    assert (found.participants, found.harmed, found.characteristics) == ((), (), frozenset())


def test_incidents_are_gathered_by_framework_in_the_order_of_the_list() -> None:
    rows = [ROW | {"incident": name, "reference": reference} for name, reference in ["1A", "2B", "3A"]]
    found = read_incidents(text(*rows), file="incidents.csv")
    assert {reference: [one.reference for one in incidents] for reference, incidents in found.items()} == {
        "A": ["1", "3"],
        "B": ["2"],
    }


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"participants": "subject:leader"}, 'role "leader" is not known. Did you mean "led"?'),
        ({"participants": "subject:led; Subject:displayed"}, 'participant "subject" is named twice.'),
        ({"participants": ":led"}, 'participant ":led" has no label.'),
        ({"harmed": "peer/13_15/within_3/x"}, 'harmed "peer/13_15/within_3/x" has 4 parts.'),
        ({"harmed": "cousin"}, 'relationship "cousin" is not known.'),
        ({"harmed": "peer/13-15"}, 'age band "13-15" is not known. Did you mean "13_15"?'),
        ({"harmed": "peer/13_15/within3"}, 'age gap "within3" is not known. Did you mean "within_3"?'),
        ({"characteristics": "Peer audience"}, 'Write it in small letters and hyphens: "peer-audience".'),
        ({"characteristics": "!!"}, 'characteristic "!!" is not a node\'s short name.'),
        ({"location": "scool"}, 'location "scool" is not known. Did you mean "school"?'),
        ({"online": ""}, "online is empty."),
        ({"category": "severe"}, 'category "severe" is not known.'),
        ({"standing": "proved"}, 'standing "proved" is not known. Did you mean "proven"?'),
        ({"date": "14/07/2016"}, 'date "14/07/2016" is not a date.'),
        ({"reference": ""}, "reference is empty."),
        ({"incident": ""}, "incident is empty."),
        ({"incident": "I1"}, "incident I1 of framework B-07 stands in row 2 too."),
    ],
)
def test_a_row_that_cannot_be_read_is_named_with_what_to_do(changed: dict[str, str], sentence: str) -> None:
    found = problem(**changed)
    assert found.startswith("incidents.csv, row 3: ")
    assert sentence in found


def test_an_incident_the_list_cannot_hold_is_not_written() -> None:
    one = incident("I1", [Role.LED])
    with pytest.raises(InputError, match=r'incident I1: participant "peer: 1" cannot be written'):
        write_incidents({"B-07": [replace(one, participants=(Participant("peer: 1", frozenset()),))]})
    with pytest.raises(InputError, match=r'incident I1: characteristic "Peer audience" cannot be written'):
        write_incidents({"B-07": [replace(one, characteristics=frozenset({"Peer audience"}))]})
