"""Files that come in and go out, in pieces, never whole."""

from collections.abc import AsyncIterable, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Request
from litestar.types import Receive, Scope, Send

from tenants.outages import is_outage
from tenants.storage import Storage, Stored

from .access import Call
from .answers import Answer, Headers

Pieces = AsyncIterable[bytes]


def storage(request: Request[Any, Any, Any]) -> Storage:
    found: Storage = request.app.state.storage
    return found


class Upload:
    def __init__(self, storage: Storage, path: str) -> None:
        self._storage = storage
        self._path = path
        self.is_used = False

    async def write(self, pieces: Pieces) -> Stored:
        return await self._storage.write(self._path, pieces)

    def answered(self, answer: Answer) -> Answer:
        """The file is used, unless what is answered is the first answer again."""
        self.is_used = all(name != b"idempotency-replayed" for name, _ in answer.headers)
        return answer


@asynccontextmanager
async def uploading(request: Call, path: str) -> AsyncIterator[Upload]:
    """What is not used in the end is removed; but not after an outage, when nobody knows what was committed."""
    upload = Upload(storage(request), path)
    try:
        yield upload
    except Exception as error:
        upload.is_used = is_outage(error)
        raise
    finally:
        if not upload.is_used:
            await storage(request).remove(path)


class Download(Answer):
    """A file of a known size."""

    __slots__ = ("_pieces", "_size_bytes")

    def __init__(self, pieces: Pieces, size_bytes: int, *, media_type: bytes, headers: Headers) -> None:
        super().__init__(b"", media_type=media_type, headers=headers)
        self._pieces = pieces
        self._size_bytes = size_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [
            *self.headers,
            (b"content-length", str(self._size_bytes).encode()),
            (b"content-type", self.media_type),
        ]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        async for piece in self._pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
