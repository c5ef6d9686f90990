"""An item's decisions, and the case that rules saw at each, rebuilt from the history as the verification does it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from msgspec import Struct

from tenants.database import Database
from tenants.principals import TenantRef

from .verification.records import read_records, read_settled
from .verification.replay import Record, Replay


class Past(Struct, frozen=True):
    """`cases` by the `seq` of the decision in the history, in its order."""

    record: Record
    cases: Mapping[int, dict[str, Any]]


async def past_of(db: Database, tenant: TenantRef, item_id: UUID, *, by_present_settings: bool = False) -> Past | None:
    """None for an item that is not the tenant's. A case from before the type's schema or the tenant's settings were
    changed is left out, or, `by_present_settings`, seen with what they are now."""
    async with db.transaction() as snapshot:
        await snapshot.fetch("select bpo_code.bind($1)", [tenant.id])
        records = await read_records(snapshot, tenant.id, [item_id])
        settled = await read_settled(snapshot)
    if not records:
        return None
    (record,) = records
    about = (None, record.case.type)
    since = None if by_present_settings else max((at for kind, at in settled.items() if kind in about), default=None)
    return Past(record, {made.seq: case for made, case in Replay(record, tenant, {}, since).decided_cases()})
