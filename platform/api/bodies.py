"""The body of a request: read within its limits, held to be JSON, and given the shape that the handler asks for.

A handler reads it when it has found its resource, because a missing resource answers before a bad body does:

    new = await body(request, NewQueue)
"""

import hashlib
import re
from collections.abc import AsyncIterator
from typing import Any, TypeVar, cast

from litestar import Request
from litestar.types import HTTPReceiveMessage

from . import answers, wire
from .errors import BodyTooLarge, Disconnected, UnsupportedMediaType
from .headers import header
from .shapes import Shape, fit

S = TypeVar("S", bound=Shape)
AnyRequest = Request[Any, Any, Any]


async def body(request: AnyRequest, shape: type[S]) -> S:
    """The body as `shape`; an empty one is `{}`.

    Raises, in this order, BodyTooLarge, UnsupportedMediaType, NotJson, Invalid.
    """
    return fit(await unshaped_body(request, shape), shape)


async def unshaped_body(request: AnyRequest, shape: type[Shape]) -> Any:
    """The body as any JSON within the limits of `shape`, for who finds all its faults otherwise."""
    raw = await raw_body(request, shape.most_bytes)
    if not raw:
        return {}
    if not _JSON.fullmatch(header(request, b"content-type") or "application/json"):
        raise UnsupportedMediaType
    value = wire.decode(raw)
    for member, most_bytes in shape.most_bytes_of.items():
        if len(raw) > most_bytes and isinstance(value, dict) and _size_bytes(value.get(member)) > most_bytes:
            raise BodyTooLarge(most_bytes)
    return value


async def raw_body(request: AnyRequest, most_bytes: int) -> bytes:
    """The bytes as they came, and kept with the request; not read on once they are too many."""
    scope = cast(dict[str, Any], request.scope)
    if _KEPT not in scope:
        scope[_KEPT] = await _read(request, most_bytes)
    raw: bytes = scope[_KEPT]
    return raw


def hold_to_length(request: AnyRequest, most_bytes: int) -> None:
    """Raises BodyTooLarge for what says so itself."""
    if int(header(request, b"content-length") or 0) > most_bytes:
        raise BodyTooLarge(most_bytes)


async def streamed_body(request: AnyRequest, most_bytes: int) -> AsyncIterator[bytes]:
    """The bytes as they come, for what is kept elsewhere; only their digest stays with the request.

    Raises BodyTooLarge, Disconnected.
    """
    digest = hashlib.sha256()
    async for chunk in _chunks(request, most_bytes):
        digest.update(chunk)
        yield chunk
    cast(dict[str, Any], request.scope)[_DIGEST] = digest.digest()


async def body_digest(request: AnyRequest) -> bytes:
    """SHA-256 of the body, which has been read."""
    scope = cast(dict[str, Any], request.scope)
    if _DIGEST not in scope:
        scope[_DIGEST] = hashlib.sha256(await raw_body(request, 0)).digest()
    digest: bytes = scope[_DIGEST]
    return digest


_KEPT, _DIGEST = "bpo.body", "bpo.body_digest"
_JSON = re.compile(r"application/(?:[\w.-]+\+)?json\s*(?:;\s*charset=\"?utf-8\"?\s*)?", re.IGNORECASE)


async def _read(request: AnyRequest, most_bytes: int) -> bytes:
    return b"".join([chunk async for chunk in _chunks(request, most_bytes)])


async def _chunks(request: AnyRequest, most_bytes: int) -> AsyncIterator[bytes]:
    hold_to_length(request, most_bytes)
    length_bytes, more = 0, True
    while more:
        message = cast(HTTPReceiveMessage, await request.receive())
        if message["type"] == "http.disconnect":
            raise Disconnected
        length_bytes += len(message["body"])
        if length_bytes > most_bytes:
            raise BodyTooLarge(most_bytes)
        yield message["body"]
        more = message.get("more_body", False)


def _size_bytes(value: Any) -> int:
    return len(answers.encode(value))
