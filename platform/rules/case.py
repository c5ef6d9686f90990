"""Makes a whole case of the parts that somebody gives to try rules with."""

from collections.abc import Mapping
from typing import Any

EMPTY_TENANT = {"slug": "", "timezone": "UTC", "country": ""}


def complete_case(
    parts: Mapping[str, Any],
    *,
    type: str,
    tenant: Mapping[str, Any],
    now: str,
) -> dict[str, Any]:
    """Fill what is missing: event `received`, no facts, tasks or signals, received now (RFC 3339)."""
    received_at = parts.get("received_at") or now
    defaults: dict[str, Any] = {
        "type": type,
        "reference": None,
        "document": {},
        "facts": {},
        "tasks": {},
        "all_tasks": [],
        "signals": [],
        "tenant": dict(tenant),
        "received_at": received_at,
        "priority": None,
    }
    event = {"name": "received", "at": now, **(parts.get("event") or {})}
    return {**defaults, **parts, "event": event}
