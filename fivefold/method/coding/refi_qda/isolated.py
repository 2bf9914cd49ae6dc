"""The process that reads a coding project apart from everything else, as forms are read (frameworks/forms/isolated.py).

Started by isolated_reading.py. One project, and the process ends.
"""

import io
import sys
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from typing import Any

from fivefold.method.coding import refi_qda
from fivefold.method.coding.refi_qda import archive
from fivefold.method.coding.refi_qda.as_json import pack, to_json
from fivefold.method.coding.refi_qda.reading import open_project
from fivefold.method.coding.refi_qda.values import Project, Selection, TextSource
from fivefold.method.coding.spans import SourceText, Span
from fivefold.method.common.errors import InputError
from fivefold.method.frameworks.forms.isolated import allow_time, close_doors, receive, send

_ENCODINGS = ("utf-16-le", "utf-16-be", "cp437", "latin-1")
_LOADED_LATE = ("xml.dom.expatbuilder",)


def main() -> None:
    """Answer one request. Arguments: bytes of memory, seconds of processor time.

    A project is given as it is read: each of its sources, then its outline with everything that was found.
    """
    _, memory, seconds = sys.argv
    for encoding in _ENCODINGS:
        "".encode(encoding)
    for module in _LOADED_LATE:
        import_module(module)
    # Once through everything, since nothing can be loaded when the doors are closed.
    data, _losses = refi_qda.write(_WARM_UP)
    for _ in _answers("warm-up", data):
        pass
    close_doors(memory=int(memory))
    send(sys.stdout.buffer, {"ready": True})
    request = receive(sys.stdin.buffer)
    if request is not None:
        allow_time(int(seconds))
        for answer in _answers(request[0]["file"], request[1]):
            send(sys.stdout.buffer, answer)


_WARM_UP = Project("warm-up", sources=(TextSource("s", "s", SourceText("s", "s"), (Selection("p", "s", Span(0, 1)),)),))


def _answers(file: str, data: bytes) -> Iterator[dict[str, Any]]:
    try:
        project = open_project(io.BytesIO(data), file=file, limits=archive.UPLOAD)
        for source in project.sources():
            yield {"source": b64encode(pack(source)).decode()}
        yield {"project": to_json(replace(project.outline, losses=project.losses()))}
    except InputError as error:
        yield {"refused": [error.what, error.where, error.next_step]}
    except MemoryError:
        yield {"refused": ["the project needs more memory than an upload may", file, "Bring it in by the command."]}
