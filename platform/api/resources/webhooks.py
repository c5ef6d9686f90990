"""/v1/webhooks: who of a tenant's own systems is told what, and what became of the telling."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, ClassVar
from uuid import UUID

from litestar.params import FromPath
from msgspec import UNSET, Meta, Struct, UnsetType, structs
from sqlalchemy.ext.asyncio import AsyncSession

from rules import Fault
from tasks.configuring import keyed
from tasks.configuring.change import Change
from tasks.models import Webhook
from tasks.webhooks import configuring, deliveries
from tasks.webhooks.addresses import LONGEST_URL, faults_of_url
from tasks.webhooks.deliveries import DeliveryView
from tasks.webhooks.events import WebhookEvent
from tasks.webhooks.signing import SECRET_BYTES
from tenants.ids import new_id
from tenants.models import SLUG
from tenants.principals import TenantRef
from tenants.roles import Permission

from ..access import Call, database, tenant_of, tenant_to_change
from ..answers import Answer, answer
from ..bodies import body
from ..configuration import change_once, changed, hold_to, hold_to_form, listed, retired
from ..errors import Invalid, NotFound
from ..etags import tagged
from ..places import Page, Paging, page, place_of
from ..queries import query
from ..routes import delete, get, post, put
from ..shapes import Instant, Nothing, Shape
from .jobs import Ids, Started, start_job


class WebhookBody(Shape):
    """`url`: https to a public address. `events`: what it is told; `*` is everything."""

    url: Annotated[str, Meta(min_length=1, max_length=LONGEST_URL)]
    events: Annotated[list[WebhookEvent], Meta(min_length=1, max_length=50)]


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
    hold_to_form(key, SLUG)
    hold = hold_to(request, faults_of_url(asked.url, request.app.state.webhook_networks))

    async def write(change: Change) -> keyed.Put[Webhook]:
        random_bytes = secrets.token_bytes(SECRET_BYTES)
        made = new_id(change.now)
        return await configuring.put(
            change, key, asked.url, asked.events, new_id=made, random_bytes=random_bytes, hold=hold
        )

    done = await changed(request, tenant, write)
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
    row = await _found(request, tenant, key)
    return answer(_view(row, tenant.slug), headers=tagged(row.revision))


@delete("/v1/webhooks/{key:str}", Permission.CHANGE_MASTER_DATA, names_tenant=True, answers={204: None})
async def delete_webhook(request: Call, key: FromPath[str]) -> Answer:
    """Tell it nothing any more, not even what waits"""
    tenant = await tenant_to_change(request)
    return await retired(request, tenant, Webhook, key, noun="webhook", uses=_nothing_uses)


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
    await _found(request, tenant, key)
    await body(request, Nothing)

    async def rotate(change: Change) -> WebhookView:
        row = await configuring.rotate(change, key, secrets.token_bytes(SECRET_BYTES))
        return _with_secret(row, tenant.slug)

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
    row = await _found(request, tenant, key)
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
    row = await _found(request, tenant, key)
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


async def _found(request: Call, tenant: TenantRef, key: str) -> Webhook:
    """Raises NotFound."""
    async with database(request).session([tenant.id]) as session:
        row = await keyed.read(Webhook, session, tenant.id, key)
    if row is None:
        raise NotFound
    return row


async def _nothing_uses(_session: AsyncSession, _key: str) -> Sequence[str]:
    return ()


def _view(row: Webhook, tenant: str) -> WebhookView:
    disabled = Disabled(row.disabled_at, row.disabled_reason or "") if row.disabled_at else None
    return WebhookView(tenant, row.key, row.url, row.events, row.failing_since, disabled)


def _with_secret(row: Webhook, tenant: str) -> WebhookView:
    return structs.replace(_view(row, tenant), secret=row.secret)
