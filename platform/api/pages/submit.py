"""/submit: a file of many items is sent; what is then done with it is in `imported`."""

import asyncio
import tempfile
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import Any
from uuid import UUID

from tasks.imports import looked_at
from tasks.imports.columns import REFERENCE
from tasks.imports.errors import FileUnreadable
from tasks.imports.preview import Preview, keep_head, preview_of
from tasks.imports.records import Order
from tasks.reading.titles import titles_of
from tenants.errors import TenantSuspended
from tenants.ids import new_id
from tenants.principals import TenantRef
from tenants.roles import Permission, Role, reach_of
from tenants.storage import path_of

from ..access import Call, database, office, ring_relay, tenant_named
from ..answers import Answer
from ..browser.languages import N_
from ..browser.navigation import Entry
from ..browser.rendering import see_other, show
from ..browser.routing import page
from ..errors import NotFound
from ..forms import sent_file
from ..queries import TENANT, parameters, query
from ..shapes import Key, Shape
from ..uploads import Upload, storage, uploading

ENTRIES = (
    Entry(
        label=N_("Submit"),
        path="/submit",
        permission=Permission.SUBMIT_ITEMS,
        order=45,
        go="s",
        roles=frozenset({Role.TENANT_ADMIN, Role.CLIENT}),
    ),
)
MOST_BYTES = 1024 * 1024 * 1024
LONGEST_NAME = 200
_INVALID = 422
_UNSUPPORTED = 415
FORMATS = {".csv": "csv", ".txt": "csv", ".ndjson": "ndjson", ".jsonl": "ndjson", ".xlsx": "xlsx"}
"""By the end of the file's name."""


class FileQuery(Shape):
    type: Key | None = None


def tenant_to_submit_for(request: Call) -> TenantRef:
    """The one that is named, else the reader's first."""
    slug = parameters(request).get(TENANT)
    if slug:
        return tenant_named(request, slug)
    if not request.user.tenants:
        raise NotFound
    return request.user.tenants[0]


def may_set_up(request: Call) -> bool:
    """Whether the reader can add the type of work that is missing."""
    return reach_of(request.user.role, Permission.CHANGE_CONFIGURATION) is not None


@page("GET", "/submit", Permission.SUBMIT_ITEMS)
async def show_submit(request: Call) -> Answer:
    """Submit a file"""
    return await _page(request, tenant_to_submit_for(request))


@page("POST", "/submit", Permission.SUBMIT_ITEMS)
async def submit_file(request: Call) -> Answer:
    """Take a file in, to be looked at before it is sent"""
    tenant, asked = tenant_to_submit_for(request), query(request, FileQuery)
    if tenant.state == "suspended":
        raise TenantSuspended
    if asked.type is None or asked.type not in (await office(request).configurations.present(tenant.id)).work_types:
        raise NotFound
    sent = await sent_file(request, MOST_BYTES)
    name = PurePath((sent.name or "").replace("\\", "/")).name[:LONGEST_NAME]
    form = FORMATS.get(PurePath(name).suffix.lower())
    if form is None:
        return await _page(request, tenant, is_other=True)
    import_id = new_id(datetime.now(UTC))
    try:
        async with uploading(request, path_of(tenant.id, "imports", import_id)) as upload:
            await upload.write(sent.pieces)
            await _keep(request, tenant, Order(asked.type, form, None, REFERENCE, True, None, name), import_id, upload)
    except FileUnreadable as fault:
        return await _page(request, tenant, str(fault))
    return see_other(request, f"/submit/{import_id}")


HANDLERS = [show_submit, submit_file]


async def _keep(request: Call, tenant: TenantRef, order: Order, import_id: UUID, upload: Upload) -> None:
    """A table waits for what its columns are, lines of JSON are checked at once. Raises FileUnreadable."""
    preview = None if order.format == "ndjson" else await _preview(request, tenant, order, import_id)
    schema = (await office(request).configurations.present(tenant.id)).work_types[order.type].schema
    about: dict[str, Any] = {"import_id": import_id, "actor": request.user.as_actor(), "now": datetime.now(UTC)}
    async with database(request).session([tenant.id]) as session:
        await looked_at.keep(session, tenant.id, order, preview, schema, **about)
        if preview is None:
            await looked_at.start_again(session, is_dry_run=True, **about)
    upload.is_used = True
    ring_relay(request)


async def _preview(request: Call, tenant: TenantRef, order: Order, import_id: UUID) -> Preview:
    with tempfile.TemporaryDirectory(prefix="bpo-preview-") as folder:
        head = Path(folder) / "head"
        await keep_head(storage(request).read(path_of(tenant.id, "imports", import_id)), head, order.format)
        return await asyncio.to_thread(preview_of, head, order.format)


async def _page(request: Call, tenant: TenantRef, fault: str = "", *, is_other: bool = False) -> Answer:
    """With what is wrong with the file that was sent; `is_other`: it is none that can be sent."""
    asked = query(request, FileQuery)
    types = (await office(request).configurations.present(tenant.id)).work_types
    async with database(request).session([tenant.id]) as session:
        titles = await titles_of(session, [tenant.id])
    chosen = asked.type if asked.type in types else next(iter(sorted(types)), None)
    schema = types[chosen].schema if chosen else {}
    values = {
        "tenant": tenant,
        "types": [(key, titles.work_type(tenant.id, key)) for key in sorted(types)],
        "chosen": chosen,
        "fields": list(schema.get("properties", {})),
        "required": schema.get("required", []),
        "fault": fault,
        "is_other": is_other,
        "may_set_up": may_set_up(request),
    }
    status = _UNSUPPORTED if is_other else _INVALID if fault else 200
    return show(request, "submit/page.html", values, parts=("submit/_choose.html",), status=status)
