"""Pages served to this machine only: what is answered, what is refused, and under which headers."""

import http.client
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from fivefold.cli import serving
from fivefold.cli.main import Exit, main
from fivefold.method.common.errors import InputError
from fivefold.method.reporting import to_html


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pages = tmp_path / "pages"
    (pages / "assets").mkdir(parents=True)
    (pages / "index.html").write_text("<h1>First page</h1>")
    (pages / "assets/briefing.css").write_text("body {}")
    (pages / "briefing.docx").write_bytes(b"word")
    (pages / "notes.key").write_text("not served")
    (pages / ".made").mkdir()
    (pages / ".made/index.html").write_text("hidden")
    (pages / "a b.html").write_text("spaced")
    (tmp_path / "secret.html").write_text("outside")
    (pages / "out.html").symlink_to(tmp_path / "secret.html")
    return pages


@pytest.fixture
def running(folder: Path) -> Iterator[serving.Server]:
    with serving.Server(folder, port=0) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def ask(
    server: serving.Server, target: str, *, method: str = "GET", host: str = ""
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection(serving.LOOPBACK, server.server_port, timeout=5)
    connection.putrequest(method, target, skip_host=True)
    connection.putheader("Host", host or f"{serving.LOOPBACK}:{server.server_port}")
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


@pytest.mark.parametrize(
    ("target", "kind", "body"),
    [
        ("/", "text/html; charset=utf-8", b"<h1>First page</h1>"),
        ("/index.html?from=there", "text/html; charset=utf-8", b"<h1>First page</h1>"),
        ("/assets/briefing.css", "text/css; charset=utf-8", b"body {}"),
        ("/briefing.docx", serving.KINDS[".docx"], b"word"),
        ("/a%20b.html", "text/html; charset=utf-8", b"spaced"),
    ],
)
def test_what_is_in_the_folder_is_served_as_what_it_is(
    running: serving.Server, target: str, kind: str, body: bytes
) -> None:
    answer, found = ask(running, target)
    assert (answer.status, answer.getheader("Content-Type"), found) == (200, kind, body)


@pytest.mark.parametrize(
    "target",
    [
        "/../secret.html",
        "/assets/../../secret.html",
        "/%2e%2e/secret.html",
        "/..%2fsecret.html",
        "/assets/..%5c..%5csecret.html",
        "/out.html",
        "/.made/index.html",
        "/.made/",
        "/notes.key",
        "/assets/",
        "/nowhere.html",
        "/index.html%00.css",
        "/%ff",
        "//etc/passwd",
    ],
)
def test_nothing_else_is_found(running: serving.Server, target: str) -> None:
    answer, body = ask(running, target)
    assert answer.status == 404
    assert b"outside" not in body


@pytest.mark.parametrize("target", ["/", "/nowhere.html"])
def test_every_answer_carries_the_strict_headers(running: serving.Server, target: str) -> None:
    answer, _body = ask(running, target)
    assert {name: answer.getheader(name) for name in serving.HEADERS} == serving.HEADERS
    policy = serving.HEADERS["Content-Security-Policy"]
    assert policy.startswith(to_html.POLICY)
    assert "unsafe" not in policy
    assert answer.getheader("Cache-Control") == "no-store"
    assert "Python" not in str(answer.getheader("Server"))


def test_a_name_pointed_here_from_elsewhere_gets_nothing(running: serving.Server) -> None:
    answer, body = ask(running, "/", host=f"elsewhere.example:{running.server_port}")
    assert answer.status == 421
    assert b"First page" not in body
    assert ask(running, "/", host=f"localhost:{running.server_port}")[0].status == 200


def test_only_reading_is_answered(running: serving.Server) -> None:
    assert ask(running, "/", method="POST")[0].status == 501
    answer, body = ask(running, "/", method="HEAD")
    assert (answer.status, answer.getheader("Content-Length"), body) == (200, "19", b"")


def test_a_browser_that_goes_away_leaves_no_trace(
    folder: Path, running: serving.Server, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "long.html").write_bytes(b" " * 20_000_000)
    connection = http.client.HTTPConnection(serving.LOOPBACK, running.server_port, timeout=5)
    connection.request("GET", "/long.html")
    connection.getresponse().close()
    connection.close()
    assert ask(running, "/")[0].status == 200
    assert capsys.readouterr().err == ""


def test_only_the_loopback_address_listens(running: serving.Server) -> None:
    assert running.server_address[0] == "127.0.0.1"
    assert running.address == f"http://127.0.0.1:{running.server_port}/"


def test_a_folder_without_a_first_page_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["reporting", "serve", str(tmp_path)])
    assert result.exit_code == Exit.UNUSABLE
    assert "there is no index.html to show" in result.stderr


def test_a_port_in_use_is_refused_by_name(folder: Path, running: serving.Server) -> None:
    with pytest.raises(InputError, match=f"port {running.server_port} cannot be used"):
        serving.Server(folder, port=running.server_port)
    result = CliRunner().invoke(main, ["reporting", "serve", str(folder), "--port", str(running.server_port)])
    assert result.exit_code == Exit.UNUSABLE


@contextmanager
def start(folder: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    script = "import sys; from fivefold.cli.main import main; sys.argv[0] = 'fivefold'; main()"
    command = [sys.executable, "-c", script, "reporting", "serve", str(folder), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.slow
def test_the_command_prints_its_address_first_and_stops_when_asked(folder: Path) -> None:
    # Slow: a process of its own, as a person starts it.
    began = time.monotonic()
    with start(folder) as first, start(folder) as second:
        assert first.stdout is not None
        assert second.stdout is not None
        addresses = [process.stdout.readline().strip() for process in (first, second) if process.stdout]
        waited = time.monotonic() - began
        ports = [
            int(found[1])
            for found in (re.fullmatch(r"http://127\.0\.0\.1:(\d+)/", line) for line in addresses)
            if found
        ]
        # The second takes another port of its own accord.
        assert len(set(ports)) == 2
        for port in ports:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/")
            assert connection.getresponse().status == 200
            connection.close()
        for process in (first, second):
            os.kill(process.pid, signal.SIGINT)
            assert process.wait(timeout=5) == Exit.STOPPED
    assert waited < 5
