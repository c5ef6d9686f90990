"""How a webhook of a tenant is put, given another secret and retired, for the API as for pages."""

import secrets
from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta
from sqlalchemy.ext.asyncio import AsyncSession

from tasks.configuring import keyed
from tasks.configuring.change import Change
from tasks.models import Webhook
from tasks.webhooks import configuring
from tasks.webhooks.addresses import LONGEST_URL, faults_of_url
from tasks.webhooks.events import WebhookEvent
from tasks.webhooks.signing import SECRET_BYTES
from tenants.ids import new_id
from tenants.models import SLUG
from tenants.principals import TenantRef

from .access import Call, database
from .answers import Answer
from .configuration import changed, hold_to, hold_to_form, retired
from .errors import NotFound
from .shapes import Shape


class WebhookBody(Shape):
    """`url`: https to a public address. `events`: what it is told; `*` is everything."""

    url: Annotated[str, Meta(min_length=1, max_length=LONGEST_URL)]
    events: Annotated[list[WebhookEvent], Meta(min_length=1, max_length=50)]


async def put_hook(request: Call, tenant: TenantRef, key: str, asked: WebhookBody) -> keyed.Put[Webhook]:
    """Raises Invalid for the key, PreconditionFailed, InputInvalid."""
    hold_to_form(key, SLUG)
    hold = hold_to(request, faults_of_url(asked.url, request.app.state.webhook_networks))

    async def write(change: Change) -> keyed.Put[Webhook]:
        random_bytes = secrets.token_bytes(SECRET_BYTES)
        made = new_id(change.now)
        return await configuring.put(
            change, key, asked.url, asked.events, new_id=made, random_bytes=random_bytes, hold=hold
        )

    return await changed(request, tenant, write)


async def rotate_hook(change: Change, key: str) -> Webhook:
    """Raises NotFound."""
    return await configuring.rotate(change, key, secrets.token_bytes(SECRET_BYTES))


async def retire_hook(request: Call, tenant: TenantRef, key: str) -> Answer:
    """Raises NotFound, PreconditionFailed."""
    return await retired(request, tenant, Webhook, key, noun="webhook", uses=_nothing_uses)


async def hook_of(request: Call, tenant: TenantRef, key: str) -> Webhook:
    """Raises NotFound."""
    async with database(request).session([tenant.id]) as session:
        row = await keyed.read(Webhook, session, tenant.id, key)
    if row is None:
        raise NotFound
    return row


async def _nothing_uses(_session: AsyncSession, _key: str) -> Sequence[str]:
    return ()
