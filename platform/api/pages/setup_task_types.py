"""Task types as they are set up: what an operator fills in, decides and may wait for, seen as their desk shows it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from tasks.configuring import task_types
from tasks.distributing import clocks_of
from tasks.schemas import schema_faults
from tenants.principals import TenantRef

from ..access import Call
from ..browser.forms import Form
from ..browser.languages import N_, catalogue
from ..browser.schema_forms import Field, fields_of
from ..browser.spans import lines
from ..browser.viewers import viewer_of
from ..resources.task_types import TaskTypeBody, retire_task_type, task_type_view, write_task_type
from .setup_kind import MOST_LISTED, Body, Kind, Read, Shown, shown
from .setup_schemas import schema_beside, schema_in


def _understand(form: Form, stands: Body) -> Read:
    stopping = [{"key": reason, "clock": "stops"} for reason in lines(form.text("stopping"))]
    schema = schema_in(form, "form", stands)
    body = {
        "name": form.text("name"),
        "dispositions": lines(form.text("dispositions")),
        "pend_reasons": [*lines(form.text("running")), *stopping],
        "checklist": lines(form.text("checklist")),
    }
    return Read(body | schema.body, schema.faults)


async def _beside(request: Call, _tenant: TenantRef, body: Body) -> Mapping[str, Any]:
    clocks = clocks_of(body["pend_reasons"]).items()
    reasons = {name: [key for key, clock in clocks if clock == name] for name in ("runs", "stops")}
    return schema_beside(body["form"]) | {"fields": _fields(request, body["form"]), "reasons": reasons}


def _fields(request: Call, schema: Any) -> Sequence[Field]:
    """As the desk shows them; of what is no schema, none."""
    if not _is_of_objects(schema) or schema_faults(schema, ""):
        return ()
    return fields_of(schema, {}, catalogue(viewer_of(request).locale).locale)


def _is_of_objects(schema: Any) -> bool:
    """A schema may be true or false, of which no field can be made."""
    return isinstance(schema, Mapping) and all(map(_is_of_objects, schema.get("properties", {}).values()))


async def _list(session: AsyncSession, tenant_id: UUID) -> Sequence[Shown]:
    found = await task_types.list_of(session, [tenant_id], None, MOST_LISTED)
    return [shown(task_type_view(each, ""), each.row.revision) for each in found]


async def _read(session: AsyncSession, tenant_id: UUID, key: str) -> Shown | None:
    found = await task_types.read(session, tenant_id, key)
    return shown(task_type_view(found, ""), found.row.revision) if found else None


TASK_TYPES = Kind(
    path="task-types",
    title=N_("Types of task"),
    add=N_("Add a type of task"),
    dash="_",
    blank={"name": "", "dispositions": ["done"], "form": {}, "pend_reasons": [], "checklist": []},
    shape=TaskTypeBody,
    list_of=_list,
    read=_read,
    write=write_task_type,
    retire=retire_task_type,
    understand=_understand,
    beside=_beside,
)
