"""Finished pages on this machine's own address, under strict headers, for the person at this machine only."""

import shutil
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from fivefold.method.common.errors import InputError

LOOPBACK = "127.0.0.1"
PATIENCE = 30
"""Seconds a silent connection is kept."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
}

KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
}
"""What is served, by its ending. A file of any other kind is not found."""


class _Pages(BaseHTTPRequestHandler):
    """Answers GET and HEAD from one folder; anything else the library itself refuses with 501."""

    protocol_version = "HTTP/1.1"
    timeout = PATIENCE

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def end_headers(self) -> None:
        for name, value in HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def version_string(self) -> str:
        return "fivefold"

    def log_message(self, *_said: object) -> None:
        """Say nothing: what somebody reads is nobody else's business, and the terminal stays readable."""

    def _answer(self, *, with_body: bool) -> None:
        assert isinstance(self.server, Server)
        if self.headers.get("Host") not in self.server.hosts:
            # A page elsewhere could point a name of its own at this address and read what is served here.
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
            return
        file = found(self.server.folder, self.path)
        if file is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        with file.open("rb") as source:
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", KINDS[file.suffix.lower()])
            self.send_header("Content-Length", str(file.stat().st_size))
            self.end_headers()
            if with_body:
                shutil.copyfileobj(source, self.wfile)


class Server(ThreadingHTTPServer):
    """Serves one folder on the loopback address. Port 0 takes any free one.

    Raises InputError when the folder has no first page or the port is taken.
    """

    daemon_threads = True

    def __init__(self, folder: Path, *, port: int) -> None:
        if not (folder / "index.html").is_file():
            raise InputError(
                "there is no index.html to show",
                where=str(folder),
                next_step="Write the briefing there first: `fivefold reporting briefing STUDY --out DIR`.",
            )
        self.folder = folder.resolve()
        try:
            super().__init__((LOOPBACK, port), _Pages)
        except OSError as error:
            raise InputError(
                f"port {port} cannot be used ({error.strerror})",
                next_step="Name another with --port, or leave it out.",
            ) from None
        self.hosts = (f"{LOOPBACK}:{self.server_port}", f"localhost:{self.server_port}")

    @property
    def address(self) -> str:
        """Where the server answers, for a browser."""
        return f"http://{LOOPBACK}:{self.server_port}/"

    def handle_error(self, *_request: object) -> None:
        """A browser that went away in the middle is no fault; nor may a trace name what was read."""


def found(folder: Path, target: str) -> Path | None:
    """The file a request asks for; None when there is none of a served kind inside the folder.

    folder: resolved. target: the request's target as it was sent. Hidden files, and links that lead out of the folder,
    are not found.
    """
    try:
        parts = unquote(urlsplit(target).path, errors="strict").split("/")
    except ValueError:
        return None
    if any(part.startswith(".") or "\\" in part or "\0" in part for part in parts):
        return None
    file = folder.joinpath(*filter(None, parts))
    if file.is_dir():
        file /= "index.html"
    if file.suffix.lower() not in KINDS or not file.is_file():
        return None
    return file if file.resolve().is_relative_to(folder) else None
