"""One POST to a receiver that somebody else named: only to addresses that may be reached, checked when it connects, and
bounded in time and size. No redirect is followed, no proxy of the environment is used.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import httpcore

from tasks.webhooks.addresses import Address, Networks, is_allowed, may_reach
from tasks.webhooks.attempts import Outcome

SUCCESS = range(200, 300)
TIMEOUT_S = 10.0
CONNECT_TIMEOUT_S = 3.0
MOST_BYTES_READ = 64 * 1024
MOST_CONNECTIONS = 256
LOOK_UPS = 16
"""Threads that wait for name servers; their own, since whoever owns a name decides how long that takes."""

Resolve = Callable[[str, int], Awaitable[Sequence[Address]]]


class NotReachable(Exception):
    """The host leads to no address that a webhook may go to."""


class Sender:
    """`resolve` and `trust` left out: the system's names, and the usual certificates."""

    def __init__(
        self, allowed: Networks, *, resolve: Resolve | None = None, trust: ssl.SSLContext | None = None
    ) -> None:
        self._look_ups = ThreadPoolExecutor(LOOK_UPS, thread_name_prefix="look-up")
        resolve = resolve or partial(_resolve, self._look_ups)
        self._pools = {
            "https": _pool(Guard(resolve, partial(may_reach, allowed=allowed)), trust),
            "http": _pool(Guard(resolve, partial(is_allowed, allowed=allowed)), trust),
        }

    async def close(self) -> None:
        for pool in self._pools.values():
            await pool.aclose()
        self._look_ups.shutdown(wait=False, cancel_futures=True)

    async def send(self, url: str, headers: Mapping[str, str], body: bytes) -> Outcome:
        """Never raises for what a receiver does."""
        try:
            async with asyncio.timeout(TIMEOUT_S):
                return await self._post(url, headers, body)
        except TimeoutError:
            return Outcome(None, f"no answer within {TIMEOUT_S:g} s")
        except NotReachable as fault:
            return Outcome(None, str(fault))
        except (OSError, UnicodeError) as fault:  # of the look-up of the name
            return Outcome(None, f"the name cannot be looked up: {fault}")
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as fault:
            return Outcome(None, f"{type(fault).__name__}: {fault}")

    async def _post(self, url: str, headers: Mapping[str, str], body: bytes) -> Outcome:
        place = urlsplit(url)
        named = {"host": place.netloc, "content-type": "application/json", "user-agent": "bpo-webhooks", **headers}
        fields = [(name.encode(), value.encode()) for name, value in named.items()]
        async with self._pools[place.scheme].stream("POST", url, headers=fields, content=body) as response:
            await _read_some(response)
            return Outcome(response.status, None if response.status in SUCCESS else f"answered {response.status}")


class Guard(httpcore.AsyncNetworkBackend):
    """Looks a host up, and connects to one of the very addresses that it has looked at; TLS still asks for the host."""

    def __init__(self, resolve: Resolve, may_connect: Callable[[Address], bool]) -> None:
        self._resolve = resolve
        self._may_connect = may_connect
        self._backend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's own signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        addresses = [each for each in await self._resolve(host, port) if self._may_connect(each)]
        if not addresses:
            raise NotReachable(f"{host} leads to no address that a webhook may go to")
        for address in addresses:
            try:
                return await self._backend.connect_tcp(
                    str(address), port, CONNECT_TIMEOUT_S, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as fault:
                refused = fault
        raise refused


def _pool(guard: Guard, trust: ssl.SSLContext | None) -> httpcore.AsyncConnectionPool:
    return httpcore.AsyncConnectionPool(
        ssl_context=trust or httpcore.default_ssl_context(),
        max_connections=MOST_CONNECTIONS,
        max_keepalive_connections=0,
        network_backend=guard,
    )


async def _resolve(executor: ThreadPoolExecutor, host: str, port: int) -> Sequence[Address]:
    look_up = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    found = await asyncio.get_running_loop().run_in_executor(executor, look_up)
    return [ip_address(place[0]) for *_, place in found]


async def _read_some(response: httpcore.Response) -> None:
    """Enough to let a receiver finish what it says."""
    read_bytes = 0
    async for chunk in response.aiter_stream():
        read_bytes += len(chunk)
        if read_bytes > MOST_BYTES_READ:
            break
