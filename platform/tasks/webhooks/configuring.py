"""A webhook is put under a key of the tenant's, and given another secret."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from ..configuring import keyed
from ..configuring.change import Change
from ..configuring.keyed import Hold
from ..errors import NotFound
from ..models import Webhook
from .events import WebhookEvent
from .signing import OVERLAP, new_secret


async def put(
    change: Change, key: str, url: str, events: Sequence[WebhookEvent], *, new_id: UUID, random_bytes: bytes, hold: Hold
) -> keyed.Put[Webhook]:
    """Also enables it. A new one is given a secret."""
    content = {"url": url, "events": [event.value for event in dict.fromkeys(events)]}
    values: dict[str, Any] = content | {"failing_since": None, "disabled_at": None, "disabled_reason": None}
    if await keyed.read(Webhook, change.session, change.tenant_id, key) is None:
        values |= {"id": new_id, "secret": new_secret(random_bytes), "old_secret": None, "old_secret_until": None}
    done = await keyed.put(Webhook, change, key, values, hold=hold)
    await change.record("webhook.put", key, content)
    return done


async def rotate(change: Change, key: str, random_bytes: bytes) -> Webhook:
    """Messages are signed with the secret of before, too, for a while. Raises NotFound."""
    row = await keyed.read(Webhook, change.session, change.tenant_id, key)
    if row is None:
        raise NotFound
    row.old_secret, row.old_secret_until = row.secret, change.now + OVERLAP
    row.secret = new_secret(random_bytes)
    await change.record("webhook.rotated", key, {})
    return row
