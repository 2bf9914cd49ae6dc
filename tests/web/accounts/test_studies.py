"""The operator opens studies and lets sites take part, and sees nothing of what is in them."""

import pytest
from django.test import Client

from fivefold.records.accounts.models import Share, ShareKind, SiteNomination, Study
from tests.support.signing_in import entered, with_app
from tests.support.standing import World
from tests.support.standing import study as empty

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(world: World) -> Client:
    return entered(with_app(world.people["operator"]))


def test_a_study_is_opened_by_its_short_name_and_once(operator: Client) -> None:
    assert operator.post("/studies/", {"name": "Third-Study"}).status_code == 303
    assert Study.objects.get(name="third-study").shares.count() == 3
    assert "third-study is open" in operator.get("/studies/").content.decode()
    for name in ("third-study", "third study", ""):
        answer = operator.post("/studies/", {"name": name})
        assert answer.status_code == 422
        assert 'href="#id_name"' in answer.content.decode()


def test_a_site_is_proposed_under_one_label_and_the_proposal_taken_back(operator: Client, world: World) -> None:
    study = empty("third", labels={"A": world.north})
    Share.objects.create(study=study, kind=ShareKind.SITE, label="B")
    sent = {"study": str(study.id), "site": str(world.south.id), "label": "B"}
    assert operator.post("/studies/", sent | {"label": "A"}).status_code == 422
    assert operator.post("/studies/", sent).status_code == 303
    assert study.shares.get(label="B").site is None
    waiting = SiteNomination.objects.get()
    assert (waiting.study, waiting.site, waiting.label) == (study, world.south, "B")
    assert operator.post("/studies/", sent | {"label": "C"}).status_code == 422
    assert f'value="{waiting.id}"' in operator.get("/studies/").content.decode()
    assert operator.post("/studies/", {"take_back": str(waiting.id)}).status_code == 303
    assert "is proposed no longer" in operator.get("/studies/").content.decode()
    for unknown in ("nothing", str(study.id)):
        assert operator.post("/studies/", {"take_back": unknown}).status_code == 404
    missing = operator.post("/studies/", {"study": "", "site": "", "label": ""}).content.decode()
    assert all(f'href="#id_{name}"' in missing for name in ("study", "site", "label"))


@pytest.mark.parametrize("who", ["research_lead", "coder", "site_lead", "nobody"])
def test_studies_are_opened_by_nobody_else(world: World, who: str) -> None:
    client = entered(with_app(world.people[who]))
    assert client.get("/studies/").status_code == 403
    assert client.post("/studies/", {"name": "third"}).status_code == 403
    assert Study.objects.count() == 2
