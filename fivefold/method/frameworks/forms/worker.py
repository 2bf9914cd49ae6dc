"""Read many files in isolated processes with limits; one bad file never stops the rest."""

import os
import select
import signal
import stat
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from json import loads
from pathlib import Path
from typing import Any, BinaryIO, Final

import fivefold
from fivefold.method.common.errors import InputError
from fivefold.method.frameworks.definition import Instrument
from fivefold.method.frameworks.forms import gate
from fivefold.method.frameworks.forms.isolated import LENGTHS, send
from fivefold.method.frameworks.forms.outcomes import FormReading, FormRefusal, RefusalReason, RefusedFormError
from fivefold.method.frameworks.forms.outcomes_as_json import Outcome, from_json

_MOST_ANSWER: Final = 64 * 2**20
_START_SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class Limits:
    """What an isolated process may use. memory: bytes of address space; cpu and wall: seconds for each file."""

    memory: int = 512 * 2**20
    cpu: int = 10
    wall: float = 30.0


@dataclass(frozen=True, slots=True)
class FormFile:
    """A file to read.

    name: what readings, refusals and messages call it.
    source: its path, or its content if it is already in memory.
    passwords: passwords to try for this file before the common ones.
    """

    name: str
    source: Path | bytes
    passwords: tuple[str, ...] = ()


STANDARD: Final = Limits()


def read_files(
    files: Iterable[FormFile],
    *,
    instrument: Instrument,
    passwords: Sequence[str] = (),
    workers: int = 1,
    limits: Limits = STANDARD,
) -> Iterator[FormReading | FormRefusal]:
    """Read the files in their order; yields one outcome per file, as soon as it is known.

    passwords: tried in turn on every protected file, after the file's own.
    workers: isolated processes to use, one per processor core that may be kept busy. Each reads many files; one
    that dies or is too slow costs the file it was reading, and another is started.
    """
    pool = [IsolatedProcess((instrument.key,), limits, module=_ISOLATED) for _ in range(workers)]
    waiting: deque[tuple[FormFile, IsolatedProcess | FormRefusal]] = deque()
    try:
        for number, file in enumerate(files):
            if len(waiting) == workers:
                yield _outcome(*waiting.popleft())
            waiting.append((file, _hand_over(file, pool[number % workers], passwords)))
        while waiting:
            yield _outcome(*waiting.popleft())
    finally:
        for process in pool:
            process.stop()


def _hand_over(file: FormFile, process: "IsolatedProcess", passwords: Sequence[str]) -> "IsolatedProcess | FormRefusal":
    """Send a file to a process; files that cannot even be picked up are refused here."""
    try:
        content = _content(file.source)
    except RefusedFormError as error:
        return error.refusal(file=file.name)
    process.ask({"file": file.name, "passwords": [*file.passwords, *passwords]}, content)
    return process


def _outcome(file: FormFile, pending: "IsolatedProcess | FormRefusal") -> Outcome:
    if isinstance(pending, FormRefusal):
        return pending
    try:
        return _answered(pending)
    except TimeoutError:
        reason, what = RefusalReason.TOO_SLOW, "reading the file took longer than a form may"
    except (EOFError, InputError, ValueError, LookupError, TypeError):
        reason, what = RefusalReason.READER_STOPPED, "the file stopped the reader, which has been started again"
    return FormRefusal(file.name, reason, what, gate.SAVE_AGAIN)


def _answered(process: "IsolatedProcess") -> Outcome:
    """The outcome a process gives; it is ended where its answer is none."""
    try:
        return from_json(process.reply())
    except BaseException:
        process.stop()
        raise


def _content(source: Path | bytes) -> bytes:
    if isinstance(source, bytes):
        return source
    try:
        found = source.stat()
        if not stat.S_ISREG(found.st_mode):
            what = "this is a folder" if stat.S_ISDIR(found.st_mode) else "this is not a file"
            raise gate.refuse(RefusalReason.NOT_A_FILE, what, next_step="Name the Word document itself.")
        if found.st_size > gate.MAX_FILE:
            raise gate.too_large(found.st_size)
        with source.open("rb") as stream:
            return stream.read(gate.MAX_FILE + 1)
    except OSError as error:
        raise gate.refuse(
            RefusalReason.UNREADABLE,
            f"the file cannot be opened ({(error.strerror or 'unknown reason').lower()})",
            next_step="Check its name, and whether you may read it.",
        ) from error


class IsolatedProcess:
    """One isolated process, started when it is first needed and again after it has died.

    given: the first arguments of the module's `main`; the limits' memory and seconds follow them.
    """

    def __init__(self, given: Sequence[str], limits: Limits, *, module: str) -> None:
        self.limits = limits
        self._module = module
        self._arguments = [*given, str(limits.memory), str(limits.cpu)]
        self._running: subprocess.Popen[bytes] | None = None
        self._deadline = 0.0

    def ask(self, request: dict[str, Any], content: bytes) -> None:
        """Send one file; its answer must be fetched before the next."""
        running = self._running or self._start()
        self._deadline = time.monotonic() + self.limits.wall
        assert running.stdin is not None
        try:
            send(_binary(running.stdin), request, content)
        except BrokenPipeError:
            # It died before it took the file; answer() says so when it finds the pipe closed.
            return

    def reply(self) -> dict[str, Any]:
        """What the process says of the file asked about.

        Raises TimeoutError or EOFError, after ending the process, and ValueError or TypeError for a false answer.
        """
        try:
            return self._receive()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End the process, if there is one."""
        if self._running is not None:
            self._running.kill()
            self._running.communicate()
            self._running = None

    def _start(self) -> subprocess.Popen[bytes]:
        # Isolated mode: neither the folder we stand in nor the environment may choose what is imported.
        root = str(Path(fivefold.__file__).parent.parent)
        code = f"import sys; sys.path.insert(0, {root!r}); from {self._module} import main; main()"
        self._running = subprocess.Popen(  # noqa: S603 - our own interpreter and code
            [sys.executable, "-I", "-c", code, *self._arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            close_fds=True,
        )
        self._deadline = time.monotonic() + _START_SECONDS
        try:
            self._receive()
        except (EOFError, TimeoutError) as error:
            self.stop()
            raise InputError(
                "the isolated process that reads forms does not start",
                next_step="Check that the installation is complete (`make demo`) and that memory is not exhausted.",
            ) from error
        return self._running

    def _receive(self) -> dict[str, Any]:
        head, content = LENGTHS.unpack(self._exactly(LENGTHS.size))
        if content or head > _MOST_ANSWER:
            raise ValueError("an answer has no content and is not this long")
        value = loads(self._exactly(head))
        if not isinstance(value, dict):
            raise TypeError("an answer is an object")
        return value

    def _end(self) -> Exception:
        assert self._running is not None
        try:
            return _why(self._running.wait(timeout=1))
        except subprocess.TimeoutExpired:
            return _why(None)

    def _exactly(self, length: int) -> bytes:
        assert self._running is not None
        assert self._running.stdout is not None
        pipe = self._running.stdout.fileno()
        received = bytearray()
        while len(received) < length:
            ready, _, _ = select.select([pipe], [], [], max(0.0, self._deadline - time.monotonic()))
            if not ready:
                raise TimeoutError
            more = os.read(pipe, min(length - len(received), 2**20))
            if not more:
                raise self._end()
            received += more
        return bytes(received)


def _why(code: int | None) -> Exception:
    """What a process's end means for the file it was reading. code: as Popen gives it, None if it has not ended."""
    return TimeoutError() if code == -signal.SIGXCPU else EOFError()


_ISOLATED: Final = "fivefold.method.frameworks.forms.isolated"


def _binary(pipe: Any) -> BinaryIO:
    stream: BinaryIO = pipe
    return stream
