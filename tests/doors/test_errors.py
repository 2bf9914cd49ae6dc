"""How a command ends: the sentence a person reads, and the exit code a program reads."""

import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from fivefold.cli.main import Exit, Nouns
from fivefold.method.coding.spans import Span
from fivefold.method.common.errors import InputError


def run(body: Callable[[], object], *options: str) -> Result:
    """Run a command that does `body`, below the same group that the real nouns stand below."""

    @click.command()
    def command() -> None:
        body()

    class OneNoun(Nouns):
        def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
            return command

    main = OneNoun(params=[click.Option(["--debug"], is_flag=True)])
    return CliRunner().invoke(main, [*options, "noun"])


def raises(error: BaseException) -> Callable[[], object]:
    def body() -> None:
        raise error

    return body


def test_input_that_cannot_be_used_gets_its_sentence_and_exit_code_two() -> None:
    result = run(raises(InputError("the code is unknown", where="row 14", next_step="Did you mean Neglect?")))
    assert result.exit_code == Exit.UNUSABLE == 2
    assert result.stderr == "row 14: the code is unknown. Did you mean Neglect?\n"
    assert result.stdout == ""


def test_a_wrong_call_gets_exit_code_two() -> None:
    assert run(raises(click.UsageError("no such option"))).exit_code == Exit.UNUSABLE


def test_a_command_may_end_with_a_code_of_its_own() -> None:
    assert run(lambda: click.get_current_context().exit(Exit.ATTENTION)).exit_code == 1


def test_a_file_that_is_not_there_is_named() -> None:
    result = run(lambda: Path("nowhere.docx").read_bytes())
    assert result.exit_code == Exit.UNUSABLE
    assert result.stderr.startswith("nowhere.docx: No such file or directory.")


def test_a_fault_of_our_own_says_where_but_never_what_it_was_about() -> None:
    result = run(raises(RuntimeError("he told his teacher")))
    assert result.exit_code == Exit.FAULT == 3
    assert "RuntimeError at cli/main.py:" in result.stderr
    assert "teacher" not in result.stderr
    assert "Traceback" not in result.stderr


def test_a_fault_names_our_innermost_line() -> None:
    assert "ValueError at method/coding/spans.py:" in run(lambda: Span(3, 1)).stderr


def test_debug_shows_the_trace() -> None:
    result = run(raises(RuntimeError("whatever it was")), "--debug")
    assert result.exit_code == Exit.FAULT
    assert "Traceback" in result.stderr
    assert "whatever it was" in result.stderr


def test_a_fault_without_a_file_name_is_not_mistaken_for_a_missing_file() -> None:
    assert run(raises(OSError("the disk said no"))).exit_code == Exit.FAULT


def test_a_full_disk_is_no_fault_of_the_program() -> None:
    result = run(raises(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))))
    assert result.exit_code == Exit.UNUSABLE
    assert result.stderr.endswith("Make room, and run the command again.\n")


def test_an_error_s_words_from_outside_reach_the_terminal_without_its_commands() -> None:
    result = run(raises(InputError("odd", where="a\x1b[31m\u202eb\u00a0c.docx")))
    assert result.stderr.startswith("a·[31m·b\u00a0c.docx: odd")


def test_stopping_from_the_keyboard_is_said_and_no_fault() -> None:
    result = run(raises(KeyboardInterrupt()))
    assert result.exit_code == Exit.STOPPED == 130
    assert result.stderr == "\nStopped.\n"


PROGRAM = """
import sys, time
import click
from fivefold.cli.main import Nouns

@click.command()
def command():
    click.echo("started")
    {body}

class OneNoun(Nouns):
    def get_command(self, ctx, cmd_name):
        return command

OneNoun(params=[click.Option(["--debug"], is_flag=True)])(["noun"])
"""


def start(body: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", PROGRAM.format(body=body)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow  # a process of its own is the only way to have a real encoding
def test_a_terminal_that_lacks_a_character_shows_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")
    with start('click.echo("caf\\u00e9 \\u2013")') as process:
        assert process.stdout is not None
        assert process.stdout.buffer.read() == b"started\ncaf\xe9 \\u2013\n"
    assert process.returncode == 0


@pytest.mark.slow  # a process of its own is the only way to have a real encoding
def test_json_is_utf_8_whatever_the_terminal_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")
    value = ["caf\u00e9 \u2013", "\udcff.docx"]
    with start(f"from fivefold.cli import present; present.write_json({value!a})") as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.buffer.read().removeprefix(b"started\n").decode("utf-8")) == value
    assert process.returncode == 0


@pytest.mark.slow  # a process of its own is the only way to have a real pipe closed
def test_a_reader_that_goes_away_is_no_fault() -> None:
    with start('[click.echo("line " * 1000) for _ in range(1000)]') as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == "started\n"
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == Exit.PIPE_CLOSED == 141


@pytest.mark.slow  # a process of its own is the only way to have a real interrupt
def test_control_c_ends_a_command_without_a_trace() -> None:
    # In short sleeps: a signal that comes between Python's look for one and the sleep would wait for the sleep's end.
    with start("[time.sleep(0.1) for _ in range(600)]") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == "started\n"
        begun = time.monotonic()
        os.kill(process.pid, signal.SIGINT)
        assert process.stderr.read() == "\nStopped.\n"
    assert time.monotonic() - begun < 5
    assert process.returncode == Exit.STOPPED
