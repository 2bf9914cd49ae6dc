"""A page of a study takes as many queries for fifty frameworks as for five: what grows is asked for together."""

import pytest
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fivefold.records.studies import listing, queries, searching
from tests.access.matrix import QUERIES, places, routes, values_of
from tests.access.tenants import NORTH, Tenants
from tests.support.submitted import UNPLACED, frameworks, receive
from tests.support.visiting import confirmed, signed_in

FEW, MANY = 5, 50
WHO = ("research_lead", "coder", "site_lead", "site_governance", "commissioner")


def addresses(filled: Tenants) -> list[str]:
    """Every address of the study that answers GET."""
    values = values_of(places(filled)[0], filled)
    asked = (one for one in routes() if one.door and "GET" in one.door.methods and "study" in one.parts)
    return [one.filled(values) + QUERIES.get(one.name, "") for one in asked]


def taken(client: Client, address: str, sent: dict[str, str] | None = None) -> tuple[int, int]:
    """The answer's status, and its queries with nothing of the study kept from before; a session's own not counted."""
    for again in (False, True):
        listing._seen.clear()
        searching._kept.clear()
        with CaptureQueriesContext(connection) as captured:
            answer = client.post(address, sent) if sent else client.get(address)
        if again:
            return answer.status_code, sum("session" not in one["sql"] for one in captured)
    raise AssertionError


def every_page(filled: Tenants) -> dict[str, tuple[int, int]]:
    """Status and queries by person and address."""
    found = {}
    # A trail without one event of the kind that is asked for would look up nobody's name.
    signed_in(filled.world.people["coder"]).get(f"/studies/first/submissions/{filled.submissions[NORTH]}/")
    for who in WHO:
        client = confirmed(signed_in(filled.world.people[who]))
        # It keeps every answer's templates and queries otherwise, of which there is a limit.
        reset_queries()
        found |= {f"{who} {one}": taken(client, one) for one in addresses(filled)}
        found[f"{who} searching"] = taken(client, "/studies/first/submissions/", {"words": "the"})
    return found


@pytest.mark.slow  # receives fifty submissions, and asks for every page of a study four times as each of five people
def test_no_page_of_a_study_takes_more_queries_for_more_frameworks(filled: Tenants) -> None:
    study, several = filled.world.first, frameworks(MANY)
    with filled.world.acting("research_lead") as by:
        receive(several[: FEW - 2], of=study, by=by, unplaced=UNPLACED)
    few = every_page(filled)
    with filled.world.acting("research_lead") as by:
        for start in range(FEW - 2, MANY - 2, 15):
            receive(several[start : min(start + 15, MANY - 2)], of=study, by=by, unplaced=UNPLACED)
        assert queries.how_many(study) == MANY
    many = every_page(filled)
    assert sum(status == 200 for status, _ in few.values()) > len(WHO) * 10
    assert {one: (few[one], many[one]) for one in few if few[one] != many[one]} == {}
