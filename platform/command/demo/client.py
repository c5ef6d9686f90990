"""The demo's way to the API: HTTP with one person's key, asked again with the same Idempotency-Key until answered."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import urlencode

import httpx
import msgspec

from .answers import Page, Problem
from .errors import Refused, Unanswered

T = TypeVar("T")

PATIENCE_S = 120.0
PAGE = 200
FIRST_PAUSE_S = 0.05
DOUBLINGS = 5
LONGEST_PAUSE_S = 5.0
ENCODER = msgspec.json.Encoder(decimal_format="number")


@dataclass(frozen=True)
class Answer:
    status: int
    content: bytes

    def read(self, kind: type[T]) -> T:
        return msgspec.json.Decoder(kind, float_hook=Decimal).decode(self.content)


@dataclass(frozen=True)
class Client:
    """One key's view of the API."""

    http: httpx.AsyncClient
    key: str
    patience_s: float = PATIENCE_S

    async def get(self, path: str, kind: type[T], **query: str) -> T:
        return (await self.send("GET", with_query(path, query))).read(kind)

    async def find(self, path: str, kind: type[T]) -> T | None:
        """What is at `path`; None where nothing is."""
        answer = await self.send("GET", path, allowed=(HTTPStatus.NOT_FOUND,))
        return answer.read(kind) if answer.status == HTTPStatus.OK else None

    async def all(self, path: str, kind: type[T], **query: str) -> list[T]:
        """Every page of a list."""
        found: list[T] = []
        cursor: str | None = ""
        while cursor is not None:
            asked = query | {"limit": str(PAGE)} | ({"cursor": cursor} if cursor else {})
            page = await self.get(path, Page[kind], **asked)  # type: ignore[valid-type]  # a type made at run time
            found += page.items
            cursor = page.next_cursor
        return found

    async def post(self, path: str, body: Any, *, once: str, allowed: tuple[int, ...] = ()) -> Answer:
        """Posts with `once` as the Idempotency-Key, so that asking again does nothing twice."""
        return await self.send("POST", path, body, headers={"Idempotency-Key": once}, allowed=allowed)

    async def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: Mapping[str, str] | None = None,
        allowed: tuple[int, ...] = (),
    ) -> Answer:
        """The first final answer; raises Refused for an error that is not `allowed`, Unanswered after `patience_s`."""
        request = self.http.build_request(
            method,
            path,
            content=None if body is None else ENCODER.encode(body),
            headers={"Authorization": f"Bearer {self.key}", "Content-Type": "application/json", **(headers or {})},
        )
        response = await self._answered(request)
        if response.is_error and response.status_code not in allowed:
            raise Refused(f"{method} {path}", response.status_code, str(problem_of(response)))
        return Answer(response.status_code, response.content)

    async def _answered(self, request: httpx.Request) -> httpx.Response:
        began = time.monotonic()
        attempt = 0
        while True:
            response, reason = await attempted(self.http, request)
            if response is not None and not is_temporary(response):
                return response
            waited_s = time.monotonic() - began
            if waited_s > self.patience_s:
                raise Unanswered(f"{request.method} {request.url.path}", waited_s, reason)
            await asyncio.sleep(pause_s(attempt, response.headers.get("Retry-After") if response is not None else None))
            attempt += 1


def with_query(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path


async def attempted(http: httpx.AsyncClient, request: httpx.Request) -> tuple[httpx.Response | None, str]:
    """The response, or none, and in words how it went."""
    try:
        response = await http.send(request)
    except httpx.TransportError as fault:
        return None, str(fault) or type(fault).__name__
    return response, f"status {response.status_code}"


def is_temporary(response: httpx.Response) -> bool:
    """Whether the same request may be answered otherwise in a while."""
    if response.status_code == HTTPStatus.CONFLICT:
        return problem_of(response).is_in_flight
    return response.status_code in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)


def problem_of(response: httpx.Response) -> Problem:
    try:
        return msgspec.json.decode(response.content, type=Problem)
    except msgspec.MsgspecError:
        return Problem(title=response.reason_phrase)


def pause_s(attempt: int, retry_after: str | None) -> float:
    """The wait before the next attempt (the first is 0): as the server says, else doubling up to 1.6 s."""
    doubled = FIRST_PAUSE_S * 2.0 ** min(attempt, DOUBLINGS)
    if retry_after is not None and retry_after.isdigit():
        return min(LONGEST_PAUSE_S, max(doubled, float(retry_after)))
    return doubled
