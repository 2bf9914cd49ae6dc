"""Nothing that is kept names a package registry or a place on somebody's machine."""

import re

from tests.house.checkout import ROOT, texts, tracked

# Written in pieces, so that this file does not find itself.
REGISTRIES = ["py" + r"pi\.org", "python" + r"hosted\.org", "npm" + r"js\.(?:org|com)", "yarn" + r"pkg\.com"]
REGISTRIES += [r"\bdeb\." + "debian", "archive" + r"\.ubuntu"]
ADDRESS = re.compile("|".join(REGISTRIES), re.IGNORECASE)
MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:wo" + "rk|ro" + "ot|ho" + "me|tm" + "p|op" + r"t|Users)/\w")
OUTSIDE = re.compile(r"\.\./sha" + "red/")


def found(pattern: re.Pattern[str]) -> set[str]:
    return {f"{name}: {match.group()}" for name, text in texts() for match in pattern.finditer(text)}


def test_no_file_names_a_package_registry() -> None:
    assert found(ADDRESS) == set()


def test_no_file_names_a_place_on_a_machine() -> None:
    assert found(MACHINE_PATH) == set()


def test_no_file_points_outside_the_checkout() -> None:
    assert found(OUTSIDE) == set()


def test_lock_files_hold_no_address_at_all() -> None:
    locks = [ROOT / "package-lock.json", *(ROOT / "requirements").glob("*.txt")]
    assert len(locks) == 6
    assert [lock.name for lock in locks if "://" in lock.read_text("utf-8")] == []


def test_what_is_fetched_or_built_is_never_kept() -> None:
    folders = ("node_modules/", "fivefold/web/static/", ".venv", "dist/", "demo/")
    assert [path for path in tracked() if path.relative_to(ROOT).as_posix().startswith(folders)] == []


def test_no_tracked_name_has_a_space_since_make_reads_them_as_two() -> None:
    assert [path for path in tracked() if " " in path.relative_to(ROOT).as_posix() and "fivefold/" in str(path)] == []
