"""CONTRACT 4, the table of actions: what each of them does."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api.conftest import problem
from tests.contract.places import Place, act, by_key, eventually, on, read, states

WAIT = {"create_task": {"queue": "unrouted", "key": "wait"}}
NEVER = {"create_task": {"queue": "unrouted", "key": "never"}}


def made(place: Place, document: Any = None, **parts: Any) -> dict[str, dict[str, Any]]:
    """The tasks of one `create_task`, by key."""
    item = place.under(on("received", {"create_task": {"queue": "unrouted", **parts}}), document=document)
    return {key: place.seen(task) for key, task in by_key(item).items()}


def test_create_task_makes_a_task_of_type_task_and_the_key_of_its_type(place: Place) -> None:
    """§4 | `create_task` | `type?` (`task`)"""
    task = made(place)["task"]
    assert (task["type"], task["key"], task["queue"], task["state"]) == ("task", "task", "unrouted", "ready")
    assert (task["priority"], task["due_at"], task["skills"], task["note"]) == (50, None, {}, None)


def test_create_task_takes_what_it_is_given(place: Place) -> None:
    r"""§4 `queue, key?, priority?, due_in?, warn?, skills?, weight?, not_by?: true \| "<type>", each?: list, note?`
    | a task"""
    kind = place.task_type()
    given = {"type": kind, "key": "one", "priority": 70, "due_in": "PT1H", "skills": {"credit": 3}, "note": "look"}
    task = made(place, **given)["one"]
    assert (task["type"], task["priority"], task["skills"], task["note"]) == (kind, 70, {"credit": 3}, "look")
    due_in = datetime.fromisoformat(task["due_at"]) - datetime.fromisoformat(task["created_at"])
    assert due_in == timedelta(hours=1)


def test_create_task_asks_for_any_level_of_a_skill_that_it_names(place: Place) -> None:
    """§2 `skills` of a queue or of a task: a list of names (any level) or `{"name": least level}`"""
    assert made(place, skills=["credit"])["task"]["skills"] == {"credit": 1}


def test_each_makes_a_task_for_every_element(place: Place) -> None:
    """§4 `each` makes one for every element (`item` in its expressions)"""
    lines = {"lines": [{"sku": "a", "n": 1}, {"sku": "b", "n": 2}]}
    tasks = made(place, lines, each="=document.lines", key="=item.sku", note='=item.sku + " " + string(item.n)')
    assert {key: task["note"] for key, task in tasks.items()} == {"a": "a 1", "b": "b 2"}


def test_weight_is_effort_for_capacity(place: Place) -> None:
    """§4 `weight`: effort, for capacity and reports |"""
    queue, dora = place.queue(), place.person("dora", capacity=3)
    place.wants({"queue": queue, "weight": 3, "priority": 60}, {"queue": queue})
    assert place.next(dora, queue).status_code == 200
    assert problem(place.next(dora, queue)) == (409, "at-capacity")


def test_run_starts_an_automation_with_what_it_is_given_else_the_documents_fields(place: Place) -> None:
    """§4 | `run` | `automation, key?, with?: {...}` | starts it

    §5 | automation | `with` (default: the document's field of that name) | fact |"""
    read_customer = {"run": {"automation": "credit_check", "key": "credit", "with": {"amount": "=document.total * 2"}}}
    item = place.under(on("received", read_customer, WAIT), document={"customer": "nobody", "total": 7, "amount": 1})
    found = eventually(lambda: place.item(item["id"])["facts"].get("credit"))
    assert (found["approved"], found["reason"]) == (False, "unknown-customer")
    (run,) = [
        run
        for run in read(place.admin.get("/v1/automation-runs?automation=credit_check"))["items"]
        if run["work_item"]["id"] == item["id"]
    ]
    assert run["input"] == {"customer": "nobody", "amount": 14}


def test_run_with_a_key_under_way_supersedes_the_older_whose_result_is_discarded(place: Place) -> None:
    """§4 while one with that key is under way the older is superseded and its result discarded |"""

    def run(amount: int) -> dict[str, Any]:
        return {"run": {"automation": "credit_check", "key": "credit", "with": {"customer": "x", "amount": amount}}}

    item = place.under(on("received", run(1), {"raise": {"signal": "more"}}, WAIT), on("signal.more", run(2)))
    eventually(lambda: place.item(item["id"])["facts"].get("credit"))
    assert len(place.history(item["id"], "automation_finished")) == 1
    assert place.decided(item["id"]) == ["received", "signal.more", "automation.credit_check"]
    runs = read(place.admin.get("/v1/automation-runs?automation=credit_check"))["items"]
    of_item = {run["input"]["amount"]: run["state"] for run in runs if run["work_item"]["id"] == item["id"]}
    assert of_item == {1: "superseded", 2: "succeeded"}


def test_set_makes_facts_and_raises_no_event(place: Place) -> None:
    """§4 | `set` | `{"<name>": value, ...}` | `facts.<name>`; raises no event |"""
    item = place.under(
        on("received", {"set": {"one": "=1 + 1", "two": {"deep": ["=document.n"]}}}, WAIT), document={"n": 3}
    )
    assert item["facts"] == {"one": 2, "two": {"deep": [3]}}
    assert place.decided(item["id"]) == ["received"]


def test_raise_is_an_event_of_this_item(place: Place) -> None:
    """§4 | `raise` | `signal, data?` | event `signal.<name>` of this item |"""
    item = place.under(
        on("received", {"raise": {"signal": "more", "data": "=document.n"}}, WAIT),
        on("signal.more", {"set": {"n": "=event.signal.data"}}),
        document={"n": 3},
    )
    assert item["facts"] == {"n": 3}
    assert [row["data"]["name"] for row in place.history(item["id"], "signal")] == ["more"]


@pytest.mark.parametrize("when", ["in", "at"])
def test_start_timer_is_an_event_then(place: Place, when: str) -> None:
    r"""§4 | `start_timer` / `cancel_timer` | `name, in` or `at, clock?: "business"\|"elapsed"` / `name` | event
    `timer.<name>` then"""
    soon = datetime.now(UTC) + timedelta(seconds=1)
    said = {"in": "PT1S", "at": "=document.at"}[when]
    item = place.under(
        on("received", {"start_timer": {"name": "later", when: said}}),
        on("timer.later", {"set": {"fired": True}}),
        document={"at": soon.isoformat()},
    )
    assert (item["state"], item["facts"]) == ("open", {})
    eventually(lambda: place.item(item["id"])["facts"] == {"fired": True})
    (row,) = place.history(item["id"], "timer")
    assert datetime.fromisoformat(row["at"]) >= soon if when == "at" else True


def test_the_same_name_again_moves_a_timer(place: Place) -> None:
    """§4 the same name again moves it |"""
    item = place.under(
        on(
            "received",
            {"start_timer": {"name": "later", "in": "P9D"}},
            {"start_timer": {"name": "later", "in": "PT0S"}},
        ),
        on("timer.later", {"set": {"fired": True}}),
    )
    eventually(lambda: place.item(item["id"])["state"] == "closed")
    assert place.decided(item["id"]) == ["received", "timer.later"]


def test_cancel_timer_ends_it(place: Place) -> None:
    r"""§4 | `start_timer` / `cancel_timer` | `name, in` or `at, clock?: "business"\|"elapsed"` / `name` | event
    `timer.<name>` then"""
    item = place.under(
        on("received", {"start_timer": {"name": "later", "in": "P1D"}}),
        on("amended", {"cancel_timer": {"name": "later"}}),
    )
    assert item["state"] == "open"
    after = read(place.house.client.patch(f"/v1/work-items/{item['id']}", {"document": {"n": 1}}))
    assert after["state"] == "closed"


def test_cancel_tasks_cancels_those_that_were_there_before_this_event_claimed_ones_too(place: Place) -> None:
    """§4 | `cancel_tasks` | `type?` | cancels the open tasks (of that type) that were there before this event,
    claimed ones too |"""
    item = place.under(on("received", WAIT, NEVER), on("amended", NEVER, {"cancel_tasks": {}}))
    claimed = place.claim(place.lead, by_key(item)["wait"])
    after = read(place.house.client.patch(f"/v1/work-items/{item['id']}", {"document": {"n": 1}}))
    assert [(task["key"], task["state"]) for task in sorted(after["tasks"], key=lambda task: task["id"])] == [
        ("wait", "cancelled"),
        ("never", "cancelled"),
        ("never", "ready"),
    ]
    assert problem(act(place.lead, claimed, "complete", disposition="done")) == (409, "lease-lost")


def test_cancel_tasks_of_a_type_leaves_the_others(place: Place) -> None:
    """§4 | `cancel_tasks` | `type?` | cancels the open tasks (of that type) that were there before this event,
    claimed ones too |"""
    kind = place.task_type()
    other = {"create_task": {"type": kind, "queue": "unrouted"}}
    item = place.under(on("received", WAIT, other), on("amended", {"cancel_tasks": {"type": kind}}))
    after = read(place.house.client.patch(f"/v1/work-items/{item['id']}", {"document": {"n": 1}}))
    assert states(after) == {"wait": "ready", kind: "cancelled"}


def test_close_cancels_what_is_open_and_closes_the_item(place: Place) -> None:
    """§4 | `close` | `outcome?` (`completed`) | cancels what is open and closes the item |"""
    timer = {"start_timer": {"name": "later", "in": "P1D"}}
    item = place.under(on("received", WAIT, timer), on("amended", {"close": {"outcome": "given up"}}))
    after = read(place.house.client.patch(f"/v1/work-items/{item['id']}", {"document": {"n": 1}}))
    assert (after["state"], after["outcome"], states(after)) == ("closed", "given up", {"wait": "cancelled"})


def test_the_outcome_of_close_is_completed_unless_it_says_one(place: Place) -> None:
    """§4 | `close` | `outcome?` (`completed`) | cancels what is open and closes the item |"""
    item = place.under(on("received", {"close": {}}))
    assert (item["state"], item["outcome"]) == ("closed", "completed")
