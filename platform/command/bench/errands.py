"""What a load client sends on one connection: requests prebuilt, answers read as little as can be."""

from http import HTTPStatus
from typing import Protocol

from msgspec import Struct

from ..errors import CommandError

ORDERS, BULK, CLAIM, COMPLETE = "/v1/orders", "/v1/work-items/bulk", "/v1/tasks/claim", "/v1/tasks/%s/complete"
JSON, NDJSON = "application/json", "application/x-ndjson"


class WrongAnswer(CommandError):
    """The server did not answer as the benchmark expects."""


class Errand(Protocol):
    """Gives the first request, then for each answer how many units of work it finished, and the next request."""

    def first(self) -> bytes: ...

    def next(self, status: int, body: bytes) -> tuple[int, bytes]: ...


class Posting(Struct, tag=True, frozen=True):
    """Orders one by one: a unit is an order."""

    key: str
    document: str

    def errand(self, mark: str) -> Errand:
        return _Posting(self, mark)


class Bulking(Struct, tag=True, frozen=True):
    """Orders in NDJSON, `size` at a time: a unit is an order."""

    key: str
    document: str
    size: int

    def errand(self, mark: str) -> Errand:
        return _Bulking(self, mark)


class Working(Struct, tag=True, frozen=True):
    """An operator who takes the next task and completes it: a unit is both."""

    key: str
    disposition: str

    def errand(self, mark: str) -> Errand:
        return _Working(self)


AnyErrand = Posting | Bulking | Working


class _References:
    """Unique and of one length: `mark` tells the connections of all rounds apart."""

    def __init__(self, mark: str) -> None:
        self._pattern = mark + "-%08d"
        self._last = 0

    def next(self) -> bytes:
        self._last += 1
        return (self._pattern % self._last).encode()


class _Posting:
    def __init__(self, plan: Posting, mark: str) -> None:
        self._references = _References(mark)
        before, after = f'{{"reference":"{mark}-%08d","document":{plan.document}}}'.split("%08d")
        length = len(before) + 8 + len(after.encode())
        self._before = head(ORDERS, plan.key, JSON, length) + b'{"reference":"'
        self._after = after.encode()

    def first(self) -> bytes:
        return self._before + self._references.next() + self._after

    def next(self, status: int, body: bytes) -> tuple[int, bytes]:
        if status != HTTPStatus.CREATED:
            raise WrongAnswer(f"POST {ORDERS}: {status} {body[:300]!r}")
        return 1, self.first()


class _Bulking:
    def __init__(self, plan: Bulking, mark: str) -> None:
        self._references = _References(mark)
        self._plan = plan
        self._after = f'","document":{plan.document}}}\n'.encode()
        self._accepted = b'{"accepted":%d,"rejected":0,' % plan.size

    def first(self) -> bytes:
        before, after, reference = b'{"type":"order","reference":"', self._after, self._references.next
        lines = b"".join([before + reference() + after for _ in range(self._plan.size)])
        return head(BULK, self._plan.key, NDJSON, len(lines)) + lines

    def next(self, status: int, body: bytes) -> tuple[int, bytes]:
        if status != HTTPStatus.OK or not body.startswith(self._accepted):
            raise WrongAnswer(f"POST {BULK}: {status} {body[:300]!r}")
        return self._plan.size, self.first()


class _Working:
    def __init__(self, plan: Working) -> None:
        self._key = plan.key
        self._claim = head(CLAIM, plan.key, JSON, 0)
        self._complete = b'{"lease_token":%s,"disposition":"%s","result":{}}'
        self._disposition = plan.disposition.encode()
        self._is_held = False

    def first(self) -> bytes:
        return self._claim

    def next(self, status: int, body: bytes) -> tuple[int, bytes]:
        if status != HTTPStatus.OK:
            raise WrongAnswer(f"POST {CLAIM} or {COMPLETE}: {status} {body[:300]!r}")
        self._is_held = not self._is_held
        return (0, self._completion(body)) if self._is_held else (1, self._claim)

    def _completion(self, body: bytes) -> bytes:
        """Looks for the task's id, which comes first, and the lease's token, which comes last."""
        id_at, token_at = body.index(b'"id":"') + 6, body.rindex(b'"token":') + 8
        token = body[token_at : body.index(b",", token_at)]
        sent = self._complete % (token, self._disposition)
        return head(COMPLETE % body[id_at : id_at + 36].decode(), self._key, JSON, len(sent)) + sent


def head(path: str, key: str, media_type: str, length: int) -> bytes:
    lines = (
        f"POST {path} HTTP/1.1",
        "Host: bench",
        f"Authorization: Bearer {key}",
        f"Content-Type: {media_type}",
        f"Content-Length: {length}",
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
