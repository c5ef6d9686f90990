"""CONTRACT 4, the case: what rules see of an item, and what its tasks and runs are called."""

from typing import Any

from tests.contract.places import Place, by_key, on, read

OF_ITEM = ("type", "reference", "document", "received_at", "priority")
PARTS = (*OF_ITEM, "facts", "tasks", "all_tasks", "signals", "event", "tenant")
SEEN = {"set": {"seen": {name: f"={name}" for name in PARTS}}}


def two_of_one_key(*conditions: Any) -> dict[str, Any]:
    return on("received", *({"create_task": {"queue": "unrouted", "key": "one", "note": note}} for note in conditions))


def test_the_case_has_these_parts(place: Place) -> None:
    """§4 The case: `{"type","reference","document","facts": {<automation or set name>: value},"tasks": {<key>:
    {"type","state","disposition","result"}},"all_tasks": [...],"signals": [{"name","at",
    "data","items"?}],"event": {...},"tenant": {"slug","timezone","country"},"received_at","priority"}`."""
    kind = place.work_type(
        on("received", {"set": {"first": 1}}, {"raise": {"signal": "s", "data": {"n": 2}}}),
        on("signal.s", {"create_task": {"queue": "unrouted", "key": "check"}}),
        on("task.task", SEEN),
    )
    item = place.submit(kind, {"total": 1}, priority=70)
    seen = place.work(by_key(item)["check"], result={"n": 3})["facts"]["seen"]
    assert seen.keys() == set(PARTS)
    assert (seen["type"], seen["document"], seen["facts"], seen["priority"]) == (kind, {"total": 1}, {"first": 1}, 70)
    task = {"type": "task", "state": "completed", "disposition": "done", "result": {"n": 3}}
    assert task.items() <= seen["tasks"]["check"].items()
    assert [each["state"] for each in seen["all_tasks"]] == ["completed"]
    assert [(signal["name"], signal["data"], bool(signal["at"])) for signal in seen["signals"]] == [
        ("s", {"n": 2}, True)
    ]
    tenant = read(place.admin.get(f"/v1/tenants/{place.house.slug}"))
    assert seen["tenant"] == {name: tenant[name] for name in ("slug", "timezone", "country")}


def test_an_event_has_what_happened(place: Place) -> None:
    """§4 `event` is `{"name","at","task"?: {"id","key","type","disposition", "result","note"},"automation"?:
    {"name","key","failed","result"},"failed"?,"signal"?: {"name","data","items"},"timer"?: {"name"}"""
    kind = place.work_type(
        on("received", {"create_task": {"queue": "unrouted", "key": "check"}}, {"raise": {"signal": "s"}}),
        on("signal.s", {"set": {"signal": "=event"}}),
        on("task.task", {"set": {"task": "=event"}}),
    )
    item = place.submit(kind)
    facts = place.work(by_key(item)["check"], note="fine")["facts"]
    assert (facts["signal"]["name"], facts["signal"]["signal"]["name"]) == ("signal.s", "s")
    assert {"id", "key", "type", "disposition", "result", "note"} <= facts["task"]["task"].keys()
    assert (facts["task"]["name"], facts["task"]["task"]["key"]) == ("task.task", "check")


def test_a_missing_field_is_null(place: Place) -> None:
    """§4 A missing field is null."""
    item = place.under(on("received", {"set": {"x": "=document.nothing.at.all"}}))
    assert item["facts"] == {"x": None}


def test_of_two_tasks_with_one_key_the_map_shows_the_later_and_the_list_has_all(place: Place) -> None:
    """§4 A task's or run's key is its type or name unless `key` says otherwise; of two with one key the map shows the
    later, the list has all."""
    looks = on("amended", {"set": {"map": "=tasks.one.note", "all": "=count(all_tasks)", "task": "=tasks.task.type"}})
    plain = {"create_task": {"queue": "unrouted"}}
    table = two_of_one_key("first", "second")
    table["rules"][0]["then"].append(plain)
    item = place.under(table, looks)
    assert [task["key"] for task in item["tasks"]] == ["one", "one", "task"]
    after = read(place.lead.patch(f"/v1/work-items/{item['id']}", {"document": {"a": 1}}))
    assert (after["facts"]["all"], after["facts"]["task"]) == (3, "task")


def test_unrouted_and_exception_are_no_events_of_tasks(place: Place) -> None:
    """§4 Neither is an event `task.…`."""
    kind = place.work_type(on("task.unrouted", {"set": {"seen": True}}))
    (task,) = place.submit(kind)["tasks"]
    after = place.work(task, "routed")
    assert "task.unrouted" not in place.decided(after["id"])
    assert after["facts"] == {}


def test_a_task_keeps_the_version_of_its_task_type(place: Place) -> None:
    """§4 a task the version of its task type"""
    kind = place.task_type("old")
    task = place.task(type=kind)
    place.put(f"/v1/task-types/{kind}", {"name": kind, "dispositions": ["new"]})
    claimed = place.claim(place.ann, task)
    assert claimed["task"]["dispositions"] == ["old"]
    assert place.complete(place.ann, claimed, "old")["disposition"] == "old"
    assert place.claim(place.ann, place.task(type=kind))["task"]["dispositions"] == ["new"]


def test_a_draft_is_put_and_got_with_its_etag(place: Place) -> None:
    """§4 PUT/GET /v1/rulesets/{key}/draft 200 with ETag"""
    path = f"/v1/rulesets/{place.work_type()}/draft"
    put = place.admin.put(path, {"tables": []})
    got = place.admin.get(path)
    assert (put.status_code, got.status_code, got.json()["tables"]) == (200, 200, [])
    assert put.headers["etag"] == got.headers["etag"]
