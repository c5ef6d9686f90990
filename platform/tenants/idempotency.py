"""What makes a repeated request known as the same: whose it is, where it went, its key, and SHA-256 of its body."""

from uuid import UUID

from msgspec import Struct


class Attempt(Struct, frozen=True):
    owner: UUID
    path: str
    key: str
    digest: bytes
