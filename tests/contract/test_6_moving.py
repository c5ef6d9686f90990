"""CONTRACT 6, how tasks move without being done: pend, resume, reject, transfer, priority, re-open."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api.conftest import House, problem
from tests.contract.places import Place, act, eventually, on, read


def pended(place: Place, reason: str = "documents", **parts: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The task as it was, and as it is pended by Ann."""
    kind = place.task_type("done", pend_reasons=["documents", {"key": "customer", "clock": "stops"}])
    task = place.task(type=kind, due_in="PT1H")
    return task, read(act(place.ann, place.claim(place.ann, task), "pend", reason=reason, **parts))


def in_time(**span: float) -> str:
    return (datetime.now(UTC) + timedelta(**span)).isoformat().replace("+00:00", "Z")


def test_pend_sets_a_task_aside_with_its_reason(place: Place) -> None:
    """§6 POST /v1/tasks/{id}/pend {"lease_token","reason","until"?}"""
    until = in_time(hours=1)
    _, after = pended(place, until=until)
    assert (after["state"], after["pend"]["reason"]) == ("pended", "documents")
    assert datetime.fromisoformat(after["pend"]["until"]) == datetime.fromisoformat(until)
    assert after["lease"] is None
    (row,) = place.history(after["work_item"]["id"], "task_pended")
    assert row["data"] == {"reason": "documents", "until": after["pend"]["until"]}
    assert place.next(place.bob, after["queue"]).status_code == 204
    assert problem(place.bob.post(f"/v1/tasks/{after['id']}/claim")) == (409, "taken")


def test_a_reason_that_the_task_type_does_not_name_is_422(place: Place) -> None:
    """§6 POST /v1/tasks/{id}/pend {"lease_token","reason","until"?}"""
    claimed = place.claim(place.ann, place.task())
    assert problem(act(place.ann, claimed, "pend", reason="tired")) == (422, "invalid")


def test_pend_keeps_the_due_time(place: Place) -> None:
    """§6 `pend` keeps the due time unless its reason's clock stops"""
    task, after = pended(place)
    resumed = read(place.ann.post(f"/v1/tasks/{task['id']}/resume"))
    assert after["due_at"] == resumed["due_at"] == task["due_at"]
    assert resumed["rank"] == task["rank"]


def test_pend_moves_the_due_time_where_its_reasons_clock_stops(place: Place) -> None:
    """§6 `pend` keeps the due time unless its reason's clock stops"""
    task, _ = pended(place, "customer")
    resumed = read(place.ann.post(f"/v1/tasks/{task['id']}/resume"))
    assert resumed["due_at"] > task["due_at"]
    assert resumed["rank"] > task["rank"]


def test_pend_ends_at_until(place: Place) -> None:
    """§6 it ends at `until` or by `resume`."""
    task, _ = pended(place, until=in_time(seconds=3))
    after = eventually(lambda: seen if (seen := place.seen(task))["state"] == "ready" else None)
    assert (after["pend"], after["rank"]) == (None, task["rank"])
    (row,) = place.history(task["work_item"]["id"], "task_resumed")
    assert row["actor"]["role"] == "system"
    assert place.next(place.bob, task["queue"]).status_code == 200


def test_pend_ends_by_resume(place: Place) -> None:
    """§6 it ends at `until` or by `resume`.

    §6 /resume"""
    task, _ = pended(place)
    assert read(place.ann.post(f"/v1/tasks/{task['id']}/resume"))["state"] == "ready"
    assert problem(place.lead.post(f"/v1/tasks/{task['id']}/resume"))[0] == 409


def test_an_operator_resumes_what_they_pended_themselves_and_a_lead_what_others_did(place: Place) -> None:
    """§1 transfer and resume what one holds or pended oneself | – | ✓ | ✓ | – | – | – |"""
    task, _ = pended(place)
    assert problem(place.bob.post(f"/v1/tasks/{task['id']}/resume")) == (403, "forbidden")
    assert read(place.lead.post(f"/v1/tasks/{task['id']}/resume"))["state"] == "ready"


def test_an_operator_transfers_what_they_pended_themselves(place: Place) -> None:
    task, _ = pended(place)
    queue = place.queue()
    assert read(place.ann.post(f"/v1/tasks/{task['id']}/transfer", {"queue": queue}))["queue"] == queue


def test_reject_is_not_offered_to_me_again(place: Place) -> None:
    """§6 /reject (also: not offered to me again)"""
    task = place.task()
    after = read(act(place.ann, place.claim(place.ann, task), "reject", reason="not mine"))
    assert (after["state"], after["rank"]) == ("ready", task["rank"])
    assert place.next(place.ann, task["queue"]).status_code == 204
    assert problem(place.ann.post(f"/v1/tasks/{task['id']}/claim")) == (409, "not-offered")
    to_ann = place.lead.post(f"/v1/tasks/{task['id']}/transfer", {"user": place.id_of(place.ann)})
    assert problem(to_ann) == (422, "invalid")
    assert place.next(place.bob, task["queue"]).status_code == 200


def test_a_task_transferred_to_a_queue_stands_there(place: Place) -> None:
    """§6 /transfer {"lease_token"?,"queue"|"user"}"""
    task, queue = place.task(), place.queue()
    after = read(act(place.ann, place.claim(place.ann, task), "transfer", queue=queue))
    assert (after["queue"], after["state"], after["assignee"]) == (queue, "ready", None)
    assert place.next(place.bob, task["queue"]).status_code == 204
    assert read(place.next(place.bob, queue))["task"]["id"] == task["id"]


def test_a_task_transferred_to_a_person_is_reserved_for_them(place: Place) -> None:
    """§6 A chosen task that is reserved for another, was rejected by the caller, or asks for other eyes is 409
    `not-offered`."""
    task, bob = place.task(), place.id_of(place.bob)
    after = read(act(place.ann, place.claim(place.ann, task), "transfer", user=bob))
    assert after["reserved_for"]["id"] == bob
    assert place.next(place.ann, task["queue"]).status_code == 204
    assert problem(place.ann.post(f"/v1/tasks/{task['id']}/claim")) == (409, "not-offered")
    assert read(place.next(place.bob, task["queue"]))["task"]["id"] == task["id"]


def test_a_transfer_names_a_queue_or_a_user(place: Place) -> None:
    """§6 /transfer {"lease_token"?,"queue"|"user"}"""
    claimed = place.claim(place.ann, place.task())
    both = {"queue": place.queue(), "user": place.id_of(place.bob)}
    for body in ({}, both, {"queue": "nowhere"}):
        assert problem(act(place.ann, claimed, "transfer", **body)) == (422, "invalid")


def test_a_lead_transfers_what_others_hold(place: Place) -> None:
    """§6 /transfer {"lease_token"?,"queue"|"user"}"""
    task, queue = place.task(), place.queue()
    claimed = place.claim(place.ann, task)
    assert read(place.lead.post(f"/v1/tasks/{task['id']}/transfer", {"queue": queue}))["queue"] == queue
    assert problem(act(place.ann, claimed, "renew")) == (409, "lease-lost")


@pytest.mark.parametrize("priority", [-1, 101, 50.5, "high", None])
def test_a_priority_outside_0_to_100_is_422(place: Place, priority: Any) -> None:
    """§6 Priority outside 0–100 in a request is 422."""
    assert problem(place.lead.post(f"/v1/tasks/{place.task()['id']}/priority", {"priority": priority}))[0] == 422


def test_a_priority_is_a_leads_to_change(place: Place) -> None:
    """§6 /priority {"priority"}"""
    task = place.task()
    assert problem(place.ann.post(f"/v1/tasks/{task['id']}/priority", {"priority": 60})) == (403, "forbidden")
    for priority in (0, 100):
        assert read(place.lead.post(f"/v1/tasks/{task['id']}/priority", {"priority": priority}))["priority"] == priority
    assert len(place.history(task["work_item"]["id"], "task_prioritised")) == 2


def test_a_task_re_opened_is_ready_again_its_item_open_and_its_next_completion_a_new_event(place: Place) -> None:
    """§6 `reopen` of a task: ready again, the item open again, its next completion a new event

    §6 /reopen"""
    item = place.under(
        on("received", {"create_task": {"queue": place.queue()}}),
        on("task.task", {"set": {"n": "=event.task.result.n"}}),
    )
    task = item["tasks"][0]
    place.work(task, result={"n": 1})
    assert place.item(item["id"])["state"] == "closed"
    again = read(place.lead.post(f"/v1/tasks/{task['id']}/reopen"))
    assert (again["state"], again["disposition"], again["completed_at"]) == ("ready", None, None)
    assert place.item(item["id"])["state"] == "open"
    after = place.work(task, result={"n": 2})
    assert (after["state"], after["facts"]) == ("closed", {"n": 2})
    assert place.decided(item["id"]) == ["received", "task.task", "task.task"]
    assert len(place.history(item["id"], "task_reopened", "reopened")) == 2


def test_a_task_that_is_not_completed_is_not_re_opened(place: Place) -> None:
    assert problem(place.lead.post(f"/v1/tasks/{place.task()['id']}/reopen"))[0] == 409


def test_reopen_of_an_item_decides_reopened(place: Place) -> None:
    """§6 `reopen` of an item decides `reopened`.

    §5 POST .../reopen {"reason"}"""
    work_type = place.work_type(on("received", {"close": {}}), on("reopened", {"set": {"again": True}}))
    item = place.submit(work_type)
    after = read(place.lead.post(f"/v1/work-items/{item['id']}/reopen", {"reason": "a mistake"}))
    assert (after["state"], after["facts"]) == ("closed", {"again": True})
    assert place.decided(item["id"]) == ["received", "reopened"]


def test_a_task_is_no_longer_reserved_for_whoever_may_not_have_it_any_more(place: Place) -> None:
    """§6 A chosen task that is reserved for another, was rejected by the caller, or asks for other eyes is 409
    `not-offered`."""
    item = place.wants({"queue": place.queue()}, {"queue": place.queue(), "key": "second", "not_by": True})
    first, second = item["tasks"]
    reserved = read(place.lead.post(f"/v1/tasks/{second['id']}/transfer", {"user": place.id_of(place.ann)}))
    assert reserved["reserved_for"]["id"] == place.id_of(place.ann)
    place.complete(place.ann, place.claim(place.ann, first))
    assert problem(place.ann.post(f"/v1/tasks/{second['id']}/claim")) == (409, "not-offered")
    assert place.seen(second)["reserved_for"] is None
    assert place.next(place.bob, second["queue"]).status_code == 200


def test_a_suspended_tenants_tasks_are_moved_by_nobody_but_their_holder(new_house: Callable[[], House]) -> None:
    """§2 A suspended tenant reads; its changes are 403 `tenant-suspended`"""
    place = Place(new_house())
    aside, _ = pended(place)
    other, held, done, queue = place.task(), place.task(), place.task(), place.queue()
    place.complete(place.ann, place.claim(place.ann, done))
    claimed = place.claim(place.ann, held)
    admin, tenant = place.house.platform_admin, f"/v1/tenants/{place.house.slug}"
    read(admin.post(f"{tenant}/suspend"))
    moves = [(other, "transfer", {"queue": queue}), (other, "priority", {"priority": 1}), (done, "reopen", {})]
    for task, verb, body in [*moves, (held, "transfer", {"queue": queue}), (aside, "resume", {})]:
        answer = place.lead.post(f"/v1/tasks/{task['id']}/{verb}", body)
        assert problem(answer) == (403, "tenant-suspended"), verb
    started = place.lead.post("/v1/tasks/bulk", {"ids": [other["id"]], "action": "cancel"})
    path = f"/v1/jobs/{started.json()['id']}"
    job = eventually(lambda: seen if (seen := read(place.lead.get(path)))["state"] == "finished" else None)
    assert (job["done"], [each["id"] for each in job["skipped"]]) == (0, [other["id"]])
    assert place.complete(place.ann, claimed)["state"] == "completed"
    read(admin.post(f"{tenant}/resume"))
    assert place.seen(other)["state"] == "ready"
    assert read(place.lead.post(f"/v1/tasks/{other['id']}/transfer", {"queue": queue}))["queue"] == queue
