"""CONTRACT 4, time: which clock a timer goes by, and what time does to items that ended and were opened again."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api.conftest import House
from tests.contract.places import Place, by_key, eventually, on, read

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WAIT = {"create_task": {"queue": "unrouted", "key": "wait"}}


@pytest.fixture(scope="module")
def closed_today(new_house: Callable[[], House]) -> Place:
    """A tenant whose office is open on one day only, which is not near."""
    place = Place(new_house())
    open_on = DAYS[(datetime.now(UTC) + timedelta(days=3)).weekday()]
    place.put("/v1/calendars/office", {"timezone": "UTC", "hours": {open_on: [["09:00", "17:00"]]}})
    answer = place.admin.patch(f"/v1/tenants/{place.house.slug}", {"calendar": "office"})
    assert answer.status_code == 200, answer.text
    return place


def timed(place: Place, **parts: Any) -> dict[str, Any]:
    return place.under(on("received", {"start_timer": {"name": "later", "in": "PT1S", **parts}}))


@pytest.mark.parametrize("clock", [{}, {"clock": "business"}])
def test_a_timer_counts_open_time(closed_today: Place, clock: dict[str, str]) -> None:
    """§3 In business time hours, minutes and seconds count open time"""
    waits, elapsed = timed(closed_today, **clock), timed(closed_today, clock="elapsed")
    eventually(lambda: closed_today.item(elapsed["id"])["state"] == "closed")
    assert closed_today.item(waits["id"])["state"] == "open"


def test_a_due_time_counts_open_time(closed_today: Place) -> None:
    """§3 In business time hours, minutes and seconds count open time"""
    task = closed_today.task(queue="unrouted", due_in="PT1H")
    due_at = datetime.fromisoformat(task["due_at"])
    assert due_at > datetime.now(UTC) + timedelta(days=1)
    assert (due_at.hour, due_at.minute) == (10, 0)


def test_an_item_opened_again_is_overdue_when_its_promise_is_broken(place: Place) -> None:
    work_type = place.work_type(
        on("received", {"close": {}}),
        on("reopened", WAIT),
        on("overdue.item", {"set": {"late": True}}),
        sla={"target": "PT3S"},
    )
    item = place.submit(work_type)
    read(place.lead.post(f"/v1/work-items/{item['id']}/reopen", {"reason": "a mistake"}))
    eventually(lambda: place.item(item["id"])["facts"] == {"late": True})


def test_what_time_was_to_do_to_a_cancelled_item_is_not_done(place: Place) -> None:
    """§5 POST /v1/work-items/{id}/cancel {"reason"?} open tasks, runs and timers end"""
    item = place.under(
        on("received", {"start_timer": {"name": "later", "in": "PT1S"}}, WAIT),
        on("timer.later", {"set": {"fired": True}}),
        on("cancelled", {"start_timer": {"name": "after", "in": "PT2S"}}),
        on("timer.after", {"set": {"after": True}}),
    )
    read(place.house.client.post(f"/v1/work-items/{item['id']}/cancel"))
    after = eventually(lambda: seen if (seen := place.item(item["id"]))["state"] == "cancelled" else None)
    assert (after["facts"], after["outcome"]) == ({"after": True}, "cancelled")


def test_unrouted_completed_with_closed_leaves_a_cancelled_item_cancelled(place: Place) -> None:
    item = place.under(
        on("received", WAIT), on("cancelled", {"create_task": {"type": "unrouted", "queue": "unrouted"}})
    )
    after = read(place.house.client.post(f"/v1/work-items/{item['id']}/cancel"))
    ended = place.work(by_key(after)["unrouted"], "closed")
    assert (ended["state"], ended["outcome"]) == ("cancelled", "cancelled")


def test_a_task_handed_on_while_its_clock_stands_is_due_later(place: Place) -> None:
    kind = place.task_type("done", pend_reasons=[{"key": "customer", "clock": "stops"}])
    task = place.task(type=kind, due_in="PT1H")
    claimed = place.claim(place.ann, task)
    body = {"lease_token": claimed["lease"]["token"], "reason": "customer"}
    read(place.ann.post(f"/v1/tasks/{task['id']}/pend", body))
    moved = read(place.lead.post(f"/v1/tasks/{task['id']}/transfer", {"queue": place.queue()}))
    assert moved["due_at"] > task["due_at"]
