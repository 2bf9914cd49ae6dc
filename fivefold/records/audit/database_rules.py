"""Rules that the database itself keeps, whoever writes to it: append-only tables, and rows shown by share.

Migrations call these. What a released migration calls is not changed afterwards: a new rule is a new function.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_SQLITE_APPEND_ONLY = (
    (
        "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}"
        " BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    ),
    (
        "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}"
        " BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    ),
    # INSERT OR REPLACE deletes the row in its way, and past the trigger above where recursive_triggers is off.
    (
        "CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}"
        " WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"
        " BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    ),
)
_POSTGRESQL_APPEND_ONLY = (
    (
        "CREATE OR REPLACE FUNCTION fivefold_append_only() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    ),
    # A statement's trigger fires even where row-level security leaves the statement no row.
    (
        "CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION fivefold_append_only()"
    ),
)
_SQLITE_HEAD = (
    (
        "CREATE TRIGGER event_head_no_delete BEFORE DELETE ON event_head"
        " BEGIN SELECT RAISE(ABORT, 'event_head stays'); END"
    ),
    (
        "CREATE TRIGGER event_head_forward BEFORE UPDATE ON event_head WHEN NEW.number <= OLD.number"
        " BEGIN SELECT RAISE(ABORT, 'event_head only moves on'); END"
    ),
)
_POSTGRESQL_HEAD = (
    (
        "CREATE FUNCTION fivefold_forward() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF NEW.number <= OLD.number THEN RAISE EXCEPTION 'event_head only moves on'; END IF; RETURN NEW;"
        " END $$"
    ),
    "CREATE TRIGGER event_head_forward BEFORE UPDATE ON event_head FOR EACH ROW EXECUTE FUNCTION fivefold_forward()",
    (
        "CREATE TRIGGER event_head_stays BEFORE DELETE OR TRUNCATE ON event_head"
        " FOR EACH STATEMENT EXECUTE FUNCTION fivefold_append_only()"
    ),
)

# A subquery of its own is worked out once a statement; written out, the setting would be taken apart for each row.
_AMONG = (
    "= ANY ((SELECT string_to_array(nullif(current_setting('fivefold.{setting}', true), ''), ',')::uuid[])::uuid[])"
)
_EVERY = "(SELECT current_setting('fivefold.every', true)) = 'yes'"
_ROWS_OF_SHARES = (
    "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
    f"CREATE POLICY own_shares ON {{table}} USING (share_id {_AMONG}) WITH CHECK (share_id {_AMONG})".replace(
        "{setting}", "shares"
    ),
    f"CREATE POLICY overseen ON {{table}} FOR SELECT USING ({_EVERY})",
)
_ROWS_OF_THE_LOG = (
    "ALTER TABLE event ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE event FORCE ROW LEVEL SECURITY",
    f"CREATE POLICY read_trail ON event FOR SELECT USING (share {_AMONG})".replace("{setting}", "trail"),
    f"CREATE POLICY overseen ON event FOR SELECT USING ({_EVERY})",
    # What happened is written down whoever acts: a refusal too, of somebody who may see nothing here.
    "CREATE POLICY always_recorded ON event FOR INSERT WITH CHECK (true)",
)


def append_only(table: str, *, unique: tuple[tuple[str, ...], ...]) -> migrations.RunPython:
    """Refuse every change of a table's rows. unique: its unique sets of columns, the primary key first."""
    same = " OR ".join("(" + " AND ".join(f"{one} = NEW.{one}" for one in columns) + ")" for columns in unique)
    return _run(sqlite=_SQLITE_APPEND_ONLY, postgresql=_POSTGRESQL_APPEND_ONLY, table=table, same=same)


def head_forward() -> migrations.RunPython:
    """Let the log's head only move on, and never go. After `append_only`."""
    return _run(sqlite=_SQLITE_HEAD, postgresql=_POSTGRESQL_HEAD)


def rows_of_shares(table: str) -> migrations.RunPython:
    """On PostgreSQL, show and take rows of the acting person's shares alone, of this table's owner too."""
    return _run(sqlite=(), postgresql=_ROWS_OF_SHARES, table=f'"{table}"')


def rows_of_the_log() -> migrations.RunPython:
    """On PostgreSQL, show events of the trail alone, and take every new one."""
    return _run(sqlite=(), postgresql=_ROWS_OF_THE_LOG)


def _run(*, sqlite: tuple[str, ...], postgresql: tuple[str, ...], **names: str) -> migrations.RunPython:
    def forward(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in postgresql if editor.connection.vendor == "postgresql" else sqlite:
            filled: str = statement
            for name, value in names.items():
                filled = filled.replace(f"{{{name}}}", value)
            editor.execute(filled, params=None)

    return migrations.RunPython(forward, _kept)


def _kept(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Going back would take the rules away while rows stand: the whole table goes, or nothing."""
