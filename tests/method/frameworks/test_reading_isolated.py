"""What the isolated process does, seen from inside: its own limits are only noted, not set."""

import io
import resource
import sys
from collections.abc import Callable
from typing import Any

import pytest

from fivefold.method.frameworks.definition import APPENDIX_A
from fivefold.method.frameworks.forms import isolated
from tests.corpus.cases import usual

Serve = Callable[..., tuple[list[dict[str, Any]], dict[int, Any]]]


class Pipe:
    """Standard input or output with a buffer in memory."""

    def __init__(self, content: bytes = b"") -> None:
        self.buffer = io.BytesIO(content)


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Serve:
    """Runs the process's main function over requests; returns its answers and the limits it asked for."""

    def run(*contents: bytes) -> tuple[list[dict[str, Any]], dict[int, Any]]:
        requests, limits, answers = Pipe(), dict[int, Any](), Pipe()
        for number, content in enumerate(contents):
            isolated.send(requests.buffer, {"file": f"file {number}", "passwords": []}, content)
        requests.buffer.seek(0)
        monkeypatch.setattr(sys, "argv", ["-c", APPENDIX_A, "1000", "5"])
        monkeypatch.setattr(sys, "stdin", requests)
        monkeypatch.setattr(sys, "stdout", answers)
        monkeypatch.setattr(resource, "setrlimit", limits.__setitem__)
        isolated.main()
        answers.buffer.seek(0)
        read = []
        while (answer := isolated.receive(answers.buffer)) is not None:
            read.append(answer[0])
        return read, limits

    return run


def test_it_reports_ready_and_then_answers_each_file(serve: Serve) -> None:
    answers, _ = serve(usual().save(), b"%PDF")
    assert [answer.get("outcome") for answer in answers] == [None, "read", "refused"]
    assert answers[0] == {"ready": True}


def test_it_gives_up_files_sockets_cores_and_memory_before_the_first_file(serve: Serve) -> None:
    _, limits = serve()
    assert limits == {
        resource.RLIMIT_NOFILE: (3, 3),
        resource.RLIMIT_FSIZE: (0, 0),
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_AS: (1000, 1000),
    }


def test_each_file_gets_its_own_seconds(serve: Serve) -> None:
    _, limits = serve(b"%PDF")
    assert limits[resource.RLIMIT_CPU][0] >= 6


@pytest.mark.parametrize(("error", "reason"), [(MemoryError, "too_large"), (KeyError, "reader_stopped")])
def test_a_library_that_stumbles_is_a_refusal(
    error: type[Exception], reason: str, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: object, **__: object) -> bytes:
        raise error

    monkeypatch.setattr(isolated.opening, "open_file", stumble)
    answers, _ = serve(b"anything")
    assert answers[1]["reason"] == reason
