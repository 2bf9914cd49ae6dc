"""What the suite promises its tests: a database that is theirs alone, emptied between tests that commit."""

import pytest
from django.conf import settings
from django.db import connection

from fivefold.records.audit import events
from fivefold.records.audit.models import Event, Head
from fivefold.records.audit.verbs import Verb
from tests.support.databases import wants_postgresql
from tests.support.standing import NOW


def test_the_records_of_whoever_runs_the_tests_are_out_of_reach() -> None:
    assert "fivefold-tests-" in str(settings.HOME)
    assert settings.KEY_STORE.is_relative_to(settings.HOME)


@pytest.mark.django_db
def test_the_suite_uses_the_database_that_was_asked_for() -> None:
    assert connection.vendor == ("postgresql" if wants_postgresql() else "sqlite")
    assert "test" in str(connection.settings_dict["NAME"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("again", [False, True])
def test_a_log_written_by_a_test_that_commits_is_gone_before_the_next(again: bool) -> None:
    from fivefold.records.accounts.acting import installation, overseeing

    with installation():
        assert events.record(Verb.SIGN_IN_REFUSED, by=None, at=NOW).number == 1
    with overseeing():
        assert Event.everywhere.count() == Head.objects.get().number == 1
