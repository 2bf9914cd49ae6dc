"""The reader's own process: reads what comes down one pipe, answers on the other, and can open nothing else.

Started by worker.py. The process has no file or socket but its two pipes and cannot get another (no descriptor is
left to give), cannot write a file, leaves no core dump, and has a limit on memory and, for each file, on processor
time. It is not a system-call filter: code that took the process over could still talk on its two pipes.
"""

import json
import resource
import struct
import sys
import time
from importlib import import_module
from typing import Any, BinaryIO

from fivefold.method.frameworks.definition import Instrument, instrument
from fivefold.method.frameworks.forms import opening
from fivefold.method.frameworks.forms.outcomes import FormRefusal, RefusalReason, RefusedFormError
from fivefold.method.frameworks.forms.outcomes_as_json import Outcome, to_json
from fivefold.method.frameworks.forms.reading import read_form
from fivefold.method.frameworks.forms.writing import write_form

LENGTHS = struct.Struct(">IQ")
"""A frame: the length of its JSON, the length of the file's content, then both."""
_ENCODINGS = ("utf-16-le", "utf-16-be", "cp437", "latin-1")
_LOADED_LATE = ("xml.dom.expatbuilder", "cryptography.hazmat.backends.openssl.backend")
"""Modules that opening a protected file loads only when it needs them."""


def main() -> None:
    """Serve until the pipe closes. Arguments: instrument key, bytes of memory, seconds of processor time a file."""
    _, key, memory, seconds = sys.argv
    version = instrument(key)
    _warm_up(version)
    close_doors(memory=int(memory))
    send(sys.stdout.buffer, {"ready": True})
    while (request := receive(sys.stdin.buffer)) is not None:
        allow_time(int(seconds))
        send(sys.stdout.buffer, to_json(_read(*request, version)))


def send(pipe: BinaryIO, value: dict[str, Any], content: bytes = b"") -> None:
    """Write one frame."""
    head = json.dumps(value).encode()
    pipe.write(LENGTHS.pack(len(head), len(content)) + head)
    pipe.write(content)
    pipe.flush()


def receive(pipe: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """Read one frame; None when the pipe has been closed."""
    lengths = pipe.read(LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        return None
    head, content = LENGTHS.unpack(lengths)
    return json.loads(pipe.read(head)), pipe.read(content)


def _warm_up(version: Instrument) -> None:
    """Load everything a file may need, since nothing can be loaded once the doors are closed."""
    for encoding in _ENCODINGS:
        "".encode(encoding)
    for module in _LOADED_LATE:
        import_module(module)
    read_form(write_form(version.blank(), instrument=version), file="warm-up", instrument=version)


def close_doors(*, memory: int) -> None:
    """Leave the process its two pipes and so many bytes of memory; it cannot write a file nor open one."""
    # A descriptor that was inherited by mistake would be a way out.
    sys.stderr.flush()
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def allow_time(seconds: int) -> None:
    """Give the next file its seconds of processor time; the kernel ends the process when they are used up."""
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + 1 + seconds, resource.RLIM_INFINITY))


def _read(request: dict[str, Any], content: bytes, version: Instrument) -> Outcome:
    file = request["file"]
    try:
        docx = opening.open_file(content, passwords=request["passwords"])
        return read_form(docx, file=file, instrument=version)
    except RefusedFormError as error:
        return error.refusal(file=file)
    except MemoryError:
        return FormRefusal(
            file,
            RefusalReason.TOO_LARGE,
            "the document needs more memory than a form may",
            "Take out what is not part of the form, save it and send it again.",
        )
    # The last resort for a file built to break a library: the file is named and the next one is read.
    except Exception:  # noqa: BLE001
        return FormRefusal(
            file,
            RefusalReason.READER_STOPPED,
            "the file cannot be read safely",
            "Open it in Word, save it again as .docx, and send the new file.",
        )
