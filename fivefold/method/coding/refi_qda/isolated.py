"""The process that reads a coding project apart from everything else, as forms are read (frameworks/forms/isolated.py).

Started by isolated_reading.py. One project, one answer, and the process ends.
"""

import sys
from importlib import import_module
from typing import Any

from fivefold.method.coding import refi_qda
from fivefold.method.coding.refi_qda import archive
from fivefold.method.coding.refi_qda.as_json import to_json
from fivefold.method.coding.refi_qda.reading import read
from fivefold.method.coding.refi_qda.values import Project
from fivefold.method.common.errors import InputError
from fivefold.method.frameworks.forms.isolated import allow_time, close_doors, receive, send

_ENCODINGS = ("utf-16-le", "utf-16-be", "cp437", "latin-1")
_LOADED_LATE = ("xml.dom.expatbuilder",)


def main() -> None:
    """Answer one request. Arguments: bytes of memory, seconds of processor time."""
    _, memory, seconds = sys.argv
    for encoding in _ENCODINGS:
        "".encode(encoding)
    for module in _LOADED_LATE:
        import_module(module)
    # Once through everything, since nothing can be loaded when the doors are closed.
    data, _losses = refi_qda.write(Project("warm-up"))
    read(data, file="warm-up", limits=archive.UPLOAD)
    close_doors(memory=int(memory))
    send(sys.stdout.buffer, {"ready": True})
    request = receive(sys.stdin.buffer)
    if request is not None:
        allow_time(int(seconds))
        send(sys.stdout.buffer, _answer(request[0]["file"], request[1]))


def _answer(file: str, data: bytes) -> dict[str, Any]:
    try:
        return {"project": to_json(read(data, file=file, limits=archive.UPLOAD))}
    except InputError as error:
        return {"refused": [error.what, error.where, error.next_step]}
    except MemoryError:
        return {"refused": ["the project needs more memory than an upload may", file, "Bring it in by the command."]}
