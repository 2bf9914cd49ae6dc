"""A database role that no wall holds for is refused."""

import uuid

import pytest
from django.db import connection

from fivefold.records.audit import guards
from tests.support.databases import as_server_owner, connection_of, wants_postgresql

on_postgresql = pytest.mark.skipif(not wants_postgresql(), reason="SQLite has no roles")


@pytest.mark.django_db
def test_the_role_in_use_is_safe() -> None:
    guards.refuse_superuser(connection)
    assert connection.is_usable()


@on_postgresql
@pytest.mark.django_db
@pytest.mark.parametrize(("attribute", "told"), [("SUPERUSER", "superuser"), ("BYPASSRLS", "BYPASSRLS")])
def test_a_role_that_passes_row_level_security_by_is_refused_at_its_first_query(attribute: str, told: str) -> None:
    role = f"unsafe_{uuid.uuid4().hex[:8]}"
    as_server_owner(f"CREATE ROLE {role} LOGIN {attribute} PASSWORD 'of-this-run'")
    other = connection_of(role)
    try:
        for _ in range(2):  # The second time too: no refused connection is left open to be used after all.
            with pytest.raises(guards.UnsafeRole, match=told), other.cursor() as cursor:
                cursor.execute("SELECT 1")
            assert other.connection is None
    finally:
        other.close()
        as_server_owner(f"DROP ROLE {role}")


@pytest.mark.django_db
def test_every_table_of_shares_has_forced_row_level_security() -> None:
    assert guards.tables_without_walls(connection) == []


@on_postgresql
@pytest.mark.django_db
def test_a_table_whose_wall_was_taken_down_is_named() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE memo NO FORCE ROW LEVEL SECURITY")
        cursor.execute("DROP POLICY own_shares ON layer; DROP POLICY overseen ON layer")
    assert guards.tables_without_walls(connection) == ["layer", "memo"]
