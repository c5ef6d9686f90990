"""Makes a set of fields searchable: new items are entered by intake from then on, older ones by this."""

import asyncio
from uuid import UUID

from tenants import decimals
from tenants.database import Database

from .fingerprints import fingerprint

PAGE = 500
SETTLING_S = 0.05
_FIRST = UUID(int=0)


async def complete_set(db: Database, tenant_id: UUID, item_type: str, fields: tuple[str, ...], new_id: UUID) -> None:
    """Returns when every item that was there has its fingerprint. Idempotent; several at once do no harm."""
    (row,) = await db.fetch(
        "select * from bpo_code.fingerprint_set($1, $2, $3, $4)", tenant_id, item_type, list(fields), new_id
    )
    if row["is_complete"]:
        return
    await _settled(db, row["made_by"])
    after, is_last = _FIRST, False
    while not is_last:
        page = await db.fetch(
            "select * from bpo_code.documents_after($1, $2, $3, $4)", tenant_id, item_type, after, PAGE
        )
        is_last = len(page) < PAGE
        items = [each["id"] for each in page]
        digests = [fingerprint(decimals.loads(each["document"]), fields) for each in page]
        await db.fetch(
            "select bpo_code.add_fingerprints($1, $2, $3, $4, $5)", tenant_id, row["id"], items, digests, is_last
        )
        after = items[-1] if items else after


async def _settled(db: Database, transaction: str) -> None:
    """An intake that began before the set was there may still write an item without a fingerprint: for 5 s at most."""
    while not (await db.fetch("select bpo_code.is_settled($1)", transaction))[0][0]:  # noqa: ASYNC110 - nobody tells us
        await asyncio.sleep(SETTLING_S)
