"""Settings: what the environment says is read with types, and a wrong value stops the start and names its variable."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from fivefold.config.environment import Environment, database, email
from fivefold.config.secrets import signing_key
from fivefold.method.common.errors import InputError


def started(home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Read the settings the way a start does, in an environment with these variables and no other."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("FIVEFOLD_")}
    return subprocess.run(
        [sys.executable, "-c", "import fivefold.config.settings as s; print(s.ADDRESS, s.LOOPBACK, s.ALLOWED_HOSTS)"],
        env=clean | {"FIVEFOLD_HOME": str(home)} | {f"FIVEFOLD_{name}": value for name, value in variables.items()},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("ADDRESS", "records.example", "FIVEFOLD_ADDRESS"),
        ("ADDRESS", "https://records.example/fivefold", "FIVEFOLD_ADDRESS"),
        ("DATABASE", "mysql://somewhere/else", "FIVEFOLD_DATABASE"),
        ("EMAIL", "mail.example", "FIVEFOLD_EMAIL"),
        ("PROXIES", "-1", "FIVEFOLD_PROXIES"),
        ("LOG_LEVEL", "loud", "FIVEFOLD_LOG_LEVEL"),
        ("HOTS", "records.example", "Did you mean FIVEFOLD_HOSTS?"),
        ("SOMETHING_ELSE_ALTOGETHER", "1", "settings.md"),
    ],
)
def test_a_wrong_value_stops_the_start_and_names_its_variable(tmp_path: Path, name: str, value: str, said: str) -> None:
    done = started(tmp_path, **{name: value})
    assert done.returncode != 0
    assert said in done.stderr


def test_an_address_beyond_this_machine_is_no_demonstration_and_its_host_is_served(tmp_path: Path) -> None:
    done = started(tmp_path, ADDRESS="https://localhost.example/")
    assert done.stdout.split(" ", 2) == [
        "https://localhost.example",
        "False",
        "['localhost.example', 'localhost', '127.0.0.1']\n",
    ]


def read(**variables: str) -> Environment:
    return Environment({f"FIVEFOLD_{name}": value for name, value in variables.items()})


@pytest.mark.parametrize("value", ["maybe", "2", "ja"])
def test_a_flag_is_yes_or_no(value: str) -> None:
    with pytest.raises(InputError, match=r"FIVEFOLD_LOUD is .* Write yes or no"):
        read(LOUD=value).flag("LOUD")


@pytest.mark.parametrize(("value", "meant"), [("yes", True), ("No", False), ("", True), (" 1 ", True), ("off", False)])
def test_a_flag_is_read_as_people_write_it(value: str, meant: bool) -> None:
    assert read(LOUD=value).flag("LOUD", default=True) is meant


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "two", "٣٫"])
def test_a_number_is_whole_and_large_enough(value: str) -> None:
    with pytest.raises(InputError, match=r"FIVEFOLD_WORKERS is .* whole number from 1 up"):
        read(WORKERS=value).whole("WORKERS", 2, least=1)


def test_a_text_that_must_be_there_is_asked_for() -> None:
    with pytest.raises(InputError, match=r"FIVEFOLD_NAME is not set.*deploy\.md"):
        read(NAME="  ").text("NAME")


@pytest.mark.parametrize(
    "value",
    [
        "localhost:8000",
        "ftp://records.example",
        "https://",
        "https://records.example:99999",
        "https://records.example/path",
        "https://records.example?query",
        "https://somebody@records.example",
        "https://[records",
    ],
)
def test_an_address_is_a_scheme_and_a_host(value: str) -> None:
    with pytest.raises(InputError, match=r"FIVEFOLD_ADDRESS is .* https://records\.example"):
        read(ADDRESS=value).address("ADDRESS", "http://localhost:8000")


def test_an_address_loses_only_its_last_slash() -> None:
    assert read(ADDRESS="https://Records.example:8443/").address("ADDRESS", "") == "https://Records.example:8443"


@pytest.mark.parametrize(
    "url", ["", "records.sqlite3", "sqlite://", "sqlite:///", "postgresql://host", "postgresql://u:p@host:port/n", "x:"]
)
def test_a_database_has_an_address_and_a_wrong_one_is_never_repeated(url: str) -> None:
    with pytest.raises(InputError) as refused:
        database(url)
    assert "FIVEFOLD_DATABASE" in refused.value.sentence
    assert not url or url not in refused.value.sentence.replace("postgresql://USER", "").replace("sqlite:///PATH", "")


def test_a_database_file_is_named_whole_or_from_here() -> None:
    assert database("sqlite:////var/lib/a%20folder/records.sqlite3")["NAME"] == "/var/lib/a folder/records.sqlite3"
    assert database("sqlite:///records.sqlite3")["NAME"] == "records.sqlite3"


def test_a_socket_folder_keeps_its_letters_and_a_password_its_signs() -> None:
    found = database("postgresql://me:a%2Fb%40c@%2Frun%2FPostgres:5433/records")
    assert (found["HOST"], found["PORT"], found["USER"], found["PASSWORD"]) == ("/run/Postgres", "5433", "me", "a/b@c")
    assert database("postgresql://me@[::1]:5433/records")["HOST"] == "::1"


@pytest.mark.parametrize(
    "url", ["mail.example", "http://mail.example", "smtp://", "smtp://u:secret@h:port", "smtp://h/x"]
)
def test_a_mail_server_has_an_address_and_a_wrong_one_is_never_repeated(url: str) -> None:
    with pytest.raises(InputError, match="FIVEFOLD_EMAIL is no address") as refused:
        email(url)
    assert "secret" not in refused.value.sentence


def test_a_password_never_goes_to_a_mail_server_in_clear() -> None:
    begun = email("smtp://me:a%40b@mail.example")
    assert (begun["EMAIL_PORT"], begun["EMAIL_USE_TLS"], begun["EMAIL_USE_SSL"]) == (587, True, False)
    assert begun["EMAIL_HOST_PASSWORD"] == "a@b"
    whole = email("smtps://me:x@mail.example")
    assert (whole["EMAIL_PORT"], whole["EMAIL_USE_TLS"], whole["EMAIL_USE_SSL"]) == (465, False, True)
    assert email("smtp://localhost:25")["EMAIL_USE_TLS"] is False


def test_a_word_is_one_of_those_that_mean_something() -> None:
    assert read(LOG_LEVEL="warning").one_of("LOG_LEVEL", ("INFO", "WARNING"), default="INFO") == "WARNING"
    with pytest.raises(InputError, match=r"FIVEFOLD_LOG_LEVEL is .* one of: INFO, WARNING"):
        read(LOG_LEVEL="loud").one_of("LOG_LEVEL", ("INFO", "WARNING"), default="INFO")


def test_a_path_never_depends_on_where_a_process_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert read(HOME="records").path("HOME", Path("/")) == tmp_path / "records"
    assert read(HOME="~/records").path("HOME", Path("/")) == Path.home() / "records"
    assert read().path("HOME", Path("/elsewhere")) == Path("/elsewhere")


def test_a_service_without_a_home_folder_needs_its_folder_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless(path: Path) -> Path:
        if path.parts[:1] == ("~",):
            raise RuntimeError("Could not determine home directory.")
        return path

    monkeypatch.setattr(Path, "expanduser", homeless)
    assert read(HOME="/var/lib/fivefold").path("HOME", Path("~/fivefold")) == Path("/var/lib/fivefold")
    with pytest.raises(InputError, match="there is no home folder"):
        read().path("HOME", Path("~/fivefold"))


def test_every_variable_that_was_asked_for_is_known_and_no_other() -> None:
    env = read(HOSTS=" a.example, ,b.example ")
    assert env.listed("HOSTS") == ("a.example", "b.example")
    env.refuse_unknown()
    with pytest.raises(InputError, match="FIVEFOLD_QUITE_NEW is no setting of Fivefold"):
        read(QUITE_NEW="1").refuse_unknown(besides=("FIVEFOLD_CHROMIUM",))
    Environment({"FIVEFOLD_CHROMIUM": "x", "OTHERS_SETTING": "x"}).refuse_unknown(besides=("FIVEFOLD_CHROMIUM",))


def test_a_signing_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys/signing.key"
    made = signing_key(path)
    assert signing_key(path) == made
    assert len(made) > 50
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("content", "mode", "said"),
    [(b"k" * 60, 0o640, "chmod 600"), (b"short", 0o600, "too short"), (b"\xff" * 60, 0o600, "it is no text")],
)
def test_a_signing_key_that_is_none_is_refused(tmp_path: Path, content: bytes, mode: int, said: str) -> None:
    path = tmp_path / "signing.key"
    path.write_bytes(content)
    path.chmod(mode)
    with pytest.raises(InputError, match=re.escape(said)):
        signing_key(path)


def test_a_signing_key_that_cannot_be_made_says_which_setting_names_another_place(tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("")
    with pytest.raises(InputError, match="FIVEFOLD_HOME names a folder"):
        signing_key(tmp_path / "a file/keys/signing.key")


def test_a_key_handed_over_by_the_service_manager_is_guarded_by_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "signing.key"
    path.write_text("k" * 60)
    path.chmod(0o440)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert signing_key(path) == "k" * 60
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "another"))
    with pytest.raises(InputError, match="others can read"):
        signing_key(path)
