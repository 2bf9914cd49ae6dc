"""What somebody installs: the wheel alone, in an environment of its own, with no Node on the path."""

import os
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.house.checkout import PACKAGE, ROOT

pytestmark = pytest.mark.slow  # A wheel is built and an environment made: some seconds.


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel in it; what it depends on is lent by this run's environment."""
    environment = tmp_path_factory.mktemp("installed")
    venv.create(environment, with_pip=False, symlinks=True)
    install = [sys.executable, "-m", "pip", "--python", str(environment), "install", "--quiet", "--no-deps"]
    subprocess.run([*install, "--no-index", str(wheel)], check=True, capture_output=True)
    (site_packages,) = environment.glob("lib/python3*/site-packages")
    # Last on the path, and without this checkout: its own editable install is named in a .pth file, not read here.
    (site_packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return environment


def run(environment: Path, *command: str) -> subprocess.CompletedProcess[str]:
    program = [str(environment / "bin" / command[0]), *command[1:]]
    return subprocess.run(
        program, env={"PATH": "", "HOME": str(environment)}, cwd=environment, capture_output=True, text=True, check=True
    )


def test_the_wheel_carries_every_built_file_and_nothing_beside_the_package(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    static = {f"fivefold/web/static/{path.name}" for path in (PACKAGE / "web/static").iterdir()}
    assert static <= set(names)
    assert [name for name in names if not name.startswith(("fivefold/", "fivefold-"))] == []


def test_the_wheel_carries_every_data_file_of_the_package(wheel: Path) -> None:
    data = {
        path.relative_to(ROOT).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and path.suffix not in {".pyc"}
    }
    assert data - set(zipfile.ZipFile(wheel).namelist()) == set()


def test_the_wheel_carries_templates_tables_and_migrations(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for kind in (
        r"fivefold/web/templates/.+\.html",
        r"fivefold/records/.+\.toml",
        r"fivefold/.+/migrations/0001_.+\.py",
    ):
        assert [name for name in names if re.fullmatch(kind, name)], kind


def test_the_installed_command_answers_without_node_or_checkout(installed: Path) -> None:
    assert run(installed, "fivefold", "--help").stdout.startswith("Usage: fivefold")
    place = run(installed, "python", "-c", "import fivefold; print(fivefold.__file__)").stdout
    assert Path(place.strip()).is_relative_to(installed)


def test_the_installed_command_writes_a_form(installed: Path) -> None:
    run(installed, "fivefold", "frameworks", "form", "--out", "form.docx")
    assert zipfile.ZipFile(installed / "form.docx").testzip() is None


def test_a_wheel_without_the_built_files_is_refused(tmp_path: Path) -> None:
    for name in ("pyproject.toml", "README.md", "fivefold", "tools"):
        os.symlink(ROOT / name, tmp_path / name)
    (tmp_path / "fivefold").unlink()
    (tmp_path / "fivefold").mkdir()
    os.symlink(PACKAGE / "__init__.py", tmp_path / "fivefold/__init__.py")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    refused = subprocess.run(build, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert refused.returncode != 0
    assert "make wheel" in refused.stderr
