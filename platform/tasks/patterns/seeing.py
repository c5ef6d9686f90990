"""An item as patterns see it: what it is by itself, at whatever time it is looked at."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct

from rules.patterns import SeenItem
from tenants import decimals
from tenants.principals import TenantRef

from ..case import Case
from ..events import utc

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class SeenRow(Struct, frozen=True):
    """Field for field `bpo_code.seen_row`; facts and document are JSON texts. `changed_at`: when it
    last became another to the pattern that it was read for."""

    id: UUID
    type: str
    reference: str
    received_at: datetime
    changed_at: datetime
    priority: int
    cancelled_at: datetime | None
    facts: str
    document: str


def seen_case(case: Case, tenant: TenantRef) -> SeenItem:
    parts = {"document": case.document, "facts": case.item.facts, "priority": case.item.priority}
    return seen_item(case.id, case.type, case.reference, case.received_at, parts, tenant)


def seen_row(row: SeenRow, tenant: TenantRef) -> SeenItem:
    loads = decimals.loads
    parts = {"document": loads(row.document), "facts": loads(row.facts), "priority": row.priority}
    return seen_item(row.id, row.type, row.reference, row.received_at, parts, tenant)


def seen_item(
    item_id: Any, item_type: str, reference: str | None, received_at: datetime, parts: dict[str, Any], tenant: TenantRef
) -> SeenItem:
    """`parts`: document, facts and priority. For FEEL, now is when the item was received."""
    at = utc(received_at)
    case = {
        "type": item_type,
        "reference": reference,
        "received_at": at,
        "tenant": {"slug": tenant.slug, "timezone": tenant.timezone, "country": tenant.country},
        "event": {"name": "received", "at": at},
        **parts,
    }
    return SeenItem(item_id, microseconds(received_at), case)


def microseconds(at: datetime) -> int:
    return (at - EPOCH) // MICROSECOND
