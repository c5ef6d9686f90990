"""CONTRACT 5, an item that is there: how it is seen, and how it is amended, cancelled and spoken of."""

from urllib.parse import urlencode
from uuid import uuid4

from tests.api.conftest import House, problem
from tests.contract.places import Place, act, by_key, eventually, on, read

WAIT = on("received", {"create_task": {"queue": "unrouted"}})
MEMBERS = (
    "id type reference state outcome document document_version facts signals tasks received_at promised_at closed_at"
    " ruleset_version"
)


def test_an_item_has_these_members(place: Place) -> None:
    """§5 GET /v1/work-items?type=&state=&reference=&since=&q= · GET /v1/work-items/{id} · GET
    /v1/work-items/{id}/history {"id","type","reference","state":
    "open"|"closed"|"cancelled","outcome","document","document_version","facts","signals","tasks","received_at","promised_at","closed_at","ruleset_version"}"""
    item = place.under(WAIT)
    assert set(MEMBERS.split()) <= set(item)
    found = read(place.lead.get(f"/v1/work-items?type={item['type']}&state=open&reference={item['reference']}"))
    assert [each["id"] for each in found["items"]] == [item["id"]]
    assert read(place.lead.get(f"/v1/work-items?type={item['type']}&state=closed"))["items"] == []


def test_items_are_found_by_how_a_word_of_their_document_begins(place: Place, neighbour: House) -> None:
    """§5 GET /v1/work-items?type=&state=&reference=&since=&q="""
    mark = uuid4().hex
    document = {"customer": {"name": f"Ernst Händel-{mark}"}, "lines": [{"sku": f"K{mark}"}], "total": 5}
    first, second = (place.under(WAIT, document=document) for _ in range(2))

    def found(q: str, **narrowed: str) -> list[str]:
        asked = urlencode({"q": q, **narrowed})
        return [each["id"] for each in read(place.lead.get(f"/v1/work-items?{asked}"))["items"]]

    both = eventually(lambda: len(of := found(f"händel-{mark}")) > 1 and of)
    assert both == [second["id"], first["id"]]
    assert found(f"k{mark[:30]}") == found(f"Ernst HÄNDEL-{mark[:20]}") == both
    assert found(f"k{mark}", type=second["type"]) == [second["id"]]
    assert found(f"Ern händel-{mark}") == found(f"k{mark}", state="closed") == found("%") == []
    (page,) = read(place.lead.get(f"/v1/work-items?q=k{mark}&limit=1&cursor={_cursor(place, mark)}"))["items"]
    assert page["id"] == first["id"]
    assert read(neighbour.client.get(f"/v1/work-items?q=k{mark}"))["items"] == []
    read(place.lead.patch(f"/v1/work-items/{first['id']}", {"document": {"customer": {"name": "Ernst Other"}}}))
    eventually(lambda: found(f"händel-{mark}") == [second["id"]])
    assert found(f"k{mark}") == both


def _cursor(place: Place, mark: str) -> str:
    return str(read(place.lead.get(f"/v1/work-items?q=k{mark}&limit=1"))["next_cursor"])


def test_history_has_rows_of_these_members_and_kinds(place: Place) -> None:
    """§5 history {"items": [{"seq","at","kind","actor": {"role","id"?,"name"?},"task"?,"automation"?,"data"}]}
    (`role` `system` for machines

    §5 kinds received, amended, cancelled, decision, task_created, task_claimed, task_released, task_pended,
    task_resumed, task_transferred, task_completed, task_cancelled, task_reopened, task_prioritised, automation_started
    (may repeat), automation_finished or automation_failed (once a run), automation_discarded, signal, timer, commented,
    asked, answered, closed, reopened"""
    kind = place.task_type("done", pend_reasons=["documents"])
    wanted = {"create_task": {"type": kind, "queue": "unrouted"}}
    timer = {"start_timer": {"name": "soon", "in": "PT0S", "clock": "elapsed"}}
    check = {"run": {"automation": "duplicate_check"}}
    item = place.under(on("received", wanted, timer, check, {"raise": {"signal": "seen"}}))
    path, (task,) = f"/v1/work-items/{item['id']}", item["tasks"]
    read(place.lead.patch(path, {"document": {"a": 1}}))
    for verb, body in (("release", {}), ("pend", {"reason": "documents"})):
        read(act(place.ann, place.claim(place.ann, task), verb, **body))
    read(place.ann.post(f"/v1/tasks/{task['id']}/resume"))
    read(place.lead.post(f"/v1/tasks/{task['id']}/priority", {"priority": 60}))
    read(place.lead.post(f"/v1/tasks/{task['id']}/transfer", {"queue": "exceptions"}))
    eventually(lambda: place.history(item["id"], "timer") and place.history(item["id"], "automation_finished"))
    place.complete(place.ann, place.claim(place.ann, task))
    read(place.lead.post(f"/v1/tasks/{task['id']}/reopen"))
    place.lead.made(f"{path}/comments", {"text": "hm"})
    read(place.lead.post(f"{path}/cancel"))
    rows = read(place.lead.get(f"{path}/history?limit=200"))["items"]
    assert all({"seq", "at", "kind", "actor", "data"} <= set(row) for row in rows)
    assert [row["actor"]["role"] for row in rows if row["kind"] == "timer"] == ["system"]
    kinds = (
        "received amended cancelled decision task_created task_claimed task_released task_pended task_resumed"
        " task_transferred task_completed task_cancelled task_reopened task_prioritised automation_started"
        " automation_finished signal timer commented"
    )
    assert set(kinds.split()) <= {row["kind"] for row in rows}


def test_an_amendment_is_a_merge_patch_held_to_the_schema(place: Place) -> None:
    """§5 PATCH /v1/work-items/{id} {"document": RFC 7396 merge patch,"priority"?} while open (else 409): validated as
    at intake, version + 1, event `amended`; tasks and leases stay"""
    schema = {"properties": {"n": {"type": "number"}}}
    kind = place.work_type(WAIT, on("amended", {"set": {"amended": True}}), schema=schema)
    item = place.submit(kind, {"n": 1, "gone": 2, "inner": {"a": 1, "b": 2}})
    claimed = place.claim(place.ann, item["tasks"][0])
    path = f"/v1/work-items/{item['id']}"
    patch = {"document": {"n": 3, "gone": None, "inner": {"a": 9}}, "priority": 90}
    after = read(place.house.client.patch(path, patch))
    assert after["document"] == {"n": 3, "inner": {"a": 9, "b": 2}}
    assert (after["document_version"], after["facts"]) == (2, {"amended": True})
    refused = place.house.client.patch(path, {"document": {"n": "three"}})
    assert (problem(refused), refused.json()["errors"][0]["pointer"]) == ((422, "invalid"), "/document/n")
    assert place.complete(place.ann, claimed)["state"] == "completed"
    assert problem(place.house.client.patch(path, {"document": {}})) == (409, "item-ended")


def test_an_item_is_amended_while_its_state_is_open_even_when_it_is_being_cancelled(place: Place) -> None:
    """§5 while open (else 409)"""
    undo = {"create_task": {"queue": "unrouted", "key": "undo"}}
    item = place.under(WAIT, on("cancelled", undo), on("amended", {"set": {"seen": "=document.n"}}))
    path = f"/v1/work-items/{item['id']}"
    assert read(place.house.client.post(f"{path}/cancel"))["state"] == "open"
    after = read(place.house.client.patch(path, {"document": {"n": 1}}))
    assert (after["state"], after["document_version"], after["facts"]) == ("open", 2, {"seen": 1})
    assert place.work(by_key(after)["undo"])["state"] == "cancelled"
    assert problem(place.house.client.patch(path, {"document": {"n": 2}})) == (409, "item-ended")


def test_cancelling_ends_what_is_open_and_decides_cancelled(place: Place) -> None:
    """§5 POST /v1/work-items/{id}/cancel {"reason"?} open tasks, runs and timers end (a holder's next call is 409
    lease-lost), then `cancelled` is decided; what its rules open is worked, after that the state is `cancelled`; again
    200, on a closed item 409"""
    last = {"create_task": {"queue": "unrouted", "key": "last"}}
    item = place.under(WAIT, on("cancelled", last))
    claimed = place.claim(place.ann, item["tasks"][0])
    cancel = f"/v1/work-items/{item['id']}/cancel"
    after = read(place.house.client.post(cancel, {"reason": "not wanted"}))
    assert (after["state"], by_key(after)["task"]["state"], by_key(after)["last"]["state"]) == (
        "open",
        "cancelled",
        "ready",
    )
    assert problem(act(place.ann, claimed, "complete", disposition="done")) == (409, "lease-lost")
    assert place.work(by_key(after)["last"])["state"] == "cancelled"
    assert read(place.house.client.post(cancel))["state"] == "cancelled"
    closed = place.under(on("received", {"close": {}}))
    assert problem(place.house.client.post(f"/v1/work-items/{closed['id']}/cancel"))[0] == 409


def test_comments_are_for_staff_or_for_the_client(place: Place) -> None:
    """§5 POST/GET /v1/work-items/{id}/comments {"text","visible_to": "staff"|"client"}"""
    path = f"/v1/work-items/{place.under(WAIT)['id']}/comments"
    for whom in ("staff", "client"):
        assert place.lead.made(path, {"text": whom, "visible_to": whom})["visible_to"] == whom
    assert [each["text"] for each in read(place.lead.get(path))["items"]] == ["client", "staff"]
    assert [each["text"] for each in read(place.house.client.get(path))["items"]] == ["client"]


def test_what_could_not_be_filled_is_in_the_stock_outs(place: Place) -> None:
    """§5 GET /v1/stock-outs what could not be filled: {"items": [{"at","sku","asked","short","work_item"}]}

    §5 An unknown sku is short in full."""
    lines = [{"sku": "known", "quantity": 3}, {"sku": "unknown", "quantity": 2}]
    place.put("/v1/products/known", {"name": "K", "on_hand": 1})
    item = place.under(on("received", {"run": {"automation": "reserve_stock"}}), document={"lines": lines})
    fact = eventually(lambda: place.item(item["id"])["facts"].get("reserve_stock"))
    assert (fact["filled"], [line["short"] for line in fact["lines"]]) == (False, [2, 2])
    rows = read(place.admin.get("/v1/stock-outs"))["items"]
    ours = {row["sku"]: row for row in rows if row["work_item"]["id"] == item["id"]}
    assert {sku: (row["asked"], row["short"]) for sku, row in ours.items()} == {"known": (3, 2), "unknown": (2, 2)}
    assert all(row["at"] for row in ours.values())


def test_what_an_item_reserved_stays_until_it_is_released(place: Place) -> None:
    """§5 What an item reserved stays until `release_stock`."""
    place.put("/v1/products/kept", {"name": "K", "on_hand": 5})
    release = {"run": {"automation": "release_stock"}}
    item = place.under(
        on("received", {"run": {"automation": "reserve_stock"}}),
        on("reopened", release),
        document={"lines": [{"sku": "kept", "quantity": 4}]},
    )
    closed = eventually(lambda: seen if (seen := place.item(item["id"]))["state"] == "closed" else None)
    assert closed["facts"]["reserve_stock"]["filled"] is True
    assert read(place.admin.get("/v1/products/kept"))["available"] == 1
    read(place.lead.post(f"/v1/work-items/{item['id']}/reopen", {"reason": "not wanted"}))
    eventually(lambda: read(place.admin.get("/v1/products/kept"))["available"] == 5)


def test_a_negative_answer_is_a_result_and_a_failure_may_be_retried(place: Place) -> None:
    """§5 `POST /v1/automation-runs/{id}/retry`. A negative answer is a result, not a failure; a failure is what a retry
    could mend."""
    denied = place.under(
        on("received", {"run": {"automation": "credit_check", "with": {"customer": "nobody", "amount": 1}}})
    )
    fact = eventually(lambda: place.item(denied["id"])["facts"].get("credit_check"))
    assert (fact["approved"], fact["reason"]) == (False, "unknown-customer")
    failing = {"run": {"automation": "credit_check", "with": {"amount": "=document.amount"}}}
    item = place.under(on("received", failing), document={"amount": "many", "customer": "c"})
    run = place.failed_run(item)
    assert read(place.admin.post(f"/v1/automation-runs/{run}/retry"))["state"] in ("queued", "running")
    assert place.failed_run(item) == run
