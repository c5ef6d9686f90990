"""CONTRACT 4, what a change of rules would do to past work, and having open work follow it."""

from typing import Any

from tests.api.conftest import Caller, problem
from tests.contract.places import Place, eventually, on, read


def finished(caller: Caller, path: str) -> dict[str, Any]:
    def look() -> dict[str, Any] | None:
        seen = read(caller.get(path))
        return seen if seen["state"] != "running" else None

    return eventually(look)


def test_a_simulation_shows_where_tasks_would_have_gone(place: Place) -> None:
    """§4 POST .../simulate {"draft": true|"version": n,"against"?: n,"since"?,"limit"?} 202 {"id"}; GET
    /v1/simulations/{id} {"state","done","total","queues": [{"queue","before","after"}], "straight_through":
    {"before","after"},"changed"}"""
    first, second = place.queue(), place.queue()
    kind = place.work_type(on("received", {"create_task": {"queue": first}}))
    items = [place.submit(kind) for _ in range(3)]
    place.put(f"/v1/rulesets/{kind}/draft", {"tables": [on("received", {"create_task": {"queue": second}})]})
    started = place.admin.post(f"/v1/rulesets/{kind}/simulate", {"draft": True})
    assert started.status_code == 202
    path = f"/v1/simulations/{started.json()['id']}"
    seen = finished(place.lead, path)
    assert (seen["state"], seen["done"], seen["total"], seen["changed"]) == ("finished", 3, 3, 3)
    shifts = {shift["queue"]: (shift["before"], shift["after"]) for shift in seen["queues"]}
    assert shifts == {first: (3, 0), second: (0, 3)}
    changed = read(place.lead.get(f"{path}/items"))["items"]
    assert [each["id"] for each in changed] == [item["id"] for item in reversed(items)]
    assert changed[0]["event"] == "received"
    assert changed[0]["after"][0]["create_task"]["queue"] == second


def test_what_is_unrouted_counts_as_a_task(place: Place) -> None:
    kind = place.work_type(on("received", {"create_task": {"queue": "unrouted"}}, when={"document.x": "1"}))
    place.submit(kind)
    place.put(f"/v1/rulesets/{kind}/draft", {"tables": [on("received", {"close": {}})]})
    started = place.admin.post(f"/v1/rulesets/{kind}/simulate", {"draft": True}).json()
    seen = finished(place.lead, f"/v1/simulations/{started['id']}")
    assert seen["queues"] == [{"queue": "unrouted", "before": 1, "after": 0}]
    assert seen["straight_through"] == {"before": 0, "after": 1}


def test_a_simulation_changes_nothing(place: Place) -> None:
    kind = place.work_type(on("received", {"create_task": {"queue": place.queue()}}))
    before = place.submit(kind)
    started = place.admin.post(f"/v1/rulesets/{kind}/simulate", {"version": 1}).json()
    assert finished(place.lead, f"/v1/simulations/{started['id']}")["changed"] == 0
    assert place.item(before["id"]) == before


def test_migrated_items_are_decided_by_the_other_version_from_then_on(place: Place) -> None:
    """§4 POST .../migrate {"to": n,"ids"?|"from"?} 202"""
    task = place.task_type("done")
    received = on("received", {"create_task": {"type": task, "queue": place.queue()}})
    kind = place.work_type(received, on(f"task.{task}", {"set": {"by": "1"}}))
    old, kept = place.submit(kind), place.submit(kind)
    place.publish(kind, received, on(f"task.{task}", {"set": {"by": "2"}}))
    started = place.admin.post(f"/v1/rulesets/{kind}/migrate", {"to": 2, "ids": [old["id"]]})
    assert started.status_code == 202
    finished(place.admin, f"/v1/jobs/{started.json()['id']}")
    assert place.item(old["id"])["ruleset_version"] == 2
    for item in (old, kept):
        place.work(item["tasks"][0])
    assert (place.item(old["id"])["facts"], place.item(kept["id"])["facts"]) == ({"by": "2"}, {"by": "1"})


def test_items_are_migrated_to_a_version_that_there_is(place: Place) -> None:
    """§4 POST .../migrate {"to": n,"ids"?|"from"?} 202"""
    kind = place.work_type(on("received", {"close": {}}))
    for wanted in ({"to": 7}, {"to": 10**30}, {"to": 1, "from": 10**30}):
        assert problem(place.admin.post(f"/v1/rulesets/{kind}/migrate", wanted)) == (422, "invalid")


def test_all_that_is_unrouted_is_decided_again_by_the_newest_version(place: Place) -> None:
    """§4 POST /v1/work-items/{id}/redecide, POST .../redecide (all unrouted) decide `received` again by the newest
    version"""
    kind = place.work_type(on("received", {"close": {}}, when={"document.x": "1"}))
    items = [place.submit(kind) for _ in range(2)]
    place.publish(kind, on("received", {"close": {"outcome": "fits now"}}))
    started = place.lead.post(f"/v1/rulesets/{kind}/redecide?tenant={place.house.slug}")
    assert started.status_code == 202
    eventually(lambda: all(place.item(item["id"])["outcome"] == "fits now" for item in items))


def test_a_simulations_items_have_both_plans_and_it_can_be_stopped(place: Place) -> None:
    """§4 GET .../{id}/items {"id","reference","event","before": plan,"after": plan}; POST .../{id}/stop"""
    kind = place.work_type(on("received", {"create_task": {"queue": "unrouted"}}))
    item = place.submit(kind)
    place.put(f"/v1/rulesets/{kind}/draft", {"tables": [on("received", {"close": {}})]})
    begun = place.admin.post(f"/v1/rulesets/{kind}/simulate", {"draft": True}).json()["id"]
    path = f"/v1/simulations/{begun}"
    eventually(lambda: read(place.admin.get(path))["state"] == "finished")
    (changed,) = read(place.admin.get(f"{path}/items"))["items"]
    assert {"id", "reference", "event", "before", "after"} <= set(changed)
    assert (changed["id"], changed["reference"]) == (item["id"], item["reference"])
    assert changed["before"] != changed["after"]
    assert place.admin.post(f"{path}/stop").status_code == 200
