"""The checkout as the house tests see it."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "fivefold"


@cache
def tracked() -> tuple[Path, ...]:
    """Every file git keeps, as it stands in the folder now."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return tuple(path for name in listed.decode().split("\0") if name and (path := ROOT / name).is_file())


def texts() -> Iterator[tuple[str, str]]:
    """Every tracked file that is text: its name in the checkout, and what it says."""
    for path in tracked():
        data = path.read_bytes()
        if b"\0" not in data[:8192]:
            yield named(path), data.decode("utf-8", errors="replace")


def modules(*folders: str) -> Iterator[tuple[str, ast.Module, str]]:
    """Every tracked Python module below `folders`: its name, its tree and its source."""
    for path in tracked():
        if path.suffix == ".py" and named(path).startswith(folders):
            source = path.read_text("utf-8")
            yield named(path), ast.parse(source), source


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
