"""/setup/{slug}/webhooks: whom of a client's own systems is told what; one added, changed, given another secret."""

from collections.abc import Mapping
from typing import Any

from litestar.params import FromPath

from tasks.configuring import keyed
from tasks.errors import InputInvalid
from tasks.models import Webhook
from tasks.webhooks.events import WebhookEvent
from tenants.principals import TenantRef
from tenants.roles import Permission

from ..access import Call, database, tenant_named, tenant_named_to_change
from ..answers import Answer
from ..browser.form_faults import by_member
from ..browser.forms import Form, form_of
from ..browser.languages import N_
from ..browser.rendering import show
from ..browser.routing import page
from ..errors import Invalid
from ..hooks import WebhookBody, put_hook
from ..shapes import fit
from .administration import SETUP
from .setup import of_setup

ENTRIES = ()
MOST_SHOWN = 200
PATH = f"{SETUP}/{{slug:str}}/webhooks"
EVENTS: Mapping[str, str] = {
    WebhookEvent.EVERYTHING: N_("everything"),
    WebhookEvent.RECEIVED: N_("an item was received"),
    WebhookEvent.AMENDED: N_("an item was amended"),
    WebhookEvent.CLOSED: N_("an item was closed"),
    WebhookEvent.CANCELLED: N_("an item was cancelled"),
    WebhookEvent.REOPENED: N_("an item was opened again"),
    WebhookEvent.TASK_CREATED: N_("a task was opened"),
    WebhookEvent.TASK_COMPLETED: N_("a task was completed"),
    WebhookEvent.TASK_PENDED: N_("a task was set aside"),
    WebhookEvent.TASK_RESUMED: N_("a task was resumed"),
    WebhookEvent.TASK_CANCELLED: N_("a task was cancelled"),
    WebhookEvent.IMPORT_FINISHED: N_("a file was taken in"),
}
_INVALID = 422
_MESSAGES: Mapping[str, str] = {
    "url": N_("An address that begins with https:// and is public."),
    "events": N_("Choose at least one."),
    "key": N_("Small letters, figures, - and _; a letter first."),
}


@page("GET", PATH, Permission.CHANGE_MASTER_DATA)
async def show_webhooks(request: Call, slug: FromPath[str]) -> Answer:
    """Webhooks of a client"""
    return await _webhooks(request, tenant_named(request, slug), Form([]), {})


@page("POST", PATH, Permission.CHANGE_MASTER_DATA)
async def add_webhook(request: Call, slug: FromPath[str]) -> Answer:
    """Add a webhook"""
    tenant, form = tenant_named_to_change(request, slug), await form_of(request)
    key = form.text("key")
    async with database(request).session([tenant.id]) as session:
        if await keyed.read(Webhook, session, tenant.id, key):
            return await _webhooks(request, tenant, form, {"key": N_("There is one of this name.")})
    done, faults = await put(request, tenant, key, form)
    if done is None:
        return await _webhooks(request, tenant, form, faults)
    return await _webhooks(request, tenant, Form([]), {}, added=done.row)


HANDLERS = [show_webhooks, add_webhook]


async def put(
    request: Call, tenant: TenantRef, key: str, form: Form
) -> tuple[keyed.Put[Webhook] | None, Mapping[str, str]]:
    """What was put, or what is wrong with the form, by field."""
    try:
        asked = fit({"url": form.text("url"), "events": form.all("events")}, WebhookBody)
        return await put_hook(request, tenant, key, asked), {}
    except (Invalid, InputInvalid) as invalid:
        said = by_member(invalid.faults, _MESSAGES)
        return None, {name if name in _MESSAGES else "key": message for name, message in said.items()}


async def _webhooks(
    request: Call, tenant: TenantRef, form: Form, faults: Mapping[str, str], added: Webhook | None = None
) -> Answer:
    async with database(request).session([tenant.id]) as session:
        hooks = await keyed.list_of(Webhook, session, [tenant.id], None, MOST_SHOWN)
    values: dict[str, Any] = {
        "hooks": hooks,
        "events": EVENTS,
        "added": added,
        "form": form,
        "faults": faults,
        **of_setup(request, tenant),
    }
    return show(request, "setup/webhooks.html", values, status=_INVALID if faults else 200)
