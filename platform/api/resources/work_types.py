"""/v1/work-types: what kinds of items a tenant submits, the schema of their documents and the promise to the client."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from litestar.params import FromPath
from msgspec import UNSET, Struct, UnsetType, field, to_builtins

from rules import Fault
from tasks import durations
from tasks.configuring import keyed, rulesets, uses
from tasks.configuring.change import Change
from tasks.errors import InputInvalid
from tasks.models import WorkType
from tasks.patterns import publishing as patterns
from tasks.schemas import schema_faults
from tenants.models import KEY
from tenants.principals import TenantRef
from tenants.roles import Permission

from ..access import Call, database, tenant_of, tenant_to_change
from ..answers import Answer, answer
from ..bodies import body
from ..configuration import Holding, changed, hold_to, hold_to_form, listed, retired
from ..errors import NotFound
from ..etags import tagged
from ..places import Page, Paging
from ..routes import delete, get, put
from ..shapes import Document, Duration, Name, Shape


class Sla(Shape):
    """`target`: promised to the client so long after receipt; `warn`: `due_soon` comes so long before that."""

    target: Duration
    warn: Duration | UnsetType = UNSET


class WorkTypeBody(Shape):
    """`schema`: JSON Schema 2020-12 of the document."""

    name: Name
    schema: Document = field(default_factory=dict)
    sla: Sla | None = None


class WorkTypeView(Struct, frozen=True):
    tenant: str
    key: str
    name: str
    schema: dict[str, Any]
    sla: dict[str, Any] | None


@put(
    "/v1/work-types/{key:str}",
    Permission.CHANGE_CONFIGURATION,
    body=WorkTypeBody,
    names_tenant=True,
    answers={200: WorkTypeView, 201: WorkTypeView},
)
async def put_work_type(request: Call, key: FromPath[str]) -> Answer:
    """Make or change a work type"""
    tenant = await tenant_to_change(request)
    asked = await body(request, WorkTypeBody)
    done = await write_work_type(request, tenant, key, asked, partial(hold_to, request))
    return answer(work_type_view(done.row, tenant.slug), 201 if done.is_new else 200, headers=tagged(done.row.revision))


async def write_work_type(
    request: Call, tenant: TenantRef, key: str, asked: WorkTypeBody, holding: Holding
) -> keyed.Put[WorkType]:
    hold_to_form(key, KEY)
    hold = holding([*schema_faults(asked.schema, "/schema"), *_faults(asked.sla)])
    values = {"name": asked.name, "schema": asked.schema, "sla": to_builtins(asked.sla)}

    async def write(change: Change) -> keyed.Put[WorkType]:
        before = await keyed.read(WorkType, change.session, change.tenant_id, key)
        is_read_otherwise = before is not None and before.schema != asked.schema
        done = await keyed.put(WorkType, change, key, values, hold=hold)
        await _hold_to_published(change, key, asked.schema)
        if is_read_otherwise:
            await patterns.read_anew(change, key)
        await change.record("work_type.put", key, values)
        return done

    return await changed(request, tenant, write)


@get("/v1/work-types", Permission.READ_TYPES, query=Paging, names_tenant=True, answers={200: Page[WorkTypeView]})
async def list_work_types(request: Call) -> Answer:
    """All work types, in order of tenant and key"""
    return await listed(request, partial(keyed.list_of, WorkType), keyed.place, work_type_view)


@get("/v1/work-types/{key:str}", Permission.READ_TYPES, names_tenant=True, answers={200: WorkTypeView})
async def read_work_type(request: Call, key: FromPath[str]) -> Answer:
    """One work type"""
    tenant = await tenant_of(request)
    async with database(request).session([tenant.id]) as session:
        row = await keyed.read(WorkType, session, tenant.id, key)
    if row is None:
        raise NotFound
    return answer(work_type_view(row, tenant.slug), headers=tagged(row.revision))


@delete("/v1/work-types/{key:str}", Permission.CHANGE_CONFIGURATION, names_tenant=True, answers={204: None})
async def delete_work_type(request: Call, key: FromPath[str]) -> Answer:
    """Retire a work type of which no item is open"""
    return await retire_work_type(request, await tenant_to_change(request), key)


async def retire_work_type(request: Call, tenant: TenantRef, key: str) -> Answer:
    return await retired(request, tenant, WorkType, key, noun="work_type", uses=uses.of_work_type)


HANDLERS = [put_work_type, list_work_types, read_work_type, delete_work_type]


async def _hold_to_published(change: Change, key: str, schema: Document) -> None:
    """Raises InputInvalid for a schema with which the rules in force could no longer be read."""
    unreadable = await rulesets.faults_with_schema(change, key, schema)
    if unreadable:
        first = unreadable[0]
        detail = f"the published rules cannot be read with it: {first.pointer}: {first.detail}"
        raise InputInvalid([Fault("/schema", detail)])


def _faults(sla: Sla | None) -> Sequence[Fault]:
    given = {} if sla is None else {"target": sla.target, "warn": sla.warn}
    return [fault for name, text in given.items() if text is not UNSET for fault in _duration(text, f"/sla/{name}")]


def _duration(text: str, at: str) -> Sequence[Fault]:
    try:
        durations.parse(text)
    except durations.DurationInvalid as invalid:
        return [Fault(at, str(invalid))]
    return []


def work_type_view(row: WorkType, tenant: str) -> WorkTypeView:
    return WorkTypeView(tenant, row.key, row.name, row.schema, row.sla)
