"""/v1/task-types: with what a task of a type may be completed. Every change is a version; tasks keep theirs."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any, Literal

from litestar.params import FromPath
from msgspec import Meta, Struct, field, to_builtins

from rules import Fault
from tasks.configuring import task_types, uses
from tasks.configuring.change import Change
from tasks.configuring.task_types import Content, Versioned
from tasks.founding import ANY_RESULT, TASK_TYPES
from tasks.models import TaskType
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
from ..shapes import Document, Name, Shape

Code = Annotated[str, Meta(min_length=1, max_length=100)]
UNIQUE = {"uniqueItems": True}


class PendReason(Shape):
    """`stops`: while a task is set aside for this reason its due time moves on."""

    key: Code
    clock: Literal["runs", "stops"] = "runs"


class TaskTypeBody(Shape):
    """`form`: JSON Schema 2020-12 of the result."""

    most_bytes_of = {"form": 256 * 1024}  # noqa: RUF012 - a ClassVar of Shape

    name: Name
    dispositions: Annotated[list[Code], Meta(min_length=1, max_length=100, extra_json_schema=UNIQUE)]
    form: Document = field(default_factory=lambda: dict(ANY_RESULT))
    pend_reasons: list[Code | PendReason] = field(default_factory=list)
    checklist: list[Name] = field(default_factory=list)


class TaskTypeView(Struct, frozen=True):
    tenant: str
    key: str
    name: str
    version: int
    dispositions: list[str]
    form: dict[str, Any]
    pend_reasons: list[Any]
    checklist: list[str]


@put(
    "/v1/task-types/{key:str}",
    Permission.CHANGE_CONFIGURATION,
    body=TaskTypeBody,
    names_tenant=True,
    answers={200: TaskTypeView, 201: TaskTypeView},
)
async def put_task_type(request: Call, key: FromPath[str]) -> Answer:
    """Make or change a task type"""
    tenant = await tenant_to_change(request)
    asked = await body(request, TaskTypeBody)
    done = await write_task_type(request, tenant, key, asked, partial(hold_to, request))
    return answer(task_type_view(done, tenant.slug), 201 if done.is_new else 200, headers=tagged(done.row.revision))


async def write_task_type(
    request: Call, tenant: TenantRef, key: str, asked: TaskTypeBody, holding: Holding
) -> Versioned:
    hold_to_form(key, KEY)
    hold = holding([*schema_faults(asked.form, "/form"), *_faults_of_built_in(key, asked)])
    content = Content(asked.dispositions, asked.form, to_builtins(asked.pend_reasons), asked.checklist)

    async def write(change: Change) -> Versioned:
        done = await task_types.write(change, key, asked.name, content, hold=hold)
        await change.record("task_type.put", key, {"name": asked.name, "version": done.row.version})
        return done

    return await changed(request, tenant, write)


@get("/v1/task-types", Permission.READ_TYPES, query=Paging, names_tenant=True, answers={200: Page[TaskTypeView]})
async def list_task_types(request: Call) -> Answer:
    """All task types, in order of tenant and key"""
    return await listed(request, task_types.list_of, lambda found: (found.row.tenant_id, found.row.key), task_type_view)


@get("/v1/task-types/{key:str}", Permission.READ_TYPES, names_tenant=True, answers={200: TaskTypeView})
async def read_task_type(request: Call, key: FromPath[str]) -> Answer:
    """One task type"""
    tenant = await tenant_of(request)
    async with database(request).session([tenant.id]) as session:
        found = await task_types.read(session, tenant.id, key)
    if found is None:
        raise NotFound
    return answer(task_type_view(found, tenant.slug), headers=tagged(found.row.revision))


@delete("/v1/task-types/{key:str}", Permission.CHANGE_CONFIGURATION, names_tenant=True, answers={204: None})
async def delete_task_type(request: Call, key: FromPath[str]) -> Answer:
    """Retire a task type that nothing uses any more"""
    return await retire_task_type(request, await tenant_to_change(request), key)


async def retire_task_type(request: Call, tenant: TenantRef, key: str) -> Answer:
    return await retired(request, tenant, TaskType, key, noun="task_type", uses=uses.of_task_type, built_in=TASK_TYPES)


HANDLERS = [put_task_type, list_task_types, read_task_type, delete_task_type]


def _faults_of_built_in(key: str, asked: TaskTypeBody) -> Sequence[Fault]:
    """What a task `unrouted` or `exception` is completed with moves its item on: it can be added to, not taken away."""
    if key not in TASK_TYPES:
        return []
    missing = [each for each in TASK_TYPES[key][1] if each not in asked.dispositions]
    return [Fault("/dispositions", f'must hold "{each}"') for each in missing]


def task_type_view(found: Versioned, tenant: str) -> TaskTypeView:
    row, content = found.row, found.content
    return TaskTypeView(
        tenant=tenant,
        key=row.key,
        name=row.name,
        version=row.version,
        dispositions=content.dispositions,
        form=content.form,
        pend_reasons=content.pend_reasons,
        checklist=content.checklist,
    )
