"""Read a coding project that came from outside in a process of its own, with limits on memory and time."""

import zlib
from base64 import b64decode
from collections.abc import Iterable, Iterator
from functools import partial
from typing import IO, Final

from fivefold.method.coding.refi_qda.as_json import from_json, unpack
from fivefold.method.coding.refi_qda.values import OpenProject, TextSource
from fivefold.method.common.errors import InputError
from fivefold.method.common.progress import Progress, silent
from fivefold.method.frameworks.forms.worker import IsolatedProcess, Limits

LIMITS: Final = Limits(memory=1536 * 2**20, cpu=60, wall=90.0)
"""What a project of 20 MB, which unpacks to 200 MB, needs and not much more."""

MOST_HELD: Final = 100 * 2**20
"""Bytes of packed sources: those of a project of that size are 20 MB."""

_MODULE = "fivefold.method.coding.refi_qda.isolated"
_STOPPED = "Export the project again from the program it was made with, or bring it in by the command."


def read_isolated(stream: IO[bytes], *, file: str, progress: Progress = silent, limits: Limits = LIMITS) -> OpenProject:
    """The project in a file, within the limits of an upload. progress: not told, since the process is apart.

    It is read whole and the process ends; its sources are held packed, and looked at when they are given.
    Raises InputError when it cannot be read, when it takes too long, and when it ends the process that reads it; giving
    its sources raises InputError where what the process said of one is no source.
    """
    process = IsolatedProcess((), limits, module=_MODULE)
    try:
        stream.seek(0)
        process.ask({"file": file}, stream.read())
        sources: list[bytes] = []
        room = MOST_HELD
        while "source" in (answer := process.reply()):
            sources.append(b64decode(answer["source"]))
            room -= len(sources[-1])
            if room < 0:
                raise ValueError("more than a project of this size can hold")
        refused = answer.get("refused")
        if refused is None:
            outline = from_json(answer["project"])
            given = partial(_given, sources, file)
            return OpenProject(outline, len(sources), given, lambda: outline.losses)
        what, where, next_step = map(str, refused)
    except TimeoutError:
        raise InputError("reading the project took too long", where=file, next_step=_STOPPED) from None
    except (EOFError, KeyError, TypeError, ValueError, ArithmeticError):
        raise _stopped(file) from None
    finally:
        process.stop()
    raise InputError(what, where=where, next_step=next_step)


def _given(sources: Iterable[bytes], file: str) -> Iterator[TextSource]:
    for packed in sources:
        try:
            source = unpack(packed)
        except (zlib.error, TypeError, ValueError, ArithmeticError):
            raise _stopped(file) from None
        yield source


def _stopped(file: str) -> InputError:
    return InputError("the project stopped its reader", where=file, next_step=_STOPPED)
