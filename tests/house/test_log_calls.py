"""What Fivefold logs reaches the line: constant words, and beside them what is `told`. Anything else would be lost, or
would bring somebody's words into a log (fivefold/web/logs.py).
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import fivefold

PACKAGE = Path(fivefold.__file__).parent
LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    """Every call of a logger that the module made, or of `logging` itself."""
    made = (one for one in ast.walk(tree) if isinstance(one, ast.Assign) and "getLogger" in ast.dump(one.value))
    loggers = {"logging"} | {name.id for one in made for name in one.targets if isinstance(name, ast.Name)}
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(ast.Name(name), level)) if name in loggers and level in LEVELS:
                yield node


def _reaches_the_line(call: ast.Call) -> bool:
    match call.args, call.keywords:
        case [ast.Constant(value=str())], []:
            return True
        case [ast.Constant(value=str())], [ast.keyword(arg="extra", value=ast.Dict(keys=[ast.Constant(value="told")]))]:
            return True
    return False


def test_every_log_call_says_constant_words_and_tells_the_rest() -> None:
    trees = {path.relative_to(PACKAGE): ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py")}
    found = [
        (f"{path}:{call.lineno}", _reaches_the_line(call)) for path, tree in trees.items() for call in _calls(tree)
    ]
    assert [place for place, reaches in found if not reaches] == []
    assert len(found) > 5


@pytest.mark.parametrize(
    ("given", "reaches"),
    [
        ('"constant"', True),
        ('"constant", extra={"told": told}', True),
        ('"constant: %s", kind', False),
        ('f"constant {kind}"', False),
        ('"constant", extra={"kind": kind}', False),
    ],
)
def test_a_log_call_is_seen_for_what_it_is(given: str, reaches: bool) -> None:
    (call,) = _calls(ast.parse(f"import logging\n_log = logging.getLogger(__name__)\n_log.error({given})"))
    assert _reaches_the_line(call) is reaches
