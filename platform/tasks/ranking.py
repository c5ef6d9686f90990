"""In which order ready tasks are claimed: least rank first. A rank is a time, so that whatever waits comes at last."""

from datetime import datetime, timedelta

WITHOUT_DUE_TIME = timedelta(hours=24)
A_POINT_OF_PRIORITY = timedelta(minutes=30)
NORMAL_PRIORITY = 50


def rank(priority: int, *, ready_at: datetime, due_at: datetime | None) -> datetime:
    """Fixed when the task becomes ready for the first time; changes only with priority, due time or queue."""
    return (due_at or ready_at + WITHOUT_DUE_TIME) - (priority - NORMAL_PRIORITY) * A_POINT_OF_PRIORITY
