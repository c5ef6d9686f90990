"""/items: work items to be looked for, by reference, client and state."""

from typing import Any, Literal
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy import ColumnElement

from tasks.reading import items
from tasks.reading.items import ItemFilter
from tasks.reading.served import serves_task_of_item
from tasks.reading.titles import titles_of
from tenants.roles import Permission, Reach, Role

from ..access import Call, database, reach, tenants_of
from ..answers import Answer
from ..browser.languages import N_
from ..browser.navigation import Entry
from ..browser.rendering import show
from ..browser.routing import page
from ..names import item_for
from ..places import Paging, place_of
from ..places import page as paged
from ..queries import TENANT, parameters, query
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


HANDLERS = [show_items]


def _seen(request: Call) -> list[ColumnElement[bool]]:
    return [serves_task_of_item(request.user)] if reach(request) is Reach.SERVED else []
