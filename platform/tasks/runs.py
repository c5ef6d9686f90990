"""How a run ends, as steps of its item. Only the present attempt ends it: any other has no effect.

A failure is what a retry could mend; it is tried again after a pause, and when its attempts are used up it has failed
for good, which is an event like its success.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from msgspec import structs

from . import deciding, events
from .automations import AUTOMATIONS
from .case import Case, Run
from .errors import ItemEnded, WrongState
from .unfolding import Unfolding

FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(minutes=5)


def is_present_attempt(case: Case, run_id: UUID, attempt: int) -> bool:
    run = case.run(run_id)
    return run.state == "running" and run.attempt == attempt


def pause_after(attempt: int) -> timedelta:
    """Before the next attempt: doubled each time."""
    doublings: int = 2 ** (attempt - 1)
    return min(LONGEST_PAUSE, FIRST_PAUSE * doublings)


def succeed(unfolding: Unfolding, run_id: UUID, result: dict[str, Any]) -> None:
    run = unfolding.before.run(run_id)
    done = structs.replace(run, state="succeeded", result=result, finished_at=unfolding.setting.now)
    _end(unfolding, done, "automation_finished", result)


def fail(unfolding: Unfolding, run_id: UUID, error: str, *, for_good: bool = False) -> None:
    run, now = unfolding.before.run(run_id), unfolding.setting.now
    if not for_good and run.attempt - run.tried_before < AUTOMATIONS[run.automation].attempts:
        again = structs.replace(run, state="queued", deadline=now + pause_after(run.attempt), error=error)
        unfolding.set_run(again)
        return
    fact = {"error": error}
    done = structs.replace(run, state="failed", result=fact, error=error, finished_at=now)
    _end(unfolding, done, "automation_failed", fact)


def discard(unfolding: Unfolding, run_id: UUID, attempt: int) -> None:
    """An attempt that is no longer the present one comes to nothing."""
    unfolding.record("automation_discarded", run=unfolding.before.run(run_id), data={"attempt": attempt})


def retry(unfolding: Unfolding, run_id: UUID, actor: dict[str, Any]) -> None:
    """A run that failed for good gets its attempts anew. Raises ItemEnded, WrongState."""
    run, now = unfolding.before.run(run_id), unfolding.setting.now
    if unfolding.item.state != "open":
        raise ItemEnded
    if run.state != "failed" or any(each.is_open and each.key == run.key for each in unfolding.runs.values()):
        raise WrongState
    unfolding.set_run(structs.replace(run, state="queued", tried_before=run.attempt, deadline=now, finished_at=None))
    unfolding.audit(actor, "run.retried", run.id, {"automation": run.automation})


def _end(unfolding: Unfolding, run: Run, kind: str, fact: dict[str, Any]) -> None:
    unfolding.set_run(run)
    unfolding.record(kind, run=run, data={"automation": run.automation, "result": fact, "attempt": run.attempt})
    unfolding.set_item(facts={**unfolding.item.facts, run.key: fact})
    deciding.happen(unfolding, events.automation_finished(run, unfolding.setting.now))
