"""CONTRACT 4, events: what they are called, when they come, and what rules see of them."""

from typing import Any

import pytest

from tests.contract.places import Place, act, eventually, on, read

SEEN = {"set": {"event": "=event"}}
WAIT = {"create_task": {"queue": "unrouted", "key": "wait"}}


def fact(place: Place, item: dict[str, Any]) -> dict[str, Any]:
    """The event that a rule kept as a fact, as soon as there is one."""
    return eventually(lambda: place.item(item["id"])["facts"].get("event"))


def test_received(place: Place) -> None:
    """§4 Events (`on`): `received`, `amended`, `cancelled`, `reopened`"""
    item = place.under(on("received", SEEN, WAIT))
    assert item["facts"]["event"].keys() == {"name", "at"}
    assert (item["facts"]["event"]["name"], item["facts"]["event"]["at"]) == ("received", item["received_at"])


def test_amended_with_the_document_before(place: Place) -> None:
    """§4 Events (`on`): `received`, `amended`, `cancelled`, `reopened`

    §4 "before"?: the document before it was amended}`."""
    item = place.under(on("received", WAIT), on("amended", SEEN), document={"total": 1, "note": "x"})
    after = read(place.house.client.patch(f"/v1/work-items/{item['id']}", {"document": {"total": 2}}))
    assert after["facts"]["event"]["name"] == "amended"
    assert after["facts"]["event"]["before"] == {"total": 1, "note": "x"}
    assert after["document"] == {"total": 2, "note": "x"}


def test_cancelled(place: Place) -> None:
    """§4 Events (`on`): `received`, `amended`, `cancelled`, `reopened`"""
    item = place.under(on("received", WAIT), on("cancelled", SEEN))
    after = read(place.house.client.post(f"/v1/work-items/{item['id']}/cancel", {"reason": "not wanted"}))
    assert (after["state"], after["facts"]["event"]["name"]) == ("cancelled", "cancelled")


def test_reopened(place: Place) -> None:
    """§4 Events (`on`): `received`, `amended`, `cancelled`, `reopened`"""
    item = place.under(on("received", {"close": {}}), on("reopened", SEEN, WAIT))
    after = read(place.lead.post(f"/v1/work-items/{item['id']}/reopen", {"reason": "more to do"}))
    assert (after["state"], after["facts"]["event"]["name"]) == ("open", "reopened")


def test_task_of_a_type_that_was_completed(place: Place) -> None:
    """§4 `task.<type>` (that task was completed)"""
    kind = place.task_type("good", "bad")
    item = place.under(
        on("received", {"create_task": {"type": kind, "key": "one", "queue": "unrouted"}}, WAIT),
        on(f"task.{kind}", SEEN),
    )
    task = next(task for task in item["tasks"] if task["key"] == "one")
    after = place.work(task, "bad", result={"n": 1}, note="hm")
    assert after["facts"]["event"]["name"] == f"task.{kind}"
    assert after["facts"]["event"]["task"] == {
        "id": task["id"],
        "key": "one",
        "type": kind,
        "disposition": "bad",
        "result": {"n": 1},
        "note": "hm",
    }


@pytest.mark.parametrize("event", ["due_soon", "overdue"])
def test_due_soon_and_overdue_of_a_task(place: Place, event: str) -> None:
    """§4 `due_soon.<type>` and `overdue.<type>` (once a task"""
    kind = place.task_type("done")
    wanted = {"type": kind, "queue": "unrouted", "due_in": "PT2S", "warn": "PT1S"}
    item = place.under(on("received", {"create_task": wanted}), on(f"{event}.{kind}", SEEN))
    seen = fact(place, item)
    assert (seen["name"], seen["task"]["id"]) == (f"{event}.{kind}", item["tasks"][0]["id"])
    (row,) = place.history(item["id"], "timer")
    assert row["at"] < item["tasks"][0]["due_at"] if event == "due_soon" else row["at"] >= item["tasks"][0]["due_at"]


@pytest.mark.parametrize("event", ["due_soon", "overdue"])
def test_due_soon_and_overdue_of_type_item_are_of_the_promise_to_the_client(place: Place, event: str) -> None:
    """§4 type `item`: the promise to the client"""
    work_type = place.work_type(on("received", WAIT), on(f"{event}.item", SEEN), sla={"target": "PT2S", "warn": "PT1S"})
    assert fact(place, place.submit(work_type))["name"] == f"{event}.item"


def test_due_soon_comes_by_the_actions_warn_else_the_work_types_else_not_at_all(place: Place) -> None:
    """§4 `due_soon` comes `warn` before it is due: the action's, else the work type's `sla.warn`, else not at all)"""
    kind = place.task_type("done")
    wanted = {"type": kind, "queue": "unrouted", "due_in": "PT3S"}
    tables = on("received", {"create_task": wanted}), on(f"due_soon.{kind}", SEEN), on(f"overdue.{kind}", SEEN)
    with_warn = place.submit(place.work_type(*tables, sla={"target": "P2D", "warn": "PT2S"}))
    without = place.submit(place.work_type(*tables))
    assert fact(place, with_warn)["name"] == f"due_soon.{kind}"
    assert fact(place, without)["name"] == f"overdue.{kind}"
    assert place.decided(without["id"]) == ["received", f"overdue.{kind}"]


def test_overdue_comes_once_a_task_though_it_is_handed_on(place: Place) -> None:
    """§4 `due_soon.<type>` and `overdue.<type>` (once a task"""
    kind = place.task_type("done", pend_reasons=[{"key": "customer", "clock": "stops"}])
    timer = {"start_timer": {"name": "later", "in": "PT2S"}}
    item = place.under(
        on("received", {"create_task": {"type": kind, "queue": "unrouted", "due_in": "PT0S", "warn": "PT1S"}}),
        on(f"overdue.{kind}", SEEN),
        on(f"due_soon.{kind}", SEEN),
        on("amended", timer),
        on("timer.later", SEEN),
    )
    eventually(lambda: len(place.decided(item["id"])) == 3)
    task = item["tasks"][0]
    read(place.lead.post(f"/v1/tasks/{task['id']}/transfer", {"queue": "exceptions"}))
    read(act(place.lead, place.claim(place.lead, task), "pend", reason="customer"))
    read(place.lead.post(f"/v1/tasks/{task['id']}/resume"))
    read(place.house.client.patch(f"/v1/work-items/{item['id']}", {"document": {"n": 1}}))
    eventually(lambda: "timer.later" in place.decided(item["id"]))
    events = place.decided(item["id"])
    assert (events.count(f"overdue.{kind}"), events.count(f"due_soon.{kind}")) == (1, 1)


def test_automation_of_a_name_that_finished(place: Place) -> None:
    """§4 `automation.<name>` (finished, or failed for good)"""
    item = place.under(
        on("received", {"run": {"automation": "release_stock", "key": "free"}}, WAIT),
        on("automation.release_stock", SEEN),
    )
    seen = fact(place, item)
    assert (seen["name"], seen["failed"]) == ("automation.release_stock", False)
    assert seen["automation"] == {"name": "release_stock", "key": "free", "failed": False, "result": {"released": []}}


def test_automation_of_a_name_that_failed_for_good(place: Place) -> None:
    """§4 `automation.<name>` (finished, or failed for good)"""
    item = place.under(
        on("received", {"run": {"automation": "credit_check"}}, WAIT), on("automation.credit_check", SEEN)
    )
    seen = fact(place, item)
    assert (seen["failed"], seen["automation"]["failed"]) == (True, True)
    assert seen["automation"]["result"].keys() == {"error"}


def test_signal_of_a_name(place: Place) -> None:
    """§4 `signal.<name>`"""
    item = place.under(on("received", {"raise": {"signal": "more", "data": {"n": 1}}}, WAIT), on("signal.more", SEEN))
    seen = item["facts"]["event"]
    assert (seen["name"], seen["signal"]["name"], seen["signal"]["data"]) == ("signal.more", "more", {"n": 1})
    (signal,) = item["signals"]
    assert (signal["name"], signal["data"]) == ("more", {"n": 1})


def test_timer_of_a_name(place: Place) -> None:
    """§4 `timer.<name>`."""
    item = place.under(on("received", {"start_timer": {"name": "later", "in": "PT0S"}}, WAIT), on("timer.later", SEEN))
    seen = fact(place, item)
    assert (seen["name"], seen["timer"]) == ("timer.later", {"name": "later"})
