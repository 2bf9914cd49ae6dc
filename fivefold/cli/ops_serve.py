"""Serving: the web application's workers, and the one for long work, as one thing that starts and stops."""

import ctypes
import gc
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

import click
from django.conf import settings
from django.db import connections
from django.urls import get_resolver
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from fivefold.cli.ops_prepare import unapplied
from fivefold.method.common.errors import InputError
from fivefold.records.vault.opening import key_store

_log = logging.getLogger("fivefold.serve")
_THREADS = 8
"""Requests that one process answers at a time: most of a request is waiting for the database."""
_PARENT_DEATH = 1
"""PR_SET_PDEATHSIG of prctl(2)."""
_QUIET = {
    "handlers": {},
    "formatters": {},
    # Its own lines tell process numbers; its access log would tell addresses that somebody typed.
    "loggers": {"_granian": {"handlers": [], "level": "ERROR", "propagate": True}, "granian.access": {"handlers": []}},
}


def serve(*, host: str, port: int | None, workers: int, work: bool) -> None:
    """Serve until a signal to stop. Raises InputError rather than start where records would be in danger."""
    refuse_unsafe_start()
    listened = port or _default_port(host)
    _refuse_taken(host, listened)
    server = Server(
        "fivefold.config.wsgi:application",
        address=host,
        port=listened,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=_THREADS,
        # As many again may wait in a process; whoever comes after that waits in the system's own queue.
        backpressure=2 * _THREADS,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=15_000),
        websockets=False,
        log_dictconfig=_QUIET,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=20,
    )
    writer = _Writer() if work else None
    # Every page's module is loaded here, once, before the processes part: the first page then waits for nobody.
    get_resolver().url_patterns  # noqa: B018 - asking for them loads them
    # Nor does any of them look through it again for garbage, which would keep somebody waiting a tenth of a second.
    gc.collect()
    gc.freeze()
    # What this process opened is not for its children: a connection serves one process.
    server.on_startup(connections.close_all)
    if writer:
        server.on_shutdown(writer.stop)
    os.register_at_fork(after_in_child=_end_with_parent)

    def opened() -> None:
        _wait_until_answering(host, listened)
        click.echo(
            f"Fivefold answers at {settings.ADDRESS} ({workers} processes on {host}, port {listened}). Ctrl-C stops it."
        )
        # Not before: whoever waits for the first page should not wait for a process that nobody needs yet.
        if writer:
            writer.start()

    threading.Thread(target=opened, daemon=True).start()
    server.serve()
    click.echo("Stopped.")


def refuse_unsafe_start() -> None:
    """Raise InputError where nobody may be served: keys that do not fit, tables of another version, a role that
    passes every wall, an error page that shows what people wrote.
    """
    key_store()
    if waiting := unapplied():
        raise InputError(
            f"the tables are of another version ({len(waiting)} step{'s' * (len(waiting) != 1)} behind)",
            next_step="Run `fivefold ops prepare`.",
        )
    if settings.DEBUG:
        raise InputError("DEBUG is on: an error page would show what people wrote", next_step="Turn it off.")


def work(*, once: bool, for_parent: int | None) -> None:
    """Do long work as it is asked for, and send e-mail.

    for_parent: the process that started this one, to end when it has gone.
    """
    from fivefold.records import worker

    refuse_unsafe_start()
    if once:
        worker.run_waiting()
        return
    worker.run(until=lambda: for_parent is not None and os.getppid() != for_parent)


class _Writer:
    """The worker beside the server: started with it, started again when it ends by itself, stopped with it."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        if self._stopping.is_set():
            return
        self._process = self._started()
        threading.Thread(target=self._keep, daemon=True).start()

    def stop(self) -> None:
        self._stopping.set()
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.kill()

    def _started(self) -> "subprocess.Popen[bytes]":
        program = [sys.executable, "-c", "from fivefold.cli.main import main; main()"]
        call = [*program, "ops", "work", "--for-parent", str(os.getpid())]
        # A session of its own: Ctrl-C reaches the server alone, which then stops it in turn.
        return subprocess.Popen(call, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603 - this program

    def _keep(self) -> None:
        while self._process is not None and not self._stopping.is_set():
            ended = self._process.wait()
            if self._stopping.wait(5):
                return
            _log.error("the worker ended and is started again", extra={"told": {"exit": ended}})
            self._process = self._started()


def _end_with_parent() -> None:
    """Have the system end this process when the one that made it is gone, even killed. Linux alone can."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PARENT_DEATH, signal.SIGTERM)


def _default_port(host: str) -> int:
    return (urlsplit(settings.ADDRESS).port if settings.LOOPBACK else None) or 8000


def _refuse_taken(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise InputError(
                f"{host}, port {port} cannot be listened on ({error.strerror})",
                next_step="Something else may be serving there; stop it, or name another with --port and "
                "FIVEFOLD_ADDRESS.",
            ) from None


def _wait_until_answering(host: str, port: int) -> None:
    """Until a page is answered, and not merely a connection taken."""
    named = urlsplit(settings.ADDRESS).netloc
    while True:
        time.sleep(0.05)
        connection = HTTPConnection(host, port, timeout=5)
        try:
            connection.request("GET", "/health/", headers={"Host": named, "X-Forwarded-Proto": "https"})
            connection.getresponse().read()
        except (OSError, HTTPException):
            continue
        finally:
            connection.close()
        return
