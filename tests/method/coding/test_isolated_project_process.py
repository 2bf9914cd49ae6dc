"""What the isolated process of coding projects does, seen from inside: its own limits are only noted, not set."""

import io
import resource
import sys
from base64 import b64decode
from collections.abc import Callable
from typing import IO, Any

import pytest

from fivefold.method.coding import refi_qda
from fivefold.method.coding.refi_qda import as_json, isolated
from fivefold.method.coding.refi_qda.values import OpenProject, Project, TextSource
from fivefold.method.frameworks.forms.isolated import receive, send

Serve = Callable[..., tuple[list[dict[str, Any]], dict[int, Any]]]


class Pipe:
    """Standard input or output with a buffer in memory."""

    def __init__(self) -> None:
        self.buffer = io.BytesIO()


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Serve:
    """Runs the process's main function over one project or none; returns its answers and the limits it asked for."""

    def run(content: bytes | None = None) -> tuple[list[dict[str, Any]], dict[int, Any]]:
        request, answers, limits = Pipe(), Pipe(), dict[int, Any]()
        if content is not None:
            send(request.buffer, {"file": "coding.qdpx"}, content)
        request.buffer.seek(0)
        monkeypatch.setattr(sys, "argv", ["-c", "1000", "5"])
        monkeypatch.setattr(sys, "stdin", request)
        monkeypatch.setattr(sys, "stdout", answers)
        monkeypatch.setattr(resource, "setrlimit", limits.__setitem__)
        isolated.main()
        answers.buffer.seek(0)
        read = []
        while (answer := receive(answers.buffer)) is not None:
            read.append(answer[0])
        return read, limits

    return run


def test_it_reports_ready_and_then_answers_with_the_project(serve: Serve) -> None:
    data, _losses = refi_qda.write(Project("A study", sources=(TextSource("s", "K7M", None),)))
    answers, limits = serve(data)
    assert answers[0] == {"ready": True}
    assert as_json.unpack(b64decode(answers[1]["source"])).name == "K7M"
    assert as_json.from_json(answers[2]["project"]).name == "A study"
    assert limits[resource.RLIMIT_CPU][0] >= 5


def test_it_gives_up_files_sockets_cores_and_memory_before_the_project(serve: Serve) -> None:
    answers, limits = serve()
    assert answers == [{"ready": True}]
    assert limits[resource.RLIMIT_AS] == (1000, 1000)
    assert limits[resource.RLIMIT_FSIZE] == (0, 0)


def test_a_project_that_cannot_be_read_is_a_refusal(serve: Serve) -> None:
    answers, _ = serve(b"no project")
    assert len(answers[1]["refused"]) == 3


def test_a_project_that_needs_too_much_memory_is_a_refusal(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    data, _losses = refi_qda.write(Project("A study"))
    genuine = isolated.open_project

    def stumble(content: IO[bytes], **how: Any) -> OpenProject:
        if how["file"] == "warm-up":
            return genuine(content, **how)
        raise MemoryError

    monkeypatch.setattr(isolated, "open_project", stumble)
    answers, _ = serve(data)
    assert answers[1]["refused"][0] == "the project needs more memory than an upload may"
