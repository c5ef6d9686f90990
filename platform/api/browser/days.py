"""Days as a form sends them, and when they begin by the clocks of a zone. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def beginning_of(day: str | None, timezone: str, *, days_later: int = 0) -> datetime | None:
    """None for no day, and for one that no calendar has."""
    try:
        found = date.fromisoformat(day or "") + timedelta(days=days_later)
        return datetime.combine(found, time(), ZoneInfo(timezone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def day_of(at: datetime | None, timezone: str) -> str:
    """As a form has it; none: empty."""
    return at.astimezone(ZoneInfo(timezone)).date().isoformat() if at else ""
