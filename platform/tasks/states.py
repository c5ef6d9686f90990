"""What may happen to a task in which state, as one table; the database repeats it as CHECK constraints."""

from .errors import LeaseLost, Taken, TasksError

READY, CLAIMED, PENDED, COMPLETED, CANCELLED = "ready", "claimed", "pended", "completed", "cancelled"
STATES = (READY, CLAIMED, PENDED, COMPLETED, CANCELLED)

TRANSITIONS: dict[tuple[str, str], str] = {
    (READY, "claim"): CLAIMED,
    (CLAIMED, "complete"): COMPLETED,
    (CLAIMED, "release"): READY,
    (CLAIMED, "renew"): CLAIMED,
    (CLAIMED, "lapse"): READY,
    (CLAIMED, "draft"): CLAIMED,
    (READY, "draft"): READY,
    (CLAIMED, "pend"): PENDED,
    (READY, "pend"): PENDED,
    (READY, "complete"): COMPLETED,  # a lease that ran out, not taken since
    (READY, "release"): READY,
    (READY, "renew"): CLAIMED,
    (READY, "cancel"): CANCELLED,
    (CLAIMED, "cancel"): CANCELLED,
    (PENDED, "cancel"): CANCELLED,
}

REFUSALS: dict[str, type[TasksError]] = {"claim": Taken}


def after(state: str, verb: str) -> str:
    """The state that follows; raises what the verb is refused with (LeaseLost, for most)."""
    try:
        return TRANSITIONS[state, verb]
    except KeyError:
        raise REFUSALS.get(verb, LeaseLost) from None
