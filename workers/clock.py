"""The time, which is handed to whatever needs it."""

from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)
