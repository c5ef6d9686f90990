"""/setup/{slug}/webhooks/{key}: one webhook, its secret, its messages and what was answered, sent once more."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from litestar.params import FromPath

from tasks.models import Webhook
from tasks.webhooks import deliveries
from tenants.principals import TenantRef
from tenants.roles import Permission

from ..access import Call, database, tenant_named, tenant_named_to_change
from ..answers import Answer
from ..browser.forms import Form, form_of
from ..browser.languages import N_
from ..browser.rendering import see_other, show
from ..browser.routing import page
from ..configuration import changed
from ..hooks import hook_of, retire_hook, rotate_hook
from ..places import Paging, place_of
from ..places import page as paged
from ..queries import query
from ..resources.jobs import begin
from .administration import SETUP
from .setup import of_setup
from .task import id_in
from .webhooks import EVENTS, PATH, put

ENTRIES = ()
SINCE = (("1", N_("the last hour")), ("24", N_("the last day")), ("168", N_("the last week")))
"""In hours."""

_INVALID = 422
_ONE = f"{PATH}/{{key:str}}"


@page("GET", _ONE, Permission.CHANGE_MASTER_DATA)
async def show_webhook(request: Call, slug: FromPath[str], key: FromPath[str]) -> Answer:
    """One webhook"""
    tenant = tenant_named(request, slug)
    return await _webhook(request, tenant, await hook_of(request, tenant, key))


@page("POST", _ONE, Permission.CHANGE_MASTER_DATA)
async def change_webhook(request: Call, slug: FromPath[str], key: FromPath[str]) -> Answer:
    """Change a webhook, and enable it"""
    tenant, form = tenant_named_to_change(request, slug), await form_of(request)
    row = await hook_of(request, tenant, key)
    done, faults = await put(request, tenant, key, form)
    if done is None:
        return await _webhook(request, tenant, row, form, faults)
    return see_other(request, _path(tenant, key))


@page("POST", f"{_ONE}/rotate", Permission.CHANGE_MASTER_DATA)
async def rotate(request: Call, slug: FromPath[str], key: FromPath[str]) -> Answer:
    """Give a webhook another secret, which is shown once"""
    tenant = tenant_named_to_change(request, slug)
    await hook_of(request, tenant, key)
    row = await changed(request, tenant, lambda change: rotate_hook(change, key))
    return await _webhook(request, tenant, row, secret=row.secret)


@page("POST", f"{_ONE}/remove", Permission.CHANGE_MASTER_DATA)
async def remove(request: Call, slug: FromPath[str], key: FromPath[str]) -> Answer:
    """Tell a webhook nothing any more"""
    tenant = tenant_named_to_change(request, slug)
    await retire_hook(request, tenant, key)
    return see_other(request, _path(tenant, ""))


@page("POST", f"{_ONE}/redeliver", Permission.CHANGE_MASTER_DATA)
async def redeliver(request: Call, slug: FromPath[str], key: FromPath[str]) -> Answer:
    """Send messages once more: one, or all since a time"""
    tenant, form = tenant_named_to_change(request, slug), await form_of(request)
    row = await hook_of(request, tenant, key)
    ids = [str(found) for text in form.all("ids") if (found := id_in(text))]
    hours = form.text("hours") if form.text("hours") in dict(SINCE) else SINCE[0][0]
    since = None if ids else (datetime.now(UTC) - timedelta(hours=int(hours))).isoformat()
    wanted = {"webhook": str(row.id), "ids": ids or None, "since": since}
    await begin(request, [tenant], "redeliver", wanted)
    return see_other(request, _path(tenant, key))


HANDLERS = [show_webhook, change_webhook, rotate, remove, redeliver]


def _path(tenant: TenantRef, key: str) -> str:
    return f"{SETUP}/{tenant.slug}/webhooks/{key}".rstrip("/")


async def _webhook(
    request: Call,
    tenant: TenantRef,
    row: Webhook,
    form: Form | None = None,
    faults: Mapping[str, str] | None = None,
    secret: str | None = None,
) -> Answer:
    asked, path = query(request, Paging), _path(tenant, row.key)
    before = place_of(asked.cursor, UUID)
    async with database(request).session([tenant.id]) as session:
        found = await deliveries.newest_of(session, row.id, before=before, limit=asked.limit + 1)
    shown = paged(found, asked.limit, lambda delivery: delivery.id)
    values: dict[str, Any] = {
        "hook": row,
        "base": path,
        "events": EVENTS,
        "since": SINCE,
        "shown": shown,
        "next": f"{path}?cursor={shown.next_cursor}" if shown.next_cursor else None,
        "first": path if asked.cursor else None,
        "form": form,
        "faults": faults or {},
        "shown_secret": secret,
        **of_setup(request, tenant),
    }
    return show(request, "setup/webhook.html", values, status=_INVALID if faults else 200)
