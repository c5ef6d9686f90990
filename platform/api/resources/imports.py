"""/v1/imports: files of many rows, each row a work item."""

from datetime import UTC, datetime
from email.message import Message
from functools import partial
from types import MappingProxyType
from typing import Annotated, Any
from uuid import UUID

from litestar.params import FromPath
from msgspec import Meta
from sqlalchemy.ext.asyncio import AsyncSession

from rules.errors import Fault
from tasks.imports import records
from tasks.imports.columns import REFERENCE
from tasks.imports.records import ImportView, Order
from tenants.ids import new_id
from tenants.roles import Permission
from tenants.storage import path_of

from ..access import Call, database, office, ring_relay, tenant_to_change
from ..answers import Answer, answer
from ..batches import NDJSON
from ..bodies import hold_to_length, streamed_body
from ..endpoints import Files
from ..errors import Invalid, NotFound, UnsupportedMediaType
from ..headers import header
from ..idempotency import once
from ..queries import query
from ..routes import get, post
from ..shapes import Key, Shape
from ..uploads import uploading
from .jobs import Started

MOST_BYTES = 1024 * 1024 * 1024
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = MappingProxyType({"text/csv": "csv", **dict.fromkeys(NDJSON, "ndjson"), WORKBOOK: "xlsx"})
_TEXT: dict[str, Any] = {"type": "string"}
_FILES = Files({**dict.fromkeys(FORMATS, _TEXT), WORKBOOK: {"type": "string", "format": "binary"}})


class ImportQuery(Shape):
    """`reference`: the column that holds it, where it is not the one of that name."""

    type: Key
    dry_run: bool = False
    reference: Annotated[str, Meta(min_length=1, max_length=200)] = REFERENCE


@post(
    "/v1/imports",
    Permission.SUBMIT_ITEMS,
    body=_FILES,
    query=ImportQuery,
    names_tenant=True,
    answers={202: Started},
)
async def start_import(request: Call) -> Answer:
    """Submit a file of work items

    CSV (delimiter and encoding are found out), NDJSON or the first sheet of a workbook, up to 1 GiB. Columns are fields
    of the document, nested ones with dots or as JSON pointers.
    """
    tenant = await tenant_to_change(request, partial(_order, request))
    order = await _order(request)
    await _hold_to_type(request, tenant.id, order.type)
    now = datetime.now(UTC)
    import_id = new_id(now)

    async def start(session: AsyncSession) -> Started:
        await records.start(session, tenant.id, order, import_id=import_id, actor=request.user.as_actor(), now=now)
        return Started(import_id)

    async with uploading(request, path_of(tenant.id, "imports", import_id)) as upload:
        await upload.write(streamed_body(request, MOST_BYTES))
        done = upload.answered(await once(request, 202, start, tenants=[tenant.id]))
    ring_relay(request)
    return done


@get("/v1/imports/{import_id:uuid}", Permission.SUBMIT_ITEMS, answers={200: ImportView})
async def read_import(request: Call, import_id: FromPath[UUID]) -> Answer:
    """How far an import has come, and what is wrong with its rows"""
    async with database(request).session(request.user.tenant_ids) as session:
        found = await records.read(session, import_id)
    if found is None:
        raise NotFound
    return answer(found)


HANDLERS = (start_import, read_import)


async def _order(request: Call) -> Order:
    """Raises BodyTooLarge, UnsupportedMediaType, Invalid."""
    hold_to_length(request, MOST_BYTES)
    said = Message()
    said["content-type"] = header(request, b"content-type") or ""
    form = FORMATS.get(said.get_content_type())
    if form is None:
        raise UnsupportedMediaType("The body must be text/csv, application/x-ndjson or an xlsx workbook.")
    asked = query(request, ImportQuery)
    charset = said.get_content_charset() if form == "csv" else None
    return Order(asked.type, form, charset, asked.reference, asked.dry_run)


async def _hold_to_type(request: Call, tenant_id: UUID, type_: str) -> None:
    """Raises Invalid; not for a type that is new since this process has looked."""
    configurations = office(request).configurations
    if type_ not in (await configurations.of(tenant_id)).work_types:
        configurations.forget(tenant_id)
    if type_ not in (await configurations.of(tenant_id)).work_types:
        raise Invalid(Fault("?type", f'There is no work type "{type_}".'))
