"""A form to join that is sent twice at one moment: one joins, the other is told, and nothing breaks."""

import pytest
from django.test import Client
from django.utils import timezone

from fivefold.records.accounts.access import INSTALLATION, Refusal
from fivefold.records.accounts.acting import installation
from fivefold.records.accounts.actions import people
from fivefold.web.accounts.forms import Join

pytestmark = pytest.mark.django_db

PASSWORD = "granite heron lantern moss"


def test_the_second_of_two_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    with installation():
        made = people.invite(email="new@example.org", name="New Person", by=INSTALLATION, at=timezone.now())
    client = Client(raise_request_exception=False)
    client.get(f"/account/invitation/{made.token}/")
    checked = Join.is_valid

    def meanwhile(form: Join) -> bool:
        fits = checked(form)
        with installation():
            people.join(made.token, name="New Person", password=PASSWORD, at=timezone.now())
        return fits

    monkeypatch.setattr(Join, "is_valid", meanwhile)
    answer = client.post("/account/join/", {"name": "New Person", "password": PASSWORD})
    assert answer.status_code == 403
    assert str(Refusal.INVITATION_GONE) in answer.content.decode()
