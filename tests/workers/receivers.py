"""Receivers of webhooks: HTTP servers on this machine that keep what they were sent and answer as they are told."""

import ssl
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook


@dataclass(frozen=True)
class Received:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    def message(self, secret: str) -> dict[str, Any]:
        """What it says, if the reference library takes its signature."""
        said: dict[str, Any] = Webhook(secret).verify(self.body, self.headers)
        return said


@dataclass
class Receiver:
    """`answers`: the statuses of the next requests, after which it answers `default`; 500 to what holds `refused`."""

    port: int
    answers: deque[int] = field(default_factory=deque)
    default: int = 204
    refused: bytes | None = None
    pause_s: float = 0.0
    location: str | None = None
    more_bytes: int = 0
    received: list[Received] = field(default_factory=list)
    arrival: threading.Condition = field(default_factory=threading.Condition)

    def keep(self, received: Received) -> None:
        with self.arrival:
            self.received.append(received)
            self.arrival.notify_all()

    def wait_for(self, count: int, timeout_s: float = 30) -> bool:
        """Whether so many have arrived by then."""
        with self.arrival:
            return self.arrival.wait_for(lambda: len(self.received) >= count, timeout_s)

    def answer_to(self, body: bytes) -> int:
        if self.refused is not None and self.refused in body:
            return 500
        return self.answers.popleft() if self.answers else self.default

    @property
    def ids(self) -> list[str]:
        return [each.id for each in self.received]


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    """As many as a deliverer connects at once: what is more than the usual five waits a second and again three."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.keeper = Receiver(self.server_port)


@contextmanager
def receiver(tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    server = Server()
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="receiver")
    thread.start()
    try:
        yield server.keeper
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, Server)
        keeper = self.server.keeper
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        keeper.keep(Received(self.path, headers, body))
        time.sleep(keeper.pause_s)
        self.send_response(keeper.answer_to(body))
        if keeper.location:
            self.send_header("location", keeper.location)
        if keeper.more_bytes:
            self.send_header("content-length", str(keeper.more_bytes))
        self.end_headers()
        self._say_more(keeper.more_bytes)

    def _say_more(self, bytes_left: int) -> None:
        try:
            while bytes_left > 0:
                self.wfile.write(b"x" * min(65_536, bytes_left))
                bytes_left -= 65_536
        except OSError:  # the sender had enough
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""
