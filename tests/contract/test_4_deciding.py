"""CONTRACT 4, the paragraph under the actions: expressions, priorities, the order of a plan, and raised events."""

from typing import Any

import pytest

from tests.contract.places import Place, by_key, on

WAIT = {"create_task": {"queue": "unrouted", "key": "wait"}}


def task(**parts: Any) -> dict[str, Any]:
    return {"create_task": {"queue": "unrouted", **parts}}


def rule(name: str, *then: Any, **when: str) -> dict[str, Any]:
    return {"name": name, "when": when, "then": list(then)}


def table(name: str, *rules: Any, hit_policy: str = "COLLECT") -> dict[str, Any]:
    return {"name": name, "on": "received", "hit_policy": hit_policy, "rules": list(rules)}


def test_a_string_that_begins_with_an_equals_sign_is_feel_at_any_depth(place: Place) -> None:
    """§4 A string that begins with `=` is FEEL, at any depth"""
    item = place.under(on("received", {"set": {"a": [{"b": "=document.n + 1"}], "c": "document.n"}}), document={"n": 1})
    assert item["facts"] == {"a": [{"b": 2}], "c": "document.n"}


def test_a_literal_string_that_begins_with_an_equals_sign_is_written_in_quotes(place: Place) -> None:
    """§4 (a literal one is written `="=..."`)."""
    assert place.under(on("received", {"set": {"a": '="=b"'}}))["facts"] == {"a": "=b"}


@pytest.mark.parametrize(("given", "kept"), [("=50.6", 51), ("=50.4", 50), ("=150", 100), ("=-5", 0), (7, 7)])
def test_priority_is_rounded_and_clamped(place: Place, given: Any, kept: int) -> None:
    """§4 Priority is 0–100 (rounded, clamped"""
    assert place.under(on("received", task(priority=given)))["tasks"][0]["priority"] == kept


@pytest.mark.parametrize(("of_item", "kept"), [({}, 50), ({"priority": 70}, 70)])
def test_priority_is_the_items_by_default_else_50(place: Place, of_item: dict[str, int], kept: int) -> None:
    """§4 default the item's, else 50)."""
    assert place.under(on("received", task()), **of_item)["tasks"][0]["priority"] == kept


def test_all_tables_of_an_event_are_decided_against_the_case_as_it_was_when_the_event_came(place: Place) -> None:
    """§4 All tables of an event are decided, in their order, against the one case as it was when the event came"""
    item = place.under(
        table("first", rule("set", {"set": {"n": 1}}, WAIT)),
        table(
            "second", rule("see", {"set": {"seen": "=facts.n"}}), {**rule("no", task(key="never")), "if": "facts.n = 1"}
        ),
    )
    assert item["facts"] == {"n": 1, "seen": None}
    assert by_key(item).keys() == {"wait"}


def test_the_plan_is_in_order_of_table_hit_policy_and_action(place: Place) -> None:
    """§4 All tables of an event are decided, in their order, against the one case as it was when the event came; the
    plan is the matched rules' actions in order of table, hit policy, action."""
    item = place.under(
        table("one", rule("a", {"set": {"x": 1}}, {"set": {"x": 2, "a": 1}}), rule("b", {"set": {"x": 3, "b": 1}})),
        table("two", rule("c", {"set": {"x": 4, "b": 2}}, WAIT), hit_policy="UNIQUE"),
    )
    assert item["facts"] == {"x": 4, "a": 1, "b": 2}
    (decision,) = place.history(item["id"], "decision")
    assert decision["data"]["matched"] == [
        {"table": "one", "rule": "a"},
        {"table": "one", "rule": "b"},
        {"table": "two", "rule": "c"},
    ]


def test_of_two_closes_the_first_counts(place: Place) -> None:
    """§4 Of two `close` the first counts"""
    item = place.under(on("received", {"close": {"outcome": "first"}}, {"close": {"outcome": "second"}}))
    assert (item["state"], item["outcome"]) == ("closed", "first")


def test_of_two_runs_with_one_key_the_last_counts(place: Place) -> None:
    """§4 of two `run` with one key the last."""
    first = {"run": {"automation": "credit_check", "key": "k"}}
    item = place.under(on("received", first, {"run": {"automation": "release_stock", "key": "k"}}, WAIT))
    runs = place.admin.get("/v1/automation-runs").json()["items"]
    assert [run["automation"] for run in runs if run["work_item"]["id"] == item["id"]] == ["release_stock"]


def test_with_a_close_in_the_plan_its_create_task_run_and_start_timer_are_skipped_and_noted(place: Place) -> None:
    """§4 With a `close` in the plan its `create_task`, `run` and `start_timer` are skipped and noted."""
    opens = [task(), {"run": {"automation": "release_stock"}}, {"start_timer": {"name": "later", "in": "PT1S"}}]
    item = place.under(on("received", *opens, {"close": {}}, task(), {"set": {"n": 1}}))
    assert (item["state"], item["tasks"], item["facts"]) == ("closed", [], {"n": 1})
    (decision,) = place.history(item["id"], "decision")
    assert len(decision["data"]["skipped"]) == 4
    assert not place.history(item["id"], "automation_started", "task_created")


def test_events_that_a_plan_raises_are_decided_afterwards_first_in_first_out_each_with_its_decision(
    place: Place,
) -> None:
    """§4 Events that a plan raises are decided afterwards, first in first out, in the same transaction, each with
    its own decision"""
    item = place.under(
        on("received", {"raise": {"signal": "a"}}, {"raise": {"signal": "b"}}, {"set": {"n": 1}}, WAIT),
        on("signal.a", {"raise": {"signal": "c"}}, {"set": {"a": "=facts.n"}}),
        on("signal.b", {"set": {"b": "=facts.a"}}),
        on("signal.c", {"set": {"c": "=facts.b"}}),
    )
    assert place.decided(item["id"]) == ["received", "signal.a", "signal.b", "signal.c"]
    assert item["facts"] == {"n": 1, "a": 1, "b": 1, "c": 1}
    assert len({row["at"] for row in place.history(item["id"], "decision")}) == 1


def test_32_events_that_a_plan_raises_are_decided(place: Place) -> None:
    """§4 more than 32, and the rest becomes a task in `exceptions`."""
    raised = [{"raise": {"signal": "more"}} for _ in range(32)]
    item = place.under(on("received", *raised, WAIT))
    assert len(place.decided(item["id"])) == 33
    assert by_key(item).keys() == {"wait"}


def test_more_than_32_and_the_rest_becomes_a_task_in_exceptions(place: Place) -> None:
    # The condition keeps `check` from seeing a cycle that has none.
    """§4 more than 32, and the rest becomes a task in `exceptions`."""
    again = on("signal.again", {"raise": {"signal": "again"}}, when={"document.n": "1"})
    item = place.under(on("received", {"raise": {"signal": "again"}}), again, document={"n": 1})
    assert len(place.decided(item["id"])) == 33
    (left,) = item["tasks"]
    assert (left["type"], left["queue"], left["state"]) == ("exception", "exceptions", "ready")
    assert "signal.again" in left["note"]


def test_however_many_the_rest_is_they_become_one_task(place: Place) -> None:
    """§4 more than 32, and the rest becomes a task in `exceptions`."""
    item = place.under(on("received", *[{"raise": {"signal": "more"}} for _ in range(40)]))
    assert len(place.decided(item["id"])) == 33
    (left,) = item["tasks"]
    assert (left["type"], left["queue"]) == ("exception", "exceptions")
    after = place.work(left, "resolved")
    assert (after["state"], len(place.decided(item["id"]))) == ("closed", 33 + 8)


def test_a_plan_is_applied_exactly_once(place: Place) -> None:
    """§4 Applied exactly once per (item, event, table, rule, action)."""
    item = place.under(on("received", task(type="task")), on("task.task", task(key="next", type="unrouted")))
    claimed = place.claim(place.lead, item["tasks"][0])
    for _ in range(3):
        place.complete(place.lead, claimed)
    assert [each["key"] for each in place.item(item["id"])["tasks"]].count("next") == 1
    assert place.decided(item["id"]) == ["received", "task.task"]


def test_an_item_keeps_the_ruleset_version_that_was_published_when_it_was_received(place: Place) -> None:
    """§4 An item keeps the ruleset version that was published when it was received"""
    old = on("received", WAIT), on("task.task", {"set": {"by": "old"}})
    work_type = place.work_type(*old)
    item = place.submit(work_type)
    place.publish(work_type, on("received", WAIT), on("task.task", {"set": {"by": "new"}}))
    after = place.work(item["tasks"][0])
    assert (after["facts"], after["ruleset_version"]) == ({"by": "old"}, 1)
    assert place.submit(work_type)["ruleset_version"] == 2


def test_queues_are_those_of_now(place: Place) -> None:
    """§4 queues and calendars are those of now."""
    queue = place.queue(skills=["law"])
    item = place.wants({"queue": queue})
    assert place.ann.post(f"/v1/tasks/{item['tasks'][0]['id']}/claim").status_code == 404
    place.put(f"/v1/queues/{queue}", {"name": queue})
    assert place.next(place.ann, queue).status_code == 200
