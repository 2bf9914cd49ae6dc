"""An upload as large as the page says it takes arrives, in memory; a larger one is turned away unread."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fivefold.web.imports.forms import LIMITS, MOST
from tests.support.standing import World
from tests.support.visiting import signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("size", "status", "words"),
    [(LIMITS.packed, 422, "damaged, or no ZIP"), (MOST + 1, 413, "too large")],
)
def test_what_the_page_promises_to_take_is_taken(world: World, size: int, status: int, words: str) -> None:
    upload = SimpleUploadedFile("study.zip", bytes(size), content_type="application/zip")
    answer = signed_in(world.people["research_lead"]).post("/studies/first/imports/", {"folder": upload})
    assert answer.status_code == status
    assert words in answer.content.decode()
