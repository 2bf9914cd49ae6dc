"""A browser without script, for benchmarks: it signs in as a person does, keeps cookies, follows links and forms."""

import os
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPException, HTTPResponse, RemoteDisconnected
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

CLOSED = ("part", "context", "show", "rows", "count", "table")
"""Questions of addresses whose every answer makes a page of another kind."""

ORDER = ("sort", "down", "page", "before", "freeze")
"""Parts of addresses that say where in which order one looks, and of which freeze."""

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def environment(home: Path, address: str = "http://localhost:8000") -> dict[str, str]:
    """What a process of an installation is started with."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("FIVEFOLD_")}
    return plain | {"FIVEFOLD_HOME": str(home), "FIVEFOLD_ADDRESS": address, "FIVEFOLD_LOG_LEVEL": "ERROR"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes
    is_page: bool
    location: str


@dataclass(slots=True)
class Browser:
    """One person's; threads share its cookies, and each has a connection of its own."""

    address: str
    cookies: dict[str, str] = field(default_factory=dict)
    _tokens: dict[str, str] = field(default_factory=dict)
    _own: threading.local = field(default_factory=threading.local)

    @staticmethod
    def free_address() -> tuple[str, int]:
        """An address nobody serves yet, and its port."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        return f"http://localhost:{port}", port

    @staticmethod
    def set_up(home: Path) -> None:
        """Have this process know the installation, for what is asked of it besides pages."""
        os.environ.update(environment(home))
        os.environ["DJANGO_SETTINGS_MODULE"] = "fivefold.config.settings"
        import django

        django.setup()

    def wait(self, lives: Callable[[], bool]) -> None:
        """Until the server answers."""
        while lives():
            try:
                if self.get("/health/").status == 200:
                    return
            except (OSError, HTTPException):
                # One that could not connect answers nothing any more.
                self._own.connection.close()
                time.sleep(0.1)
        raise SystemExit("the server ended")

    def get(self, path: str) -> Answer:
        """A page; nothing is followed."""
        return self._ask("GET", path, None)

    def post(self, path: str, sent: dict[str, str]) -> Answer:
        """A form sent, with the token of the page at the same address."""
        return self._ask("POST", path, urlencode({**sent, "csrfmiddlewaretoken": self.token(path)}))

    def token(self, path: str) -> str:
        """What a form at this address is sent with; looked up once."""
        if path not in self._tokens:
            found = _TOKEN.search(self.get(path).body.decode())
            if found is None:
                raise SystemExit(f"{path} has no form")
            self._tokens[path] = found[1]
        return self._tokens[path]

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.address}
        answer, content = self._exchanged(method, path, body, headers)
        for set_ in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = set_.partition(";")[0].partition("=")
            self.cookies[name] = value
        kind_ = answer.headers.get("Content-Type", "")
        return Answer(answer.status, content, kind_.startswith("text/html"), answer.headers.get("Location", ""))

    def _exchanged(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> tuple[HTTPResponse, bytes]:
        if not hasattr(self._own, "connection"):
            self._own.connection = HTTPConnection(urlsplit(self.address).netloc, timeout=120)
        connection: HTTPConnection = self._own.connection
        for last in (False, True):
            try:
                connection.request(method, path, body=body, headers=headers)
                answer = connection.getresponse()
                return answer, answer.read()
            except (RemoteDisconnected, ConnectionError):
                # A server lets go of a connection that was silent for long; a browser then makes another.
                connection.close()
                if last:
                    raise
        raise AssertionError


def sign_in(address: str, email: str, home: Path) -> Browser:
    """Password, then the six digits of their app. As if half a minute had gone by: a code works once."""
    from django.core.cache import cache

    from fivefold.records.accounts.demonstration import ACCOUNTS, PASSWORD, code

    cache.clear()
    browser = Browser(address)
    secret = next(one.secret for one in ACCOUNTS if one.email == email)
    browser.post("/account/login/", {"login": email, "password": PASSWORD})
    answer = browser.post("/account/factor/", {"code": code(secret, at=datetime.now(UTC))})
    if answer.status != 302:
        raise SystemExit(f"{email} could not sign in at {home}")
    browser._tokens.clear()
    return browser


def kind(path: str) -> str:
    """The kind of page an address leads to: its view, which questions it asks, and the answers to those in CLOSED."""
    from django.urls import Resolver404, resolve

    where = urlsplit(path)
    try:
        found = resolve(where.path)
    except Resolver404:
        return where.path
    told = {key: value for key, value in parse_qsl(where.query) if key not in ORDER}
    if "submission" in found.kwargs:
        # What stands behind is the list somebody came from.
        return str(found.url_name)
    if len(told) > 1 and told.keys().isdisjoint(CLOSED):
        return f"{found.url_name} narrowed by several"
    # One place in an order is enough of each view, and with every question it would be asked of each.
    place = () if told else {key for key, _ in parse_qsl(where.query)}
    return " ".join((str(found.url_name), *sorted(_asked(key, value) for key, value in told.items()), *sorted(place)))


def _asked(key: str, value: str) -> str:
    """Tables of findings, and rows, are many and of few kinds."""
    if key not in CLOSED:
        return key
    if key == "rows":
        return f"{key} of {'codes' if ':' in value else 'an attribute'}"
    return f"{key}=findings" if value.startswith("findings/") else f"{key}={value}"


def ways(page: str, path: str) -> Iterator[str]:
    """Where a page leads within the service: by its links, and by each choice of each form that is sent by GET.

    Choices are made one at a time: of a page that asks nothing yet, and of a table with rows.
    """
    found = _Ways()
    found.feed(page)
    asked = {key for key, _ in parse_qsl(urlsplit(path).query)}
    chosen = found.choices() if not asked or asked == {"rows", "count"} else ()
    for href in (*found.links, *chosen):
        where = urlsplit(urljoin(path, href))
        if not where.netloc and not where.scheme and where.path.startswith("/"):
            yield where.path + (f"?{where.query}" if where.query else "")


class _Ways(HTMLParser):
    """Links, and forms with what is chosen in them and what could be."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self._forms: list[tuple[str, dict[str, str], list[tuple[str, str]]]] = []
        self._open = False
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "form":
            self._open = given.get("method", "get").lower() == "get"
            if self._open:
                self._forms.append((given.get("action", ""), {}, []))
        elif self._open:
            self._control(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False

    def choices(self) -> Iterator[str]:
        """An address for each choice, with all else as it stands."""
        for action, now, others in self._forms:
            for name, value in others:
                told = {**now, name: value}
                yield f"{action}?{urlencode({key: one for key, one in told.items() if one})}"

    def _control(self, tag: str, given: dict[str, str]) -> None:
        _, now, others = self._forms[-1]
        if tag == "select":
            self._select = given.get("name", "")
        elif tag == "option" and given.get("value"):
            others.append((self._select, given["value"]))
            if "selected" in given:
                now[self._select] = given["value"]
        elif tag == "input" and given.get("type") in ("radio", "checkbox"):
            others.append((given.get("name", ""), given.get("value", "on")))
            if "checked" in given:
                now[given.get("name", "")] = given.get("value", "on")
        elif tag == "input" and given.get("type") == "hidden":
            now[given.get("name", "")] = given.get("value", "")
