"""/items: work items to be looked for, by reference, client and state."""

from typing import Any, Literal
from urllib.parse import urlencode
from uuid import UUID

from tasks.reading import items
from tasks.reading.item_lists import ItemFilter, newest_of
from tasks.reading.titles import titles_of
from tenants.roles import Permission, Role

from ..access import Call, database, tenants_of
from ..answers import Answer
from ..browser.languages import N_
from ..browser.navigation import Entry
from ..browser.rendering import show
from ..browser.routing import page
from ..names import item_for
from ..places import Paging, place_of
from ..places import page as paged
from ..queries import TENANT, parameters, query
from ..seeing import served_by
from .board import LEADS

ENTRIES = (
    Entry(
        label=N_("Items"),
        path="/items",
        permission=Permission.READ_ITEMS,
        order=40,
        go="i",
        roles=LEADS | {Role.TENANT_ADMIN, Role.CLIENT},
        home=frozenset({Role.TENANT_ADMIN, Role.CLIENT}),
    ),
)

State = Literal["open", "closed", "cancelled"]


class Looking(Paging):
    """`q`: how the reference begins, or a word of the document."""

    q: str | None = None
    type: str | None = None
    state: State | None = None

    def at(self, tenant: str | None, **changed: Any) -> str:
        known: dict[str, Any] = {TENANT: tenant, "q": self.q, "type": self.type, "state": self.state}
        return f"/items?{urlencode({name: value for name, value in (known | changed).items() if value})}"


@page("GET", "/items", Permission.READ_ITEMS)
async def show_items(request: Call) -> Answer:
    """Items"""
    tenants, asked = tenants_of(request), query(request, Looking)
    ids, tenant = [each.id for each in tenants], parameters(request).get(TENANT)
    wanted = ItemFilter(type=asked.type or None, state=asked.state, q=asked.q or None)
    async with database(request).session(ids) as session:
        before = place_of(asked.cursor, UUID)
        newest = newest_of(wanted, tenants, served_by(request), before=before, limit=asked.limit + 1)
        found = await items.list_of(session, tenants, newest)
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


HANDLERS = [show_items]
