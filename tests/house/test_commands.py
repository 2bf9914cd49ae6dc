"""Every command explains itself, with an example, and stands in the generated reference."""

import re
import shlex

import click
import pytest

from fivefold.cli.main import NOUNS, main
from tests.house.checkout import PACKAGE
from tools.cli_reference import PAGE, commands, reference

EVERY = dict(commands(main, path="fivefold"))
VERBS = {path: command for path, command in EVERY.items() if not isinstance(command, click.Group)}


def examples(command: click.Command, *, path: str) -> list[str]:
    """The lines of a command's help that call it."""
    lines = (line.strip() for line in (command.help or "").splitlines())
    return [line for line in lines if line.startswith(path) or f"| {path}" in line]


def test_every_module_with_a_group_of_commands_is_announced() -> None:
    groups = {
        path.stem
        for path in (PACKAGE / "cli").glob("*.py")
        if re.search(r"^def group\b|^group\b", path.read_text("utf-8"), flags=re.MULTILINE)
    }
    assert groups == set(NOUNS)


@pytest.mark.parametrize("path", VERBS)
def test_a_command_has_an_example_that_calls_it(path: str) -> None:
    assert examples(VERBS[path], path=path)


@pytest.mark.parametrize("path", VERBS)
def test_an_example_uses_only_options_the_command_has(path: str) -> None:
    known = {option for parameter in VERBS[path].params for option in (*parameter.opts, *parameter.secondary_opts)}
    used = {
        word.split("=")[0]
        for line in examples(VERBS[path], path=path)
        for call in line.split("|")
        if call.strip().startswith(path)
        for word in shlex.split(call.split("  ")[0], comments=True)
        if word.startswith("--")
    }
    assert used - known == set()


@pytest.mark.parametrize("path", VERBS)
def test_every_option_says_what_it_does(path: str) -> None:
    options = [parameter for parameter in VERBS[path].params if isinstance(parameter, click.Option)]
    assert [option.name for option in options if not option.help and not option.hidden] == []


def test_the_reference_is_what_the_commands_say_now() -> None:
    assert PAGE.read_text("utf-8") == reference(), "Run `make docs` and commit docs/reference/cli.md."
