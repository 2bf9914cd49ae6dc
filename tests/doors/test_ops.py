"""Running an installation: prepared, checked, verified, backed up and restored by the command people use."""

import re
import sqlite3
import tarfile
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pyrage
import pytest

from fivefold.cli import ops_archive
from fivefold.method.common.errors import InputError
from tests.doors.installations import Installation, Officer, backed_up

# Each call starts Python and Django anew, as for a person: a second or two.
pytestmark = pytest.mark.slow

# ---- prepare


def test_preparing_makes_everything_says_so_and_does_nothing_the_second_time(fresh: Installation) -> None:
    said = fresh.ops("prepare")
    for made in ("signing key", "root key", "key store", "Brought the tables up to date", "Ready."):
        assert made in said
    kept = {path: path.read_bytes() for path in (fresh.home / "keys").iterdir() if path.is_file()}
    assert fresh.ops("prepare") == "Nothing to do: everything is in place.\n"
    assert {path: path.read_bytes() for path in kept} == kept


def test_whatever_is_made_is_its_owners_alone(ready: Installation) -> None:
    opened = [path for path in ready.home.rglob("*") if path.stat().st_mode & 0o077]
    assert opened == []


def test_a_second_root_key_is_never_made_beside_records(ready: Installation) -> None:
    (ready.home / "keys/root.key").unlink()
    said = ready.ops("prepare", code=2)
    assert "the root key is missing" in said
    assert "escrow" in said
    assert not (ready.home / "keys/root.key").exists()


def test_a_second_key_store_is_never_made_beside_records(ready: Installation) -> None:
    (ready.home / "keys/keys.sqlite3").unlink()
    for command in ("prepare", "check", "verify"):
        assert "key store" in ready.ops(command, code=1 if command == "check" else 2)
    assert not (ready.home / "keys/keys.sqlite3").exists()


def test_a_key_store_that_is_broken_is_said_to_be_so_by_every_command(ready: Installation) -> None:
    (ready.home / "keys/keys.sqlite3").write_bytes(b"")
    for command in ("prepare", "check", "verify"):
        said = " ".join(ready.ops(command, code=1 if command == "check" else 2).split())
        assert "the key store cannot be read" in said
        assert "`fivefold ops restore`" in said


def test_the_database_is_copied_before_its_tables_change(ready: Installation) -> None:
    ready.sql("DELETE FROM django_migrations WHERE app = 'usersessions'", "DROP TABLE usersessions_usersession")
    said = ready.ops("prepare")
    (copy,) = (ready.home / "snapshots").iterdir()
    assert str(copy) in said
    assert copy.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM event").fetchone() == (2,)
        assert (
            connection.execute("SELECT name FROM sqlite_master WHERE name = 'usersessions_usersession'").fetchone()
            is None
        )


# ---- check


def test_a_demonstration_needs_no_attention_and_is_told_what_others_would_need(ready: Installation) -> None:
    said = ready.ops("check")
    assert "Before anybody else reaches this installation:" in said
    assert said.endswith("Nothing needs attention.\n")
    assert ready.keys_of_findings() == {"root-beside-keys", "keys-on-records-disk", "backup", "drill"}


def test_an_installation_for_others_must_attend_to_all_of_it(ready: Installation) -> None:
    ready.settings = {"ADDRESS": "http://records.example", "HOSTS": "*"}
    urgent = ready.keys_of_findings(urgent=True)
    assert urgent >= {
        "root-beside-keys",
        "keys-on-records-disk",
        "backup",
        "drill",
        "no-tls",
        "no-email",
        "hosts",
        "cookies",
    }
    assert {key for key in urgent if key.startswith("security.")}


def test_an_address_with_tls_and_mail_answers_for_most_of_it(ready: Installation) -> None:
    ready.settings = {"ADDRESS": "https://records.example", "EMAIL": "smtps://me:secret@mail.example"}
    urgent = ready.keys_of_findings(urgent=True)
    assert urgent & {"no-tls", "no-email", "hosts", "cookies"} == set()
    assert {key for key in urgent if key.startswith("security.")} == set()


def test_what_others_could_read_is_found_and_how_to_close_it(ready: Installation) -> None:
    for path, mode in (
        ("keys/keys.sqlite3", 0o640),
        ("keys/signing.key", 0o600),
        ("records.sqlite3", 0o604),
        ("", 0o755),
    ):
        (ready.home / path).chmod(mode)
    said = " ".join(ready.ops("check", code=1).split())
    for path, mode in (("/keys/keys.sqlite3", "600"), ("/records.sqlite3", "600"), ("", "700")):
        assert f"chmod {mode} {ready.home}{path}" in said
    assert "3 to attend to." in said


def test_a_foreign_root_key_is_found_and_the_log_is_not_blamed_for_it(ready: Installation) -> None:
    (ready.home / "keys/root.key").write_text("ab" * 32)
    assert ready.keys_of_findings(urgent=True) == {"keys"}


def test_tables_of_another_version_are_found(ready: Installation) -> None:
    ready.sql("DELETE FROM django_migrations WHERE app = 'usersessions'")
    assert ready.keys_of_findings(urgent=True) == {"unapplied"}


def test_a_database_that_is_none_is_found(ready: Installation) -> None:
    ready.database.write_bytes(b"no database at all, whatever its name says " * 100)
    assert ready.keys_of_findings(urgent=True) == {"no-database"}


def test_a_clock_behind_the_newest_event_is_found(ready: Installation) -> None:
    ready.sql(
        "DROP TRIGGER event_no_update",
        "UPDATE event SET at = '2999-01-01 00:00:00' WHERE number = 2",
    )
    assert ready.keys_of_findings(urgent=True) == {"clock", "log"}


def test_a_queue_that_nobody_empties_and_mail_that_does_not_go_are_found_and_no_address_is_said(
    ready: Installation,
) -> None:
    for number, (due, tries, given_up) in enumerate(
        (("2026-01-01", 0, "NULL"), ("2999-01-01", 2, "NULL"), ("2999-01-01", 9, "'2026-01-01'"))
    ):
        ready.sql(
            "INSERT INTO letter (id, sealed, written, due, tries, given_up)"
            f" VALUES ('{number:032}', NULL, '2026-01-01', '{due}', {tries}, {given_up})"
        )
    assert ready.keys_of_findings(urgent=True) == {"no-worker", "mail", "mail-given-up"}
    said = " ".join(ready.ops("check", code=1).split())
    assert "waited since 2026-01-01 00:00 UTC" in said
    assert "fivefold ops work" in said
    # Whoever runs the worker sees to it; that letter can be opened by nobody, and is given up.
    ready.ops("work", "--once")
    assert ready.keys_of_findings(urgent=True) == {"mail", "mail-given-up"}


def test_a_slip_in_a_settings_name_stops_every_command(ready: Installation) -> None:
    ready.settings = {"ADRESS": "https://records.example"}
    assert "Did you mean FIVEFOLD_ADDRESS?" in ready.ops("check", code=2)


# ---- verify


def test_a_sound_log_is_said_to_be_sound_and_its_head_is_copied(ready: Installation) -> None:
    assert "Sound: 2 events" in ready.ops("verify")
    copies = (ready.home / "keys/anchors/heads.txt").read_text("ascii").splitlines()
    assert copies[-1].startswith("2 ")
    assert "its head agree" in ready.ops("verify")


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (["DROP TRIGGER event_no_update", "UPDATE event SET verb = 'person.joined' WHERE number = 1"], "was changed"),
        (["DROP TRIGGER event_no_delete", "DELETE FROM event WHERE number = 1"], "is missing"),
        (["DROP TRIGGER event_no_delete", "DELETE FROM event WHERE number = 2"], "ends before its head"),
    ],
)
def test_a_log_that_somebody_wrote_to_is_found(ready: Installation, statements: list[str], said: str) -> None:
    ready.sql(*statements)
    assert said in ready.ops("verify", code=1)


def test_a_log_cut_off_with_its_head_is_found_by_the_copy_outside(ready: Installation) -> None:
    ready.ops("verify")
    (mac,) = ready.sql("SELECT hex(mac) FROM event WHERE number = 1")[0]
    ready.sql(
        "DROP TRIGGER event_no_delete",
        "DROP TRIGGER event_head_forward",
        "DELETE FROM event WHERE number = 2",
        f"UPDATE event_head SET number = 1, mac = x'{mac}'",
    )
    assert "anchored" in ready.ops("verify", code=1)
    assert "log" in ready.keys_of_findings(urgent=True)


# ---- backup, escrow, restore


def lose(installation: Installation) -> None:
    """The database and the key store are gone; the root key and the copies of the log's head are still there."""
    for path in (*installation.home.glob("records.sqlite3*"), installation.home / "keys/keys.sqlite3"):
        path.unlink()


def test_a_backup_comes_back_whole_on_an_empty_machine(
    ready: Installation, fresh: Installation, officer: Officer, tmp_path: Path
) -> None:
    records, keys = backed_up(ready, officer, tmp_path)
    ready.ops(
        "escrow",
        "--out",
        tmp_path / "root.age",
        "--to",
        Officer(tmp_path, "other").recipient,
        "--to",
        officer.recipient,
    )
    said = fresh.ops(
        "restore", records, "--keys", keys, "--identity", officer.identity, "--root-key", tmp_path / "root.age"
    )
    assert "Sound: 2 events" in said
    assert "Restored." in said
    assert fresh.ops("prepare") == "Nothing to do: everything is in place.\n"
    assert fresh.sql("SELECT number, mac FROM event") == ready.sql("SELECT number, mac FROM event")
    signing = "keys/signing.key"
    assert (fresh.home / signing).read_bytes() == (ready.home / signing).read_bytes()
    assert [path for path in fresh.home.rglob("*") if path.stat().st_mode & 0o077] == []


def test_a_drill_verifies_and_leaves_nothing_behind(ready: Installation, officer: Officer, tmp_path: Path) -> None:
    records, keys = backed_up(ready, officer, tmp_path)
    before = {path.name for path in ready.home.rglob("*")}
    said = ready.ops("restore", records, "--keys", keys, "--identity", officer.identity, "--drill")
    assert "Sound: 2 events" in said
    assert "The drill passed" in said
    assert {path.name for path in ready.home.rglob("*")} - before <= {"backups.json"}
    assert ready.keys_of_findings() & {"backup", "drill"} == set()


def test_neither_archive_shows_an_address_or_a_key_to_whoever_finds_it(
    ready: Installation, officer: Officer, tmp_path: Path
) -> None:
    found = [path.read_bytes() for path in backed_up(ready, officer, tmp_path)]
    secrets = [b"operator@example.org", (ready.home / "keys/root.key").read_bytes().strip(), b"SQLite format 3"]
    assert [secret for secret in secrets for content in found if secret in content] == []
    assert all(content.startswith(b"age-encryption.org/v1") for content in found)


def test_the_root_key_is_in_neither_archive_even_opened(ready: Installation, officer: Officer, tmp_path: Path) -> None:
    identity = pyrage.x25519.Identity.from_str(officer.identity.read_text("utf-8").splitlines()[1])
    root = (ready.home / "keys/root.key").read_text("ascii").strip()
    for path in backed_up(ready, officer, tmp_path):
        opened = pyrage.decrypt(path.read_bytes(), [identity])
        assert root.encode() not in opened
        assert bytes.fromhex(root) not in opened


def test_a_backup_that_was_changed_or_is_for_somebody_else_does_not_open(
    ready: Installation, officer: Officer, tmp_path: Path
) -> None:
    records, keys = backed_up(ready, officer, tmp_path)
    drill = ("restore", records, "--keys", keys, "--drill", "--identity")
    assert "does not open" in ready.ops(*drill, Officer(tmp_path, "stranger").identity, code=2)
    content = bytearray(records.read_bytes())
    content[len(content) // 2] ^= 1
    records.write_bytes(content)
    assert "does not open" in ready.ops(*drill, officer.identity, code=2)
    records.write_bytes(b"not a backup")
    assert "does not open" in ready.ops(*drill, officer.identity, code=2)
    assert "no age identity" in ready.ops(*drill, ready.home / "keys/root.key", code=2)


@pytest.mark.parametrize("kind", [tarfile.REGTYPE, tarfile.SYMTYPE, tarfile.FIFOTYPE])
@pytest.mark.parametrize("name", ["../outside", "deeper/file", ".."])
def test_an_archive_that_would_write_elsewhere_is_no_backup(kind: bytes, name: str, tmp_path: Path) -> None:
    officer, place = Officer(tmp_path), tmp_path / "place"
    place.mkdir()
    packed = BytesIO()
    with tarfile.open(mode="w", fileobj=packed) as archive:
        entry = tarfile.TarInfo(name)
        entry.type, entry.linkname = kind, "/etc/hosts"
        archive.addfile(entry)
    sealed = tmp_path / "records.age"
    sealed.write_bytes(pyrage.encrypt(packed.getvalue(), [pyrage.x25519.Recipient.from_str(officer.recipient)]))
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(InputError, match="not a backup"):
        ops_archive.opened(sealed, place, identity=officer.identity)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_backup_of_a_log_somebody_wrote_to_does_not_pass_the_drill(
    ready: Installation, officer: Officer, tmp_path: Path
) -> None:
    ready.sql("DROP TRIGGER event_no_update", "UPDATE event SET verb = 'person.joined' WHERE number = 1")
    records, keys = backed_up(ready, officer, tmp_path)
    said = ready.ops("restore", records, "--keys", keys, "--identity", officer.identity, "--drill", code=2)
    assert "not sound" in said


def test_a_backup_that_is_not_sound_leaves_room_for_one_that_is(
    ready: Installation, fresh: Installation, officer: Officer, tmp_path: Path
) -> None:
    sound = backed_up(ready, officer, tmp_path / "sound")
    ready.sql("DROP TRIGGER event_no_update", "UPDATE event SET verb = 'person.joined' WHERE number = 1")
    unsound = backed_up(ready, officer, tmp_path / "unsound")
    call = ("--identity", officer.identity, "--root-key", ready.home / "keys/root.key")
    assert "not sound" in fresh.ops("restore", unsound[0], "--keys", unsound[1], *call, code=2)
    assert not (fresh.home / "keys/root.key").exists()
    assert not (fresh.home / "keys/keys.sqlite3").exists()
    assert "Restored." in fresh.ops("restore", sound[0], "--keys", sound[1], *call)
    assert {path.name for path in (fresh.home / "keys/anchors").iterdir()} == {"heads.txt", "checked.json"}
    assert list(fresh.home.glob("*records.sqlite3-*")) == []


def test_copies_of_the_head_that_are_still_here_are_asked_before_anything_is_put_in_place(
    ready: Installation, fresh: Installation, officer: Officer, tmp_path: Path
) -> None:
    records, keys = backed_up(ready, officer, tmp_path)
    copies = fresh.home / "keys/anchors/heads.txt"
    copies.parent.mkdir(parents=True, mode=0o700)
    other = f"2 {'ab' * 32}\n3 {'cd' * 32}\n"
    copies.write_text(other, "ascii")
    call = ("--identity", officer.identity, "--root-key", ready.home / "keys/root.key")
    assert "anchored" in fresh.ops("restore", records, "--keys", keys, *call, code=2)
    assert not (fresh.home / "keys/keys.sqlite3").exists()
    assert {path.name: path.read_text("ascii") for path in copies.parent.iterdir()} == {copies.name: other}


def test_copies_of_the_head_newer_than_a_backup_are_put_aside_and_what_is_lost_is_said(
    ready: Installation, officer: Officer, tmp_path: Path
) -> None:
    ready.ops("verify")
    records, keys = backed_up(ready, officer, tmp_path)
    ready.ops("invite", "second@example.org", "--name", "Second Operator")
    assert "Sound: 4 events" in ready.ops("verify")
    copies = ready.home / "keys/anchors/heads.txt"
    before = copies.read_text("ascii")
    lose(ready)
    said = ready.ops("restore", records, "--keys", keys, "--identity", officer.identity)
    assert "Events 3 to 4 came after this backup and are lost" in said
    (aside,) = copies.parent.glob("heads.txt.before-restore-*")
    assert str(aside) in said
    assert aside.read_text("ascii") == before
    assert "Restored." in said
    assert ready.ops("prepare") == "Nothing to do: everything is in place.\n"
    # Their numbers are given again, to other events.
    ready.ops("invite", "third@example.org", "--name", "Third Operator")
    assert "Sound: 4 events" in ready.ops("verify")
    assert "log" not in ready.keys_of_findings()


def test_an_event_recorded_while_the_backup_was_made_is_in_it_and_not_said_to_be_lost(
    ready: Installation, officer: Officer, tmp_path: Path
) -> None:
    records, keys = backed_up(ready, officer, tmp_path)
    opened = tmp_path / "opened"
    opened.mkdir()
    manifest = ops_archive.opened(records, opened, identity=officer.identity)
    ((mac,),) = ready.sql("SELECT lower(hex(mac)) FROM event WHERE number = 1")
    recipient = pyrage.x25519.Recipient.from_str(officer.recipient)
    noted_before = manifest | {"head": {"number": 1, "mac": mac}}
    ops_archive.write(records, {"records.sqlite3": opened / "records.sqlite3"}, manifest=noted_before, to=[recipient])
    ready.ops("verify")
    lose(ready)
    said = ready.ops("restore", records, "--keys", keys, "--identity", officer.identity)
    assert "lost" not in said
    assert "Sound: 2 events" in said
    assert "Sound: 2 events" in ready.ops("verify")
    assert list((ready.home / "keys/anchors").glob("*before-restore*")) == []


def test_a_restore_that_was_broken_off_before_the_keys_came_can_be_taken_up_again(
    ready: Installation, officer: Officer, tmp_path: Path
) -> None:
    records, keys = backed_up(ready, officer, tmp_path)
    lose(ready)
    (ready.home / "keys/anchors/heads.txt").unlink()
    in_the_way = ready.home / "keys/keys.sqlite3.part"
    in_the_way.mkdir()
    restore = ("restore", records, "--keys", keys, "--identity", officer.identity)
    assert "keys.sqlite3.part" in ready.ops(*restore, code=2)
    # All but the keys is there, so that they alone are what is missing.
    assert (ready.home / "keys/anchors/heads.txt").exists()
    in_the_way.rmdir()
    for said in (ready.ops("prepare", code=2), ready.ops(*restore, code=2)):
        assert "broken off" in said
        assert f"move {ready.database} away" in said
    ready.database.rename(tmp_path / "moved away")
    assert "Restored." in ready.ops(*restore)
    assert ready.ops("prepare") == "Nothing to do: everything is in place.\n"


def test_where_the_database_alone_was_lost_the_key_store_is_to_be_moved_away(
    ready: Installation, officer: Officer, tmp_path: Path
) -> None:
    records, keys = backed_up(ready, officer, tmp_path)
    ready.database.unlink()
    restore = ("restore", records, "--keys", keys, "--identity", officer.identity)
    said = ready.ops(*restore, code=2)
    assert "there is a key store here already" in said
    assert "move the key store away first" in said
    (ready.home / "keys/keys.sqlite3").rename(tmp_path / "kept.sqlite3")
    assert "Restored." in ready.ops(*restore)


def test_the_wrong_keys_are_refused_before_anything_is_put_in_place(
    ready: Installation, fresh: Installation, officer: Officer, tmp_path: Path
) -> None:
    records, keys = backed_up(ready, officer, tmp_path)
    call = ("--identity", officer.identity, "--root-key")
    swapped = fresh.ops("restore", keys, "--keys", records, *call, ready.home / "keys/root.key", code=2)
    assert "it holds keys, not records" in swapped
    foreign = tmp_path / "foreign.key"
    foreign.write_text("cd" * 32)
    foreign.chmod(0o600)
    said = fresh.ops("restore", records, "--keys", keys, *call, foreign, code=2)
    assert "another root key" in said
    assert not fresh.database.exists() or not fresh.sql("SELECT name FROM sqlite_master")


def test_nothing_that_is_there_is_written_over(ready: Installation, officer: Officer, tmp_path: Path) -> None:
    records, keys = backed_up(ready, officer, tmp_path)
    said = ready.ops("restore", records, "--keys", keys, "--identity", officer.identity, code=2)
    assert "there are records here already" in said
    out = tmp_path / "root.age"
    ready.ops("escrow", "--out", out, "--to", officer.recipient)
    assert "already" in ready.ops("escrow", "--out", out, "--to", officer.recipient, code=2)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--to", "age1nobody"], "no age recipient"),
        (["--to", "AGE-SECRET-KEY-1QQQQ"], "secret half"),
        ([], "nobody is named"),
    ],
)
def test_a_backup_that_nobody_could_open_is_refused(ready: Installation, words: list[str], said: str) -> None:
    assert said in ready.ops("backup", "--out", ready.home / "a", "--keys-out", ready.home / "b", *words, code=2)


def test_records_and_keys_are_not_put_into_one_folder(ready: Installation, officer: Officer) -> None:
    both = ready.home / "backups"
    said = ready.ops("backup", "--out", both, "--keys-out", both, "--to", officer.recipient, code=2)
    assert "Keep them apart" in said


def test_recipients_can_stand_in_the_settings(ready: Installation, officer: Officer, tmp_path: Path) -> None:
    ready.settings = {"BACKUP_TO": officer.recipient}
    assert "Records:" in ready.ops("backup", "--out", tmp_path / "r", "--keys-out", tmp_path / "k")


# ---- people


def test_an_operator_is_invited_by_a_link_and_by_another_until_they_join(ready: Installation) -> None:
    said = ready.ops("invite", "second@example.org", "--name", "Second Operator")
    assert re.fullmatch(r"http://localhost:8000/account/invitation/[\w-]{43}/\n", said)
    again = ready.ops("invite", "Second@example.org", "--name", "Second")
    assert re.fullmatch(r"http://localhost:8000/account/invitation/[\w-]{43}/\n", again)
    assert again != said
    assert ready.sql("SELECT count(*) FROM invitation WHERE used IS NULL") == [(2,)]
    ready.sql("UPDATE person SET state = 'active' WHERE email = 'second@example.org'")
    assert "has an account" in ready.ops("invite", "Second@example.org", "--name", "Second", code=2).replace("\n", " ")


def test_codes_are_told_on_a_demonstration_alone(ready: Installation) -> None:
    assert "this is no demonstration" in ready.ops("code", "operator@example.org", code=2)
    (ready.home / "demonstration.txt").write_text("")
    assert "no demonstration account" in ready.ops("code", "operator@example.org", code=2)
    ready.settings = {"ADDRESS": "https://records.example"}
    assert "this is no demonstration" in ready.ops("code", "operator@example.org", code=2)
