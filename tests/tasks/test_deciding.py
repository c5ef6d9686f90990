"""What an event makes of an item: plans applied in order, nothing lost, an end when nothing is open."""

from typing import Any

import pytest

from tasks.events import MOST_RAISED
from tests.tasks.pure import NOW, Work, always, rule, run, table, task

UNROUTED = ("unrouted", "unrouted")
EXCEPTION = ("exception", "exceptions")


def test_without_a_published_ruleset_an_item_is_unrouted() -> None:
    work = Work().receive()
    assert work.open_tasks() == [UNROUTED]
    assert work.case.item.ruleset_version is None


def test_an_item_that_no_rule_matches_is_unrouted() -> None:
    work = Work(table("received", rule(task(), when={"document.total": "> 10"}))).receive({"total": 3})
    assert work.open_tasks() == [UNROUTED]
    assert work.case.tasks[0].note == "No rule matched."


def test_a_conflict_of_a_table_on_received_is_unrouted_and_says_which_table() -> None:
    work = Work(table("received", rule(task(), name="one"), rule(task(), name="two"), hit_policy="UNIQUE")).receive()
    assert work.open_tasks() == [UNROUTED]
    assert "received" in (work.case.tasks[0].note or "")
    assert work.step.decisions[0].errors


def test_a_conflict_on_a_later_event_is_an_exception() -> None:
    tables = table("task.check", rule(name="one"), rule(name="two"), hit_policy="UNIQUE")
    work = Work(always("received", task()), tables).receive()
    work.complete(work.claim())
    assert work.open_tasks() == [EXCEPTION]


@pytest.mark.parametrize(
    ("action", "reason"),
    [
        ({"create_task": {"type": "nothing", "queue": "desk"}}, 'There is no task type "nothing".'),
        ({"run": {"automation": "nothing"}}, 'There is no automation "nothing".'),
        (task(priority='="high"'), None),
        (task(due_in="=document.missing.deeper"), None),
    ],
)
def test_what_cannot_be_done_as_wanted_becomes_work_for_a_person(action: object, reason: str | None) -> None:
    work = Work(always("received", action, task(key="beside"))).receive()
    assert EXCEPTION in work.open_tasks()
    assert ("check", "desk") in work.open_tasks()
    note = next(each.note for each in work.case.tasks if each.type == "exception")
    assert note
    assert reason is None or note == reason


@pytest.mark.parametrize("queue", ["nowhere", "=document.missing"])
def test_a_task_for_a_queue_that_is_gone_stands_in_exceptions_as_itself(queue: str) -> None:
    work = Work(always("received", task(queue=queue, note="look"))).receive()
    assert work.open_tasks() == [("check", "exceptions")]
    assert (work.case.tasks[0].note or "").endswith("look")


def test_an_item_with_nothing_open_ends_at_once() -> None:
    work = Work(always("received", {"set": {"seen": "=1 + 1"}})).receive()
    assert (work.case.item.state, work.case.item.outcome, work.case.item.closed_at) == ("closed", "completed", NOW)
    assert work.case.item.facts == {"seen": 2}
    assert work.kinds() == ["received", "decision", "closed"]


def test_close_cancels_what_is_open_and_opens_nothing_beside() -> None:
    stop = [task(key="never"), run("reserve_stock", key="late"), {"close": {"outcome": "stopped"}}, {"close": {}}]
    work = Work(always("received", task(), task(key="other"), run("credit_check")), always("task.check", *stop))
    work.receive()
    work.complete(work.claim("other"))
    assert work.case.item.outcome == "stopped"
    assert work.open_tasks() == []
    assert [each.state for each in work.case.tasks] == ["cancelled", "completed"]
    assert [each.state for each in work.case.runs] == ["cancelled"]
    decision = next(row for row in work.step.history if row.kind == "decision")
    assert len(decision.data["skipped"]) == 3


def test_a_cancelled_tasks_holder_has_lost_the_lease() -> None:
    work = Work(always("received", task(), task(key="other")), always("task.check", {"close": {}})).receive()
    held = work.claim("check")
    work.complete(work.claim("other"))
    assert work.task("check").lease_token == held.lease_token + 1


def test_the_outcome_is_the_disposition_of_the_task_completed_last() -> None:
    work = Work(always("received", task(), task(key="other"))).receive()
    work.complete(work.claim("check"), disposition="bad")
    assert work.case.item.state == "open"
    work.complete(work.claim("other"), disposition="done")
    assert work.case.item.outcome == "done"


def test_a_run_with_a_key_under_way_supersedes_the_older() -> None:
    again = run("credit_check", **{"with": {"amount": 2}})
    work = Work(always("received", task(), run("credit_check")), always("task.check", again)).receive()
    work.complete(work.claim())
    assert [(each.state, each.input) for each in work.case.runs] == [("superseded", {}), ("queued", {"amount": 2})]
    assert work.case.item.open_runs == 1


def test_of_two_runs_with_one_key_in_a_plan_the_last_counts() -> None:
    work = Work(
        always(
            "received", run("credit_check", **{"with": {"amount": 1}}), run("credit_check", **{"with": {"amount": 2}})
        )
    ).receive()
    assert [each.input for each in work.case.runs] == [{"amount": 2}]


def test_what_a_run_is_not_given_is_the_documents_field_of_that_name() -> None:
    work = Work(always("received", run("credit_check", **{"with": {"amount": "=document.total"}})))
    work.receive({"customer": "acme", "total": 7, "lines": []})
    assert work.case.runs[0].input == {"customer": "acme", "amount": 7}


def test_facts_that_a_plan_sets_are_not_seen_by_its_own_event_but_by_the_next() -> None:
    seen = rule({"set": {"second": "=facts.first"}})
    work = Work(
        table("received", rule({"set": {"first": 1}}, {"set": {"same": "=facts.first"}}, task())),
        table("task.check", seen),
    )
    work.receive()
    assert work.case.item.facts["first"] == 1
    assert work.case.item.facts.get("same") is None
    work.complete(work.claim())
    assert work.case.item.facts["second"] == 1


@pytest.mark.parametrize(
    ("given", "item", "expected"),
    [({}, None, 50), ({}, 70, 70), ({"priority": 80}, 70, 80), ({"priority": "=50 + 70"}, None, 100)],
)
def test_a_tasks_priority_is_its_own_else_the_items(given: dict[str, object], item: int | None, expected: int) -> None:
    work = Work(always("received", task(**given))).receive(priority=item)
    assert work.case.tasks[0].priority == expected


def test_each_makes_a_task_for_every_element() -> None:
    each = task(each="=document.lines", key="=item.sku", skills={"stock": 3})
    work = Work(always("received", each)).receive({"lines": [{"sku": "a"}, {"sku": "b"}]})
    assert [(made.key, made.skills, made.levels) for made in work.case.tasks] == [
        ("a", ("stock",), (3,)),
        ("b", ("stock",), (3,)),
    ]


def test_events_without_end_are_cut_off_and_shown() -> None:
    work = Work(
        always("received", {"raise": {"signal": "again"}}), always("signal.again", {"raise": {"signal": "again"}})
    ).receive()
    assert len(work.step.decisions) == 1 + MOST_RAISED
    assert work.open_tasks() == [EXCEPTION]
    assert "signal.again" in (work.case.tasks[0].note or "")


def test_all_events_that_were_too_many_are_one_task_and_happen_when_it_is_resolved() -> None:
    more = [{"raise": {"signal": "more", "data": {"n": n}}} for n in range(MOST_RAISED + 3)]
    seen = {"set": {"seen": "=event.signal.data.n"}}
    work = Work(always("received", *more, {"start_timer": {"name": "wait", "in": "P1D"}})).receive()
    assert len(work.step.decisions) == 1 + MOST_RAISED
    assert work.open_tasks() == [EXCEPTION]
    assert "3 were left, of signal.more" in (work.case.tasks[0].note or "")
    work.publish(always("signal.more", seen))
    work.complete(work.claim("exception"), disposition="resolved")
    again = [decision.event["signal"]["data"]["n"] for decision in work.step.decisions]
    assert again == [MOST_RAISED, MOST_RAISED + 1, MOST_RAISED + 2]
    assert work.case.item.facts == {"seen": MOST_RAISED + 2}


def wanted(*then: Any) -> dict[str, Any]:
    return always("received", task(key="first"), {"cancel_tasks": {"type": "old"}}, *then)


def test_what_is_decided_again_does_nothing_twice() -> None:
    gone = task(type="gone", key="second")
    work = Work(wanted(gone, {"set": {"seen": 1}}, {"raise": {"signal": "told"}})).receive()
    assert work.open_tasks() == [("check", "desk"), EXCEPTION]
    work.publish(wanted(task(key="second"), {"set": {"seen": 2}}, {"raise": {"signal": "told"}}))
    work.complete(work.claim("exception"), disposition="resolved")
    assert sorted(each.key for each in work.case.tasks if each.is_open) == ["first", "second"]
    assert [signal["name"] for signal in work.case.item.signals] == ["told"]
    assert work.case.item.facts == {"seen": 2}
    skipped = next(row.data["skipped"] for row in work.step.history if row.kind == "decision")
    assert [said.rpartition(": ")[2] for said in skipped] == [
        "create_task was done before",
        "cancel_tasks was done before",
        "raise was done before",
    ]


def test_of_two_equal_actions_the_one_that_failed_is_done_when_its_event_is_decided_again() -> None:
    work = Work(wanted(task(key="first"), task(type="gone"))).receive()
    assert [each.key for each in work.case.tasks] == ["first", "first", "exception"]
    work.publish(wanted(task(key="first"), task(key="first")))
    work.complete(work.claim("exception"), disposition="resolved")
    assert [each.key for each in work.case.tasks if each.is_open] == ["first", "first", "first"]


def test_what_failed_together_is_decided_again_together_and_what_still_fails_is_a_new_exception() -> None:
    work = Work(wanted(task(type="gone"), task(type="lost"))).receive()
    assert work.open_tasks() == [("check", "desk"), EXCEPTION, EXCEPTION]
    work.publish(wanted(task(key="second"), task(type="lost")))
    work.complete(work.claim("exception"), disposition="resolved")
    assert work.open_tasks() == [("check", "desk"), ("check", "desk"), EXCEPTION]
    work.publish(wanted(task(key="second"), task(key="third")))
    work.complete(work.claim("exception"), disposition="resolved")
    assert sorted(each.key for each in work.case.tasks if each.is_open) == ["first", "second", "third"]


def test_events_that_are_alike_are_each_decided_again() -> None:
    told = {"raise": {"signal": "told"}}
    work = Work(always("received", told, told), always("signal.told", task(type="gone"))).receive()
    assert work.open_tasks() == [EXCEPTION, EXCEPTION]
    work.publish(always("signal.told", task()))
    work.complete(work.claim("exception"), disposition="resolved")
    assert sorted(work.open_tasks()) == [("check", "desk"), EXCEPTION]
    work.complete(work.claim("exception"), disposition="resolved")
    assert work.open_tasks() == [("check", "desk"), ("check", "desk")]


def test_an_item_that_is_routed_at_last_keeps_what_its_other_tables_did() -> None:
    two = table("received", rule(task(key="a")), rule(task(key="b"), name="other"), hit_policy="UNIQUE") | {
        "name": "two"
    }
    work = Work(wanted(), two).receive()
    assert work.open_tasks() == [("check", "desk"), ("unrouted", "unrouted")]
    work.publish(wanted(), two | {"rules": two["rules"][:1]})
    work.complete(work.claim("unrouted"), disposition="routed")
    assert sorted(each.key for each in work.case.tasks if each.is_open) == ["a", "first"]


def test_each_decision_stands_under_its_row_of_the_history() -> None:
    work = Work(always("received", {"raise": {"signal": "more"}}), always("signal.more", task())).receive()
    for decision in work.step.decisions:
        row = work.step.history[decision.nth - 1]
        assert (row.kind, row.data["event"]) == ("decision", decision.event["name"])
    assert [decision.event["name"] for decision in work.step.decisions] == ["received", "signal.more"]
