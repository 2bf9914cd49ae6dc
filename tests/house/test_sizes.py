"""A module fits in a head, a function on a screen."""

import ast
from collections.abc import Iterator

from tests.house.checkout import modules

MODULE_LINES = 400
FUNCTION_LINES = 50


def lines(source: str) -> int:
    """Lines that are not blank."""
    return sum(bool(line.strip()) for line in source.splitlines())


def written(name: str) -> bool:
    """Whether a person wrote the module; Django writes migrations."""
    return "/migrations/" not in name


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_no_module_is_longer_than_400_lines() -> None:
    sizes = {name: lines(source) for name, _, source in modules("fivefold/", "tools/") if written(name)}
    assert {name: size for name, size in sizes.items() if size > MODULE_LINES} == {}


def test_no_function_is_longer_than_50_lines() -> None:
    sizes = {
        f"{name}: {function.name}": lines("\n".join(rows[function.lineno - 1 : function.end_lineno]))
        for name, tree, source in modules("fivefold/", "tools/")
        if written(name)
        for rows in [source.splitlines()]
        for function in functions(tree)
    }
    assert len(sizes) > 100
    assert {name: size for name, size in sizes.items() if size > FUNCTION_LINES} == {}
