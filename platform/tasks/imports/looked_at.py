"""A file that somebody looks at before they send it: kept with its first rows, checked under what they say its columns
are, as often as they like, and sent once. What nobody sends is forgotten."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct, structs
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from rules.errors import Fault
from tasks.models import Import, ImportFault
from tenants.storage import Storage, path_of

from .mapping import Mapped, guess, guess_reference
from .preview import Preview
from .records import HEADER, ImportView, Order, begin_anew, new_row, order_of, read, told

KEPT = timedelta(days=1)
MOST_SHOWN = 50
MOST_FORGOTTEN = 20
"""In one transaction, which lasts while their files are removed."""
WAITING = "waiting"


class BadRow(Struct, frozen=True):
    """`row` counts from 1. Without cells where they were too much to be kept."""

    row: int
    faults: list[Fault]
    cells: list[str] | None


class LookedAt(Struct, frozen=True):
    """`view` as the API has it. `is_kept`: the file is still there to be checked again, or sent."""

    view: ImportView
    order: Order
    tenant_id: UUID
    preview: Preview | None
    bad: Sequence[BadRow]

    @property
    def is_kept(self) -> bool:
        return self.order.stays and self.view.state != "running"


async def keep(
    session: AsyncSession,
    tenant_id: UUID,
    order: Order,
    preview: Preview | None,
    schema: dict[str, Any],
    *,
    import_id: UUID,
    actor: dict[str, Any],
    now: datetime,
) -> None:
    """Of a file that lies in the storage, its columns guessed by their names."""
    if preview:
        reference = guess_reference(preview.header) or order.reference
        order = structs.replace(order, reference=reference, mapping=guess(preview.header, schema))
    row = new_row(tenant_id, order, WAITING, import_id=import_id, actor=actor, now=now)
    row.preview = structs.asdict(preview) if preview else None
    row.kept_until = now + KEPT
    session.add(row)


async def look(session: AsyncSession, import_id: UUID, most_bad: int = MOST_SHOWN) -> LookedAt | None:
    """With the first of its rows that have faults."""
    view, row = await read(session, import_id), await session.scalar(select(Import).where(Import.id == import_id))
    if view is None or row is None:
        return None
    wanted = select(ImportFault).where(ImportFault.import_id == import_id, ImportFault.row > HEADER)
    bad = await session.scalars(wanted.order_by(ImportFault.row).limit(most_bad))
    return LookedAt(
        view,
        order_of(row),
        row.tenant_id,
        Preview(**row.preview) if row.preview else None,
        [BadRow(each.row, [Fault(**fault) for fault in each.faults], each.cells) for each in bad],
    )


async def start_again(
    session: AsyncSession,
    import_id: UUID,
    *,
    is_dry_run: bool,
    reference: str | None = None,
    mapping: Mapped | None = None,
    actor: dict[str, Any],
    now: datetime,
) -> bool:
    """Checked, or sent; False where it is under way, or was sent."""
    row = await session.scalar(select(Import).where(Import.id == import_id).with_for_update())
    if row is None or row.state == "running" or not order_of(row).stays:
        return False
    await begin_anew(session, row)
    row.is_dry_run, row.state, row.finished_at, row.error, row.held_until = is_dry_run, "running", None, None, now
    row.kept_until = row.kept_until if is_dry_run else None
    row.reference_column = reference or row.reference_column
    row.mapping = row.mapping if mapping is None else dict(mapping)
    await told(session, row.tenant_id, import_id, order_of(row), actor=actor, now=now)
    return True


async def forget_old(session: AsyncSession, storage: Storage, tenant_id: UUID, now: datetime) -> int:
    """Some of the tenant's files that nobody has sent in time; how many. First the file goes, so that none is left of
    which nobody knows. Raises StorageAway."""
    old = select(Import.id).where(Import.tenant_id == tenant_id, Import.kept_until <= now, Import.state != "running")
    ids = (await session.scalars(old.limit(MOST_FORGOTTEN).with_for_update(skip_locked=True))).all()
    for import_id in ids:
        await storage.remove(path_of(tenant_id, "imports", import_id))
    await session.execute(delete(ImportFault).where(ImportFault.tenant_id == tenant_id, ImportFault.import_id.in_(ids)))
    await session.execute(delete(Import).where(Import.tenant_id == tenant_id, Import.id.in_(ids)))
    return len(ids)
