"""Why an item is where it is: each of its decisions with the conditions that held and those that did not.

The case of each is rebuilt from the history, as the verification does it.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from msgspec import Struct

from rules import Explanation, explain
from tenants.database import Database
from tenants.principals import TenantRef

from .configuration import Configurations
from .verification.records import read_records, read_settled
from .verification.replay import DecisionLine, Replay


class Explained(Struct, frozen=True):
    """`why` is None where the case cannot be rebuilt: the type's schema, or the tenant's settings, are others now."""

    event: str
    version: int | None
    matched: list[Any]
    plan: list[Any]
    errors: list[Any]
    why: Explanation | None


async def explained(
    db: Database, configurations: Configurations, tenant: TenantRef, item_id: UUID
) -> Mapping[int, Explained]:
    """By `seq` of the decision in the item's history; empty for an item that is not the tenant's."""
    async with db.transaction() as snapshot:
        await snapshot.fetch("select bpo_code.bind($1)", [tenant.id])
        records = await read_records(snapshot, tenant.id, [item_id])
        settled = await read_settled(snapshot)
    if not records:
        return {}
    (record,) = records
    kind = record.case.type
    since = max((at for about, at in settled.items() if about in (None, kind)), default=None)
    cases = {made.seq: case for made, case in Replay(record, tenant, {}, since).decided_cases()}
    found = {}
    for seq, made in sorted(record.decisions.items()):
        ruleset = await configurations.ruleset(tenant.id, kind, made.version)
        why = explain(ruleset, cases[seq]) if ruleset and seq in cases else None
        found[seq] = _explained(made, why)
    return found


def _explained(made: DecisionLine, why: Explanation | None) -> Explained:
    return Explained(made.event["name"], made.version, made.matched, made.plan, made.errors, why)
