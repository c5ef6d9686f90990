"""/v1/rulesets/{key}/patterns: the patterns in force, tried on items, and gone through with for the past."""

import asyncio
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from litestar.params import FromPath
from msgspec import UNSET, Meta, Struct, UnsetType, field
from sqlalchemy.ext.asyncio import AsyncSession

from rules.patterns import MOST_ITEMS, SeenItem, Tried, TriedMatch, tried
from tasks.configuring import rulesets
from tasks.patterns import trials, views
from tasks.patterns.seeing import seen_item
from tasks.patterns.trials import TrialView
from tasks.patterns.views import PatternView
from tenants.ids import new_id
from tenants.principals import TenantRef
from tenants.roles import Permission

from ..access import Call, database, ring_relay, tenant_of
from ..answers import Answer, answer
from ..bodies import body
from ..errors import NotFound
from ..idempotency import given, once
from ..places import Page, Paging, page, place_of
from ..queries import query
from ..routes import get, post
from ..rulesets import Chosen, chosen_content, hold_to_one
from ..shapes import Document, Instant, Key, Shape


class TriedItem(Shape):
    """What is left out: its place as `id`, the ruleset's type, nothing known, received now."""

    id: str | UnsetType = UNSET
    type: Key | UnsetType = UNSET
    reference: str | None = None
    document: Document = field(default_factory=dict)
    facts: Document = field(default_factory=dict)
    received_at: Instant | UnsetType = UNSET
    priority: Decimal | None = None


class TryPatternsBody(Chosen, kw_only=True):
    """Neither `draft` nor `version`: what is published. Of items received at one time the later in the list is
    later."""

    items: Annotated[list[TriedItem], Meta(max_length=MOST_ITEMS)]


class TriedPart(Struct, frozen=True, rename={"alias": "as"}):
    alias: str
    id: str
    reference: str | None


class Raised(Struct, frozen=True, omit_defaults=True):
    """`fault`: why the signal could not be computed."""

    signal: str | None
    data: Any = None
    fault: str | None = None


class MatchView(Struct, frozen=True):
    """`to` is the id of the item that the signals go to."""

    pattern: str
    items: list[TriedPart]
    to: str
    raises: list[Raised]


class PatternWarning(Struct, frozen=True):
    pattern: str
    detail: str


class TriedPatterns(Struct, frozen=True):
    matches: list[MatchView]
    warnings: list[PatternWarning]


class TrialBody(Chosen):
    """Neither `draft` nor `version`: what is published."""


class Started(Struct, frozen=True):
    id: UUID


@get(
    "/v1/rulesets/{key:str}/patterns",
    Permission.READ_CONFIGURATION,
    query=Paging,
    names_tenant=True,
    answers={200: Page[PatternView]},
)
async def list_patterns(request: Call, key: FromPath[str]) -> Answer:
    """The patterns in force, in the ruleset's order: what they raised, and what was too much for them"""
    tenant = await tenant_of(request)
    async with database(request).session([tenant.id]) as session:
        await rulesets.schema_of(session, tenant.id, key)
        paging = query(request, Paging)
        after = place_of(paging.cursor, int)
        found = await views.in_force(session, tenant.id, key, after, paging.limit + 1)
    shown = page(found, paging.limit, lambda placed: placed[0])
    return answer({"items": [view for _, view in shown.items], "next_cursor": shown.next_cursor})


@post(
    "/v1/rulesets/{key:str}/patterns/evaluate",
    Permission.READ_CONFIGURATION,
    body=TryPatternsBody,
    names_tenant=True,
    answers={200: TriedPatterns},
)
async def evaluate_patterns(request: Call, key: FromPath[str]) -> Answer:
    """Try a ruleset's patterns on items; nothing is changed"""
    tenant = await tenant_of(request)
    async with database(request).session([tenant.id]) as session:
        await rulesets.schema_of(session, tenant.id, key)
        asked = await body(request, TryPatternsBody)
        hold_to_one(asked)
        found = await chosen_content(session, tenant, key, asked)
    ruleset = await rulesets.loaded(found.content, found.schemas)
    now = datetime.now(UTC)
    items = [_seen(nth, each, key, tenant, now) for nth, each in enumerate(asked.items)]
    seen = await asyncio.to_thread(tried, ruleset.patterns, key, items)
    return await once(request, 200, lambda _: given(_view(seen, asked.items)))


@post(
    "/v1/rulesets/{key:str}/patterns/backfill",
    Permission.READ_CONFIGURATION,
    body=TrialBody,
    names_tenant=True,
    answers={202: Started},
)
async def try_on_past(request: Call, key: FromPath[str]) -> Answer:
    """Count what a ruleset's patterns would have raised; nothing is raised"""
    tenant = await tenant_of(request)
    async with database(request).session([tenant.id]) as session:
        await rulesets.schema_of(session, tenant.id, key)
        asked = await body(request, TrialBody)
        hold_to_one(asked)
        found = await chosen_content(session, tenant, key, asked)
    now = datetime.now(UTC)
    started = Started(new_id(now))

    async def start(session: AsyncSession) -> Started:
        await trials.start(session, tenant.id, key, found.content.get("patterns") or [], started.id, now)
        return started

    done = await once(request, 202, start, tenants=[tenant.id])
    ring_relay(request)
    return done


@get("/v1/pattern-backfills/{trial_id:uuid}", Permission.READ_CONFIGURATION, answers={200: TrialView})
async def read_trial(request: Call, trial_id: FromPath[UUID]) -> Answer:
    """How far such a count has come, and what it has found"""
    async with database(request).session(request.user.tenant_ids) as session:
        found = await trials.read(session, trial_id)
    if found is None:
        raise NotFound
    return answer(found)


HANDLERS = (list_patterns, evaluate_patterns, try_on_past, read_trial)


def _seen(nth: int, each: TriedItem, key: str, tenant: TenantRef, now: datetime) -> SeenItem:
    """Known by its place, which also says which of two that were received at one time is the later."""
    item_type = key if each.type is UNSET else each.type
    received_at = now if each.received_at is UNSET else each.received_at
    parts = {"document": each.document, "facts": each.facts, "priority": each.priority}
    return seen_item(nth, item_type, each.reference, received_at, parts, tenant)


def _view(seen: Tried, items: list[TriedItem]) -> TriedPatterns:
    matches = [_match(match, items) for match in seen.matches]
    return TriedPatterns(matches, [PatternWarning(*warning) for warning in seen.warnings])


def _match(match: TriedMatch, items: list[TriedItem]) -> MatchView:
    parts = [TriedPart(part.alias, _id(part.id, items), items[part.id].reference) for part in match.parts]
    raises = [Raised(each.payload.get("signal"), each.payload.get("data"), each.fault) for each in match.actions]
    return MatchView(match.pattern, parts, _id(match.receiver, items), raises)


def _id(nth: int, items: list[TriedItem]) -> str:
    given_id = items[nth].id
    return str(nth) if given_id is UNSET else given_id
