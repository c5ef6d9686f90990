"""Why an item is where it is: each of its decisions with the conditions that held and those that did not."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from msgspec import Struct

from rules import Explanation, explain
from tenants.database import Database
from tenants.principals import TenantRef

from .configuration import Configurations
from .past import past_of
from .verification.replay import DecisionLine


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
    past = await past_of(db, tenant, item_id)
    if past is None:
        return {}
    found = {}
    for seq, made in sorted(past.record.decisions.items()):
        ruleset = await configurations.ruleset(tenant.id, past.record.case.type, made.version)
        why = explain(ruleset, past.cases[seq]) if ruleset and seq in past.cases else None
        found[seq] = _explained(made, why)
    return found


def _explained(made: DecisionLine, why: Explanation | None) -> Explained:
    return Explained(made.event["name"], made.version, made.matched, made.plan, made.errors, why)
