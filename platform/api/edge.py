"""What holds for every answer, errors and unknown paths included: headers that protect a browser, and the counts that
`/metrics` gives.
"""

import time
from functools import cache
from typing import Any

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from prometheus_client import CollectorRegistry, Counter, Histogram

PROTECTION = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_CLOSED = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
_UNSHARED = (b"cache-control", b"no-store")


class Edge:
    """The outermost layer of an application. The registry is the application's own: a process may hold two of them."""

    def __init__(self, app: ASGIApp, registry: CollectorRegistry) -> None:
        self._app = app
        self._seconds = Histogram(
            "bpo_http_request_seconds", "Time from request to answer.", ["method", "route"], registry=registry
        )
        self._answers = Counter(
            "bpo_http_answers", "Answers by status.", ["method", "route", "status"], registry=registry
        )
        self._counters = cache(self._look_up)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        began_s = time.perf_counter()
        status = 0

        async def protect(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = _protected(list(message["headers"]))
            await send(message)

        await self._app(scope, receive, protect)
        self._count(scope, status, time.perf_counter() - began_s)

    def _count(self, scope: Any, status: int, took_s: float) -> None:
        seconds, answers = self._counters(scope["method"], scope.get("path_template", ""), status)
        seconds.observe(took_s)
        answers.inc()

    def _look_up(self, method: str, path: str, status: int) -> tuple[Histogram, Counter]:
        """Kept, since a look-up of labels costs more than the counting."""
        return self._seconds.labels(method, path), self._answers.labels(method, path, str(status))


def _protected(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    names = {name for name, _ in headers}
    headers.extend(PROTECTION)
    headers.extend(each for each in (_CLOSED, _UNSHARED) if each[0] not in names)
    return headers
