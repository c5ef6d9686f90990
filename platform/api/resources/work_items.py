"""/v1/work-items, read: lists, one, and what happened to it."""

from typing import Literal
from uuid import UUID

from litestar.params import FromPath
from msgspec import structs
from sqlalchemy import select

from tasks.models import WorkItem
from tasks.reading import items
from tasks.reading.item_lists import ItemFilter, newest_of
from tasks.reading.items import HistoryEntry, ItemView
from tenants.roles import Permission

from ..access import Call, database, tenants_of
from ..answers import Answer, answer
from ..errors import NotFound
from ..etags import revision_of_item, tagged
from ..names import entry_for, item_for
from ..places import MOST_PLACE, Page, Paging, page, place_of
from ..queries import query
from ..routes import get
from ..seeing import served_by, this_item
from ..shapes import Instant


class WorkItemQuery(Paging):
    """`q`: how the reference, or a word of the document, begins; words are known a second or two after the item.
    Of several words all must be there, whole but for the last."""

    type: str | None = None
    state: Literal["open", "closed", "cancelled"] | None = None
    reference: str | None = None
    since: Instant | None = None
    q: str | None = None


@get(
    "/v1/work-items",
    Permission.READ_ITEMS,
    query=WorkItemQuery,
    names_tenant=True,
    by_session=True,
    answers={200: Page[ItemView]},
)
async def list_work_items(request: Call) -> Answer:
    """Work items, newest first"""
    tenants = tenants_of(request)
    asked = query(request, WorkItemQuery)
    wanted = ItemFilter(type=asked.type, state=asked.state, reference=asked.reference, since=asked.since, q=asked.q)
    before = place_of(asked.cursor, UUID)
    newest = newest_of(wanted, tenants, served_by(request), before=before, limit=asked.limit + 1)
    async with database(request).session([tenant.id for tenant in tenants]) as session:
        found = await items.list_of(session, tenants, newest)
    shown = page(found, asked.limit, lambda item: item.id)
    return answer(structs.replace(shown, items=[item_for(request.user, item) for item in shown.items]))


@get("/v1/work-items/{item_id:uuid}", Permission.READ_ITEMS, names_tenant=True, answers={200: ItemView})
async def read_work_item(request: Call, item_id: FromPath[UUID]) -> Answer:
    """One work item with its document, facts and tasks"""
    tenants = tenants_of(request)
    async with database(request).session([tenant.id for tenant in tenants]) as session:
        found = await items.list_of(session, tenants, select(WorkItem).where(*this_item(request, item_id)))
    if not found:
        raise NotFound
    return answer(item_for(request.user, found[0]), headers=tagged(revision_of_item(found[0])))


@get(
    "/v1/work-items/{item_id:uuid}/history",
    Permission.READ_ITEMS,
    query=Paging,
    names_tenant=True,
    answers={200: Page[HistoryEntry]},
)
async def read_history(request: Call, item_id: FromPath[UUID]) -> Answer:
    """What happened to a work item, oldest first"""
    async with database(request).session([tenant.id for tenant in tenants_of(request)]) as session:
        if not await items.is_there(session, this_item(request, item_id)):
            raise NotFound
        paging = query(request, Paging)
        after = place_of(paging.cursor, int) or 0
        found = await items.history_of(session, item_id, after=min(after, MOST_PLACE), limit=paging.limit + 1)
    shown = page(found, paging.limit, lambda entry: entry.seq)
    return answer(structs.replace(shown, items=[entry_for(request.user, entry) for entry in shown.items]))


HANDLERS = [list_work_items, read_work_item, read_history]
