"""/submit/{id}: a file before its rows are sent: what its columns are, and what is wrong with its rows."""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from litestar.params import FromPath
from msgspec import Struct

from rules.errors import Fault
from tasks.imports import looked_at
from tasks.imports.columns import PRIORITY
from tasks.imports.looked_at import BadRow, LookedAt
from tasks.imports.mapping import Mapped, fields_of
from tasks.imports.records import HEADER, MOST_ROWS_NAMED
from tasks.pointers import parts_of
from tenants.errors import TenantSuspended
from tenants.roles import Permission

from ..access import Call, database, office, ring_relay
from ..answers import Answer
from ..browser.forms import form_of
from ..browser.rendering import see_other, show
from ..browser.routing import page
from ..errors import NotFound

CSV = b"text/csv; charset=utf-8"
COLUMN = "column/"


class Cell(Struct, frozen=True):
    text: str
    is_wrong: bool


class Line(Struct, frozen=True):
    """A row of the file; with what is wrong with it, a place and words for each fault."""

    number: int
    cells: Sequence[Cell]
    faults: Sequence[tuple[str, str]] = ()


@page("GET", "/submit/{import_id:uuid}", Permission.SUBMIT_ITEMS)
async def show_import(request: Call, import_id: FromPath[UUID]) -> Answer:
    """What the columns of a file are, how far it has come, and what is wrong with its rows"""
    found = await _found(request, import_id)
    configuration = await office(request).configurations.present(found.tenant_id)
    known = configuration.work_types.get(found.order.type)
    header = found.preview.header if found.preview else []
    values = {
        "found": found.view,
        "order": found.order,
        "is_kept": found.is_kept,
        "tenant": configuration.tenant,
        "name": known.name if known else found.order.type,
        "header": header,
        "fields": [*fields_of(known.schema if known else {}), PRIORITY],
        "lines": _lines(found, header),
        "header_faults": [fault for row in found.view.errors if row.row == HEADER for fault in row.errors],
        "path": "/submit",
    }
    return show(request, "submit/import.html", values, parts=("submit/_import.html",))


@page("POST", "/submit/{import_id:uuid}/check", Permission.SUBMIT_ITEMS)
async def check_import(request: Call, import_id: FromPath[UUID]) -> Answer:
    """Look through its rows, under what its columns are"""
    return await _start(request, import_id, is_dry_run=True)


@page("POST", "/submit/{import_id:uuid}/send", Permission.SUBMIT_ITEMS)
async def send_import(request: Call, import_id: FromPath[UUID]) -> Answer:
    """Send the rows that are right"""
    return await _start(request, import_id, is_dry_run=False)


@page("GET", "/submit/{import_id:uuid}/faults", Permission.SUBMIT_ITEMS)
async def give_faults(request: Call, import_id: FromPath[UUID]) -> Answer:
    """The rows with faults as a file, to be mended and sent again"""
    found = await _found(request, import_id, MOST_ROWS_NAMED)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["row", "fault", *(found.preview.header if found.preview else [])])
    writer.writerows([row.row, "; ".join(map(_said, row.faults)), *(row.cells or [])] for row in found.bad)
    disposition = b'attachment; filename="faults.csv"'
    return Answer(text.getvalue().encode("utf-8-sig"), media_type=CSV, headers=[(b"content-disposition", disposition)])


HANDLERS = [show_import, check_import, send_import, give_faults]


async def _found(request: Call, import_id: UUID, most_bad: int = looked_at.MOST_SHOWN) -> LookedAt:
    async with database(request).session(request.user.tenant_ids) as session:
        found = await looked_at.look(session, import_id, most_bad)
    if found is None:
        raise NotFound
    return found


async def _start(request: Call, import_id: UUID, *, is_dry_run: bool) -> Answer:
    """What was not checked under these columns is checked first."""
    found, form = await _found(request, import_id), await form_of(request)
    if any(tenant.id == found.tenant_id and tenant.state == "suspended" for tenant in request.user.tenants):
        raise TenantSuspended
    header = found.preview.header if found.preview else []
    mapping = {name: form.text(f"{COLUMN}{place}") or None for place, name in enumerate(header)}
    reference = form.text("reference") or found.order.reference
    is_as_checked = not header or (mapping, reference) == (found.order.mapping, found.order.reference)
    choice: dict[str, Any] = {"reference": reference, "mapping": mapping} if header else {}
    async with database(request).session([found.tenant_id]) as session:
        await looked_at.start_again(
            session,
            import_id,
            is_dry_run=is_dry_run or not (is_as_checked and found.view.state == "finished"),
            actor=request.user.as_actor(),
            now=datetime.now(UTC),
            **choice,
        )
    ring_relay(request)
    return see_other(request, f"/submit/{import_id}")


def _lines(found: LookedAt, header: Sequence[str]) -> Sequence[Line]:
    """Those with faults; where there are none, or it was not yet looked, the first."""
    if found.bad:
        return [_line(row, header, found.order.mapping or {}, found.order.reference) for row in found.bad]
    rows = found.preview.rows if found.preview else []
    return [Line(number, [Cell(text, False) for text in row]) for number, row in enumerate(rows, 1)]


def _line(row: BadRow, header: Sequence[str], mapping: Mapped, reference: str) -> Line:
    wrong = {_place(fault) for fault in row.faults}
    names = [("reference" if name == reference else None, mapping.get(name)) for name in header]
    cells = [Cell(text, bool(wrong.intersection(name))) for text, name in zip(row.cells or [], names, strict=False)]
    return Line(row.row, cells, [(_place(fault), fault.detail) for fault in row.faults])


def _place(fault: Fault) -> str:
    """Where it is, as the columns call it: `ship_to.city`, `reference`."""
    return ".".join(part for part in parts_of(fault.pointer) if part != "document")


def _said(fault: Fault) -> str:
    return f"{_place(fault)} {fault.detail}".strip()
