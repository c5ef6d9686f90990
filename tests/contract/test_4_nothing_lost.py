"""CONTRACT 4, "Nothing is lost": what no rule takes and what cannot be done as wanted becomes work for a person."""

import hashlib
from typing import Any

import pytest

from tests.contract.places import Place, by_key, eventually, on, read

WAIT = {"create_task": {"queue": "unrouted", "key": "wait"}}


def kinds(item: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(task["type"], task["queue"], task["state"]) for task in item["tasks"]]


def test_no_rule_matched_on_received(place: Place) -> None:
    """§4 Nothing is lost. No rule matched on `received` or `reopened`: a task `unrouted` in queue `unrouted`."""
    item = place.under(on("received", WAIT, when={"document.n": "1"}), document={"n": 2})
    assert kinds(item) == [("unrouted", "unrouted", "ready")]


def test_nothing_was_published(place: Place) -> None:
    """§4 Nothing is lost. No rule matched on `received` or `reopened`: a task `unrouted` in queue `unrouted`."""
    assert kinds(place.under()) == [("unrouted", "unrouted", "ready")]


def test_no_rule_matched_on_reopened(place: Place) -> None:
    """§4 Nothing is lost. No rule matched on `received` or `reopened`: a task `unrouted` in queue `unrouted`."""
    item = place.under(on("received", {"close": {}}))
    after = read(place.lead.post(f"/v1/work-items/{item['id']}/reopen", {"reason": "a mistake"}))
    assert (after["state"], kinds(after)) == ("open", [("unrouted", "unrouted", "ready")])


@pytest.mark.parametrize("event", ["amended", "cancelled"])
def test_no_rule_need_match_on_any_other_event(place: Place, event: str) -> None:
    item = place.under(on("received", WAIT))
    path = f"/v1/work-items/{item['id']}"
    if event == "amended":
        after = read(place.house.client.patch(path, {"document": {"n": 1}}))
        assert kinds(after) == [("task", "unrouted", "ready")]
    else:
        after = read(place.house.client.post(f"{path}/cancel"))
        assert (after["state"], kinds(after)) == ("cancelled", [("task", "unrouted", "cancelled")])


@pytest.mark.parametrize(
    ("document", "reason"), [({"queue": "nowhere"}, "nowhere"), ({"queue": None}, "queue"), ({}, "queue")]
)
def test_where_a_queue_is_gone_or_null_the_wanted_task_stands_in_exceptions(
    place: Place, document: dict[str, Any], reason: str
) -> None:
    """§4 A queue that is gone or null: the wanted task stands in `exceptions`"""
    kind = place.task_type()
    item = place.under(
        on("received", {"create_task": {"type": kind, "queue": "=document.queue", "note": "look"}}), document=document
    )
    assert kinds(item) == [(kind, "exceptions", "ready")]
    assert reason in item["tasks"][0]["note"]
    assert "look" in item["tasks"][0]["note"]


@pytest.mark.parametrize(
    "action",
    [
        {"create_task": {"type": "=document.gone", "queue": "unrouted"}},
        {"run": {"automation": "=document.gone"}},
        {"create_task": {"queue": "unrouted", "due_in": "=document.missing"}},
        {"create_task": {"queue": "unrouted", "due_in": "=5"}},
        {"create_task": {"queue": "unrouted", "priority": '="high"'}},
        {"create_task": {"queue": "unrouted", "each": "=document.missing"}},
        {"start_timer": {"name": "later", "in": "=document.missing"}},
        {"start_timer": {"name": "later", "at": '=date and time("9999-12-31T23:59:59-12:00")'}},
        {"raise": {"signal": "=document.missing"}},
        {"run": {"automation": "duplicate_check", "key": "=[1]"}},
        {"close": {"outcome": "=5"}},
    ],
)
def test_what_cannot_be_done_becomes_an_exception_with_its_reason_and_the_rest_is_applied(
    place: Place, action: dict[str, Any]
) -> None:
    """§4 a type or automation that is gone, or an expression that gives null or the wrong type where a value is
    needed: a task `exception` there; the reason in its `note`, the rest of the plan is applied."""
    item = place.under(on("received", action, WAIT, {"set": {"n": 1}}), document={"gone": "gone"})
    assert sorted(kinds(item)) == [("exception", "exceptions", "ready"), ("task", "unrouted", "ready")]
    assert by_key(item)["exception"]["note"]
    assert item["facts"] == {"n": 1}


@pytest.mark.parametrize(
    ("event", "queue"), [("received", ("unrouted", "unrouted")), ("amended", ("exception", "exceptions"))]
)
def test_two_matches_under_unique_are_work_for_a_person(place: Place, event: str, queue: tuple[str, str]) -> None:
    """§4 Two matches under UNIQUE, or unlike actions under ANY, are a decision error: no action of that table is
    applied, the decision says which rules, and the item goes to `unrouted` (on `received`) or `exceptions`."""
    rules: list[dict[str, Any]] = [{"name": name, "when": {}, "then": [{"set": {name: 1}}]} for name in ("one", "two")]
    clash = {"name": "clash", "on": event, "hit_policy": "UNIQUE", "rules": rules}
    item = place.under(*([] if event == "received" else [on("received", WAIT)]), clash)
    if event == "amended":
        item = read(place.house.client.patch(f"/v1/work-items/{item['id']}", {"document": {"n": 1}}))
    assert (*queue, "ready") in kinds(item)
    assert item["facts"] == {}
    assert [row for row in place.history(item["id"], "decision") if row["data"]["errors"]]


def failing(place: Place, *tables: Any) -> dict[str, Any]:
    """An item whose automation has failed for good: it lacks what it needs."""
    item = place.under(on("received", {"run": {"automation": "credit_check"}}, WAIT), *tables)
    eventually(lambda: place.history(item["id"], "automation_failed"))
    return place.item(item["id"])


def test_an_automation_that_failed_for_good_leaves_the_fact_error(place: Place) -> None:
    """§4 An automation that failed for good leaves the fact `{"error": "..."}` and its event with `event.failed =
    true`; where no rule takes that, a task `exception`."""
    item = failing(place)
    assert item["facts"]["credit_check"].keys() == {"error"}
    assert len(place.history(item["id"], "automation_failed")) == 1
    assert place.history(item["id"], "automation_finished") == []


def test_where_no_rule_takes_its_event_there_is_an_exception(place: Place) -> None:
    """§4 An automation that failed for good leaves the fact `{"error": "..."}` and its event with `event.failed =
    true`; where no rule takes that, a task `exception`."""
    item = failing(place, on("automation.credit_check", {"set": {"ok": True}}, when={"event.failed": "false"}))
    assert sorted(kinds(item)) == [("exception", "exceptions", "ready"), ("task", "unrouted", "ready")]
    assert "credit_check" in by_key(item)["exception"]["note"]


def test_where_a_rule_takes_its_event_there_is_none(place: Place) -> None:
    """§4 An automation that failed for good leaves the fact `{"error": "..."}` and its event with `event.failed =
    true`; where no rule takes that, a task `exception`."""
    item = failing(place, on("automation.credit_check", {"set": {"by_hand": True}}, when={"event.failed": "true"}))
    assert kinds(item) == [("task", "unrouted", "ready")]
    assert item["facts"]["by_hand"] is True


def test_skills_that_no_lane_can_hold_become_an_exception(place: Place) -> None:
    """§4 an expression that gives null or the wrong type where a value is needed: a task `exception` there"""
    skills = [hashlib.sha256(str(nth).encode()).hexdigest() for nth in range(100)]
    wanted = {"create_task": {"queue": "unrouted", "skills": "=document.skills"}}
    for too_much in (skills, ["".join(skills)]):
        item = place.under(on("received", wanted), document={"skills": too_much})
        assert kinds(item) == [("exception", "exceptions", "ready")]
        assert "a shorter list of skills" in item["tasks"][0]["note"]
    assert kinds(place.under(on("received", wanted), document={"skills": skills[:25]})) == [
        ("task", "unrouted", "ready")
    ]


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59-01:00"])
def test_a_timer_beyond_time_is_an_exception(place: Place, at: str) -> None:
    """§4 an expression that gives null or the wrong type where a value is needed: a task `exception` there"""
    timer = {"start_timer": {"name": "never", "at": "=document.at"}}
    item = place.under(on("received", timer), document={"at": at})
    assert kinds(item) == [("exception", "exceptions", "ready")]
    assert place.work(item["tasks"][0], "closed")["state"] == "closed"


def test_a_timer_of_long_ago_or_hence_is_one(place: Place) -> None:
    timers = [
        {"start_timer": {"name": name, "at": f"={at}"}}
        for name, at in (("past", "document.a"), ("hence", "document.b"))
    ]
    document = {"a": "0001-01-01T00:00:01Z", "b": "9999-12-31T23:59:59Z"}
    item = place.under(on("received", *timers), on("timer.past", {"set": {"fired": True}}), document=document)
    assert eventually(lambda: place.item(item["id"])["facts"].get("fired")) is True
    assert place.item(item["id"])["state"] == "open"
