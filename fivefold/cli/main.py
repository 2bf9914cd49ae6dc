"""The terminal door: one noun per module, each a group of commands."""

import errno
import os
import sys
import traceback
from enum import IntEnum
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path

import click

import fivefold
from fivefold.cli import present
from fivefold.method.common.errors import InputError
from fivefold.records.audit.terminal import commanded

NOUNS = {
    "frameworks": "Blank and completed forms: write them, read them back.",
    "study": "A study folder: read it, check it, see who is eligible and why.",
    "coding": "Coding projects of other software (REFI-QDA), the codebook, misplacement.",
    "analysis": "The study's tables and cross-tabulations.",
    "reporting": "Check published figures; write and serve the briefing.",
    "people": "People and their roles: invite, list, and what each role may do.",
    "ops": "Run an installation: prepare, serve, check, verify, back up, restore.",
    "demo": "The demonstration study and synthetic studies of any size.",
}


_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What the system says where a disk, or a person's share of it, is full."""


class Exit(IntEnum):
    """What a command's end tells the program that called it; 0 is "done" as everywhere."""

    ATTENTION = 1
    """The command ran, and found something a person must look at: a refusal, a difference."""
    UNUSABLE = 2
    """The call or the input cannot be used; nothing was done."""
    FAULT = 3
    """Fivefold itself failed; the fault is ours."""
    STOPPED = 130
    """Stopped from the keyboard."""
    PIPE_CLOSED = 141
    """Whoever read the output closed it, as `| head` does; not a fault."""


class Nouns(click.Group):
    """The nouns, and the one place where an error becomes a sentence and an exit code.

    A noun's module is loaded only when it is asked for, so that `fivefold --help` stays instant.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(NOUNS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in NOUNS:
            return None
        command: click.Command = import_module(f"fivefold.cli.{cmd_name}").group
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Nouns (`fivefold NOUN --help` lists each one's commands)"):
            formatter.write_dl(list(NOUNS.items()))

    def invoke(self, ctx: click.Context) -> object:
        debug = bool(ctx.params.get("debug"))
        _show_what_the_terminal_cannot()
        try:
            with commanded():
                return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit):
            raise
        except (KeyboardInterrupt, click.Abort):
            present.note("\nStopped.")
            ctx.exit(Exit.STOPPED)
        except Exception as error:  # noqa: BLE001 - the last resort: everything else has had its chance
            if debug:
                present.note(traceback.format_exc())
            ctx.exit(_say(error))


def _say(error: Exception) -> Exit:
    """Tell the person what `error` means for them, and give the exit code that goes with it."""
    if isinstance(error, InputError):
        present.note(error.sentence)
        return Exit.UNUSABLE
    if isinstance(error, OSError) and error.errno == errno.EPIPE:
        # Python would flush standard output once more on its way out and complain to the terminal.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.PIPE_CLOSED
    if isinstance(error, OSError) and error.filename is not None:
        present.note(f"{os.fsdecode(error.filename)}: {error.strerror}. Check the name, and whether you may use it.")
        return Exit.UNUSABLE
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        present.note(f"{error.strerror}: not everything was written. Make room, and run the command again.")
        return Exit.UNUSABLE
    # Only the kind of error and our own line are shown: the message could quote what somebody wrote about a child.
    present.note(
        f"Fivefold failed, and the fault is its own ({type(error).__name__} at {_our_line(error)}).\n"
        "Your files are as they were before this command, except for what it had already written.\n"
        "`fivefold --debug ...` shows the whole trace; read it before you pass it on, since it can quote case text."
    )
    return Exit.FAULT


def _show_what_the_terminal_cannot() -> None:
    """Write a character that the terminal's encoding lacks by its number, as `\\u2013`, instead of failing over it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _our_line(error: Exception) -> str:
    """The innermost line of this package that `error` passed through, as `method/coding/spans.py:31`."""
    package = Path(fivefold.__file__).parent
    ours = [
        f"{Path(frame.filename).relative_to(package).as_posix()}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(package)
    ]
    return ours[-1]


@click.command(cls=Nouns, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version=fivefold.__version__, message="%(prog)s %(version)s")
@click.option("--debug", is_flag=True, help="Show the whole trace when Fivefold itself fails. It can quote case text.")
def main(debug: bool) -> None:
    """Contextual assessments of harmful sexual behaviour: recorded, coded, compared and reported, so that
    every number opens onto the frameworks it was counted from.

    A study is a folder: a protocol, one folder of completed Word forms for each site, a consent list, and the
    coding as a REFI-QDA project. A study from beginning to end:

    \b
      fivefold frameworks form --out form.docx      the blank form that sites fill in
      fivefold study read STUDY                     what is in the folder, and what needs a person
      fivefold analysis tables STUDY                the study's tables, each number with its base
      fivefold reporting claims --study STUDY       the published figures against the study
      fivefold reporting briefing STUDY --out DIR   the briefing as web page, Word and PDF
      fivefold reporting serve DIR                  the briefing in your browser, on this machine only

    No study at hand? `fivefold demo generate --out STUDY` writes one: synthetic, and fit to show to anybody.

    \b
    Exit codes:  0 done.  1 done, and something needs a person: a refusal, a difference.
                 2 the call or the input cannot be used.  3 Fivefold itself failed.
    """
