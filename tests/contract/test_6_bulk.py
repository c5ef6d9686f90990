"""CONTRACT 6, tasks of many at once, their list, and desks that several tenants share."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from tests.api.conftest import House, add_person, problem
from tests.contract.places import Place, act, by_key, eventually, on, read


def finished(place: Place, body: dict[str, Any]) -> dict[str, Any]:
    """The report of a job when it has ended."""
    started = place.lead.post("/v1/tasks/bulk", body)
    assert started.status_code == 202, started.text
    assert set(started.json()) == {"id"}
    path = f"/v1/jobs/{started.json()['id']}"
    return eventually(lambda: job if (job := read(place.lead.get(path)))["state"] != "running" else None)


def test_bulk_transfers_tasks_by_id(place: Place) -> None:
    """§6 POST /v1/tasks/bulk {"ids"|"filter","action": "transfer"|"cancel"|"priority"|"resume", ...} 202, GET
    /v1/jobs/{id} {"done","skipped": [{"id","reason"}]}"""
    tasks, queue = [place.task(), place.task()], place.queue()
    report = finished(place, {"ids": [task["id"] for task in tasks], "action": "transfer", "queue": queue})
    assert (report["done"], report["skipped"]) == (2, [])
    assert {place.seen(task)["queue"] for task in tasks} == {queue}


def test_bulk_cancels_tasks_by_filter(place: Place) -> None:
    """§6 POST /v1/tasks/bulk {"ids"|"filter","action": "transfer"|"cancel"|"priority"|"resume", ...} 202, GET
    /v1/jobs/{id} {"done","skipped": [{"id","reason"}]}"""
    queue = place.queue()
    item = place.wants({"queue": queue, "key": "a"}, {"queue": queue, "key": "b"}, {"queue": place.queue(), "key": "c"})
    assert finished(place, {"filter": {"queue": queue}, "action": "cancel"})["done"] == 2
    after = by_key(place.item(item["id"]))
    assert {key: task["state"] for key, task in after.items()} == {"a": "cancelled", "b": "cancelled", "c": "ready"}


def test_bulk_gives_a_priority(place: Place) -> None:
    """§6 POST /v1/tasks/bulk {"ids"|"filter","action": "transfer"|"cancel"|"priority"|"resume", ...} 202, GET
    /v1/jobs/{id} {"done","skipped": [{"id","reason"}]}"""
    task = place.task()
    assert finished(place, {"ids": [task["id"]], "action": "priority", "priority": 90})["done"] == 1
    assert place.seen(task)["priority"] == 90
    assert problem(place.lead.post("/v1/tasks/bulk", {"ids": [], "action": "priority", "priority": 101}))[0] == 422


def test_bulk_resumes_and_says_what_it_skipped_and_why(place: Place) -> None:
    """§6 POST /v1/tasks/bulk {"ids"|"filter","action": "transfer"|"cancel"|"priority"|"resume", ...} 202, GET
    /v1/jobs/{id} {"done","skipped": [{"id","reason"}]}"""
    pended = place.task(type=place.task_type("done", pend_reasons=["documents"]))
    ready, unknown = place.task(), str(uuid4())
    read(act(place.ann, place.claim(place.ann, pended), "pend", reason="documents"))
    report = finished(place, {"ids": [pended["id"], ready["id"], unknown], "action": "resume"})
    assert report["done"] == 1
    assert {skipped["id"] for skipped in report["skipped"]} == {ready["id"], unknown}
    assert all(skipped["reason"] for skipped in report["skipped"])
    assert place.seen(pended)["state"] == "ready"


def test_nobody_is_given_a_task_that_they_could_not_claim(place: Place) -> None:
    task, bob = place.task(skills=["law"]), place.id_of(place.bob)
    report = finished(place, {"ids": [task["id"]], "action": "transfer", "user": bob})
    assert (report["done"], [skipped["id"] for skipped in report["skipped"]]) == (0, [task["id"]])
    assert "skills" in report["skipped"][0]["reason"]
    assert problem(place.lead.post(f"/v1/tasks/{task['id']}/transfer", {"user": bob})) == (422, "invalid")
    assert place.seen(task)["reserved_for"] is None


@pytest.mark.parametrize("path", ["/v1/tasks/bulk", "/v1/tasks/{task}/priority", "/v1/tasks/{task}/reopen"])
def test_others_tasks_are_not_an_operators_to_change(place: Place, path: str) -> None:
    task = place.task()
    assert problem(place.ann.post(path.format(task=task["id"]), {}))[0] == 403


def test_tasks_are_listed_by_state_queue_type_assignee_and_overdue(place: Place) -> None:
    """§6 GET /v1/tasks?state=&queue=&type=&assignee=&overdue= · GET /v1/tasks/{id}"""
    queue, kind = place.queue(), place.task_type("done")
    item = place.wants(
        {"queue": queue, "key": "a", "type": kind, "due_in": "PT0S"}, {"queue": queue, "key": "b", "due_in": "PT1H"}
    )
    tasks = by_key(item)
    place.claim(place.ann, tasks["b"])

    def found(query: str) -> list[str]:
        return [task["key"] for task in read(place.lead.get(f"/v1/tasks?queue={queue}&{query}"))["items"]]

    assert sorted(found("")) == ["a", "b"]
    assert found("state=claimed") == ["b"]
    assert found(f"type={kind}") == ["a"]
    assert found(f"assignee={place.id_of(place.ann)}") == ["b"]
    assert (found("overdue=true"), found("overdue=false")) == (["a"], ["b"])


@pytest.fixture
def two(new_house: Callable[[], House]) -> tuple[Place, Place]:
    return Place(new_house()), Place(new_house())


def fill(place: Place, desk: str, *, tasks: int, priority: int) -> None:
    place.put(f"/v1/queues/{desk}", {"name": desk})
    wanted = [{"create_task": {"queue": desk, "priority": priority}} for _ in range(tasks)]
    place.under(on("received", *wanted))


def test_a_fair_desk_draws_a_tenant_by_weight_and_other_desks_offer_their_least_rank(two: tuple[Place, Place]) -> None:
    """§6 A fair desk draws a tenant by weight (default the tenant's `weight`, 1) among those with ready tasks there
    and offers its least rank, each other desk its least rank"""
    urgent, patient = two
    desk, plain = f"fair-{uuid4().hex[:8]}", f"plain-{uuid4().hex[:8]}"
    both = [urgent.house.slug, patient.house.slug]
    eve = add_person(urgent.house, "operator", called="eve", skills={}, tenants=both)
    weights = {urgent.house.slug: 1, patient.house.slug: 1000}
    urgent.house.platform_admin.put(f"/v1/desks/{desk}", {"fair": True, "weights": weights})
    for each in (desk, plain):
        fill(urgent, each, tasks=4, priority=100)
        fill(patient, each, tasks=4, priority=0)

    def given(key: str) -> list[str]:
        return [read(urgent.next(eve, key))["task"]["tenant"] for _ in range(4)]

    assert given(plain) == [urgent.house.slug] * 4
    assert given(desk).count(patient.house.slug) >= 3


def test_a_claim_may_be_narrowed_to_a_tenant(two: tuple[Place, Place]) -> None:
    """§6 POST /v1/tasks/claim {"queues"?: ["key"],"tenant"?: "slug"} 200 {"task": {a task +
    "document","document_version","facts","form","dispositions","pend_reasons","checklist","draft"},"lease":
    {"token": 7,"expires_at"}} | 204"""
    one, other = two
    desk = f"desk-{uuid4().hex[:8]}"
    eve = add_person(one.house, "operator", called="eva", skills={}, tenants=[one.house.slug, other.house.slug])
    fill(one, desk, tasks=1, priority=100)
    fill(other, desk, tasks=1, priority=0)
    body = {"queues": [desk], "tenant": other.house.slug}
    assert read(eve.post("/v1/tasks/claim", body))["task"]["tenant"] == other.house.slug
    assert eve.post("/v1/tasks/claim", body).status_code == 204
    assert problem(one.ann.post("/v1/tasks/claim", {"tenant": other.house.slug}))[0] == 404
