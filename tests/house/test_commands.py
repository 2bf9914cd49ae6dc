"""Every command explains itself, with an example, and stands in the generated reference."""

import re
import shlex

import click
import pytest

from fivefold.cli.main import NOUNS, main
from tests.house.checkout import PACKAGE, ROOT, tracked
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


CALL = re.compile(r"^\s*(?:\$ )?(fivefold [a-z]+ [a-z]+)(?P<rest>[^\n]*)$", re.MULTILINE)
PAGES = [path for path in tracked() if path.suffix == ".md" and path != PAGE]


@pytest.mark.parametrize("text", [main.help or "", *(path.read_text("utf-8") for path in PAGES)])
def test_every_call_in_a_page_or_the_help_is_a_command_with_those_options(text: str) -> None:
    unknown = []
    for call in CALL.finditer(text):
        command = VERBS.get(call[1])
        known = {option for parameter in command.params for option in parameter.opts} if command else set()
        used = set(re.findall(r"--[a-z][a-z-]*", call["rest"].split("  ")[0].split("|")[0]))
        if command is None or used - known - {"--help"}:
            unknown.append(call[0].strip())
    assert unknown == []


def test_every_make_target_a_page_names_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = {target for path in PAGES for target in re.findall(r"`make ([a-z-]+)`", path.read_text("utf-8"))} | set(
        re.findall(r"'make ([a-z-]+) ", makefile)
    )
    assert named >= {"demo", "test"}
    assert [target for target in named if not re.search(rf"^{target}:", makefile, flags=re.MULTILINE)] == []
