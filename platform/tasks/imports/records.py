"""Imports as rows of the database: started by somebody, held by one worker at a time, watched by who may import."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct, structs
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from rules.errors import Fault
from tasks.imports.mapping import Mapped
from tasks.models import Import, ImportFault, Outbox
from tasks.webhooks.events import announce_import
from tenants import audit, decimals
from tenants.database import Database
from tenants.storage import path_of

ACTOR = "run_import"
HOLD = timedelta(seconds=8)
"""How long a worker may be silent before another may go on with its import."""

PATIENCE = timedelta(seconds=3)
"""How long a message for an import that nobody holds may be under way before it is sent again."""

MOST_ROWS_NAMED = 1_000
"""Rows whose faults are kept; those of later ones are only counted."""

MOST_ROWS_TOLD = 20
HEADER = 0


class Order(Struct, frozen=True):
    """What was asked for. `reference`: the column that holds it; `name`: of a file that somebody looks at before
    they send it, `mapping`: what its columns are."""

    type: str
    format: str
    charset: str | None
    reference: str
    is_dry_run: bool
    mapping: Mapped | None = None
    name: str | None = None

    @property
    def stays(self) -> bool:
        """Whether the file is kept when its rows have been looked at."""
        return self.is_dry_run and self.name is not None


class RowErrors(Struct, frozen=True):
    """`row` counts from 1; 0 is the header."""

    row: int
    errors: list[Fault]


class ImportView(Struct, frozen=True):
    """`rows` that were looked at so far, `accepted` (in a dry run: those that would be) and `rejected` of them.

    `errors` of at most 1,000 rows, `errors_left_out` how many rows more have some; `read_as` how the file was
    understood; `error` why it could not be read to its end.
    """

    id: UUID
    type: str
    dry_run: bool
    state: str
    rows: int
    accepted: int
    rejected: int
    errors: list[RowErrors]
    errors_left_out: int
    read_as: dict[str, Any] | None
    error: str | None
    created_at: datetime
    finished_at: datetime | None


class Assignment(Struct, frozen=True):
    """An import as a worker sees it. `place`: how many rows are done."""

    tenant_id: UUID
    id: UUID
    order: Order
    actor: dict[str, Any]
    place: int

    @property
    def path(self) -> str:
        return path_of(self.tenant_id, "imports", self.id)


async def start(
    session: AsyncSession, tenant_id: UUID, order: Order, *, import_id: UUID, actor: dict[str, Any], now: datetime
) -> None:
    """Of a file that lies in the storage."""
    session.add(new_row(tenant_id, order, "running", import_id=import_id, actor=actor, now=now))
    await told(session, tenant_id, import_id, order, actor=actor, now=now)


def new_row(
    tenant_id: UUID, order: Order, state: str, *, import_id: UUID, actor: dict[str, Any], now: datetime
) -> Import:
    return Import(
        tenant_id=tenant_id,
        id=import_id,
        type=order.type,
        format=order.format,
        charset=order.charset,
        name=order.name,
        reference_column=order.reference,
        mapping=order.mapping,
        is_dry_run=order.is_dry_run,
        actor=actor,
        state=state,
        held_until=now,
        created_at=now,
    )


async def told(
    session: AsyncSession, tenant_id: UUID, import_id: UUID, order: Order, *, actor: dict[str, Any], now: datetime
) -> None:
    """A worker, and the audit."""
    session.add(_message(tenant_id, import_id))
    about = {"type": order.type, "format": order.format, "dry_run": order.is_dry_run}
    await audit.record(session, actor, "import.started", str(import_id), now=now, data=about, tenant_id=tenant_id)


async def read(session: AsyncSession, import_id: UUID) -> ImportView | None:
    row = await session.scalar(select(Import).where(Import.id == import_id))
    if row is None:
        return None
    wanted = select(ImportFault).where(ImportFault.import_id == import_id).order_by(ImportFault.row)
    errors = [RowErrors(each.row, [Fault(**fault) for fault in each.faults]) for each in await session.scalars(wanted)]
    named = sum(each.row != HEADER for each in errors)
    return ImportView(
        id=row.id,
        type=row.type,
        dry_run=row.is_dry_run,
        state=row.state,
        rows=row.place,
        accepted=row.accepted,
        rejected=row.rejected,
        errors=errors,
        errors_left_out=row.rejected - named,
        read_as=row.read_as,
        error=row.error,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


async def hold(db: Database, tenant_id: UUID, import_id: UUID, now: datetime) -> Assignment | None:
    """The import for this worker alone; None where it is done, or another has it. A rehearsal begins anew: what its
    first rows were is known only to who has read them."""
    async with db.session([tenant_id]) as session:
        wanted = select(Import).where(Import.id == import_id).with_for_update()
        row = await session.scalar(wanted)
        if row is None or row.state != "running" or row.held_until > now:
            return None
        row.held_until = now + HOLD
        if row.is_dry_run:
            await begin_anew(session, row)
        return Assignment(tenant_id, row.id, order_of(row), row.actor, row.place)


async def begin_anew(session: AsyncSession, row: Import) -> None:
    row.place = row.accepted = row.rejected = 0
    await session.execute(delete(ImportFault).where(ImportFault.import_id == row.id))


def order_of(row: Import) -> Order:
    return Order(row.type, row.format, row.charset, row.reference_column, row.is_dry_run, row.mapping, row.name)


async def understood(db: Database, job: Assignment, read_as: dict[str, str]) -> None:
    async with db.session([job.tenant_id]) as session:
        await session.execute(update(Import).where(Import.id == job.id).values(read_as=read_as))


async def keep_hold(db: Database, job: Assignment, now: datetime) -> None:
    async with db.session([job.tenant_id]) as session:
        held = update(Import).where(Import.id == job.id, Import.state == "running")
        await session.execute(held.values(held_until=now + HOLD))


async def end(
    db: Database, job: Assignment, state: str, now: datetime, *, error: str | None = None, faults: Sequence[Fault] = ()
) -> None:
    """Finished or failed, and told to who wants to know. What was made stays; `faults` are the header's."""
    async with db.session([job.tenant_id]) as session:
        view = await read(session, job.id)
    header = decimals.dumps(list(faults)) if faults else None
    async with db.transaction() as transaction:
        (row,) = await transaction.fetch(_END, job.tenant_id, job.id, state, error, header, now)
        if view and row["is_ended"]:
            ended = structs.replace(_short(view), state=state, error=error, finished_at=now)
            await announce_import(transaction, job.tenant_id, job.id, structs.asdict(ended), now)


_END = "select bpo_code.end_import($1, $2, $3, $4, $5, $6) as is_ended"


def _short(view: ImportView) -> ImportView:
    """With as many errors as fit a message."""
    left_out = max(len(view.errors) - MOST_ROWS_TOLD, 0)
    return structs.replace(view, errors=view.errors[:MOST_ROWS_TOLD], errors_left_out=view.errors_left_out + left_out)


async def send_again(db: Database, tenant_id: UUID, import_id: UUID, now: datetime) -> None:
    """For an import whose worker has fallen silent, whose message was lost, or whose tenant was suspended."""
    async with db.session([tenant_id]) as session:
        silent = (Import.id == import_id, Import.state == "running", Import.held_until <= now - PATIENCE)
        row = await session.scalar(select(Import).where(*silent).with_for_update())
        if row is not None:
            row.held_until = now
            session.add(_message(tenant_id, import_id))


def _message(tenant_id: UUID, import_id: UUID) -> Outbox:
    return Outbox(tenant_id=tenant_id, actor=ACTOR, payload={"tenant": str(tenant_id), "file": str(import_id)})
