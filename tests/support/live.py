"""The application served to a browser of this machine, on the test's own database."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import Client
from playwright.sync_api import BrowserContext

from fivefold.records.accounts.models import Person
from tests.support.visiting import signed_in


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name the library gives it
        pass


@contextmanager
def served() -> Iterator[str]:
    """The address of the application while it is served. What it is to show must be committed."""
    application = get_wsgi_application()

    def answering(environ: dict[str, Any], start: Any) -> list[bytes]:
        answer: Any = ()
        try:
            answer = application(environ, start)
            return list(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()
            # Each request has its own thread here, whose connection nobody would use again.
            connections.close_all()

    server = make_server("127.0.0.1", 0, answering, server_class=_Server, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def let_in(browser: BrowserContext, person: Person, address: str) -> Client:
    """Sign somebody in, without the walk through the sign-in pages; returns a client with the same session."""
    client = signed_in(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    name, host = settings.SESSION_COOKIE_NAME, urlsplit(address).hostname or ""
    browser.add_cookies([{"name": name, "value": cookie.value, "domain": host, "path": "/"}])
    return client
