"""/v1/webhooks: who of a tenant's own systems is told what, and what became of the telling."""

from datetime import UTC, datetime
from functools import partial
from typing import ClassVar
from uuid import UUID

from litestar.params import FromPath
from msgspec import UNSET, Struct, UnsetType, structs

from rules import Fault
from tasks.configuring import keyed
from tasks.configuring.change import Change
from tasks.models import Webhook
from tasks.webhooks import deliveries
from tasks.webhooks.deliveries import DeliveryView
from tenants.roles import Permission

from ..access import Call, database, tenant_of, tenant_to_change
from ..answers import Answer, answer
from ..bodies import body
from ..configuration import change_once, listed
from ..errors import Invalid
from ..etags import tagged
from ..hooks import WebhookBody, hook_of, put_hook, retire_hook, rotate_hook
from ..places import Page, Paging, page, place_of
from ..queries import query
from ..routes import delete, get, post, put
from ..shapes import Instant, Nothing, Shape
from .jobs import Ids, Started, start_job


class Disabled(Struct, frozen=True):
    at: datetime
    reason: str


class WebhookView(Struct, frozen=True):
    """`secret` is shown when it is new: an answer that is repeated leaves it out. `failing_since`: of the first failure
    after the last success. `disabled`: since when, and why; a PUT enables it."""

    secrets: ClassVar[tuple[str, ...]] = ("secret",)
    tenant: str
    key: str
    url: str
    events: list[str]
    failing_since: datetime | None
    disabled: Disabled | None
    secret: str | UnsetType = UNSET


class RedeliverBody(Shape):
    """Messages with these ids, or those written `since` then."""

    ids: Ids | None = None
    since: Instant | None = None


@put(
    "/v1/webhooks/{key:str}",
    Permission.CHANGE_MASTER_DATA,
    body=WebhookBody,
    names_tenant=True,
    answers={200: WebhookView, 201: WebhookView},
)
async def put_webhook(request: Call, key: FromPath[str]) -> Answer:
    """Make, change or enable a webhook

    The first PUT answers with the secret, by which messages are signed as Standard Webhooks says.
    """
    tenant = await tenant_to_change(request)
    asked = await body(request, WebhookBody)
    done = await put_hook(request, tenant, key, asked)
    view = _with_secret(done.row, tenant.slug) if done.is_new else _view(done.row, tenant.slug)
    return answer(view, 201 if done.is_new else 200, headers=tagged(done.row.revision))


@get("/v1/webhooks", Permission.CHANGE_MASTER_DATA, query=Paging, names_tenant=True, answers={200: Page[WebhookView]})
async def list_webhooks(request: Call) -> Answer:
    """All webhooks, in order of tenant and key"""
    return await listed(request, partial(keyed.list_of, Webhook), keyed.place, _view)


@get("/v1/webhooks/{key:str}", Permission.CHANGE_MASTER_DATA, names_tenant=True, answers={200: WebhookView})
async def read_webhook(request: Call, key: FromPath[str]) -> Answer:
    """One webhook, without its secret"""
    tenant = await tenant_of(request)
    row = await hook_of(request, tenant, key)
    return answer(_view(row, tenant.slug), headers=tagged(row.revision))


@delete("/v1/webhooks/{key:str}", Permission.CHANGE_MASTER_DATA, names_tenant=True, answers={204: None})
async def delete_webhook(request: Call, key: FromPath[str]) -> Answer:
    """Tell it nothing any more, not even what waits"""
    tenant = await tenant_to_change(request)
    return await retire_hook(request, tenant, key)


@post(
    "/v1/webhooks/{key:str}/rotate",
    Permission.CHANGE_MASTER_DATA,
    body=Nothing,
    names_tenant=True,
    answers={200: WebhookView},
)
async def rotate_secret(request: Call, key: FromPath[str]) -> Answer:
    """Give a webhook another secret

    For a day messages are signed with the one of before, too.
    """
    tenant = await tenant_to_change(request)
    await hook_of(request, tenant, key)
    await body(request, Nothing)

    async def rotate(change: Change) -> WebhookView:
        return _with_secret(await rotate_hook(change, key), tenant.slug)

    return await change_once(request, tenant, 200, rotate)


@get(
    "/v1/webhooks/{key:str}/deliveries",
    Permission.CHANGE_MASTER_DATA,
    query=Paging,
    names_tenant=True,
    answers={200: Page[DeliveryView]},
)
async def list_deliveries(request: Call, key: FromPath[str]) -> Answer:
    """The messages of the last 30 days and what became of them, oldest first"""
    tenant = await tenant_of(request)
    row = await hook_of(request, tenant, key)
    paging = query(request, Paging)
    after = place_of(paging.cursor, UUID)
    async with database(request).session([tenant.id]) as session:
        found = await deliveries.list_of(session, row.id, after=after, limit=paging.limit + 1)
    return answer(page(found, paging.limit, lambda delivery: delivery.id))


@post(
    "/v1/webhooks/{key:str}/redeliver",
    Permission.CHANGE_MASTER_DATA,
    body=RedeliverBody,
    names_tenant=True,
    answers={202: Started},
)
async def redeliver(request: Call, key: FromPath[str]) -> Answer:
    """Send messages once more, with the ids that they had"""
    tenant = await tenant_to_change(request)
    row = await hook_of(request, tenant, key)
    asked = await body(request, RedeliverBody)
    if (asked.ids is None) == (asked.since is None):
        raise Invalid(Fault("", "name ids or since, and not both"))
    ids = None if asked.ids is None else [str(each) for each in asked.ids]
    since = None if asked.since is None else asked.since.astimezone(UTC).isoformat()
    return await start_job(request, [tenant], "redeliver", {"webhook": str(row.id), "ids": ids, "since": since})


HANDLERS = (
    put_webhook,
    list_webhooks,
    read_webhook,
    delete_webhook,
    rotate_secret,
    list_deliveries,
    redeliver,
)


def _view(row: Webhook, tenant: str) -> WebhookView:
    disabled = Disabled(row.disabled_at, row.disabled_reason or "") if row.disabled_at else None
    return WebhookView(tenant, row.key, row.url, row.events, row.failing_since, disabled)


def _with_secret(row: Webhook, tenant: str) -> WebhookView:
    return structs.replace(_view(row, tenant), secret=row.secret)
