"""A mail server on this machine that keeps in memory what it is sent."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from socketserver import StreamRequestHandler, ThreadingTCPServer


class _Sent(StreamRequestHandler):
    """One connection of RFC 5321, as far as Django speaks it."""

    def handle(self) -> None:
        self._say("220 here")
        while line := self.rfile.readline():
            match line.strip().upper()[:4]:
                case b"DATA":
                    self._say("354 go on")
                    lines = list(iter(self.rfile.readline, b".\r\n"))
                    self.server.letters.append(_text(b"".join(lines)))  # type: ignore[attr-defined]
                    self._say("250 kept")
                case b"QUIT":
                    self._say("221 good-bye")
                    return
                case _:
                    self._say("250 fine")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def mailbox() -> Iterator[tuple[str, list[str]]]:
    """The server's address as FIVEFOLD_EMAIL names it, and the texts of what came, while this lasts."""
    with ThreadingTCPServer(("127.0.0.1", 0), _Sent) as server:
        server.daemon_threads = True
        server.letters = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"smtp://127.0.0.1:{server.server_address[1]}", server.letters  # type: ignore[attr-defined]
        server.shutdown()


def _text(letter: bytes) -> str:
    read = message_from_bytes(letter, policy=policy.default)
    body = read.get_body(("plain",))
    assert body is not None
    return str(body.get_content())
