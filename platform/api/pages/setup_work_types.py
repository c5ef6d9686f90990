"""Work types as they are set up: what a client submits, and by when it is promised to be done."""

from collections.abc import Mapping
from typing import Any

from tasks.models import WorkType
from tenants.principals import TenantRef

from ..access import Call
from ..browser.forms import Form
from ..browser.languages import N_
from ..browser.spans import duration
from ..resources.work_types import WorkTypeBody, retire_work_type, work_type_view, write_work_type
from .setup_kind import Body, Kind, Read, of_model
from .setup_schemas import schema_beside, schema_in


def _understand(form: Form, stands: Body) -> Read:
    promised = {name: duration(form.text(name)) for name in ("target", "warn") if form.text(name)}
    schema = schema_in(form, "schema", stands)
    return Read({"name": form.text("name"), "sla": promised or None} | schema.body, schema.faults)


async def _beside(_request: Call, _tenant: TenantRef, body: Body) -> Mapping[str, Any]:
    return schema_beside(body["schema"])


_list, _read = of_model(WorkType, work_type_view)
WORK_TYPES = Kind(
    path="work-types",
    title=N_("Types of work"),
    add=N_("Add a type of work"),
    dash="_",
    blank={"name": "", "schema": {}, "sla": None},
    shape=WorkTypeBody,
    list_of=_list,
    read=_read,
    write=write_work_type,
    retire=retire_work_type,
    understand=_understand,
    beside=_beside,
)
