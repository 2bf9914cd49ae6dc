"""Crumbs lead to the pages above a page, never to the page itself."""

import re

import pytest

from fivefold.web.chrome import NOBODY, Chrome
from fivefold.web.page import Crumb, Page, above
from tests.support.standing import World
from tests.support.visiting import confirmed, signed_in

CHROME = Chrome("Robin", (), (), "first", (), ())
MEMOS = Crumb("Memos", "/studies/first/memos/?show=all")
WORK, STUDY = Crumb("My work", "/"), Crumb("first", "/studies/first/")


def page(*crumbs: Crumb) -> Page:
    return Page(kind="Page", heading="Page", crumbs=crumbs)


def test_the_study_and_the_pages_between_stand_above_a_page_but_not_the_page_itself() -> None:
    assert above(page(MEMOS), CHROME, path="/studies/first/memos/new/") == (WORK, STUDY, MEMOS)
    assert above(page(MEMOS), CHROME, path="/studies/first/memos/") == (WORK, STUDY)
    assert above(page(), CHROME, path="/studies/first/audit/") == (WORK, STUDY)


def test_nothing_stands_above_where_only_my_work_would_or_nobody_is_signed_in() -> None:
    assert above(page(), CHROME, path="/studies/first/") == ()
    assert above(page(MEMOS), NOBODY, path="/account/login/") == ()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "part", ["submissions", "contexts", "codebook", "memos", "imports", "export", "members", "audit"]
)
def test_a_page_of_a_study_stands_below_the_study(world: World, part: str) -> None:
    content = confirmed(signed_in(world.people["research_lead"])).get(f"/studies/first/{part}/").content.decode()
    crumbs = content.split('aria-label="Breadcrumb"')[1].split("</nav>")[0]
    assert re.findall(r'href="([^"]*)"', crumbs) == ["/", "/studies/first/"]
