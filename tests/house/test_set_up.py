"""What the set-up says and does on machines that lack something; each is a PATH with just a few programs on it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.checkout import ROOT


class Machine:
    """A machine whose only programs are a shell's usual ones and those a test puts there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("sh", "id", "cat", "mktemp", "rm", "tail", "env", "dirname", "grep"):
            self.put(name, Path(shutil.which(name) or ""))

    def put(self, name: str, program: Path) -> None:
        os.symlink(program, self.folder / name)

    def write(self, name: str, script: str) -> None:
        (self.folder / name).write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        (self.folder / name).chmod(0o755)

    def run(self, script: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.folder / "sh"), str(ROOT / script)],
            env={"PATH": str(self.folder), **environment},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    folder = tmp_path / "a machine's programs"
    folder.mkdir()
    return Machine(folder)


FIND = "tools/find_python.sh"
TOOLS = "tools/machine_tools.sh"


def test_a_machine_without_python_is_told_what_to_install(machine: Machine) -> None:
    found = machine.run(FIND)
    assert found.returncode == 1
    assert found.stdout == ""
    assert "Python 3.11 or newer" in found.stderr
    assert "make PYTHON=" in found.stderr


def test_a_python_that_is_too_old_or_not_there_behind_its_name_is_passed_over(machine: Machine) -> None:
    machine.write("python3.11", "exit 127")
    machine.write("python3", "exit 1")
    machine.put("python", Path(sys.executable))
    assert machine.run(FIND).stdout == "python\n"


def test_a_python_that_is_named_is_the_only_one_tried(machine: Machine) -> None:
    machine.put("python3.11", Path(sys.executable))
    machine.write("an old one", "exit 1")
    found = machine.run(FIND, PYTHON=str(machine.folder / "an old one"))
    assert found.returncode == 1
    assert "an old one" in found.stderr
    machine.put("the right one", Path(sys.executable))
    named = str(machine.folder / "the right one")
    assert machine.run(FIND, PYTHON=named).stdout == f"{named}\n"


def test_a_python_that_cannot_make_environments_is_told_which_package_is_missing(machine: Machine) -> None:
    machine.write("python3.11", 'case "$2" in *ensurepip*) exit 1;; *print*) echo 3.11;; esac')
    found = machine.run(FIND)
    assert found.returncode == 1
    assert "apt-get install python3.11-venv" in found.stderr


def with_everything(machine: Machine) -> None:
    for name in ("chromium", "chromium-headless-shell", "soffice", "pdftoppm", "pdftotext"):
        machine.write(name, "exit 0")


def test_a_machine_with_everything_hears_nothing(machine: Machine) -> None:
    with_everything(machine)
    done = machine.run(TOOLS)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_machine_without_apt_is_told_what_to_install(machine: Machine) -> None:
    machine.write("soffice", "exit 0")
    done = machine.run(TOOLS)
    assert done.returncode == 1
    assert "Chromium" in done.stderr
    assert "poppler" in done.stderr
    assert "LibreOffice" not in done.stderr
    assert "FIVEFOLD_CHROMIUM" in done.stderr


def as_user(machine: Machine, number: int) -> None:
    (machine.folder / "id").unlink()
    machine.write("id", f"echo {number}")


def test_root_gets_what_is_missing_installed(machine: Machine, tmp_path: Path) -> None:
    as_user(machine, 0)
    with_everything(machine)
    (machine.folder / "chromium").unlink()
    machine.write("apt-get", f'echo "$@" >> "{tmp_path}/asked.txt"')
    done = machine.run(TOOLS)
    assert done.returncode == 0
    assert "Chromium" in done.stdout
    asked = (tmp_path / "asked.txt").read_text("utf-8").splitlines()
    assert asked == ["update", "install --yes --no-install-recommends chromium fonts-liberation"]


def test_the_shell_of_a_browser_is_installed_too_and_missed_without_harm(machine: Machine, tmp_path: Path) -> None:
    as_user(machine, 0)
    with_everything(machine)
    (machine.folder / "chromium-headless-shell").unlink()
    machine.write("apt-get", f'echo "$@" >> "{tmp_path}/asked.txt"; [ "$1" = update ]')
    done = machine.run(TOOLS)
    assert done.returncode == 0
    assert "twice as long" in done.stdout
    asked = (tmp_path / "asked.txt").read_text("utf-8").splitlines()
    assert asked == ["update", "install --yes --no-install-recommends chromium-headless-shell"]


def test_somebody_whose_sudo_would_ask_is_told_instead(machine: Machine) -> None:
    as_user(machine, 1000)
    machine.write("sudo", "exit 1")
    machine.write("apt-get", "exit 0")
    done = machine.run(TOOLS)
    assert done.returncode == 1
    assert "sudo apt-get install --no-install-recommends chromium" in done.stderr


def test_an_installation_that_fails_shows_its_last_words(machine: Machine) -> None:
    as_user(machine, 0)
    machine.write("apt-get", "echo no such package; exit 100")
    done = machine.run(TOOLS)
    assert done.returncode == 1
    assert "no such package" in done.stderr


def test_a_browser_that_is_named_must_be_there(machine: Machine) -> None:
    with_everything(machine)
    (machine.folder / "chromium").unlink()
    assert machine.run(TOOLS, FIVEFOLD_CHROMIUM=str(machine.folder / "soffice")).returncode == 0
    wrong = machine.run(TOOLS, FIVEFOLD_CHROMIUM=str(machine.folder / "nothing"))
    assert wrong.returncode == 1
    assert "FIVEFOLD_CHROMIUM" in wrong.stderr
