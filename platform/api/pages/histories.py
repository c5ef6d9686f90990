"""What happened to an item, as a page tells it: all of it, what people did, or what was decided and why."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal
from uuid import UUID

from tasks.explaining import Explained, explained
from tasks.reading.items import HistoryEntry
from tenants.principals import TenantRef
from tenants.roles import Permission, reach_of

from ..access import Call, database, office
from ..names import entry_for
from ..shapes import Shape

MOST_HISTORY = 500
"""Of one item; the API has the rest."""

Show = Literal["all", "people", "decisions"]


class HistoryQuery(Shape):
    show: Show = "all"


async def told(
    request: Call, tenant: TenantRef, item_id: UUID, entries: Sequence[HistoryEntry], show: Show
) -> Mapping[str, Any]:
    """What the history of an item is shown with: its entries, their number by kind, and why it was decided so.

    Why is for those who may read rules, and for staff whose work the rules hand out.
    """
    may_ask_why = request.user.is_staff or reach_of(request.user.role, Permission.READ_CONFIGURATION) is not None
    why: Mapping[int, Explained] = {}
    if may_ask_why:
        why = await explained(database(request), office(request).configurations, tenant, item_id)
    named = [entry_for(request.user, entry) for entry in entries]
    by_kind = {"all": named, "people": [each for each in named if _is_by_person(each)]}
    if may_ask_why:
        by_kind["decisions"] = [each for each in named if each.kind == "decision"]
    counts = {kind: len(of_kind) for kind, of_kind in by_kind.items()}
    return {"happened": by_kind.get(show, named), "counts": counts, "why": why}


def _is_by_person(entry: HistoryEntry) -> bool:
    return bool(entry.actor.get("role") != "system")
