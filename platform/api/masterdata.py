"""What customers and products have in common: put under a key, many at once, read and listed in order of key."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType
from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from tasks import masterdata
from tasks.masterdata import Content
from tenants import audit
from tenants.idempotency import Attempt
from tenants.outages import retried
from tenants.principals import TenantRef

from . import batches
from .access import Call, database, tenant_of, tenant_to_change
from .answers import Answer, answer
from .batches import Element
from .bodies import body
from .configuration import hold_to_form, listed
from .errors import NotFound
from .etags import hold_to_preconditions, tagged
from .idempotency import once_in_parts
from .problems import document_of
from .shapes import Shape

PATTERN = "^[^\\x00-\\x1f\\x7f/]{1,200}$"
MasterKey = Annotated[str, Meta(pattern=PATTERN)]

GROUP = 200
"""Rows of one transaction."""


@dataclass(frozen=True)
class Noun:
    """A kind of master data. `content_of` and `view_of` are given the key and the tenant's slug."""

    name: str
    model: type[Any]
    key: InstrumentedAttribute[str]
    body: type[Shape]
    element: type[Shape]
    content_of: Callable[[str, Any], Content]
    view_of: Callable[[Any, str], Struct]


class PutLine(Struct, frozen=True):
    """What became of one element: `status` 200 or 201, or what is wrong with it."""

    status: int
    key: str | None
    detail: str | UnsetType = UNSET
    errors: list[Any] | UnsetType = UNSET


class PutMany(Struct, frozen=True):
    accepted: int
    rejected: int
    items: list[PutLine]


async def put_one(request: Call, noun: Noun, key: str) -> Answer:
    tenant = await tenant_to_change(request)
    asked = await body(request, noun.body)
    hold_to_form(key, PATTERN)
    hold = partial(hold_to_preconditions, request)

    async def transaction() -> tuple[Any, bool]:
        async with database(request).session([tenant.id]) as session:
            is_new = await masterdata.put(session, tenant.id, noun.content_of(key, asked), hold=hold)
            await _record(session, request, tenant, noun, [key])
            return await session.get_one(noun.model, (tenant.id, key)), is_new

    row, is_new = await retried(transaction)
    return answer(noun.view_of(row, tenant.slug), 201 if is_new else 200, headers=tagged(row.revision))


async def put_many(request: Call, noun: Noun) -> Answer:
    read = partial(batches.elements, request, noun.element)
    tenant = await tenant_to_change(request, read)
    sent = await read()

    async def work(attempt: Attempt | None) -> Answer:
        is_new: dict[int, bool] = {}
        for group in _groups(noun, sent):
            is_new |= await _put_group(request, tenant, noun, group)
        lines = [_line(noun, each, is_new.get(nth)) for nth, each in enumerate(sent)]
        accepted = len(is_new)
        return answer(PutMany(accepted, len(lines) - accepted, lines))

    return await once_in_parts(request, work)


async def read_one(request: Call, noun: Noun, key: str) -> Answer:
    tenant = await tenant_of(request)
    async with database(request).session([tenant.id]) as session:
        row = await session.get(noun.model, (tenant.id, key))
    if row is None:
        raise NotFound
    return answer(noun.view_of(row, tenant.slug), headers=tagged(row.revision))


async def list_rows(request: Call, noun: Noun) -> Answer:
    async def read(session: AsyncSession, tenants: Sequence[Any], after: Any, limit: int) -> Sequence[Any]:
        query = select(noun.model).where(noun.model.tenant_id.in_(tenants))
        if after is not None:
            query = query.where(tuple_(noun.model.tenant_id, noun.key) > after)
        return (await session.scalars(query.order_by(noun.model.tenant_id, noun.key).limit(limit))).all()

    return await listed(request, read, lambda row: (row.tenant_id, getattr(row, noun.key.key)), noun.view_of)


Group = dict[int, Content]
"""Contents by their places in the request, no key twice."""


def _groups(noun: Noun, sent: Sequence[Element[Any]]) -> Iterator[Group]:
    group: Group = {}
    keys: set[str] = set()
    for nth, each in enumerate(sent):
        if each.asked is None:
            continue
        key = getattr(each.asked, noun.key.key)
        if len(group) == GROUP or key in keys:
            yield group
            group, keys = {}, set()
        group[nth] = noun.content_of(key, each.asked)
        keys.add(key)
    if group:
        yield group


async def _put_group(request: Call, tenant: TenantRef, noun: Noun, group: Group) -> dict[int, bool]:
    async def transaction() -> dict[str, bool]:
        async with database(request).session([tenant.id]) as session:
            done = await masterdata.put_many(session, tenant.id, list(group.values()))
            await _record(session, request, tenant, noun, sorted(done))
            return done

    is_new = await retried(transaction)
    return {nth: is_new[getattr(content, noun.key.key)] for nth, content in group.items()}


async def _record(session: AsyncSession, request: Call, tenant: TenantRef, noun: Noun, keys: Sequence[str]) -> None:
    await audit.record(
        session,
        request.user.as_actor(),
        f"{noun.name}.put",
        keys[0] if len(keys) == 1 else f"{len(keys)} {noun.name}s",
        now=datetime.now(UTC),
        data={"keys": list(keys)},
        tenant_id=tenant.id,
    )


def _line(noun: Noun, element: Element[Any], is_new: bool | None) -> PutLine:
    key = element.value.get(noun.key.key) if isinstance(element.value, dict) else None
    key = key if isinstance(key, str) else None
    if is_new is not None:
        return PutLine(201 if is_new else 200, key)
    problem = document_of(element.fault) if element.fault else {}
    return PutLine(problem["status"], key, problem["detail"], problem.get("errors", UNSET))
