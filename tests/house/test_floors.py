"""The import contracts of pyproject.toml cover what is there. import-linter itself runs in `make check`."""

import re
import tomllib
from typing import Any

from tests.house.checkout import PACKAGE, ROOT

CONTRACTS: dict[str, Any] = {
    contract["id"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
}


def packages(folder: str) -> set[str]:
    return {path.parent.name for path in (PACKAGE / folder).glob("*/__init__.py")}


def test_every_folder_of_the_method_has_its_place_in_the_flow() -> None:
    flow = CONTRACTS["flow"]
    placed = {layer.strip("()") for layer in flow["layers"]} | set(flow["exhaustive_ignores"])
    assert packages("method") <= placed


def test_the_flow_runs_the_way_the_architecture_says() -> None:
    said = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    upwards = list(reversed(CONTRACTS["flow"]["layers"]))
    assert " < ".join(upwards) in said


def test_every_floor_has_its_place_in_the_contract() -> None:
    placed = set(re.findall(r"fivefold\.\w+", " ".join(CONTRACTS["floors"]["layers"])))
    assert {f"fivefold.{name}" for name in packages("")} <= placed
