"""When an attempt that failed is made again: soon at first, then hourly, until three days have gone by."""

from datetime import datetime, timedelta

FIRST_PAUSE_S = 2.0
LONGEST_PAUSE_S = 3600.0
MOST_DOUBLINGS = 11
GIVE_UP = timedelta(days=3)
"""After which a delivery is given up, and after which a webhook without any success is disabled."""


def next_attempt(attempts: int, first_tried_at: datetime, now: datetime, jitter: float) -> datetime | None:
    """After so many attempts, all in vain; None: it is given up. The last attempt is made when the time is over.

    `jitter`, 0 to 1, spreads over a fifth of the pause what failed together.
    """
    end = first_tried_at + GIVE_UP
    if now >= end:
        return None
    pause_s = min(FIRST_PAUSE_S * 2 ** min(attempts - 1, MOST_DOUBLINGS), LONGEST_PAUSE_S)
    return min(now + timedelta(seconds=pause_s * (0.9 + 0.2 * jitter)), end)
