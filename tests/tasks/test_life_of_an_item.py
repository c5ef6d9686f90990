"""Whatever happens to an item in whatever order: its counts are right, and it is open as long as something of it is."""

from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tasks.errors import TasksError
from tests.tasks.pure import ANN, BEN, Work, always, rule, run, table, task

TABLES = (
    always("received", task(), task(key="second", not_by=True), run("credit_check"), run("reserve_stock")),
    table(
        "task.check",
        rule(task(), when={"event.task.disposition": '"bad"'}, name="bad"),
        rule({"close": {}}, when={"event.task.key": '"second"'}, name="stop"),
        rule(run("credit_check"), when={"event.task.key": '"check"'}, name="again"),
    ),
    table("automation.credit_check", rule(task(key="failed"), when={"event.failed": "true"})),
)
Move = Callable[[Work, Any], Any]


def claim(work: Work, draw: Any) -> None:
    ready = [each.key for each in work.case.tasks if each.state == "ready"]
    if ready:
        work.claim(draw(st.sampled_from(ready)), by=draw(st.sampled_from([ANN, BEN])))


def complete(work: Work, draw: Any) -> None:
    held = draw(st.sampled_from(work.case.tasks))
    disposition = draw(st.sampled_from(["done", "bad"])) if held.type == "check" else "resolved"
    work.complete(held, by=held.assignee or ANN, disposition=disposition)


def end_run(work: Work, draw: Any) -> None:
    queued = [each.key for each in work.case.runs if each.state == "queued"]
    if queued and draw(st.booleans()):
        work.succeed(draw(st.sampled_from(queued)), {"approved": True})
    elif queued:
        work.fail(draw(st.sampled_from(queued)), for_good=draw(st.booleans()))


@given(st.data())
def test_counts_and_state_are_always_those_of_tasks_and_runs(data: st.DataObject) -> None:
    work = Work(*TABLES).receive()
    for move in data.draw(st.lists(st.sampled_from([claim, complete, end_run]), max_size=30)):
        before = work.case
        try:
            move(work, data.draw)
        except TasksError:
            assert work.case == before
        _hold_together(work)


def _hold_together(work: Work) -> None:
    item = work.case.item
    assert item.open_tasks == sum(each.is_open for each in work.case.tasks)
    assert item.open_runs == sum(each.is_open for each in work.case.runs)
    assert (item.state == "open") == item.has_open_work
    assert (item.state == "open") == (item.closed_at is None) == (item.outcome is None)
    keys = [each.key for each in work.case.runs if each.is_open]
    assert len(keys) == len(set(keys))
    for each in work.case.tasks:
        assert (each.state == "claimed") == (each.lease_until is not None)
        assert (each.state == "completed") == (each.completed_at is not None)
        assert each.completed_by is None or each.completed_by not in _barred_from(work, each.key, each.completed_at)


def _barred_from(work: Work, key: str, done_at: Any) -> set[Any]:
    """Who had completed a task of the item before, where the task is for other eyes."""
    if key != "second":
        return set()
    return {each.completed_by for each in work.case.tasks if each.completed_at and each.completed_at < done_at}
