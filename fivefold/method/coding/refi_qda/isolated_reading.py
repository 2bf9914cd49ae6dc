"""Read a coding project that came from outside in a process of its own, with limits on memory and time."""

from typing import Final

from fivefold.method.coding.refi_qda.as_json import from_json
from fivefold.method.coding.refi_qda.values import Project
from fivefold.method.common.errors import InputError
from fivefold.method.common.progress import Progress, silent
from fivefold.method.frameworks.forms.worker import IsolatedProcess, Limits

LIMITS: Final = Limits(memory=1536 * 2**20, cpu=60, wall=90.0)
"""What a project of 20 MB, which unpacks to 200 MB, needs and not much more."""

_MODULE = "fivefold.method.coding.refi_qda.isolated"
_STOPPED = "Export the project again from the program it was made with, or bring it in by the command."


def read_isolated(data: bytes, *, file: str, progress: Progress = silent, limits: Limits = LIMITS) -> Project:
    """The project in these bytes, within the limits of an upload. progress: not told, since the process is apart.

    Raises InputError when it cannot be read, when it takes too long, and when it ends the process that reads it.
    """
    process = IsolatedProcess((), limits, module=_MODULE)
    try:
        process.ask({"file": file}, data)
        answer = process.reply()
        refused = answer.get("refused")
        if refused is None:
            return from_json(answer["project"])
        what, where, next_step = map(str, refused)
    except TimeoutError:
        raise InputError("reading the project took too long", where=file, next_step=_STOPPED) from None
    except (EOFError, KeyError, TypeError, ValueError, ArithmeticError):
        raise InputError("the project stopped its reader", where=file, next_step=_STOPPED) from None
    finally:
        process.stop()
    raise InputError(what, where=where, next_step=next_step)
