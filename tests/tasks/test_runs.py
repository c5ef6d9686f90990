"""How runs end: once, by their present attempt, and as an event whether they succeed or fail."""

from datetime import timedelta

import pytest

from tasks import runs
from tasks.automations import AUTOMATIONS
from tests.tasks.pure import Work, always, rule, run, table, task

CHECKED = always("received", run("credit_check"))
EXCEPTION = ("exception", "exceptions")


def test_a_result_becomes_the_fact_and_is_an_event() -> None:
    work = Work(CHECKED, table("automation.credit_check", rule(task(), when={"facts.credit_check.approved": "true"})))
    work.receive().succeed("credit_check", {"approved": True})
    assert work.case.item.facts == {"credit_check": {"approved": True}}
    assert work.kinds() == ["automation_finished", "decision", "task_created"]
    assert work.case.runs[0].state == "succeeded"


def test_the_fact_stands_under_the_runs_key() -> None:
    work = Work(always("received", run("credit_check", key="first_look"))).receive()
    work.succeed("first_look", {"approved": False})
    assert work.case.item.facts == {"first_look": {"approved": False}}


def test_an_item_ends_with_its_last_run_whether_or_not_a_rule_took_the_event() -> None:
    work = Work(always("received", run("credit_check"), run("duplicate_check"))).receive()
    work.succeed("credit_check")
    assert work.case.item.state == "open"
    work.succeed("duplicate_check")
    assert work.case.item.state == "closed"


def test_a_failure_is_tried_again_after_a_pause_and_is_no_event() -> None:
    work = Work(CHECKED).receive()
    work.fail("credit_check", for_good=False)
    again = work.case.runs[0]
    assert (again.state, again.attempt, again.error) == ("queued", 1, "away")
    assert again.deadline == work.now + runs.pause_after(1)
    assert (work.kinds(), work.case.item.open_runs) == ([], 1)


def test_a_run_whose_attempts_are_used_up_has_failed_for_good() -> None:
    work = Work(CHECKED).receive()
    for _ in range(AUTOMATIONS["credit_check"].attempts):
        assert work.case.runs[0].state == "queued"
        work.fail("credit_check", for_good=False)
    assert work.case.runs[0].state == "failed"
    assert work.case.item.facts == {"credit_check": {"error": "away"}}
    assert work.kinds() == ["automation_failed", "decision", "task_created"]
    assert work.open_tasks() == [EXCEPTION]


def test_a_failure_that_a_rule_takes_is_no_exception() -> None:
    taken = table("automation.credit_check", rule(task(), when={"event.failed": "true"}))
    work = Work(CHECKED, taken).receive().fail("credit_check")
    assert work.open_tasks() == [("check", "desk")]


@pytest.mark.parametrize(("attempt", "seconds"), [(1, 1), (2, 2), (3, 4), (9, 256), (10, 300), (20, 300)])
def test_pauses_double_up_to_five_minutes(attempt: int, seconds: int) -> None:
    assert runs.pause_after(attempt) == timedelta(seconds=seconds)


def test_only_the_present_attempt_may_end_a_run() -> None:
    work = Work(CHECKED).receive()
    started = work.start_run("credit_check")
    assert runs.is_present_attempt(work.case, started.id, 1)
    assert not runs.is_present_attempt(work.case, started.id, 2)
    work.do(lambda unfolding: runs.fail(unfolding, started.id, "away"))
    assert not runs.is_present_attempt(work.case, started.id, 1)
