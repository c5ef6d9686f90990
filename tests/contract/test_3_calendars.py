"""Calendars over HTTP: kept, named by queues and tenants, and what is due by them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.api.conftest import Caller, House, pointers, problem

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEK = {day: [["09:00", "17:00"]] for day in DAYS[:5]}
OFFICE: dict[str, Any] = {
    "timezone": "America/Los_Angeles",
    "hours": {**WEEK, "sat": [["22:00", "02:00"]], "sun": []},
    "holidays": "US-CA",
    "closed": ["2026-12-24"],
}


@pytest.fixture
def office(house: House) -> str:
    """The path of a calendar of its own."""
    path = f"/v1/calendars/k-{uuid4().hex[:8]}"
    assert house.tenant_admin.put(path, OFFICE).status_code == 201
    return path


def key_of(path: str) -> str:
    return path.rpartition("/")[2]


def test_a_calendar_is_given_back_as_it_was_put(house: House, office: str) -> None:
    """§3 PUT /v1/calendars/{key} {"timezone","hours": {"mon": [["09:00","17:00"]], ...},"holidays"?:
    "ID"|"US-CA","closed"?: ["2026-12-24"]}"""
    expected = {"tenant": house.slug, "key": key_of(office), **OFFICE}
    assert house.auditor.get(f"{office}?tenant={house.slug}").json() == expected
    listed = house.auditor.get(f"/v1/calendars?tenant={house.slug}&limit=200").json()["items"]
    assert expected in listed


def test_holidays_and_closed_days_can_be_left_out(house: House, office: str) -> None:
    body = {"timezone": "UTC", "hours": {"mon": [["00:00", "24:00"]]}}
    answer = house.tenant_admin.put(office, body)
    assert (answer.status_code, answer.json()["holidays"], answer.json()["closed"]) == (200, None, [])


def test_a_calendar_has_an_etag(house: House, office: str) -> None:
    tag = house.tenant_admin.get(office).headers["etag"]
    assert house.tenant_admin.put(office, OFFICE, if_match=tag).status_code == 200
    assert problem(house.tenant_admin.put(office, OFFICE, if_match=tag)) == (412, "precondition-failed")
    assert problem(house.tenant_admin.put(office, OFFICE, if_none_match="*")) == (412, "precondition-failed")


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"timezone": "Mars/Olympus"}, ["/timezone"]),
        ({"holidays": "ZZ"}, ["/holidays"]),
        ({"holidays": "US-ZZ", "timezone": "x"}, ["/holidays", "/timezone"]),
        ({"hours": {"mon": [["09:00", "12:00"], ["11:00", "13:00"]]}}, ["/hours/mon/1"]),
        ({"hours": {"sun": [["20:00", "08:00"]], "mon": [["07:59", "13:00"]]}}, ["/hours/mon/0"]),
        ({"hours": {}}, ["/hours"]),
        ({"hours": {"mon": []}}, ["/hours"]),
        ({"hours": {"mon": [["9:00", "25:00"]]}}, ["/hours/mon/0/0", "/hours/mon/0/1"]),
        ({"hours": {"mon": [["24:00", "01:00"]]}}, ["/hours/mon/0/0"]),
        ({"hours": {"mon": [["09:00"]]}}, ["/hours/mon/0"]),
        ({"hours": {"mon": [["09:00", "10:00", "11:00"]]}}, ["/hours/mon/0", "/hours/mon/0/2"]),
        ({"hours": {"monday": []}}, ["/hours/monday"]),
        ({"closed": ["2026-02-30", "24.12.2026"]}, ["/closed/0", "/closed/1"]),
        ({"holidays": "California", "name": "x"}, ["/holidays", "/name"]),
    ],
)
def test_every_fault_is_told_with_its_pointer(house: House, parts: dict[str, Any], expected: list[str]) -> None:
    """§3 overlapping spans"""
    path = f"/v1/calendars/k{uuid4().hex[:8]}"
    answer = house.tenant_admin.put(path, OFFICE | parts)
    assert problem(answer) == (422, "invalid")
    assert sorted(set(pointers(answer))) == expected
    assert problem(house.tenant_admin.get(path)) == (404, "not-found")


def test_no_open_time_in_the_next_366_days_is_refused(house: House) -> None:
    """§3 overlapping spans, or no open time in the next 366 days, are 422"""
    today = datetime.now(UTC).date()
    closed = [str(today + timedelta(days=number)) for number in range(-1, 400)]
    answer = house.tenant_admin.put("/v1/calendars/shut", OFFICE | {"closed": closed})
    assert (problem(answer), pointers(answer)) == ((422, "invalid"), ["/hours"])


def test_a_queue_names_a_calendar_that_is_there(house: House, office: str) -> None:
    path, body = f"/v1/queues/q{uuid4().hex[:8]}", {"name": "Desk", "calendar": "nowhere", "lease": "PT25H"}
    answer = house.tenant_admin.put(path, body)
    assert (problem(answer), pointers(answer)) == ((422, "invalid"), ["/calendar", "/lease"])
    answer = house.tenant_admin.put(path, {"name": "Desk", "calendar": key_of(office)})
    assert (answer.status_code, answer.json()["calendar"]) == (201, key_of(office))


def test_a_calendar_is_retired_when_nothing_names_it_any_more(new_house: Callable[[], House]) -> None:
    """§3 DELETE retires, 409 naming what still uses it."""
    house = new_house()
    caller, tenant = house.tenant_admin, f"/v1/tenants/{house.slug}"
    caller.put("/v1/calendars/office", OFFICE)
    caller.put("/v1/queues/desk", {"name": "Desk", "calendar": "office"})
    caller.patch(tenant, {"calendar": "office"})
    refused = caller.delete("/v1/calendars/office")
    assert problem(refused)[0] == 409
    assert "queue desk" in refused.text
    assert "the tenant itself" in refused.text
    caller.put("/v1/queues/desk", {"name": "Desk"})
    assert "the tenant itself" in caller.delete("/v1/calendars/office").text
    caller.patch(tenant, {"calendar": None})
    assert caller.delete("/v1/calendars/office").status_code == 204
    assert problem(caller.get("/v1/calendars/office")) == (404, "not-found")
    assert problem(caller.delete("/v1/calendars/office")) == (404, "not-found")
    assert pointers(caller.patch(tenant, {"calendar": "office", "timezone": "x"})) == ["/timezone", "/calendar"]
    assert caller.put("/v1/calendars/office", OFFICE).status_code == 201


def test_a_tenant_names_a_calendar_of_its_own(new_house: Callable[[], House], office: str) -> None:
    house = new_house()
    tenant = f"/v1/tenants/{house.slug}"
    assert house.tenant_admin.get(tenant).json()["calendar"] is None
    assert pointers(house.tenant_admin.patch(tenant, {"calendar": key_of(office)})) == ["/calendar"]
    house.tenant_admin.put("/v1/calendars/office", OFFICE)
    assert house.tenant_admin.patch(tenant, {"calendar": "office"}).json()["calendar"] == "office"
    assert house.tenant_admin.patch(tenant, {"name": "Acme"}).json()["calendar"] == "office"


def test_a_calendar_is_not_retired_while_a_queue_comes_to_name_it(house: House) -> None:
    caller = house.tenant_admin
    with ThreadPoolExecutor(2) as pool:
        for number in range(20):
            key = f"raced-{number}"
            caller.put(f"/v1/calendars/{key}", OFFICE)
            retired = pool.submit(caller.delete, f"/v1/calendars/{key}")
            named = pool.submit(caller.put, f"/v1/queues/{key}", {"name": "Raced", "calendar": key})
            outcome = (retired.result().status_code, named.result().status_code)
            assert outcome in {(204, 422), (409, 201)}


@pytest.fixture
def punctual(new_house: Callable[[], House]) -> House:
    """Its orders become tasks that are due in four hours."""
    house = new_house()
    rule = {"name": "all", "when": {}, "then": [{"create_task": {"queue": "orders", "due_in": "PT4H"}}]}
    house.tenant_admin.put(
        "/v1/rulesets/order/draft", {"tables": [{"name": "Route", "on": "received", "rules": [rule]}]}
    )
    assert house.tenant_admin.post("/v1/rulesets/order/publish").status_code == 201
    return house


def test_a_task_is_due_by_the_calendar_of_its_queue_else_of_the_tenant(punctual: House) -> None:
    """§3 No calendar (queue's, else tenant's): around the clock."""
    caller, first, second = punctual.tenant_admin, in_days(2), in_days(3)
    open_on(caller, "first", first)
    open_on(caller, "second", second)
    caller.patch(f"/v1/tenants/{punctual.slug}", {"calendar": "second"})
    caller.put("/v1/queues/orders", {"name": "Orders", "calendar": "first"})
    assert submitted(punctual)["tasks"][0]["due_at"] == f"{first}T14:00:00Z"
    caller.put("/v1/queues/orders", {"name": "Orders"})
    assert submitted(punctual)["tasks"][0]["due_at"] == f"{second}T14:00:00Z"


def test_a_promise_counts_by_the_calendar_of_the_tenant(punctual: House) -> None:
    """§3 In business time hours, minutes and seconds count open time"""
    caller, first, second = punctual.tenant_admin, in_days(2), in_days(3)
    open_on(caller, "first", first)
    open_on(caller, "second", second)
    caller.put("/v1/queues/orders", {"name": "Orders", "calendar": "first"})
    caller.patch(f"/v1/tenants/{punctual.slug}", {"calendar": "second"})
    for target, promised in (("PT1H", f"{second}T11:00:00Z"), ("P1D", f"{second + timedelta(days=7)}T10:00:00Z")):
        caller.put("/v1/work-types/order", {"name": "Order", "sla": {"target": target}})
        assert submitted(punctual)["promised_at"] == promised


def test_without_a_calendar_time_runs_around_the_clock(punctual: House) -> None:
    """§3 No calendar (queue's, else tenant's): around the clock."""
    punctual.tenant_admin.put("/v1/work-types/order", {"name": "Order", "sla": {"target": "P1D"}})
    item = punctual.client.get(f"/v1/work-items/{submitted(punctual)['id']}").json()
    received = datetime.fromisoformat(item["received_at"])
    assert datetime.fromisoformat(item["promised_at"]) == received + timedelta(days=1)
    assert datetime.fromisoformat(item["tasks"][0]["due_at"]) == received + timedelta(hours=4)


def test_a_change_of_a_calendar_counts_for_what_comes_after(punctual: House) -> None:
    caller, first, second = punctual.tenant_admin, in_days(2), in_days(3)
    open_on(caller, "office", first)
    caller.put("/v1/queues/orders", {"name": "Orders", "calendar": "office"})
    before = submitted(punctual)
    open_on(caller, "office", second)
    assert submitted(punctual)["tasks"][0]["due_at"] == f"{second}T14:00:00Z"
    item = caller.get(f"/v1/work-items/{before['id']}").json()
    assert item["tasks"][0]["due_at"] == f"{first}T14:00:00Z"


def in_days(number: int) -> date:
    return (datetime.now(UTC) + timedelta(days=number)).date()


def open_on(caller: Caller, key: str, day: date) -> None:
    """From 10:00 to 18:00 in UTC, on that day of each week."""
    hours = {DAYS[day.weekday()]: [["10:00", "18:00"]]}
    assert caller.put(f"/v1/calendars/{key}", {"timezone": "UTC", "hours": hours}).is_success


def submitted(house: House) -> dict[str, Any]:
    return house.client.made("/v1/orders", {"reference": uuid4().hex, "document": {"total": 1}})
