"""`Idempotency-Key`: the same POST again gives the first answer again, without doing its work twice.

The record is a row of the work's own transaction, so there is never the one without the other.
"""

import hashlib
import re
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from msgspec import UNSET, structs
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from rules.errors import Fault
from tenants.code import located
from tenants.database import Executor
from tenants.idempotency import Attempt
from tenants.outages import retried

from .access import Call, database
from .answers import Answer, encode
from .bodies import body_digest
from .errors import InFlight, Invalid, KeyReused
from .headers import header

HEADER = "Idempotency-Key"

T = TypeVar("T")


async def attempt_of(request: Call) -> Attempt | None:
    """None where no key was sent. To be asked when the body has been found good. Raises Invalid."""
    key = header(request, HEADER.lower().encode())
    if key is None:
        return None
    if not _VISIBLE.fullmatch(key):
        raise Invalid(Fault(HEADER, "must be 1 to 255 visible ASCII characters"))
    return Attempt(_owner(request), _path(request), key, await body_digest(request))


async def once(
    request: Call, status: int, work: Callable[[AsyncSession], Awaitable[Any]], *, tenants: Iterable[UUID] = ()
) -> Answer:
    """`status` with what `work` gives, done in one transaction bound to `tenants`; or the first answer again.

    Only success is remembered: an exception undoes the transaction, and the key with it.
    """
    attempt = await attempt_of(request)
    bound = tuple(tenants)

    async def transaction() -> Answer:
        async with database(request).session(bound) as session:
            first = await _first_answer(session, attempt) if attempt else None
            if first:
                return first
            value = await work(session)
            if attempt:
                await session.execute(_KEEP, _arguments(attempt) | _kept(status, value))
            return Answer(encode(value), status)

    return await retried(transaction)


async def once_called(request: Call, work: Callable[[Executor], Awaitable[Answer]]) -> Answer:
    """As `once`, for work that calls database functions: on the database, or in the transaction that keeps the key."""
    attempt = await attempt_of(request)
    if attempt is None:
        return await retried(lambda: work(database(request)))

    async def transaction() -> Answer:
        async with database(request).transaction() as opened:
            (row,) = await opened.fetch(_BEGIN_CALL, *structs.astuple(attempt))
            refuse(row["outcome"])
            if row["outcome"] == "replay":
                return replayed(row["status"], row["answer"].encode())
            done = await work(opened)
            kept = (*structs.astuple(attempt), done.status, done.body.decode(), datetime.now(UTC))
            await opened.fetch(_KEEP_CALL, *kept)
            return done

    return await retried(transaction)


async def once_in_parts(request: Call, work: Callable[[Attempt | None], Awaitable[Answer]]) -> Answer:
    """As `once`, for work in several transactions, each of which knows by the attempt what it has done before."""
    attempt = await attempt_of(request)
    if attempt is None:
        return await work(None)
    (row,) = await database(request).fetch(_BEGIN_CALL, *structs.astuple(attempt))
    refuse(row["outcome"])
    if row["outcome"] == "replay":
        return replayed(row["status"], row["answer"].encode())
    done = await work(attempt)
    kept = (*structs.astuple(attempt), done.status, done.body.decode(), datetime.now(UTC))
    await database(request).fetch(_KEEP_CALL, *kept)
    return done


async def given(value: T) -> T:
    """For work that was done before its transaction."""
    return value


def replayed(status: int, answer: bytes) -> Answer:
    return Answer(answer, status, headers=[(b"idempotency-replayed", b"true")])


def refuse(outcome: str) -> None:
    """Raises what the database's outcome of a begin means, unless it is one to go on with."""
    if outcome == "reused":
        raise KeyReused
    if outcome == "in-flight":
        raise InFlight


_LONGEST_PATH = 400
_VISIBLE = re.compile("[!-~]{1,255}")
_BEGIN_CALL = "select * from bpo_code.idempotency_begin($1, $2, $3, $4)"
_KEEP_CALL = "select bpo_code.idempotency_keep($1, $2, $3, $4, $5, $6, $7)"
_BEGIN = text(located("select outcome, status, answer from bpo_code.idempotency_begin(:owner, :path, :key, :digest)"))
_KEEP = text(located("select bpo_code.idempotency_keep(:owner, :path, :key, :digest, :status, :answer, :now)"))


def _owner(request: Call) -> UUID:
    return request.user.id if request.user.is_staff else request.user.tenants[0].id


def _path(request: Call) -> str:
    """With its query; of a long one its beginning and its digest, since it stands in an index."""
    path = f"{request.scope['path']}?{request.scope['query_string'].decode('latin-1')}"
    if len(path) <= _LONGEST_PATH:
        return path
    return f"{path[:_LONGEST_PATH]} {hashlib.sha256(path.encode('utf-8', 'replace')).hexdigest()}"


async def _first_answer(session: AsyncSession, attempt: Attempt) -> Answer | None:
    row = (await session.execute(_BEGIN, _arguments(attempt))).one()
    refuse(row.outcome)
    return replayed(row.status, row.answer.encode()) if row.outcome == "replay" else None


def _arguments(attempt: Attempt) -> dict[str, Any]:
    return structs.asdict(attempt)


def _kept(status: int, value: Any) -> dict[str, Any]:
    return {"status": status, "answer": encode(_without_secrets(value)).decode(), "now": datetime.now(UTC)}


def _without_secrets(value: Any) -> Any:
    """`value` as it may be stored: a Struct names in `secrets` the members that are shown once and kept nowhere."""
    secrets = getattr(value, "secrets", ())
    return structs.replace(value, **dict.fromkeys(secrets, UNSET)) if secrets else value
