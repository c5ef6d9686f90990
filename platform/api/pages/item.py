"""/items/{id}: one item with its tasks and all that happened to it; what its client says of it, attaches, and ends."""

from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

from litestar.params import FromPath
from sqlalchemy import select

from tasks import amending, attachments, comments
from tasks.cases import Decide, Subject
from tasks.comments import CLIENT, STAFF, CommentView
from tasks.models import WorkItem
from tasks.reading import items
from tasks.reading.awaited import awaited_of
from tasks.reading.items import ItemView
from tasks.reading.products import product_names
from tasks.reading.titles import titles_of
from tenants.ids import new_id
from tenants.principals import TenantRef
from tenants.roles import Permission, Role, reach_of

from ..access import Call, database, office
from ..answers import Answer
from ..browser.documents import Layout, lay_out
from ..browser.forms import form_of
from ..browser.languages import N_
from ..browser.rendering import see_other, show
from ..browser.routing import page
from ..changing import case_of, changed
from ..errors import NotFound
from ..names import actor_for, item_for
from ..queries import query
from ..resources.attachments import give_file, keep_file
from ..seeing import hold_to_seen, this_item
from .histories import MOST_HISTORY, HistoryQuery, told

_INVALID = 422
RESERVE_STOCK = "reserve_stock"
MOST_TEXT = 10_000
MOST_SHOWN = 50
"""Comments, and files: the newest."""


@page("GET", "/items/{item_id:uuid}", Permission.READ_ITEMS)
async def show_item(request: Call, item_id: FromPath[UUID]) -> Answer:
    """One item"""
    return await _item(request, item_id)


@page("POST", "/items/{item_id:uuid}/comments", Permission.READ_ITEMS)
async def add_comment(request: Call, item_id: FromPath[UUID]) -> Answer:
    """Say something of an item"""
    form = await form_of(request)
    text = form.text("text")
    if not 0 < len(text) <= MOST_TEXT:
        return await _item(request, item_id, N_("Write something, of at most 10,000 characters."))
    await hold_to_seen(request, item_id)
    case, now = await case_of(request, Subject("item", item_id)), datetime.now(UTC)
    for_client = request.user.role == Role.CLIENT or "for_client" in form
    comment = CommentView(new_id(now), now, request.user.as_actor(), text, CLIENT if for_client else STAFF)
    office(request).tell(await comments.add(database(request), case.tenant_id, item_id, comment))
    return see_other(request, f"/items/{item_id}")


@page("POST", "/items/{item_id:uuid}/files", Permission.SUBMIT_ITEMS)
async def attach_file(request: Call, item_id: FromPath[UUID]) -> Answer:
    """Attach a file to an item"""
    await keep_file(request, item_id)
    return see_other(request, f"/items/{item_id}")


@page("GET", "/items/{item_id:uuid}/files/{file_id:uuid}", Permission.READ_ITEMS)
async def give_attached(request: Call, item_id: FromPath[UUID], file_id: FromPath[UUID]) -> Answer:
    """A file of an item, to be saved"""
    await hold_to_seen(request, item_id)
    return await give_file(request, file_id)


@page("POST", "/items/{item_id:uuid}/cancel", Permission.SUBMIT_ITEMS)
async def cancel_item(request: Call, item_id: FromPath[UUID]) -> Answer:
    """Cancel an item"""
    reason = (await form_of(request)).text("reason") or None
    return await _changed(request, item_id, partial(amending.cancel, actor=request.user.as_actor(), reason=reason))


@page("POST", "/items/{item_id:uuid}/reopen", Permission.DISTRIBUTE)
async def reopen_item(request: Call, item_id: FromPath[UUID]) -> Answer:
    """Open an item again that has ended"""
    reason = (await form_of(request)).text("reason")
    if not reason:
        return await _item(request, item_id, N_("Say why it is opened again."))
    return await _changed(request, item_id, partial(amending.reopen, actor=request.user.as_actor(), reason=reason))


HANDLERS = [show_item, add_comment, attach_file, give_attached, cancel_item, reopen_item]


async def _changed(request: Call, item_id: UUID, decide: Decide) -> Answer:
    await changed(request, Subject("item", item_id), decide)
    return see_other(request, f"/items/{item_id}")


async def _item(request: Call, item_id: UUID, fault: str | None = None) -> Answer:
    """The page; with what was wrong in the form that was sent."""
    asked, tenants = query(request, HistoryQuery), request.user.tenants
    ids, for_client = [tenant.id for tenant in tenants], request.user.role == Role.CLIENT
    async with database(request).session(ids) as session:
        found = await items.list_of(session, tenants, select(WorkItem).where(*this_item(request, item_id)))
        if not found:
            raise NotFound
        comes = await awaited_of(session, found[0])
        entries = await items.history_of(session, item_id, after=0, limit=MOST_HISTORY)
        said = await comments.list_of(session, item_id, for_client=for_client, before=None, limit=MOST_SHOWN)
        files = await attachments.list_of(session, item_id, before=None, limit=MOST_SHOWN)
        titles = await titles_of(session, ids)
        item = item_for(request.user, found[0])
        tenant = next(each for each in tenants if each.slug == item.tenant)
        products = await product_names(session, tenant.id, item.document)
    values = {
        "item": item,
        "tenant": tenant,
        "zone": tenant.timezone,
        "titles": titles,
        "fault": fault,
        "layout": await _laid_out(request, tenant, item),
        "products": products,
        "comments": [(actor_for(request.user, each.author), each) for each in reversed(said)],
        "files": files,
        "comes": comes,
        "show": asked.show,
        **_may(request, tenant),
        **await told(request, tenant, item_id, entries, asked.show),
    }
    return show(request, "item/page.html", values, parts=("item/_history.html",), status=_INVALID if fault else 200)


async def _laid_out(request: Call, tenant: TenantRef, item: ItemView) -> Layout | None:
    """None for a document that is no object."""
    if not isinstance(item.document, dict):
        return None
    known = (await office(request).configurations.of(tenant.id)).work_types.get(item.type)
    reserved = item.facts.get(RESERVE_STOCK)
    stock = reserved.get("lines", ()) if isinstance(reserved, dict) else ()
    return lay_out(item.document, known.schema if known else {}, stock)


def _may(request: Call, tenant: TenantRef) -> dict[str, Any]:
    """What the reader may do here."""
    is_active, role = tenant.state == "active", request.user.role
    return {
        "may_change": is_active and reach_of(role, Permission.SUBMIT_ITEMS) is not None,
        "may_reopen": is_active and reach_of(role, Permission.DISTRIBUTE) is not None,
        "may_speak": is_active,
        "speaks_for_staff": role != Role.CLIENT,
    }
