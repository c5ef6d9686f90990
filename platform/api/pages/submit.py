"""/submit: a file of many items, looked through or taken in, with what is wrong with its rows."""

from datetime import UTC, datetime
from pathlib import PurePath
from typing import Annotated
from uuid import UUID

from litestar.params import FromPath
from msgspec import Meta

from tasks.imports import records
from tasks.imports.columns import REFERENCE
from tasks.imports.records import Order
from tasks.reading.titles import titles_of
from tenants.ids import new_id
from tenants.principals import TenantRef
from tenants.roles import Permission, Role
from tenants.storage import path_of

from ..access import Call, database, office, ring_relay, tenant_named
from ..answers import Answer
from ..browser.languages import N_
from ..browser.navigation import Entry
from ..browser.rendering import see_other, show
from ..browser.routing import page
from ..errors import NotFound, UnsupportedMediaType
from ..forms import sent_file
from ..queries import TENANT, parameters, query
from ..shapes import Key, Shape
from ..uploads import uploading

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
FORMATS = {".csv": "csv", ".txt": "csv", ".ndjson": "ndjson", ".jsonl": "ndjson", ".xlsx": "xlsx"}
"""By the end of the file's name."""


class FileQuery(Shape):
    """`check`: the rows are looked at, and nothing is taken in. `reference`: the column that holds it."""

    type: Key | None = None
    reference: Annotated[str, Meta(min_length=1, max_length=200)] = REFERENCE
    check: bool = False


@page("GET", "/submit", Permission.SUBMIT_ITEMS)
async def show_submit(request: Call) -> Answer:
    """Submit a file"""
    tenant, asked = _tenant(request), query(request, FileQuery)
    known = await office(request).configurations.of(tenant.id)
    async with database(request).session([tenant.id]) as session:
        titles = await titles_of(session, [tenant.id])
    types = sorted(known.work_types)
    chosen = asked.type if asked.type in known.work_types else next(iter(types), None)
    schema = known.work_types[chosen].schema if chosen else {}
    values = {
        "tenant": tenant,
        "types": types,
        "chosen": chosen,
        "reference": asked.reference,
        "titles": titles,
        "fields": list(schema.get("properties", {})),
        "required": schema.get("required", []),
    }
    return show(request, "submit/page.html", values)


@page("POST", "/submit", Permission.SUBMIT_ITEMS)
async def submit_file(request: Call) -> Answer:
    """Look through a file, or take it in"""
    tenant, asked = _tenant(request), query(request, FileQuery)
    if asked.type is None or asked.type not in (await office(request).configurations.of(tenant.id)).work_types:
        raise NotFound
    sent = await sent_file(request, MOST_BYTES)
    form = FORMATS.get(PurePath(sent.name or "").suffix.lower())
    if form is None:
        raise UnsupportedMediaType("The file must be .csv, .ndjson or .xlsx.")
    now = datetime.now(UTC)
    import_id = new_id(now)
    async with uploading(request, path_of(tenant.id, "imports", import_id)) as upload:
        await upload.write(sent.pieces)
        async with database(request).session([tenant.id]) as session:
            order = Order(asked.type, form, None, asked.reference, asked.check)
            await records.start(session, tenant.id, order, import_id=import_id, actor=request.user.as_actor(), now=now)
        upload.is_used = True
    ring_relay(request)
    return see_other(request, f"/submit/{import_id}")


@page("GET", "/submit/{import_id:uuid}", Permission.SUBMIT_ITEMS)
async def show_import(request: Call, import_id: FromPath[UUID]) -> Answer:
    """How far a file has come, and what is wrong with its rows"""
    async with database(request).session(request.user.tenant_ids) as session:
        found = await records.read(session, import_id)
    if found is None:
        raise NotFound
    return show(request, "submit/import.html", {"found": found, "path": "/submit"}, parts=("submit/_import.html",))


HANDLERS = [show_submit, submit_file, show_import]


def _tenant(request: Call) -> TenantRef:
    """The one that is named, else the reader's first."""
    slug = parameters(request).get(TENANT)
    if slug:
        return tenant_named(request, slug)
    if not request.user.tenants:
        raise NotFound
    return request.user.tenants[0]
