"""pyproject.toml is the one list of dependencies; the lock files say the same."""

import ast
import json
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from typing import Any

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.checkout import ROOT, modules

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
CORE: list[str] = PROJECT["project"]["dependencies"]
EXTRAS: dict[str, list[str]] = PROJECT["project"]["optional-dependencies"]
GROUPS: dict[str, list[str]] = PROJECT["dependency-groups"]

ASKED = {
    "core": CORE,
    "scale": CORE + EXTRAS["scale"],
    "dev": CORE + EXTRAS["scale"] + EXTRAS["dev"] + GROUPS["build"],
    "build": GROUPS["build"],
    "node": GROUPS["node"],
}

PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)(?: ; (?P<marker>[^\\]+?))? \\$", re.MULTILINE)


def pins(lock: str) -> dict[str, set[str]]:
    """Each package of a lock file with its versions; more than one where newer Pythons need another."""
    found: dict[str, set[str]] = {}
    for match in PIN.finditer((ROOT / f"requirements/{lock}.txt").read_text("utf-8")):
        found.setdefault(canonicalize_name(match["name"]), set()).add(match["version"])
    return found


def on_this_python(lock: str) -> dict[str, str]:
    text = (ROOT / f"requirements/{lock}.txt").read_text("utf-8")
    return {
        canonicalize_name(match["name"]): match["version"]
        for match in PIN.finditer(text)
        if match["marker"] is None or Marker(match["marker"]).evaluate()
    }


@pytest.mark.parametrize("lock", ASKED)
def test_what_is_asked_for_is_locked_at_a_version_that_fits(lock: str) -> None:
    locked = pins(lock)
    asked = [Requirement(line) for line in ASKED[lock]]
    missing = [
        str(need)
        for need in asked
        if not any(need.specifier.contains(version) for version in locked.get(canonicalize_name(need.name), ()))
    ]
    assert missing == []


@pytest.mark.parametrize("lock", ASKED)
def test_every_locked_package_has_hashes(lock: str) -> None:
    text = (ROOT / f"requirements/{lock}.txt").read_text("utf-8")
    blocks = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(blocks) == len(PIN.findall(text))
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("lock", ["scale", "dev"])
def test_a_larger_set_never_changes_a_version_of_the_core(lock: str) -> None:
    core, larger = on_this_python("core"), on_this_python(lock)
    assert {name: larger.get(name) for name in core} == core


def test_every_extra_has_its_lock_file() -> None:
    assert {extra for extra, needs in EXTRAS.items() if needs} <= {path.stem for path in ROOT.glob("requirements/*")}


def test_the_environment_of_this_run_is_the_locked_one() -> None:
    from importlib.metadata import distributions

    installed = {canonicalize_name(found.metadata["Name"]): found.version for found in distributions()}
    assert {name: installed.get(name) for name in on_this_python("core")} == on_this_python("core")


def test_the_front_end_packages_are_locked_at_what_package_json_asks_with_a_hash() -> None:
    asked = json.loads((ROOT / "package.json").read_text("utf-8"))["dependencies"]
    locked = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    packages = {name.removeprefix("node_modules/"): found for name, found in locked.items() if name}
    assert {name: found["version"] for name, found in packages.items()} == asked
    assert all(found["integrity"].startswith("sha512-") for found in packages.values())
    assert not any("resolved" in found for found in packages.values())


def distributions_imported(*folders: str) -> set[str]:
    """The packages that the modules below `folders` import, by the names they are installed under."""
    owners = packages_distributions()
    tops = {
        name.split(".")[0]
        for _, tree, _ in modules(*folders)
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom) and not node.level
            else []
        )
    }
    # Our own folders are left out by name: some packages install a "tests" of theirs beside everybody's.
    others = tops - set(sys.stdlib_module_names) - {"fivefold", "tests", "tools"}
    return {canonicalize_name(owner) for top in others for owner in owners.get(top, ())}


# What Django loads by a name of its own, where the settings name what it is needed for.
LOADED_FOR = {
    "django.db.backends.postgresql": "psycopg",
    "django.contrib.auth.hashers.Argon2PasswordHasher": "argon2",
}


def distributions_named(*folders: str) -> set[str]:
    """The packages whose apps, middleware and backends the modules below `folders` name by string."""
    owners = packages_distributions()
    named = {
        node.value
        for _, tree, _ in modules(*folders)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if re.fullmatch(r"[a-z_0-9]+(\.\w+)*", node.value)
    }
    tops = {name.split(".")[0] for name in named if "." in name or name in owners}
    tops |= {loaded for name, loaded in LOADED_FOR.items() if name in named}
    return {canonicalize_name(owner) for top in tops - {"fivefold", "tests"} for owner in owners.get(top, ())}


def names(lines: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(line).name) for line in lines}


def test_the_package_uses_what_the_core_asks_for() -> None:
    used = distributions_imported("fivefold/") | distributions_named("fivefold/config/", "fivefold/web/jinja.py")
    assert names(CORE) - used == set()


def test_the_package_imports_nothing_the_core_does_not_ask_for() -> None:
    assert distributions_imported("fivefold/") - names(CORE) == set()


def test_the_settings_name_nothing_the_core_does_not_bring() -> None:
    assert distributions_named("fivefold/config/") - set(on_this_python("core")) == set()


def test_the_tests_and_tools_import_only_what_development_asks_for() -> None:
    assert distributions_imported("tests/", "tools/", "benchmarks/") - names(ASKED["dev"]) == set()
