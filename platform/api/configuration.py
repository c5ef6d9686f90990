"""What the resources of a tenant's configuration have in common: changed under the tenant's row, listed by key."""

import re
from collections.abc import Awaitable, Callable, Container, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from rules import Fault
from tasks.configuring import keyed
from tasks.configuring.change import Change
from tasks.configuring.keyed import Hold, Uses
from tasks.errors import InputInvalid, NotRemovable
from tasks.models.configuration import Keyed
from tenants.outages import retried
from tenants.principals import TenantRef

from .access import Call, database, tenants_of
from .answers import Answer, answer, no_content
from .errors import Invalid
from .etags import hold_to_preconditions
from .idempotency import once
from .places import Paging, page, place_of
from .queries import query

T = TypeVar("T")
Holding = Callable[[Sequence[Fault]], Hold]
"""Given what is wrong with the content: what is asked before it is written."""
ReadList = Callable[[AsyncSession, Sequence[UUID], tuple[UUID, str] | None, int], Awaitable[Sequence[T]]]


async def changed(
    request: Call,
    tenant: TenantRef,
    work: Callable[[Change], Awaitable[T]],
    *,
    moves_lanes: bool = False,
    is_draft: bool = False,
) -> T:
    """What `work` gives, done in one transaction of the tenant's, after all other changes of its configuration."""

    async def transaction() -> T:
        async with database(request).session([tenant.id]) as session:
            change = Change(session, request.user, tenant.id, datetime.now(UTC))
            await change.begin(moves_lanes=moves_lanes, is_draft=is_draft)
            return await work(change)

    return await retried(transaction)


async def change_once(
    request: Call,
    tenant: TenantRef,
    status: int,
    work: Callable[[Change], Awaitable[Any]],
    *,
    moves_lanes: bool = False,
) -> Answer:
    """As `changed`, for a POST: done once for its Idempotency-Key, and answered with what `work` gives."""

    async def transaction(session: AsyncSession) -> Any:
        change = Change(session, request.user, tenant.id, datetime.now(UTC))
        await change.begin(moves_lanes=moves_lanes)
        return await work(change)

    return await once(request, status, transaction, tenants=[tenant.id])


def hold_to(request: Call, faults: Sequence[Fault]) -> Hold:
    """Preconditions first, then what is wrong with the content."""

    def hold(revision: int | None) -> None:
        hold_to_preconditions(request, revision)
        if faults:
            raise InputInvalid(faults)

    return hold


async def listed(
    request: Call, read: ReadList[T], place: Callable[[T], Any], view: Callable[[T, str], Struct]
) -> Answer:
    """A page of what the caller's tenants have, in order of tenant and key; `view` is given the tenant's slug."""
    slugs = {tenant.id: tenant.slug for tenant in tenants_of(request)}
    paging = query(request, Paging)
    after = place_of(paging.cursor, tuple[UUID, str])
    async with database(request).session(slugs) as session:
        rows = await read(session, list(slugs), after, paging.limit + 1)
    shown = page(rows, paging.limit, place)
    items = [view(row, slugs[place(row)[0]]) for row in shown.items]
    return answer({"items": items, "next_cursor": shown.next_cursor})


async def retired(
    request: Call,
    tenant: TenantRef,
    model: type[Keyed],
    key: str,
    *,
    noun: str,
    uses: Uses,
    built_in: Container[str] = (),
) -> Answer:
    async def retire(change: Change) -> None:
        await keyed.retire(model, change, key, hold=partial(hold_to_preconditions, request), uses=uses)
        await change.record(f"{noun}.retired", key, {})

    if key in built_in:
        raise NotRemovable
    await changed(request, tenant, retire, moves_lanes=True)
    return no_content()


def hold_to_form(key: str, pattern: str) -> None:
    """Raises Invalid for a key that nothing can have."""
    if re.fullmatch(pattern, key) is None or key.endswith("\n"):
        raise Invalid(Fault("{key}", f'does not match "{pattern}"'))
