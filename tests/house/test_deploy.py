"""What stands in deploy/ and its page agrees with the code: every setting is documented, units are hardened."""

import ast
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.checkout import ROOT

DEPLOY = ROOT / "deploy"
SETTINGS = (ROOT / "docs/reference/settings.md").read_text("utf-8")
UNITS = sorted(DEPLOY.glob("*.service"))


def variables_read() -> set[str]:
    """Every FIVEFOLD_ variable that the settings ask for, or say that others read."""
    tree = ast.parse((ROOT / "fivefold/config/settings.py").read_text("utf-8"))
    asked = {
        f"FIVEFOLD_{call.args[0].value}"
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "_env"
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }
    named = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and re.fullmatch(r"FIVEFOLD_[A-Z_]+", str(node.value))
    }
    return asked | named


def test_every_setting_is_documented_and_no_other() -> None:
    documented = set(re.findall(r"^\| `(FIVEFOLD_[A-Z_]+)` \|", SETTINGS, flags=re.MULTILINE))
    assert len(documented) > 10
    assert documented == variables_read()


@pytest.mark.parametrize(
    "page",
    [
        "docs/how-to/deploy.md",
        "docs/reference/settings.md",
        *(path.relative_to(ROOT).as_posix() for path in sorted(DEPLOY.iterdir())),
    ],
)
def test_a_setting_that_is_named_is_one(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    assert set(re.findall(r"\bFIVEFOLD_[A-Z_]+", text)) - variables_read() - {"FIVEFOLD_"} == set()


def test_every_file_of_deploy_is_named_where_people_are_told_what_to_do() -> None:
    page = (ROOT / "docs/how-to/deploy.md").read_text("utf-8")
    assert [path.name for path in DEPLOY.iterdir() if f"deploy/{path.name}" not in page] == []


# ---- units

HARDENED = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "RestrictSUIDSGID": "yes",
    "CapabilityBoundingSet": "",
    "LimitCORE": "0",
    "UMask": "0077",
    "User": "fivefold",
}


def lines(unit: Path) -> list[tuple[str, str]]:
    rows = (line.partition("=") for line in unit.read_text("utf-8").splitlines() if re.match(r"\w+=", line))
    return [(name, value) for name, _, value in rows]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_is_hardened_and_is_handed_its_keys(unit: Path) -> None:
    held = lines(unit)
    assert {name: value for name, value in held if name in HARDENED} == HARDENED
    assert ("LoadCredential", "root.key:/etc/fivefold/root.key") in held
    assert ("Environment", "FIVEFOLD_ROOT_KEY=%d/root.key") in held


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_the_units_differ_in_nothing_that_keeps_records_safe(unit: Path) -> None:
    def walls(of: Path) -> list[tuple[str, str]]:
        begun = re.compile("Protect|Private|Restrict|System|Capab|Ambient|Lock|Memory|NoNew|Load|Env|UMask|User|Group")
        return [(name, value) for name, value in lines(of) if begun.match(name)]

    assert walls(unit) == walls(DEPLOY / "fivefold.service")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd on this machine")
@pytest.mark.parametrize("unit", [*UNITS, DEPLOY / "fivefold-backup.timer"], ids=lambda unit: unit.name)
def test_systemd_understands_a_unit(unit: Path, tmp_path: Path) -> None:
    program = tmp_path / "fivefold"
    program.write_text("#!/bin/sh\n", "utf-8")
    program.chmod(0o755)
    # The program is put where the machine has one: whether it is there is the server's business, not the unit's.
    for every in (*UNITS, DEPLOY / "fivefold-backup.timer"):
        text = every.read_text("utf-8").replace("/usr/local/lib/fivefold/bin/fivefold", str(program))
        (tmp_path / every.name).write_text(text, "utf-8")
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit.name)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (checked.returncode, checked.stderr) == (0, "")


def test_what_a_unit_calls_is_a_command() -> None:
    from fivefold.cli.main import main
    from tools.cli_reference import commands

    known = dict(commands(main, path="fivefold"))
    for unit in UNITS:
        calls = [shlex.split(value) for name, value in lines(unit) if name == "ExecStart"]
        for call in calls:
            command = known[f"fivefold {call[1]} {call[2]}"]
            options = {option for parameter in command.params for option in parameter.opts}
            assert {word for word in call if word.startswith("--")} <= options


# ---- the command, and the proxy


def test_the_command_is_run_as_the_services_are() -> None:
    command = (DEPLOY / "fivefold-command").read_text("utf-8")
    subprocess.run(["sh", "-n", DEPLOY / "fivefold-command"], check=True)
    said = re.findall(r"--(?:property|setenv)=(\w+=[^\s]+)", command)
    of_unit = [f"{name}={value}" for name, value in lines(DEPLOY / "fivefold.service")]
    assert {"User=fivefold", "Group=fivefold", "NoNewPrivileges=yes", "LimitCORE=0", "UMask=0077"} <= set(said)
    for one in (*of_unit, *(line.removeprefix("Environment=") for line in of_unit)):
        if one.startswith(("User=", "Group=", "EnvironmentFile=", "LoadCredential=", "StateDir", "FIVEFOLD_HOME=")):
            assert one in said


# Debian keeps it where root alone looks.
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@pytest.mark.skipif(not NGINX, reason="no nginx on this machine")
def test_nginx_understands_its_file(tmp_path: Path) -> None:
    if not shutil.which("openssl"):
        pytest.skip("no openssl to make a certificate with")
    key, certificate = tmp_path / "privkey.pem", tmp_path / "fullchain.pem"
    call = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=records.example"]
    subprocess.run([*call, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    # Places and ports of this test's own: the file's may be taken, or be somebody else's.
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    text = re.sub(r"^ *listen \[::\].*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"listen (80|443)", r"listen 127.0.0.1:2\1", text)
    text = text.replace("/etc/ssl/fivefold", str(tmp_path)).replace("/var/log/nginx", str(tmp_path))
    (tmp_path / "fivefold.conf").write_text(text, "utf-8")
    temporary = "".join(f"{one}_temp_path {tmp_path};" for one in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    whole = f"pid {tmp_path}/pid; events {{}} http {{ access_log off; {temporary} include {tmp_path}/fivefold.conf; }}"
    (tmp_path / "nginx.conf").write_text(whole, "utf-8")
    call = [str(NGINX), "-t", "-q", "-e", str(tmp_path / "error.log"), "-c", str(tmp_path / "nginx.conf")]
    checked = subprocess.run(call, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


def test_every_log_of_the_proxy_leaves_out_what_people_asked() -> None:
    servers = (DEPLOY / "nginx.conf").read_text("utf-8").split("\nserver {")[1:]
    answering = [one for one in servers if "ssl_reject_handshake" not in one]
    assert len(answering) == 2
    assert all("access_log /var/log/nginx/fivefold.log fivefold;" in one for one in answering)
    assert all("error_log /var/log/nginx/fivefold-error.log crit;" in one for one in answering)


# ---- the container

RECIPE = (DEPLOY / "Containerfile").read_text("utf-8")
STEPS = [
    line.split(maxsplit=1)
    for line in RECIPE.replace("\\\n", " ").splitlines()
    if line.strip() and not line.startswith("#")
]


def test_the_container_recipe_has_only_instructions_there_are() -> None:
    known = {"FROM", "RUN", "WORKDIR", "COPY", "ENV", "USER", "VOLUME", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK"}
    assert {name for name, _ in STEPS} <= known | {"ENTRYPOINT", "CMD"}


def test_everything_the_container_copies_is_there_and_in_its_context() -> None:
    context = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    for name, rest in STEPS:
        if name == "COPY" and not rest.startswith("--from"):
            *sources, _ = rest.split()
            assert [one for one in sources if not (ROOT / one).exists()] == []
            assert [one for one in sources if f"!{one}" not in context] == []


def test_the_container_runs_as_nobody_in_particular() -> None:
    last = RECIPE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER 10001:10001$", last, flags=re.MULTILINE)
    assert "--require-hashes" in RECIPE
    assert ":latest" not in RECIPE


def test_the_container_takes_the_python_that_is_the_floor() -> None:
    assert {rest.split()[0] for name, rest in STEPS if name == "FROM"} == {"python:3.11-slim"}
