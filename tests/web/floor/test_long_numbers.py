"""Numbers in an address that are longer than Python reads: nothing breaks, whether one is refused or left out."""

import pytest

from tests.support.standing import World
from tests.support.visiting import signed_in

pytestmark = pytest.mark.django_db

LONG = "9" * 5000


@pytest.mark.parametrize(
    ("address", "status"), [("submissions/?age={}", 422), ("submissions/?page={}", 200), ("contexts/?page={}", 200)]
)
def test_a_number_of_five_thousand_digits_asks_for_nothing(world: World, address: str, status: int) -> None:
    client = signed_in(world.people["research_lead"])
    client.raise_request_exception = False
    answers = [client.get(f"/studies/first/{address.format(asked)}") for asked in ("", LONG)]
    assert [one.status_code for one in answers] == [200, status]
