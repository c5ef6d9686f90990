"""One key's way to the API as real clients go it: they ask again until they are answered, and write that down."""

from contextlib import suppress
from typing import Any

import httpx

from ..demo.client import Answer, Client
from ..demo.errors import Unanswered
from .book import Book, Pulse

PATIENCE_S = 300.0
ATTEMPT_S = 20.0
GIVEN_UP = Answer(0, b"")
ERRORS = tuple(range(400, 600))
SHORT_LIVED = httpx.Limits(keepalive_expiry=1)
"""A client lets an idle connection go before the server does, which would refuse what is just being sent on it."""


def new_http(base_url: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=base_url, timeout=ATTEMPT_S, trust_env=False, limits=SHORT_LIVED)


class Caller:
    def __init__(self, http: httpx.AsyncClient, key: str, book: Book, pulse: Pulse) -> None:
        self._client = Client(http, key, PATIENCE_S)
        self._book = book
        self._pulse = pulse

    async def ask(self, request: str, body: Any = None, *, name: str = "", once: str = "") -> Answer:
        """`request` is a method and a path, `once` the Idempotency-Key. GIVEN_UP when nobody answered while this
        process lived through PATIENCE_S."""
        method, path = request.split()
        headers = {"Idempotency-Key": once} if once else None
        began_s = self._pulse.lived_s
        answer = GIVEN_UP
        while answer is GIVEN_UP and self._pulse.lived_s - began_s < PATIENCE_S:
            with suppress(Unanswered):
                answer = await self._client.send(method, path, body, headers=headers, allowed=ERRORS)
        self._book.answered(name or request, answer.status, self._pulse.lived_s - began_s)
        return answer
