"""What a machine asks the server about itself: whether it lives, whether it can work, and its counts."""

import asyncio
from collections.abc import Awaitable
from typing import Any

import redis.asyncio as redis
import structlog
from litestar import Request
from msgspec import Struct
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from tenants.revisions import is_current

from .access import database
from .answers import Answer, answer
from .routes import get

_log = structlog.get_logger(__name__)
_PATIENCE_S = 3
AnyRequest = Request[Any, Any, Any]


class Health(Struct, frozen=True):
    status: str


class Readiness(Struct, frozen=True):
    """Each is `ok` or `away`; migrations may also be `behind`, and the process `leaving`: it was told to stop."""

    process: str
    broker: str
    database: str
    migrations: str


@get("/healthz", None, answers={200: Health})
async def healthz(request: AnyRequest) -> Answer:
    """Whether the process lives"""
    return answer(Health("ok"))


@get("/readyz", None, answers={200: Readiness, 503: Readiness})
async def readyz(request: AnyRequest) -> Answer:
    """Whether database, broker and migrations are ready"""
    found = await readiness(request)
    return answer(found, 200 if found == Readiness("ok", "ok", "ok", "ok") else 503)


@get("/metrics", None, answers={200: None})
async def metrics(request: AnyRequest) -> Answer:
    """Counts and times in Prometheus' text format"""
    return Answer(generate_latest(request.app.state.registry), media_type=CONTENT_TYPE_LATEST.encode())


HANDLERS = [healthz, readyz, metrics]


async def readiness(request: AnyRequest) -> Readiness:
    """How this process, and the servers behind it, are found now."""
    broker, migrations = await asyncio.gather(_asked(_broker(request)), _asked(_migrations(request)))
    process = "leaving" if request.app.state.get("is_leaving") else "ok"
    return Readiness(process, broker, "away" if migrations == "away" else "ok", migrations)


async def _asked(question: Awaitable[str]) -> str:
    try:
        return await asyncio.wait_for(question, _PATIENCE_S)
    except Exception as error:
        _log.warning("not ready", exc_info=error)
        return "away"


async def _broker(request: AnyRequest) -> str:
    client: redis.Redis = request.app.state.broker
    await client.ping()
    return "ok"


async def _migrations(request: AnyRequest) -> str:
    async with database(request).pool.acquire() as connection:
        return "ok" if await is_current(connection) else "behind"
