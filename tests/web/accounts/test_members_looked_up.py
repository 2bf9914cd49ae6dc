"""Whoever may read the list of members, and no more, learns nothing by sending its form."""

import pytest

from tests.support.standing import World, person
from tests.support.visiting import signed_in

pytestmark = pytest.mark.django_db


def test_the_form_tells_a_coder_nothing_of_who_has_an_account(world: World) -> None:
    known = person("Somebody Standing")
    client = signed_in(world.people["coder"])
    answers = [
        client.post("/studies/first/members/", {"email": address, "role": "coder"})
        for address in (known.email, "nobody@example.org")
    ]
    assert client.get("/studies/first/members/").status_code == 200
    assert [one.status_code for one in answers] == [403, 403]
