"""What a holder may do with a task, and what anybody else may not."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec import structs

from tasks import distributing, doing
from tasks.case import Task
from tasks.errors import DocumentChanged, InputInvalid, LeaseLost, NotBy
from tests.tasks.pure import ANN, BEN, LEASE, Work, always, holder, rule, run, table, task

ONE_TASK = always("received", task())


def complete(work: Work, held: Task, **parts: Any) -> None:
    work.complete(held, **parts)


def release(work: Work, held: Task, by: Any = ANN) -> None:
    work.do(lambda unfolding: doing.release(unfolding, held.id, holder(held, by), "why"))


def renew(work: Work, held: Task, by: Any = ANN) -> None:
    work.do(lambda unfolding: doing.renew(unfolding, held.id, holder(held, by)))


VERBS: list[Any] = [complete, release, renew]


def test_a_completion_keeps_what_was_said_and_ends_the_lease() -> None:
    work = Work(ONE_TASK).receive()
    held = work.claim()
    work.complete(held, disposition="bad", result={"paid": 3}, note="late")
    done = work.task("check")
    assert (done.state, done.disposition, done.result, done.note) == ("completed", "bad", {"paid": 3}, "late")
    assert (done.lease_token, done.lease_until, done.completed_by) == (held.lease_token + 1, None, ANN)
    assert work.kinds() == ["task_completed", "decision", "closed"]


def test_a_release_gives_the_task_back_to_its_place() -> None:
    work = Work(ONE_TASK).receive()
    before = work.task("check")
    held = work.claim()
    release(work, held)
    back = work.task("check")
    assert (back.state, back.rank, back.created_at, back.ready_at) == (
        "ready",
        before.rank,
        before.created_at,
        before.ready_at,
    )
    assert (back.assignee, back.lease_token) == (None, held.lease_token + 1)
    assert work.step.history[0].data == {"reason": "why"}


def test_a_renewal_holds_for_the_queues_lease_from_now_and_leaves_the_history() -> None:
    work = Work(ONE_TASK).receive()
    held = work.claim()
    renew(work, held)
    assert work.task("check").lease_until == work.now + LEASE
    assert work.task("check").lease_token == held.lease_token
    assert work.kinds() == []


@pytest.mark.parametrize("verb", VERBS)
def test_another_person_with_the_token_has_no_lease(verb: Any) -> None:
    work = Work(ONE_TASK).receive()
    held = work.claim()
    with pytest.raises(LeaseLost):
        verb(work, held, by=BEN)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("difference", [-1, 1])
def test_a_token_that_is_not_the_present_one_is_no_lease(verb: Any, difference: int) -> None:
    work = Work(ONE_TASK).receive()
    held = work.claim()
    remembered = structs.replace(held, lease_token=held.lease_token + difference)
    with pytest.raises(LeaseLost):
        verb(work, remembered)


@pytest.mark.parametrize("verb", VERBS)
def test_a_lease_that_ran_out_counts_while_nobody_took_the_task(verb: Any) -> None:
    work = Work(ONE_TASK).receive()
    held = work.claim()
    work.lapse()
    verb(work, held)
    after = dict(zip(VERBS, ("completed", "ready", "claimed"), strict=True))
    assert work.task("check").state == after[verb]


def test_a_renewal_after_the_lease_ran_out_is_a_claim_in_the_history() -> None:
    work = Work(ONE_TASK).receive()
    held = work.claim()
    work.lapse()
    renew(work, held)
    assert work.kinds() == ["task_claimed"]


@pytest.mark.parametrize("verb", VERBS)
def test_a_lease_that_ran_out_is_lost_once_another_took_the_task(verb: Any) -> None:
    work = Work(ONE_TASK).receive()
    held = work.claim()
    work.lapse()
    work.claim(by=BEN)
    with pytest.raises(LeaseLost):
        verb(work, held)


def test_the_same_completion_again_changes_nothing() -> None:
    work = Work(ONE_TASK).receive()
    held = work.claim()
    work.complete(held)
    done = work.case
    work.complete(held)
    assert work.case == done
    assert work.step.history == ()


@pytest.mark.parametrize("parts", [{"digest": b"another body"}, {"by": BEN}])
def test_another_completion_of_a_completed_task_is_refused(parts: dict[str, Any]) -> None:
    work = Work(ONE_TASK).receive()
    held = work.claim()
    work.complete(held)
    with pytest.raises(LeaseLost):
        work.complete(held, **parts)


def test_every_fault_of_a_completion_is_said_at_once() -> None:
    work = Work(ONE_TASK).receive()
    with pytest.raises(InputInvalid) as refused:
        work.complete(work.claim(), disposition="never", result={"paid": "much"})
    assert [fault.pointer for fault in refused.value.faults] == ["/disposition", "/result/paid"]


def test_a_completion_for_another_version_of_the_document_is_refused() -> None:
    work = Work(ONE_TASK).receive()
    held = work.claim()
    with pytest.raises(DocumentChanged):
        work.complete(held, document_version=2)
    work.complete(held, document_version=1)
    assert work.task("check").state == "completed"


@pytest.mark.parametrize(("not_by", "is_barred"), [(True, True), ("check", True), ("task", False)])
def test_a_task_for_other_eyes_bars_who_completed_one_of_that_type(not_by: object, is_barred: bool) -> None:
    work = Work(always("received", task(), task(key="second", not_by=not_by))).receive()
    early = work.claim("second")
    work.complete(work.claim("check"))
    assert (ANN in (work.task("second").barred or ())) is is_barred
    if is_barred:
        with pytest.raises(NotBy):
            work.complete(early)
    else:
        work.complete(early)


def test_a_task_opened_later_bars_who_completed_one_before() -> None:
    work = Work(ONE_TASK, always("task.check", task(key="second", not_by=True))).receive()
    work.complete(work.claim())
    assert work.task("second").barred == (ANN,)


def test_whoever_rejected_a_task_is_not_offered_it_when_another_is_barred_too() -> None:
    work = Work(always("received", task(), task(key="second", not_by=True))).receive()
    held = work.claim("second", by=BEN)
    work.do(lambda unfolding: distributing.reject(unfolding, held.id, holder(held, BEN), None))
    work.complete(work.claim("check"))
    assert work.task("second").barred == (ANN, BEN)


def test_a_task_opened_again_bars_who_completed_another_meanwhile() -> None:
    work = Work(always("received", task(), task(key="second", not_by=True), task(key="third"))).receive()
    work.complete(work.claim("second"))
    work.complete(work.claim("check"))
    work.complete(work.claim("third", by=BEN), by=BEN)
    work.do(lambda unfolding: distributing.reopen(unfolding, work.task("second").id, {"role": "supervisor"}))
    assert work.task("second").barred == (ANN, BEN)


def test_unrouted_and_routed_decides_received_by_the_newest_version_which_the_item_keeps() -> None:
    work = Work(table("received", rule(task(), when={"document.total": "> 10"}))).receive({"total": 3})
    work.publish(ONE_TASK)
    work.complete(work.claim("unrouted"), disposition="routed")
    assert work.open_tasks() == [("check", "desk")]
    assert work.case.item.ruleset_version == 2
    assert [decision.event["name"] for decision in work.step.decisions] == ["received"]


@pytest.mark.parametrize("kind", ["unrouted", "exception"])
def test_a_house_task_completed_with_closed_ends_the_item_and_is_no_event(kind: str) -> None:
    tables = [table("received", rule(task(), {"create_task": {"type": "gone", "queue": "desk"}}))]
    work = Work(*(tables if kind == "exception" else [])).receive()
    work.complete(work.claim(kind), disposition="closed")
    assert (work.case.item.state, work.case.item.outcome) == ("closed", "closed")
    assert work.step.decisions == ()
    assert work.open_tasks() == []


def test_an_exception_resolved_with_a_fact_takes_it_for_the_automations_result() -> None:
    went_on = table("automation.credit_check", rule(task(), when={"event.automation.result.approved": "true"}))
    work = Work(always("received", run("credit_check")), went_on).receive()
    work.fail("credit_check")
    assert work.open_tasks() == [("exception", "exceptions")]
    work.complete(work.claim("exception"), disposition="resolved", result={"fact": {"approved": True}})
    assert work.case.item.facts["credit_check"] == {"approved": True}
    assert work.open_tasks() == [("check", "desk")]
    assert work.step.decisions[0].event["failed"] is False


def test_an_exception_resolved_with_a_fact_leaves_the_item_its_version() -> None:
    went_on = table("automation.credit_check", rule(task(), when={"facts.credit_check.approved": "true"}))
    work = Work(always("received", run("credit_check")), went_on).receive()
    work.fail("credit_check")
    work.publish(always("automation.credit_check", {"close": {"outcome": "by the newest"}}))
    work.complete(work.claim("exception"), disposition="resolved", result={"fact": {"approved": True}})
    assert work.open_tasks() == [("check", "desk")]
    assert work.case.item.ruleset_version == 1


def test_an_exception_resolved_without_a_fact_decides_its_event_again_by_the_newest_version() -> None:
    work = Work(always("received", {"create_task": {"type": "gone", "queue": "desk"}})).receive()
    work.publish(ONE_TASK)
    work.complete(work.claim("exception"), disposition="resolved")
    assert work.open_tasks() == [("check", "desk")]


def test_time_alone_takes_no_lease() -> None:
    work = Work(ONE_TASK).receive()
    held = work.claim()
    work.now += timedelta(days=3)
    work.complete(held)
    assert work.task("check").state == "completed"
