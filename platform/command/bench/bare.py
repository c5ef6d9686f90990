"""What the product is held against: Litestar handlers that look a key up and write the same rows, and do nothing else.

No tenants that are kept apart, no rules, no schemas, no idempotency, no item that is locked: the least that a person
would write by hand, on the same server, driver and pool.
"""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
from litestar import Litestar, Request, Response, get, post
from litestar.exceptions import NotAuthorizedException, NotFoundException
from msgspec import Struct

from tenants.database import open_pool
from tenants.settings import Settings

from ..serve import serve

HERE = Path(__file__).parent
KEY = "select tenant_id, user_id, role from api_keys where digest = $1 and revoked_at is null"
ORDER = "insert into bench.orders (tenant_id, reference, document) values ($1, $2, $3) returning id"
SERVED = "select lanes from bench.served where user_id = $1"
CLAIM = (HERE / "bare_claim.sql").read_text()
COMPLETE = (HERE / "bare_complete.sql").read_text()

AnyRequest = Request[Any, Any, Any]


class Submission(Struct):
    reference: str
    document: dict[str, Any]


class Completion(Struct):
    lease_token: int
    disposition: str
    result: dict[str, Any]


submission = msgspec.json.Decoder(Submission, float_hook=Decimal).decode
completion = msgspec.json.Decoder(Completion, float_hook=Decimal).decode
encode = msgspec.json.Encoder(decimal_format="number").encode


@post("/v1/orders")
async def submit(request: AnyRequest) -> Response[bytes]:
    """One look-up, one insert."""
    key = await holder(request)
    sent = submission(await request.body())
    id_ = await pool(request).fetchval(ORDER, key["tenant_id"], sent.reference, encode(sent.document).decode())
    return said({"id": id_}, 201)


@post("/v1/tasks/claim")
async def claim(request: AnyRequest) -> Response[bytes]:
    """One look-up, one statement."""
    key = await holder(request)
    lanes = await lanes_of(request, key["user_id"])
    row = await pool(request).fetchrow(CLAIM, key["user_id"], lanes, actor(key))
    if row is None:
        return Response(b"", status_code=204)
    task = dict(row)
    lease = {"token": task.pop("lease_token"), "expires_at": task.pop("lease_until")}
    task["document"] = msgspec.Raw(task["document"].encode())
    return said({"task": task, "lease": lease}, 200)


@post("/v1/tasks/{task_id:uuid}/complete")
async def complete(request: AnyRequest, task_id: UUID) -> Response[bytes]:
    """One look-up, one statement."""
    key = await holder(request)
    body = await request.body()
    sent = completion(body)
    result = encode(sent.result).decode()
    event = encode({"task": {"id": task_id, "disposition": sent.disposition, "result": sent.result}}).decode()
    digest = hashlib.sha256(body).digest()
    row = await pool(request).fetchrow(
        COMPLETE, task_id, key["user_id"], sent.lease_token, sent.disposition, result, actor(key), event, digest
    )
    if row is None:
        raise NotFoundException
    return said(dict(row), 200)


@get("/readyz")
async def readyz() -> None:
    """Ready as soon as it listens."""


async def holder(request: AnyRequest) -> asyncpg.Record:
    key = request.headers["authorization"].removeprefix("Bearer ")
    row = await pool(request).fetchrow(KEY, hashlib.sha256(key.encode()).digest())
    if row is None:
        raise NotAuthorizedException
    return row


async def lanes_of(request: AnyRequest, user_id: UUID) -> list[int]:
    """Looked up once in a process, as the product does."""
    known: dict[UUID, list[int]] = request.app.state.lanes
    if user_id not in known:
        known[user_id] = await pool(request).fetchval(SERVED, user_id)
    return known[user_id]


def pool(request: AnyRequest) -> asyncpg.Pool:
    found: asyncpg.Pool = request.app.state.pool
    return found


def actor(key: asyncpg.Record) -> str:
    return encode({"role": key["role"], "id": key["user_id"]}).decode()


def said(value: Any, status: int) -> Response[bytes]:
    return Response(encode(value), status_code=status, media_type="application/json")


def app_on(database_url: str) -> Litestar:
    @asynccontextmanager
    async def opened(app: Litestar) -> AsyncIterator[None]:
        app.state.pool, app.state.lanes = await open_pool(database_url), {}
        yield
        await app.state.pool.close()

    return Litestar([submit, claim, complete, readyz], lifespan=[opened], openapi_config=None, logging_config=None)


if __name__ == "__main__":
    given = Settings.read()
    serve(app_on(given.database_url), given)
