"""/rules/{slug}/{key}/simulate/patterns: what the draft's patterns would have raised in the past, counted while one
watches."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from tasks.patterns import trials
from tenants.ids import new_id
from tenants.roles import Permission

from ..access import Call, database, ring_relay, tenant_named
from ..answers import Answer
from ..browser.rendering import see_other, show
from ..browser.routing import page
from ..errors import NotFound
from ..rulesets import working_copy
from .rule_views import ruleset_values

PATTERNS = "/rules/{slug:str}/{key:str}/simulate/patterns"
_PART = "rules/_tried_patterns.html"


@page("GET", PATTERNS, Permission.READ_CONFIGURATION)
async def show_patterns(request: Call, slug: FromPath[str], key: FromPath[str]) -> Answer:
    """Try the draft's patterns on the past"""
    return await _page(request, slug, key, None)


@page("POST", PATTERNS, Permission.READ_CONFIGURATION)
async def try_patterns(request: Call, slug: FromPath[str], key: FromPath[str]) -> Answer:
    """Begin to count; nothing is raised"""
    tenant, now = tenant_named(request, slug), datetime.now(UTC)
    trial_id = new_id(now)
    async with database(request).session([tenant.id]) as session:
        patterns = await _patterns(session, tenant.id, key)
        await trials.start(session, tenant.id, key, patterns, trial_id, now)
    ring_relay(request)
    return see_other(request, f"/rules/{slug}/{key}/simulate/patterns" + (f"/{trial_id}" if patterns else ""))


@page("GET", PATTERNS + "/{trial_id:uuid}", Permission.READ_CONFIGURATION)
async def show_tried_patterns(
    request: Call, slug: FromPath[str], key: FromPath[str], trial_id: FromPath[UUID]
) -> Answer:
    """How far it has come, and what it has counted"""
    return await _page(request, slug, key, trial_id)


HANDLERS = [show_patterns, try_patterns, show_tried_patterns]


async def _page(request: Call, slug: str, key: str, trial_id: UUID | None) -> Answer:
    tenant = tenant_named(request, slug)
    values = await ruleset_values(request, tenant, key)
    async with database(request).session([tenant.id]) as session:
        patterns = await _patterns(session, tenant.id, key)
        found = await trials.read(session, trial_id) if trial_id else None
    if trial_id and (found is None or found.ruleset != key):
        raise NotFound
    return show(request, "rules/patterns.html", {**values, "patterns": patterns, "found": found}, parts=(_PART,))


async def _patterns(session: AsyncSession, tenant_id: UUID, key: str) -> list[dict[str, Any]]:
    """Of the draft, or what is published where there is none. Raises NotFound without such a work type."""
    found: list[dict[str, Any]] = (await working_copy(session, tenant_id, key)).content.get("patterns") or []
    return found
