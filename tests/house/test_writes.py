"""Rows are written by actions alone: there, each write has its refusals, its transaction and its event."""

import ast
from collections.abc import Iterator
from pathlib import Path

import fivefold

PACKAGE = Path(fivefold.__file__).parent
WRITING = {"save", "create", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
# `update` is a dict's too: a queryset's stands behind one of these.
OF_ROWS = {"objects", "everywhere", "filter", "exclude", "all"}

# What writes besides actions and migrations, for the reason beside it.
BESIDES = {
    "records/audit/events.py": "the log itself",
    "records/revisions/lines.py": "lines and revisions, with their event",
    "records/accounts/tenancy.py": "the guard of every write",
    "web/accounts/adapters.py": "allauth's sessions: one that ended is taken off the list",
    "web/accounts/limits.py": "allauth's sessions: a sign of life",
    "web/accounts/presence.py": "allauth's sessions: one that ended is taken off the list",
}


def _writes(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        behind = node.func.value
        names = {one.attr for one in ast.walk(behind) if isinstance(one, ast.Attribute)}
        if node.func.attr in WRITING or (node.func.attr == "update" and names & OF_ROWS):
            yield f"{path.relative_to(PACKAGE)}:{node.lineno} .{node.func.attr}()"
        if isinstance(behind, ast.Name) and (behind.id, node.func.attr) in {("lines", "write"), ("lines", "begin")}:
            yield f"{path.relative_to(PACKAGE)}:{node.lineno} lines.{node.func.attr}()"


def _may_write(path: Path) -> bool:
    within = path.relative_to(PACKAGE)
    return (
        path.stem.startswith("actions") or bool({"migrations", "actions"} & set(within.parts)) or str(within) in BESIDES
    )


def test_rows_are_written_in_actions_alone() -> None:
    parts = [path for part in ("records", "web", "cli") for path in (PACKAGE / part).rglob("*.py")]
    assert [each for path in parts if not _may_write(path) for each in _writes(path)] == []


def test_a_write_is_seen_where_it_stands() -> None:
    actions = [path for path in (PACKAGE / "records").rglob("*.py") if path.stem.startswith("actions")]
    assert len([each for path in actions for each in _writes(path)]) > 20
