"""Lists in pages: what was there when the first page was read comes exactly once, whatever is added meanwhile."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from urllib.parse import quote
from uuid import uuid4

import pytest

from tests.api.conftest import Caller, House, problem


def pages(caller: Caller, path: str, between: Callable[[], object]) -> Iterator[list[dict[str, object]]]:
    """Reads on until the end, and lets something happen between two pages."""
    cursor = ""
    while True:
        answer = caller.get(f"{path}{'&' if '?' in path else '?'}limit=2{cursor}").json()
        yield answer["items"]
        if answer["next_cursor"] is None:
            return
        between()
        cursor = f"&cursor={answer['next_cursor']}"


def submit(house: House) -> str:
    return str(house.client.made("/v1/orders", {"reference": uuid4().hex, "document": {"total": 1}})["id"])


def test_items_and_tasks_come_once_and_newest_first(new_house: Callable[[], House]) -> None:
    """§1 Newest first

    §1 A cursor is a place in that order: what was there when the first page was read comes exactly once, whatever
    is added meanwhile."""
    house = new_house()
    there = [submit(house) for _ in range(5)]
    for path in ("/v1/work-items", "/v1/tasks?state=ready", "/v1/work-items?type=order&state=open"):
        found = list(pages(house.client, path, lambda: submit(house)))
        ids = [str(each.get("work_item", each)["id"]) for page in found for each in page]  # type: ignore[index]  # of JSON
        assert ids[-5:] == there[::-1]
        assert len(ids) == len(set(ids))
        there = there[:5]


def test_history_comes_oldest_first_and_counts_without_a_gap(house: House) -> None:
    """§1 but history, deliveries and audit oldest first.

    §5 `seq` counts 1, 2, 3 … within an item"""
    item = submit(house)
    path = f"/v1/work-items/{item}/history"
    rows = [row for page in pages(house.client, path, lambda: None) for row in page]
    assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
    assert [row["kind"] for row in rows][:2] == ["received", "decision"]


def test_configuration_comes_in_order_of_its_keys(house: House) -> None:
    keys = [str(row["key"]) for page in pages(house.tenant_admin, "/v1/queues", lambda: None) for row in page]
    assert keys == sorted(set(keys))
    assert {"exceptions", "orders", "seniors", "unrouted"} <= set(keys)


def test_audit_comes_oldest_first(house: House) -> None:
    """§1 but history, deliveries and audit oldest first."""
    rows = [row for page in pages(house.tenant_admin, "/v1/audit", lambda: None) for row in page]
    assert rows[0]["action"] == "tenant.created"
    assert [row["at"] for row in rows] == sorted(str(row["at"]) for row in rows)


def test_a_limit_is_one_to_two_hundred(house: House) -> None:
    """§1 `?limit=` (1–200, default 50)"""
    for limit in ("0", "201", "-1", "x", "1.0", "", "9" * 30):
        assert problem(house.client.get(f"/v1/work-items?limit={limit}")) == (422, "invalid")
    for limit in ("1", "200"):
        assert house.client.get(f"/v1/work-items?limit={limit}").status_code == 200


@pytest.mark.parametrize(
    "path", ["/v1/work-items", "/v1/queues", "/v1/users", "/v1/audit", "/v1/rulesets/order/versions"]
)
def test_a_cursor_that_no_list_has_given_is_refused(house: House, path: str) -> None:
    """§1 `?cursor=` (only `A–Z a–z 0–9 - _`)"""
    for cursor in ("x", "!", "WzFd", "bnVsbA", "", "a" * 501, "IjAxIg"):
        answer = house.tenant_admin.get(f"{path}?cursor={cursor}")
        assert problem(answer) == (422, "invalid"), cursor
        assert [fault["pointer"] for fault in answer.json()["errors"]] == ["?cursor"]


def test_since_includes_the_moment_itself(house: House) -> None:
    """§1 `?since=` is inclusive on the time of receipt or creation."""
    item = house.client.get(f"/v1/work-items/{submit(house)}").json()
    at = item["received_at"].replace("Z", "%2B00:00")
    assert item["id"] in house.client.get(f"/v1/work-items?since={at}").text
    later = datetime.fromisoformat(item["received_at"]) + timedelta(microseconds=1)
    assert item["id"] not in house.client.get(f"/v1/work-items?since={quote(later.isoformat())}").text


@pytest.mark.parametrize(("since", "finds"), [("1900-01-01T00:00:00Z", True), ("2999-12-31T23:59:59Z", False)])
def test_since_may_be_long_ago_or_far_ahead(house: House, since: str, finds: bool) -> None:
    house.client.post("/v1/orders", {"reference": "of today", "document": {"total": 1}})
    answer = house.client.get(f"/v1/work-items?since={since}")
    assert answer.status_code == 200, answer.text
    assert bool(answer.json()["items"]) is finds


def test_items_are_found_by_reference_and_by_how_it_begins(house: House) -> None:
    """§5 GET /v1/work-items?type=&state=&reference=&since=&q="""
    reference = f"PO-{uuid4().hex}"
    made = house.client.made("/v1/orders", {"reference": reference, "document": {"total": 1}})["id"]
    for query in (f"reference={reference}", f"q={reference[:12]}", f"q={reference}&state=open&type=order"):
        found = house.client.get(f"/v1/work-items?{query}").json()["items"]
        assert [item["id"] for item in found] == [made]
    assert house.client.get(f"/v1/work-items?q={reference[:12].lower()}%25").json()["items"] == []
