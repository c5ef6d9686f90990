"""CONTRACT 4, "The end": when an item closes, with which outcome, and what opens it again."""

from typing import Any

from tests.api.conftest import problem
from tests.contract.places import Place, by_key, eventually, on, read, states

WAIT = {"create_task": {"queue": "unrouted", "key": "wait"}}
OTHER = {"create_task": {"queue": "unrouted", "key": "other", "type": "unrouted"}}


def task_of(item: dict[str, Any], kind: str) -> dict[str, Any]:
    return next(task for task in item["tasks"] if task["type"] == kind and task["state"] == "ready")


def test_an_item_of_which_nothing_is_open_closes_though_no_rule_matched(place: Place) -> None:
    """§4 When an event, and all that it raised, has been decided and nothing of the item is open (task, automation,
    timer), it closes, whether or not a rule matched"""
    item = place.under(on("received", WAIT))
    assert item["state"] == "open"
    after = place.work(item["tasks"][0])
    assert (after["state"], after["outcome"]) == ("closed", "done")
    assert after["closed_at"] is not None
    assert place.history(item["id"], "closed")[0]["data"]["outcome"] == "done"


def test_an_item_closes_when_a_rule_matched_and_opened_nothing(place: Place) -> None:
    """§4 When an event, and all that it raised, has been decided and nothing of the item is open (task, automation,
    timer), it closes, whether or not a rule matched"""
    item = place.under(on("received", {"set": {"n": 1}}))
    assert (item["state"], item["outcome"]) == ("closed", "completed")


def test_an_open_task_keeps_its_item_open(place: Place) -> None:
    """§4 When an event, and all that it raised, has been decided and nothing of the item is open (task, automation,
    timer), it closes, whether or not a rule matched"""
    kind = place.task_type("good")
    item = place.under(on("received", WAIT, {"create_task": {"type": kind, "queue": "unrouted"}}))
    assert place.work(by_key(item)["wait"])["state"] == "open"
    assert place.work(by_key(item)[kind], "good")["outcome"] == "good"


def test_an_automation_under_way_and_a_timer_keep_their_item_open(place: Place) -> None:
    """§4 When an event, and all that it raised, has been decided and nothing of the item is open (task, automation,
    timer), it closes, whether or not a rule matched"""
    item = place.under(
        on("received", {"run": {"automation": "release_stock"}}, {"start_timer": {"name": "t", "in": "PT1S"}})
    )
    assert item["state"] == "open"
    eventually(lambda: place.history(item["id"], "automation_finished"))
    assert place.item(item["id"])["state"] == "open"
    eventually(lambda: place.item(item["id"])["state"] == "closed")
    assert place.item(item["id"])["outcome"] == "completed"


def test_the_outcome_is_that_of_close_even_after_a_task(place: Place) -> None:
    """§4 its outcome is `close`'s, else (cancelled) `cancelled`, else the disposition of the task completed last,
    else `completed`."""
    item = place.under(on("received", WAIT), on("task.task", {"close": {"outcome": "shipped"}}))
    assert place.work(item["tasks"][0])["outcome"] == "shipped"


def test_the_outcome_of_a_cancelled_item_is_cancelled(place: Place) -> None:
    """§4 its outcome is `close`'s, else (cancelled) `cancelled`, else the disposition of the task completed last,
    else `completed`."""
    item = place.under(on("received", WAIT), on("cancelled", {"create_task": {"queue": "unrouted", "key": "undo"}}))
    after = read(place.house.client.post(f"/v1/work-items/{item['id']}/cancel"))
    assert states(after) == {"wait": "cancelled", "undo": "ready"}
    ended = place.work(by_key(after)["undo"])
    assert (ended["state"], ended["outcome"]) == ("cancelled", "cancelled")


def test_unrouted_completed_with_routed_decides_received_again_by_the_newest_version(place: Place) -> None:
    """§4 `unrouted` completed with `routed` decides `received` again by the newest version, which the item then
    keeps"""
    work_type = place.work_type(on("received", WAIT, when={"document.n": "1"}), on("task.unrouted", WAIT))
    item = place.submit(work_type, {"n": 2})
    place.publish(work_type, on("received", WAIT, when={"document.n": "2"}))
    after = place.work(item["tasks"][0], "routed")
    assert (after["state"], after["ruleset_version"]) == ("open", 2)
    assert states(after)["wait"] == "ready"
    assert place.decided(item["id"]) == ["received", "received"]


def test_unrouted_completed_with_closed_closes_the_item(place: Place) -> None:
    """§4 `closed` closes the item."""
    item = place.under(on("received", OTHER, WAIT))
    after = place.work(by_key(item)["other"], "closed")
    assert (after["state"], after["outcome"], states(after)["wait"]) == ("closed", "closed", "cancelled")
    assert place.decided(item["id"]) == ["received"]


def test_exception_completed_with_resolved_takes_the_fact_as_the_automations_result_and_decides_its_event(
    place: Place,
) -> None:
    """§4 `exception` completed with `resolved` takes `result.fact` as the automation's result and decides its event"""
    item = place.under(
        on("received", {"run": {"automation": "credit_check"}}),
        on("automation.credit_check", {"set": {"seen": "=event"}}, WAIT, when={"event.failed": "false"}),
    )
    failed = eventually(lambda: seen if (seen := place.item(item["id"]))["tasks"] else None)
    after = place.work(task_of(failed, "exception"), "resolved", result={"fact": {"approved": True}})
    assert after["facts"]["credit_check"] == {"approved": True}
    assert after["facts"]["seen"]["automation"]["result"] == {"approved": True}
    assert (after["state"], states(after)["wait"]) == ("open", "ready")
    assert place.decided(item["id"]) == ["received", "automation.credit_check", "automation.credit_check"]


def test_exception_completed_with_a_fact_leaves_the_item_the_version_that_it_was_received_under(place: Place) -> None:
    """§4 An item keeps the ruleset version that was published when it was received"""
    work_type = place.work_type(
        on("received", {"run": {"automation": "credit_check"}}),
        on("automation.credit_check", WAIT, when={"event.failed": "false"}),
    )
    item = place.submit(work_type)
    failed = eventually(lambda: seen if (seen := place.item(item["id"]))["tasks"] else None)
    place.publish(work_type, on("automation.credit_check", {"close": {"outcome": "newer"}}))
    after = place.work(task_of(failed, "exception"), "resolved", result={"fact": {"approved": True}})
    assert (after["state"], states(after)["wait"], after["ruleset_version"]) == ("open", "ready", 1)


def test_exception_of_no_automation_completed_with_resolved_decides_the_event_that_failed_by_the_newest_version(
    place: Place,
) -> None:
    """§4 or, where it was no automation's, decides the event that failed again by the newest version"""
    broken = on("amended", {"create_task": {"type": "=document.kind", "queue": "unrouted"}})
    work_type = place.work_type(on("received", WAIT), broken)
    item = place.submit(work_type, {"kind": "gone"})
    amended = read(place.house.client.patch(f"/v1/work-items/{item['id']}", {"document": {"n": 1}}))
    place.publish(work_type, on("received", WAIT), on("amended", {"set": {"was": "=event.before"}}))
    after = place.work(task_of(amended, "exception"), "resolved")
    assert (after["facts"], after["ruleset_version"]) == ({"was": {"kind": "gone"}}, 2)
    assert place.decided(item["id"]) == ["received", "amended", "amended"]


def test_exception_completed_with_closed_closes_the_item(place: Place) -> None:
    """§4 `closed` closes the item."""
    broken = {"create_task": {"type": "=document.kind", "queue": "unrouted"}}
    item = place.under(on("received", broken, WAIT), on("task.exception", WAIT), document={"kind": "gone"})
    after = place.work(task_of(item, "exception"), "closed")
    assert (after["state"], after["outcome"]) == ("closed", "closed")
    assert place.decided(item["id"]) == ["received"]


def test_a_signal_for_an_item_that_has_ended_opens_it_again_where_its_plan_opens_work(place: Place) -> None:
    """§4 A signal or timer for an item that has ended is recorded and decided: a plan that opens work opens it again
    (`reopened` in the history, no event), one that does not leaves it ended."""
    item = place.under(
        on("received", {"close": {}}, {"raise": {"signal": "more"}}), on("signal.more", WAIT), on("reopened", OTHER)
    )
    assert (item["state"], item["outcome"], states(item)) == ("open", None, {"wait": "ready"})
    assert place.decided(item["id"]) == ["received", "signal.more"]
    assert len(place.history(item["id"], "reopened")) == 1


def test_a_signal_for_an_item_that_has_ended_leaves_it_so_where_its_plan_opens_none(place: Place) -> None:
    """§4 A signal or timer for an item that has ended is recorded and decided: a plan that opens work opens it again
    (`reopened` in the history, no event), one that does not leaves it ended."""
    item = place.under(
        on("received", {"close": {"outcome": "early"}}, {"raise": {"signal": "more"}}),
        on("signal.more", {"set": {"late": True}}),
    )
    assert (item["state"], item["outcome"], item["facts"]) == ("closed", "early", {"late": True})
    assert [signal["name"] for signal in item["signals"]] == ["more"]
    assert place.history(item["id"], "reopened") == []


def test_an_item_that_has_ended_takes_no_amendment(place: Place) -> None:
    """§5 while open (else 409)"""
    item = place.under(on("received", {"close": {}}))
    path = f"/v1/work-items/{item['id']}"
    assert problem(place.house.client.patch(path, {"document": {"n": 1}}))[0] == 409
    assert problem(place.house.client.post(f"{path}/cancel"))[0] == 409
