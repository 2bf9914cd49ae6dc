"""What is unsafe about the database: its tables, the role that uses it, the settings really in force, the log."""

from collections.abc import Iterator

from django.db import DatabaseError, connection

from fivefold.cli.ops_prepare import unapplied
from fivefold.cli.ops_verify import wrong_at_the_end
from fivefold.method.common.errors import InputError
from fivefold.records.audit.guards import UnsafeRole, tables_without_walls

_PRAGMAS: dict[str, int | str] = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "secure_delete": 1,
    "cell_size_check": 1,
    "recursive_triggers": 1,
}
"""As SQLite answers when asked; synchronous 2 is FULL."""

_SERVER = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}

Told = tuple[str, str, str]
"""A finding's key, what is unsafe, and what to do."""


def database_findings() -> Iterator[Told]:
    """Findings about the database; one only where it does not answer or must not be used as it is."""
    try:
        waiting = unapplied()
    except UnsafeRole as error:
        yield (
            "superuser",
            str(error.args[0]).rstrip("."),
            "Serve with a role of its own: deploy/postgresql.sql makes it.",
        )
        return
    except DatabaseError as error:
        said = f"The database does not answer ({type(error).__name__})"
        yield "no-database", said, "See that it runs, and what FIVEFOLD_DATABASE says."
        return
    if waiting:
        said = f"The tables are of another version ({len(waiting)} step{'s' * (len(waiting) != 1)} behind)"
        yield "unapplied", said, "Run `fivefold ops prepare`."
        return
    yield from _server() if connection.vendor == "postgresql" else _embedded()
    yield from _log()


def _server() -> Iterator[Told]:
    for table in tables_without_walls(connection):
        yield "no-wall", f"The table {table} has no row-level security", "Stop serving, and restore the newest backup."
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relname = 'event' AND relowner = current_user::regrole")
        if cursor.fetchone() != (0,):
            yield (
                "owner",
                "The database role owns the tables: it could drop the triggers that keep the log",
                "Serve with the second role of deploy/postgresql.sql; keep the owner for `fivefold ops prepare`.",
            )
        for name, wanted in _SERVER.items():
            cursor.execute("SELECT current_setting(%s)", [name])
            (held,) = cursor.fetchone()
            if held != wanted:
                said = f"PostgreSQL runs with {name}={held}: a power cut loses what was acknowledged"
                yield "durability", said, f"Set it to {wanted}."


def _embedded() -> Iterator[Told]:
    with connection.cursor() as cursor:
        for name, wanted in _PRAGMAS.items():
            cursor.execute(f"PRAGMA {name}")
            (held,) = cursor.fetchone()
            if held != wanted:
                said = f"The embedded database runs with {name}={held} instead of {wanted}"
                yield "pragma", said, "Serve with Fivefold's own settings, and see what else opens the file."
        cursor.execute("PRAGMA quick_check(1)")
        if cursor.fetchone() != ("ok",):
            yield "corrupt", "The database file is damaged", "Stop, keep the file, and restore the newest backup."


def _log() -> Iterator[Told]:
    try:
        wrong = wrong_at_the_end()
    except InputError:
        return  # The key store does not open, which is a finding of its own.
    if wrong is not None:
        do = "Stop, keep the database as it is, and find out who wrote to it (docs/how-to/deploy.md)."
        yield "log", wrong, do
