"""Setting a tenant up on pages: types of work and of tasks, queues and calendars, from nothing to the first item."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.api.conftest import House
from tests.api.pages.conftest import Reader, words_in

FIELDS = {
    "fields/0/name": "total",
    "fields/0/was": "total",
    "fields/0/kind": "number",
    "fields/0/required": "yes",
    "fields/1/name": "country",
    "fields/1/was": "",
    "fields/1/kind": "string",
    "fields/1/values": "DE, AT",
    "fields/2/name": "",
    "fields/2/was": "lines",
    "fields/2/kind": "array",
}


@pytest.fixture
def office(new_house: Callable[[], House], new_reader: Callable[..., Reader]) -> tuple[House, Reader]:
    house = new_house()
    return house, new_reader(house, "tenant_admin")


def revision_in(page: str) -> str:
    found = re.search(r'name="revision" value="(\d+)"', page)
    assert found, page
    return found[1]


def saved(reader: Reader, path: str, **fields: Any) -> None:
    answer = reader.post(path, {"revision": revision_in(reader.get(path).text)} | fields)
    assert answer.status_code == 303, words_in(answer.text)


def test_a_work_type_is_changed_by_its_fields_and_keeps_what_they_do_not_show(office: tuple[House, Reader]) -> None:
    house, reader = office
    path = f"/setup/{house.slug}/work-types/order"
    saved(reader, path, name="Bestellung", target="1 d 4 h", warn="30 min", **FIELDS)
    kept = house.tenant_admin.get("/v1/work-types/order").json()
    assert kept["name"] == "Bestellung"
    assert kept["sla"] == {"target": "P1DT4H", "warn": "PT30M"}
    assert kept["schema"] == {
        "type": "object",
        "properties": {
            "total": {"type": "number", "minimum": 0},
            "country": {"type": "string", "enum": ["DE", "AT"]},
        },
        "required": ["total"],
    }
    text = reader.post(path, {"revision": "2", "name": "Order", "schema_text": "{"})
    assert text.status_code == 422
    assert "This is no JSON" in words_in(text.text)
    said = reader.post(path, {"revision": "2", "name": "", "warn": "soon"} | FIELDS)
    assert said.status_code == 422
    assert said.text.count('aria-invalid="true"') >= 2


def test_whoever_saves_second_is_told_and_nothing_they_typed_is_lost(office: tuple[House, Reader]) -> None:
    house, reader = office
    path = f"/setup/{house.slug}/queues/orders"
    fields = {"name": "Orders of today", "lease": "20 min", "skills": "orders\ncredit 3", "calendar": ""}
    revision = revision_in(reader.get(path).text)
    house.tenant_admin.put("/v1/queues/orders", {"name": "Theirs"})
    late = reader.post(path, {"revision": revision} | fields)
    assert late.status_code == 422
    assert "Somebody changed this meanwhile" in words_in(late.text)
    assert 'value="Orders of today"' in late.text
    assert reader.post(path, {"revision": revision_in(late.text)} | fields).status_code == 303
    kept = house.tenant_admin.get("/v1/queues/orders").json()
    assert (kept["name"], kept["lease"], kept["skills"]) == ("Orders of today", "PT20M", {"orders": 1, "credit": 3})


def test_a_task_type_is_seen_as_the_operator_sees_it(office: tuple[House, Reader]) -> None:
    house, reader = office
    base = f"/setup/{house.slug}/task-types"
    fields = {
        "name": "Order review",
        "dispositions": "approved\nrejected",
        "running": "documents",
        "stopping": "customer_answer",
        "checklist": "Look at the total",
        "fields/0/name": "approved_amount",
        "fields/0/kind": "number",
    }
    shown = reader.post(f"{base}/-/preview", fields, hx_request="true")
    assert "Approved amount" in words_in(shown.text)
    assert "Look at the total" in words_in(shown.text)
    saved(reader, f"{base}/-", **fields)
    kept = house.tenant_admin.get("/v1/task-types/order_review").json()
    assert kept["dispositions"] == ["approved", "rejected"]
    assert kept["pend_reasons"] == ["documents", {"key": "customer_answer", "clock": "stops"}]
    again = reader.post(f"{base}/-", {"revision": "0"} | fields)
    assert "There is one with this key already." in words_in(again.text)
    for broken in ("[1, 2]", '"text"', '{"properties": {"a": true}}', '{"type": 7}'):
        answer = reader.post(f"{base}/-/preview", fields | {"schema_text": broken}, hx_request="true")
        assert answer.status_code == 200


def test_a_calendar_shows_the_hours_that_come_of_it(office: tuple[House, Reader]) -> None:
    house, reader = office
    base = f"/setup/{house.slug}/calendars"
    fields = {"key": "office", "timezone": "Asia/Jakarta", "mon": "9-12, 13:00-17:30", "closed": "2026-12-24"}
    shown = words_in(reader.post(f"{base}/-/preview", fields, hx_request="true").text)
    assert "Monday" in shown
    assert "13:00\N{EN DASH}17:30" in shown
    saved(reader, f"{base}/-", **fields)
    kept = house.tenant_admin.get("/v1/calendars/office").json()
    assert kept["hours"] == {"mon": [["09:00", "12:00"], ["13:00", "17:30"]]}
    for wrong in ({"mon": "9-12, 10-11"}, {"mon": "soon"}, {"timezone": "Jakarta"}, {"closed": "24.12."}, {"mon": ""}):
        answer = reader.post(f"{base}/office", fields | wrong | {"revision": "1"})
        assert answer.status_code == 422, wrong


def test_what_is_used_stays_and_what_is_not_goes(office: tuple[House, Reader]) -> None:
    house, reader = office
    base = f"/setup/{house.slug}/queues"
    used = reader.post(f"{base}/orders/retire")
    assert used.status_code == 409
    assert "still used by the draft of ruleset order" in words_in(used.text)
    assert "every client has it" in words_in(reader.post(f"{base}/unrouted/retire").text)
    saved(reader, f"{base}/-", name="Spare", lease="15 min")
    assert reader.post(f"{base}/spare/retire").status_code == 303
    assert reader.get(f"{base}/spare").status_code == 404


def test_what_a_client_is_called_and_counts_by_is_changed_its_weight_by_the_bpo_alone(
    office: tuple[House, Reader], new_reader: Callable[..., Reader]
) -> None:
    house, reader = office
    path = f"/setup/{house.slug}/company"
    house.tenant_admin.put("/v1/calendars/days", {"timezone": "UTC", "hours": {"mon": [["09:00", "17:00"]]}})
    assert 'name="weight"' not in reader.get(path).text
    fields = {"name": "Handel AG", "timezone": "Europe/Vienna", "country": "AT", "calendar": "days"}
    saved(reader, path, **fields)
    assert (
        reader.post(path, {"revision": revision_in(reader.get(path).text), "weight": "9"} | fields).status_code == 403
    )
    administrator = new_reader(house, "platform_admin")
    stale = revision_in(reader.get(path).text)
    saved(administrator, path, weight="7", **fields)
    late = reader.post(path, {"revision": stale} | fields | {"name": "Mine"})
    assert "Somebody changed this meanwhile" in words_in(late.text)
    assert 'value="Mine"' in late.text
    for wrong in ({"timezone": "Vienna"}, {"country": "Austria"}, {"name": ""}, {"weight": "0"}):
        refused = administrator.post(path, {"revision": revision_in(late.text), "weight": "7"} | fields | wrong)
        assert (refused.status_code, 'aria-invalid="true"' in refused.text) == (422, True)
    stands = house.tenant_admin.get(f"/v1/tenants/{house.slug}").json()
    assert {name: stands[name] for name in fields} | {"weight": stands["weight"]} == fields | {"weight": 7}


def test_an_empty_tenant_is_led_from_step_to_step(
    office: tuple[House, Reader], new_reader: Callable[..., Reader]
) -> None:
    house, _ = office
    slug = f"{house.slug}-2"
    new = {"slug": slug, "name": "Empty", "timezone": "UTC", "country": "DE"}
    house.platform_admin.made("/v1/tenants", new)
    reader = new_reader(House(slug, {"platform_admin": house.platform_admin}), "tenant_admin")
    assert reader.get("/setup").headers["location"] == f"/setup/{slug}/start"
    for place in ("/submit", "/submit/form"):
        assert f'<a href="/setup/{slug}">Set one up</a>' in reader.get(place).text
    start = reader.get(f"/setup/{slug}/start").text
    assert f'class="button primary" href="/setup/{slug}/work-types/-"' in start
    saved(reader, f"/setup/{slug}/work-types/-", name="Order", **{"fields/0/name": "total", "fields/0/kind": "number"})
    assert "Next: Add a queue" in words_in(reader.get(f"/setup/{slug}/work-types").text)
    saved(reader, f"/setup/{slug}/queues/-", name="Orders", lease="15 min")
    assert f'class="button primary" href="/rules/{slug}/order/edit"' in reader.get(f"/setup/{slug}/start").text
    assert "Write the first rules" in words_in(reader.get(f"/rules/{slug}/order").text)
    assert reader.get(f"/rules/{slug}/nothing").status_code == 404
    assert reader.post(f"/setup/{slug}/start", {"pack": "motor_claims"}).status_code == 303
    assert reader.post(f"/setup/{slug}/start", {"pack": "nothing"}).status_code == 404
    assert "claim" in words_in(reader.get(f"/setup/{slug}/work-types").text)
