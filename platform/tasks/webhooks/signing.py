"""The secret of a webhook, and the headers by which its receiver knows who sent a message (Standard Webhooks 1.0)."""

import base64
from collections.abc import Iterable
from datetime import datetime, timedelta

from standardwebhooks import Webhook

SECRET_BYTES = 32
PREFIX = "whsec_"
OVERLAP = timedelta(hours=24)
"""How long after a rotation messages are signed with the secret before, too, so that no receiver misses one."""


def new_secret(random_bytes: bytes) -> str:
    return PREFIX + base64.b64encode(random_bytes).decode()


def headers(message_id: str, secrets: Iterable[str], body: bytes, now: datetime) -> dict[str, str]:
    """Signed with each of the secrets; `now` is the time of the attempt."""
    text = body.decode()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(Webhook(secret).sign(message_id, now, text) for secret in secrets),
    }
