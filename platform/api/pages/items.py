"""/items: work items to be looked for, by reference, words, type, state, promise and day of receipt."""

from collections.abc import Sequence
from datetime import UTC, datetime
from operator import itemgetter
from typing import Annotated, Any, Literal
from urllib.parse import urlencode
from uuid import UUID

from msgspec import Meta

from tasks.reading.item_lists import ItemFilter, newest_of
from tasks.reading.item_rows import rows_of
from tasks.reading.titles import titles_of
from tenants.principals import TenantRef
from tenants.roles import Permission, Role

from ..access import Call, database, tenants_of
from ..answers import Answer
from ..browser.days import beginning_of
from ..browser.formats import UTC_NAME
from ..browser.languages import N_
from ..browser.navigation import Entry
from ..browser.rendering import show
from ..browser.routing import page
from ..places import Paging, place_of
from ..places import page as paged
from ..queries import TENANT, parameters, query
from ..seeing import served_by
from .board import LEADS

SUBMITTERS = frozenset({Role.TENANT_ADMIN, Role.CLIENT})
ENTRIES = (
    Entry(
        label=N_("Items"),
        path="/items",
        permission=Permission.READ_ITEMS,
        order=40,
        go="i",
        roles=LEADS | SUBMITTERS,
        home=SUBMITTERS,
    ),
)

View = Literal["open", "late", "closed", "cancelled"]


class Looking(Paging):
    """`q`: how the reference or a word of the document begins; `view`: its state, or open and promised before now;
    `since`: received on this day, where the reader is, or later."""

    q: Annotated[str, Meta(max_length=200)] | None = None
    type: str | None = None
    view: View | None = None
    since: Annotated[str, Meta(extra_json_schema={"format": "date"})] | None = None

    @property
    def is_narrowed(self) -> bool:
        return any((self.q, self.type, self.view, self.since))

    def at(self, tenant: str | None, **changed: Any) -> str:
        """The address of this list, but for what is changed."""
        names = ("q", "type", "view", "since")
        known: dict[str, Any] = {TENANT: tenant, **{name: getattr(self, name) for name in names}}
        return f"/items?{urlencode({name: value for name, value in (known | changed).items() if value})}"

    def as_filter(self, tenants: Sequence[TenantRef], now: datetime) -> ItemFilter:
        return ItemFilter(
            type=self.type,
            state=None if self.view == "late" else self.view,
            since=beginning_of(self.since, tenants[0].timezone if tenants else UTC_NAME),
            late_at=now if self.view == "late" else None,
            q=self.q,
        )


@page("GET", "/items", Permission.READ_ITEMS)
async def show_items(request: Call) -> Answer:
    """Items"""
    tenants, asked = tenants_of(request), query(request, Looking)
    ids, tenant = [each.id for each in tenants], parameters(request).get(TENANT)
    wanted = asked.as_filter(tenants, datetime.now(UTC))
    async with database(request).session(ids) as session:
        before = place_of(asked.cursor, UUID)
        newest = newest_of(wanted, tenants, served_by(request), before=before, limit=asked.limit + 1)
        found = await rows_of(session, newest)
        titles = await titles_of(session, ids)
    shown = paged(found, asked.limit, lambda item: item.id)
    values = {
        "shown": shown,
        "asked": asked,
        "tenant": tenant,
        "tenants": {each.id: each for each in tenants},
        "titles": titles,
        "may_submit": request.user.role in SUBMITTERS,
        "types": sorted({key: name for (_, key), name in titles.work_types.items()}.items(), key=itemgetter(1)),
        "next": asked.at(tenant, cursor=shown.next_cursor) if shown.next_cursor else None,
    }
    return show(request, "items/page.html", values, parts=("items/_list.html",))


HANDLERS = [show_items]
