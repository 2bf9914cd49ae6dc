"""What must be true of the database before anybody is served."""

from typing import Any

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper

from fivefold.method.common.errors import InputError


class UnsafeRole(InputError):
    """The database role can pass row-level security by, so that the third tenant wall would not be there."""


def refuse_superuser(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Close a connection whose role passes row-level security by. Raises UnsafeRole. Called for each new connection."""
    reason = _reason(connection) if connection.vendor == "postgresql" else None
    if reason is not None:
        connection.close()
        raise UnsafeRole(reason, next_step="Create a role with NOSUPERUSER NOBYPASSRLS and name it in the address.")


def tables_without_walls(connection: BaseDatabaseWrapper) -> list[str]:
    """On PostgreSQL, tables of shares whose row-level security is not forced, or that have no policy; [] elsewhere."""
    if connection.vendor != "postgresql":
        return []
    wanted = sorted(model._meta.db_table for model in apps.get_models() if belongs_to_shares(model))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"
            " AND relrowsecurity AND relforcerowsecurity"
            " AND EXISTS (SELECT 1 FROM pg_policy WHERE polrelid = pg_class.oid)"
        )
        walled = {row[0] for row in cursor.fetchall()}
    return [table for table in wanted if table not in walled]


def belongs_to_shares(model: type[Any]) -> bool:
    """Whether a model's rows are each of a share."""
    return any(field.name == "share" for field in model._meta.get_fields())


def _reason(connection: BaseDatabaseWrapper) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname IN (current_user, session_user)"
        )
        for name, superuser, bypasses in cursor.fetchall():
            if superuser or bypasses:
                what = "is a superuser" if superuser else "has BYPASSRLS"
                return f"the database role {name} {what}, so row-level security would not hold for it"
    return None
