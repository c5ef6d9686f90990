"""Business time: when a tenant's desks are open, and what a duration comes to while they are. Pure.

`docs/calendars.md` says in words what counts; without a calendar time runs around the clock.
"""

from .arithmetic import FARTHEST, add, elapsed_open, subtract
from .calendar import Calendar
from .written import HORIZON, Hours, Written, compiled, faults_of

__all__ = [
    "FARTHEST",
    "HORIZON",
    "Calendar",
    "Hours",
    "Written",
    "add",
    "compiled",
    "elapsed_open",
    "faults_of",
    "subtract",
]
