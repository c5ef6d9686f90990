"""Where files lie: a folder of the data directory, or a bucket that speaks S3 (its credentials, region and endpoint are
the AWS_* variables of the environment). Files come and go in pieces, never whole.
"""

import hashlib
from collections.abc import AsyncIterable, AsyncIterator, Sequence
from typing import Any
from uuid import UUID

import obstore
from msgspec import Struct
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from .settings import Settings

FOLDER = "files"
PIECE_BYTES = 1024 * 1024


class StorageAway(OSError):
    """The storage cannot be reached, or refuses us."""


class Stored(Struct, frozen=True):
    """`head`: the first bytes, by which its type is told."""

    size_bytes: int
    sha256: str
    head: bytes


class Storage:
    def __init__(self, store: LocalStore | S3Store) -> None:
        self._store = store

    @classmethod
    def open(cls, settings: Settings) -> "Storage":
        if settings.storage_url:
            return cls(S3Store.from_url(settings.storage_url))
        return cls(LocalStore(settings.data_dir.resolve() / FOLDER, mkdir=True))

    async def write(self, path: str, chunks: AsyncIterable[bytes]) -> Stored:
        """Whatever `chunks` raises is raised, and nothing is kept then. Raises StorageAway."""
        counted = _Counted(chunks)
        try:
            await obstore.put_async(self._store, path, counted.pieces())
        except BaseError as error:
            raise StorageAway(str(error)) from error
        return counted.stored()

    async def read(self, path: str) -> AsyncIterator[bytes]:
        """Raises FileNotFoundError before the first piece, StorageAway."""
        try:
            found = await obstore.get_async(self._store, path)
            async for piece in found.stream(min_chunk_size=PIECE_BYTES):
                yield bytes(piece)
        except BaseError as error:
            raise StorageAway(str(error)) from error

    async def remove(self, path: str) -> None:
        """Nothing where it is gone."""
        try:
            await obstore.delete_async(self._store, path)
        except FileNotFoundError:
            return
        except BaseError as error:
            raise StorageAway(str(error)) from error

    async def remove_some(self, folder: str, limit: int) -> int:
        """Up to so many of the files below `folder`; how many there were."""
        try:
            found: Sequence[Any] = await anext(obstore.list(self._store, folder, chunk_size=limit), [])
            await obstore.delete_async(self._store, [each["path"] for each in found])
        except BaseError as error:
            raise StorageAway(str(error)) from error
        return len(found)


def path_of(tenant_id: UUID, kind: str, file_id: UUID) -> str:
    return f"{folder_of(tenant_id)}/{kind}/{file_id}"


def folder_of(tenant_id: UUID) -> str:
    """All files of a tenant lie below its id."""
    return str(tenant_id)


class _Counted:
    """What passes is measured on the way."""

    def __init__(self, chunks: AsyncIterable[bytes]) -> None:
        self._chunks = chunks
        self._digest = hashlib.sha256()
        self._size_bytes = 0
        self._head = b""

    async def pieces(self) -> AsyncIterator[bytes]:
        async for chunk in self._chunks:
            self._digest.update(chunk)
            self._size_bytes += len(chunk)
            if len(self._head) < _HEAD_BYTES:
                self._head += chunk[:_HEAD_BYTES]
            yield chunk

    def stored(self) -> Stored:
        return Stored(self._size_bytes, self._digest.hexdigest(), self._head[:_HEAD_BYTES])


_HEAD_BYTES = 8 * 1024
