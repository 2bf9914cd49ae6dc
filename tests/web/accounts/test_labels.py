"""Which label is which site: shown to the lead of the study alone, after a second factor, and told."""

import pytest

from fivefold.records.accounts.access import Refused, actor
from fivefold.records.accounts.actions import studies
from fivefold.records.accounts.models import ShareKind, SiteNomination
from fivefold.records.accounts.queries import sites_by_label
from fivefold.records.audit.verbs import Verb
from fivefold.web.accounts.labels import labels_page
from tests.support.log import told, verbs
from tests.support.post import sent
from tests.support.standing import NOW, World, give, person, site, study
from tests.support.visiting import confirmed, signed_in

pytestmark = pytest.mark.django_db

LABELS = "/studies/first/members/labels/"
MEMBERS = "/studies/first/members/"


def test_a_lead_sees_which_label_is_which_site_of_their_study_and_it_is_told(world: World) -> None:
    assert labels_page(world.actor("research_lead"), world.first).rows == (
        ("A", "North partnership"),
        ("B", "South partnership"),
    )
    assert labels_page(world.actor("other_research_lead"), world.second).rows == (("A", "South partnership"),)
    shown = confirmed(signed_in(world.people["research_lead"])).get(LABELS)
    words = shown.content.decode()
    assert shown.status_code == 200
    assert words.index("North partnership") < words.index("South partnership")
    assert "partnership" not in words.partition("</title>")[0]
    event = told()[-1]
    common = world.first.shares.get(kind=ShareKind.COMMON).id
    assert (event.verb, event.share, event.subject) == (Verb.LABELS_READ, common, world.first.id)
    assert event.facts == {}


def test_it_is_shown_and_told_only_after_a_second_factor(world: World) -> None:
    client = signed_in(world.people["research_lead"])
    answer = client.get(LABELS)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/reauthenticate/passkey/")
    assert b"partnership" not in answer.content
    assert Verb.LABELS_READ not in verbs()


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("site_lead", 403),
        ("site_governance", 403),
        ("coder", 403),
        ("commissioner", 403),
        ("other_site_lead", 403),
        ("contributor", 404),
        ("chair", 404),
        ("operator", 404),
        ("other_research_lead", 404),
        ("other_coder", 404),
        ("nobody", 404),
    ],
)
def test_it_is_closed_to_everybody_else_and_not_there_for_other_studies(world: World, who: str, status: int) -> None:
    answer = confirmed(signed_in(world.people[who])).get(LABELS)
    assert answer.status_code == status
    assert "South partnership" not in answer.content.decode()
    assert Verb.LABELS_READ not in verbs()


@pytest.mark.parametrize("who", ["site_lead", "coder", "commissioner", "operator", "other_research_lead"])
def test_the_question_itself_is_refused_whoever_asks_it(world: World, who: str) -> None:
    with pytest.raises(Refused):
        sites_by_label(world.actor(who), world.first)


def test_the_members_lead_there_for_whoever_may_see_it(world: World) -> None:
    assert LABELS in confirmed(signed_in(world.people["research_lead"])).get(MEMBERS).content.decode()
    for who in ("coder", "operator"):
        assert LABELS not in confirmed(signed_in(world.people[who])).get(MEMBERS).content.decode()


def test_a_label_that_came_with_a_folder_stands_there_without_a_site(world: World) -> None:
    world.first.shares.filter(label="B").update(site=None)
    assert labels_page(world.actor("research_lead"), world.first).rows[1] == (
        "B",
        "No site yet: an operator proposes one",
    )
    assert "No site yet" in confirmed(signed_in(world.people["research_lead"])).get(LABELS).content.decode()


def test_a_site_that_waits_is_shown_with_its_people_and_a_lead_decides(world: World) -> None:
    far = site("Far partnership")
    give(world.people["nobody"], "site_lead", at=far)
    operator = confirmed(signed_in(world.people["operator"]))
    sent_in = {"study": str(world.first.id), "site": str(far.id), "label": "F"}
    assert operator.post("/studies/", sent_in).status_code == 303
    assert "Far partnership, proposed for first on" in operator.get("/studies/").content.decode()
    (mail,) = sent()
    assert mail.to == [world.people["research_lead"].email]
    assert not any(name in mail.subject + mail.body for name in ("Far", "first"))
    lead = confirmed(signed_in(world.people["research_lead"]))
    assert "Agree to a site proposed for first" in lead.get("/").content.decode()
    shown = lead.get(LABELS).content.decode()
    for words in ("Far partnership as F", "Standing nobody, site lead", "Standing operator"):
        assert words in shown
    waiting = SiteNomination.objects.get()
    assert lead.post(f"{LABELS}{waiting.id}/", {}).status_code == 303
    assert Verb.SHARE_ADDED not in verbs()
    assert lead.post(f"{LABELS}{waiting.id}/", {"decision": "agree"}).status_code == 303
    told_of_it = {address for mail in sent()[1:] for address in mail.to}
    assert told_of_it == {
        world.people[who].email for who in ("nobody", "site_lead", "site_governance", "other_site_lead")
    }
    assert Verb.SHARE_ADDED in verbs()
    assert labels_page(world.actor("research_lead"), world.first).rows[-1] == ("F", "Far partnership")
    assert lead.post(f"{LABELS}{waiting.id}/", {"decision": "agree"}).status_code == 404


def test_a_site_that_is_declined_takes_no_part(world: World) -> None:
    far = site("Far partnership")
    with world.acting("operator") as by:
        waiting = studies.propose_site(world.first, far, label="F", by=by, at=NOW)
    lead = confirmed(signed_in(world.people["research_lead"]))
    assert lead.post(f"{LABELS}{waiting.id}/", {"decision": "decline"}).status_code == 303
    assert "Declined. Nothing is open to the site." in lead.get(LABELS).content.decode()
    assert len(labels_page(world.actor("research_lead"), world.first).rows) == 2


def test_a_study_in_which_no_site_takes_part_says_so(world: World) -> None:
    lead, alone = person("Lead of a new study"), study("alone", labels={})
    give(lead, "research_lead", of=alone)
    assert labels_page(actor(lead), alone).rows == ()
    shown = confirmed(signed_in(lead)).get("/studies/alone/members/labels/").content.decode()
    assert "No site takes part yet" in shown
