"""/items: work items to be looked for, and one with its document, its tasks and all that happened to it."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal
from urllib.parse import urlencode
from uuid import UUID

from litestar.params import FromPath
from sqlalchemy import ColumnElement

from tasks.explaining import Explained, explained
from tasks.models import WorkItem
from tasks.reading import items
from tasks.reading.items import HistoryEntry, ItemFilter, ItemView
from tasks.reading.served import serves_task_of_item
from tasks.reading.titles import titles_of
from tenants.principals import TenantRef
from tenants.roles import Permission, Reach, reach_of

from ..access import Call, database, office, reach, tenants_of
from ..answers import Answer
from ..browser.languages import N_
from ..browser.navigation import Entry
from ..browser.rendering import show
from ..browser.routing import page
from ..errors import NotFound
from ..names import entry_for, item_for
from ..places import Paging, place_of
from ..places import page as paged
from ..queries import TENANT, parameters, query
from ..shapes import Shape
from .board import LEADS

ENTRIES = (Entry(label=N_("Items"), path="/items", permission=Permission.READ_ITEMS, order=40, go="i", roles=LEADS),)
MOST_HISTORY = 500
"""Of one item; the API has the rest."""

State = Literal["open", "closed", "cancelled"]
Show = Literal["all", "people", "decisions"]


class Looking(Paging):
    """`q`: how the reference begins, or a word of the document."""

    q: str | None = None
    type: str | None = None
    state: State | None = None

    def at(self, tenant: str | None, **changed: Any) -> str:
        known: dict[str, Any] = {TENANT: tenant, "q": self.q, "type": self.type, "state": self.state}
        return f"/items?{urlencode({name: value for name, value in (known | changed).items() if value})}"


class HistoryQuery(Shape):
    show: Show = "all"


@page("GET", "/items", Permission.READ_ITEMS)
async def show_items(request: Call) -> Answer:
    """Items"""
    tenants, asked = tenants_of(request), query(request, Looking)
    ids, tenant = [each.id for each in tenants], parameters(request).get(TENANT)
    wanted = ItemFilter(type=asked.type or None, state=asked.state, q=asked.q or None)
    async with database(request).session(ids) as session:
        where = [*wanted.conditions(), *_seen(request)]
        before = place_of(asked.cursor, UUID)
        found = await items.list_of(session, tenants, where, before=before, limit=asked.limit + 1)
        titles = await titles_of(session, ids)
    shown = paged([item_for(request.user, each) for each in found], asked.limit, lambda item: item.id)
    values = {
        "shown": shown,
        "asked": asked,
        "tenant": tenant,
        "tenants": {each.slug: each for each in tenants},
        "titles": titles,
        "next": asked.at(tenant, cursor=shown.next_cursor) if shown.next_cursor else None,
    }
    return show(request, "items/page.html", values, parts=("items/_list.html",))


@page("GET", "/items/{item_id:uuid}", Permission.READ_ITEMS)
async def show_item(request: Call, item_id: FromPath[UUID]) -> Answer:
    """One item"""
    asked = query(request, HistoryQuery)
    tenants = request.user.tenants
    async with database(request).session([tenant.id for tenant in tenants]) as session:
        where = [WorkItem.id == item_id, *_seen(request)]
        found = await items.list_of(session, tenants, where, before=None, limit=1)
        if not found:
            raise NotFound
        entries = await items.history_of(session, item_id, after=0, limit=MOST_HISTORY)
        titles = await titles_of(session, [tenant.id for tenant in tenants])
    item = item_for(request.user, found[0])
    tenant = tenant_of_item(request, item)
    values = {
        "item": item,
        "tenant": tenant,
        "zone": tenant.timezone,
        "titles": titles,
        "show": asked.show,
        **await told(request, tenant, item_id, entries, asked.show),
    }
    return show(request, "item/page.html", values, parts=("item/_history.html",))


HANDLERS = [show_items, show_item]


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


def tenant_of_item(request: Call, item: ItemView) -> TenantRef:
    return next(tenant for tenant in request.user.tenants if tenant.slug == item.tenant)


def _is_by_person(entry: HistoryEntry) -> bool:
    return bool(entry.actor.get("role") != "system")


def _seen(request: Call) -> list[ColumnElement[bool]]:
    return [serves_task_of_item(request.user)] if reach(request) is Reach.SERVED else []
