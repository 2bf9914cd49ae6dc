"""What did not work says what happened and what to do, whatever else does not work."""

import sqlite3

import pytest
from django.db import OperationalError, connection
from django.test import Client

from fivefold.records.vault.opening import key_store
from tests.support.standing import World
from tests.support.visiting import signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 419, 500, 503])
def test_every_error_page_says_what_and_what_next(world: World, status: int) -> None:
    answer = signed_in(world.people["coder"]).get(f"/gallery/errors/{status}/")
    assert answer.status_code == (403 if status == 419 else status)
    assert b"What you can do" in answer.content
    assert b"<li>" in answer.content.split(b"What you can do")[1]


def test_there_are_no_other_error_pages(world: World) -> None:
    assert signed_in(world.people["coder"]).get("/gallery/errors/418/").status_code == 404


@pytest.mark.parametrize("page", ["", "form/", "errors/404/"])
def test_the_gallery_is_nothing_for_strangers(page: str) -> None:
    answer = Client().get(f"/gallery/{page}")
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (303, "/account/login/")


def test_a_form_without_its_token_says_that_it_is_out_of_date(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in(world.people["coder"]).cookies
    answer = client.post("/account/logout/")
    assert answer.status_code == 403
    assert b"This form is out of date" in answer.content


def test_an_unknown_host_is_not_answered() -> None:
    answer = Client(headers={"host": "elsewhere.example"}).get("/account/login/")
    assert answer.status_code == 400
    assert b"could not be understood" in answer.content


def test_somebody_signed_in_keeps_their_navigation_on_an_error_page(world: World) -> None:
    answer = signed_in(world.people["operator"]).get("/nowhere/")
    assert answer.status_code == 404
    assert b'href="/people/"' in answer.content


def test_without_a_database_the_page_says_so_and_when_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object, **__: object) -> None:
        raise OperationalError("CANARY-7f3a")

    monkeypatch.setattr(connection, "cursor", gone)
    client = Client(raise_request_exception=False)
    client.cookies["fivefold"] = "some-session-key-of-thirty-two-ch"
    answer = client.get("/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert b"cannot reach its records" in answer.content
    assert b"CANARY" not in answer.content


def test_health_is_ok_and_says_nothing_else() -> None:
    answer = Client().get("/health/")
    assert (answer.status_code, answer.content, answer.headers["Content-Type"]) == (200, b"ok\n", "text/plain")


@pytest.mark.django_db
def test_health_fails_where_a_migration_is_missing_and_reads_their_files_once_a_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder

    assert Client().get("/health/").status_code == 200

    def again(*_: object) -> None:
        raise AssertionError("the files were read again")

    monkeypatch.setattr(MigrationLoader, "load_disk", again)
    assert Client().get("/health/").status_code == 200
    MigrationRecorder.Migration.objects.filter(app="jobs").delete()
    assert (Client().get("/health/").status_code, Client().get("/health/").content) == (503, b"not ready\n")


@pytest.mark.parametrize("error", [OSError, sqlite3.OperationalError])
def test_health_fails_where_the_key_store_does_not_open(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def shut(self: object) -> None:
        raise error

    monkeypatch.setattr(type(key_store()), "check", shut)
    assert Client().get("/health/").status_code == 503
