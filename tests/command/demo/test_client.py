"""The demo's client against a server that is away for a while."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from command.demo.client import Client, pause_s
from command.demo.errors import Refused, Unanswered

IN_FLIGHT = '409 Conflict\r\nContent-Length: 28\r\n\r\n{"type":"urn:bpo:in-flight"}'
TAKEN = '409 Conflict\r\nContent-Length: 18\r\n\r\n{"detail":"taken"}'
AWAY = "503 Service Unavailable\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n"
DONE = "201 Created\r\nContent-Length: 2\r\n\r\n{}"
HANGS_UP = ""


@asynccontextmanager
async def server(answers: list[str]) -> AsyncIterator[tuple[str, list[str]]]:
    """A server that gives one answer a connection; yields its address and the Idempotency-Keys that it was sent."""
    keys: list[str] = []
    left = iter(answers)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        keys.extend(line.partition(": ")[2] for line in head.splitlines() if line.lower().startswith("idempotency-key"))
        text = next(left)
        writer.write((f"HTTP/1.1 {text}" if text else "").encode())
        await writer.drain()
        writer.close()

    listening = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    async with listening:
        yield f"http://127.0.0.1:{port}", keys


def post(answers: list[str], *, patience_s: float = 5, allowed: tuple[int, ...] = ()) -> tuple[int, list[str]]:
    async def posted() -> tuple[int, list[str]]:
        async with server(answers) as (url, keys), httpx.AsyncClient(base_url=url, trust_env=False) as http:
            answer = await Client(http, "key", patience_s).post("/v1/orders", {}, once="order-1", allowed=allowed)
            return answer.status, keys

    return asyncio.run(posted())


@pytest.mark.parametrize("temporary", [AWAY, IN_FLIGHT, HANGS_UP])
def test_a_request_is_sent_again_with_the_same_key_until_there_is_an_answer(temporary: str) -> None:
    assert post([temporary, temporary, DONE]) == (201, ["order-1"] * 3)


def test_a_final_error_is_told_at_once() -> None:
    with pytest.raises(Refused, match="POST /v1/orders was refused with 409: taken"):
        post([TAKEN])


def test_an_allowed_error_is_an_answer() -> None:
    assert post([TAKEN], allowed=(409,)) == (409, ["order-1"])


def test_patience_has_an_end() -> None:
    with pytest.raises(Unanswered, match="is the server still running"):
        post([AWAY] * 20, patience_s=0.1)


@pytest.mark.parametrize(
    ("attempt", "retry_after", "pause"),
    [(0, None, 0.05), (1, None, 0.1), (5, None, 1.6), (50, None, 1.6), (0, "3", 3), (0, "900", 5), (0, "soon", 0.05)],
)
def test_pauses_double_to_an_end_and_follow_the_server(attempt: int, retry_after: str | None, pause: float) -> None:
    assert pause_s(attempt, retry_after) == pause
