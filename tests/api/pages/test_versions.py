"""Around a ruleset: publishing its draft, comparing and rolling back its versions, and the tests that it carries."""

import copy
import json
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from tests.api.conftest import RULESET, House
from tests.api.pages.conftest import Reader, words_in


@pytest.fixture
def office(new_house: Callable[[], House], new_reader: Callable[..., Reader]) -> tuple[House, Reader]:
    """A tenant of its own, and somebody who looks after its rules."""
    house = new_house()
    return house, new_reader(house, "tenant_admin")


def changed(house: House, change: Callable[[dict[str, Any]], None]) -> None:
    """Saves a draft that differs from what is published."""
    content = copy.deepcopy(RULESET)
    change(content)
    assert house.tenant_admin.put("/v1/rulesets/order/draft", content).status_code == 200


def cheaper(content: dict[str, Any]) -> None:
    content["tables"][0]["rules"][0]["when"]["document.total"] = ">= 500"


def revision_in(page: str) -> str:
    found = re.search(r'name="revision" value="(\d+)"', page)
    assert found, page
    return found[1]


def test_a_draft_is_published_with_what_it_changes_and_rolled_back(office: tuple[House, Reader]) -> None:
    house, admin = office
    base = f"/rules/{house.slug}/order"
    changed(house, cheaper)
    page = admin.get(f"{base}/publish").text
    assert "<del>&gt;= 1000</del>" in page
    assert "<ins>&gt;= 500</ins>" in page
    sent = admin.post(f"{base}/publish", {"revision": revision_in(page), "comment": "from 500 on"})
    assert sent.status_code == 303
    listed = words_in(admin.get(sent.headers["location"]).text)
    assert "from 500 on" in listed
    assert "From version 1 to version 2" in listed
    assert admin.post(f"{base}/publish", {"revision": revision_in(page)}).status_code == 409
    assert admin.post(f"{base}/rollback", {"version": "1"}).status_code == 303
    assert "as version 1" in words_in(admin.get(f"{base}/versions").text)
    same = words_in(admin.get(f"{base}/versions?before=1&after=3").text)
    assert "There is no difference." in same
    assert admin.post(f"{base}/rollback", {"version": "77"}).status_code == 404


def test_warnings_are_confirmed_and_errors_keep_a_draft_from_being_published(office: tuple[House, Reader]) -> None:
    house, admin = office
    path = f"/rules/{house.slug}/order/publish"
    changed(house, lambda content: content["tables"][0]["rules"].pop())
    revision = revision_in(admin.get(path).text)
    refused = admin.post(path, {"revision": revision})
    assert refused.status_code == 422
    assert "Tick this first" in words_in(refused.text)
    assert admin.post(path, {"revision": revision, "confirmed": "yes"}).status_code == 303
    changed(house, lambda content: content["tables"][0]["rules"][0]["then"][0]["create_task"].update(queue="nowhere"))
    page = admin.get(path)
    assert "cannot be published yet" in words_in(page.text)
    assert f"/rules/{house.slug}/order/edit?at=" in page.text
    assert admin.post(path, {"confirmed": "yes"}).status_code == 409  # of a draft that was not shown


def test_a_test_is_made_of_a_real_item_changed_and_deleted(office: tuple[House, Reader]) -> None:
    house, admin = office
    item = house.client.made("/v1/orders", {"reference": "A-1", "document": {"total": 2000}})
    path = f"/rules/{house.slug}/order/tests"
    page = admin.get(f"{path}?item={item['id']}").text
    assert "&#34;big&#34;" in page
    given = json.dumps({"document": {"total": 2000}})
    expected = json.dumps({"matched": [{"table": "Route", "rule": "big"}]})
    fields = {"revision": revision_in(page), "name": "big ones", "given": given, "expect": expected}
    assert admin.post(path, fields).status_code == 303
    assert "The test passes." in words_in(admin.get(path).text)
    fields |= {"was": "big ones", "expect": expected.replace("big", "else")}
    stale = admin.post(path, fields)
    assert "Somebody saved the draft meanwhile" in words_in(stale.text)
    assert admin.post(path, fields | {"revision": revision_in(stale.text)}).status_code == 303
    assert "1 of 1 fail." in words_in(admin.get(path).text)
    revision = revision_in(admin.get(path).text)
    for wrong in ({"given": "{"}, {"expect": '{"matched": 7}'}):
        said = admin.post(path, fields | {"revision": revision} | wrong)
        assert said.status_code == 422
        assert 'aria-invalid="true"' in said.text
    assert admin.post(f"{path}/delete", {"revision": revision, "name": "big ones"}).status_code == 303
    assert "There is no test yet" in words_in(admin.get(path).text)


def test_a_draft_is_tried_on_past_items(office: tuple[House, Reader]) -> None:
    house, admin = office
    house.client.made("/v1/orders", {"reference": "A-1", "document": {"total": 700}})
    changed(house, cheaper)
    path = f"/rules/{house.slug}/order/simulate"
    started = admin.post(path, {"amount": "100"})
    assert started.status_code == 303
    place = started.headers["location"]
    told = words_in(admin.get(place).text)
    assert "0 of 1" in told
    assert re.search(r"The draft of \d\d:\d\d beside what was decided in fact\.", told)
    assert admin.get(place.replace("/order/", "/task/")).status_code == 404
    assert admin.post(f"{place}/stop").status_code == 303
    assert "hx-trigger" not in admin.get(place).text


def test_a_version_is_tried_beside_another_on_items_since_a_day(office: tuple[House, Reader]) -> None:
    house, admin = office
    house.client.made("/v1/orders", {"reference": f"A-{uuid4().hex[:8]}", "document": {"total": 700}})
    path = f"/rules/{house.slug}/order/simulate"
    started = admin.post(path, {"tried": "1", "against": "1", "since": "2020-01-01"})
    page = admin.get(started.headers["location"]).text
    assert "Version 1 beside version 1. On items since 1 Jan 2020" in words_in(page)
    assert 'value="2020-01-01"' in page
    later = admin.post(path, {"since": "2999-01-01"}).headers["location"]
    assert "0 of 0" in words_in(admin.get(later).text)
    assert [admin.post(path, {name: "99"}).status_code for name in ("tried", "against")] == [422, 404]


def test_whoever_may_only_read_sees_versions_and_tests_and_no_button(house: House, readers: dict[str, Reader]) -> None:
    for view in ("versions", "tests"):
        page = readers["auditor"].get(f"/rules/{house.slug}/order/{view}")
        assert page.status_code == 200
        assert "<form method" not in page.text


def test_a_draft_s_patterns_are_tried_on_the_past(office: tuple[House, Reader]) -> None:
    house, admin = office
    path = f"/rules/{house.slug}/order/simulate/patterns"
    assert admin.post(path).headers["location"] == path
    assert "no patterns." in words_in(admin.get(path).text)
    pair = {"name": "pair", "by": "document.total", "within": "P7D", "all": [{"as": "one"}, {"as": "other"}]}
    changed(house, lambda content: content.update(patterns=[pair | {"then": [{"raise": {"signal": "pair"}}]}]))
    place = admin.post(path).headers["location"]
    assert "0 signals so far." in words_in(admin.swap(place).text)
    assert "pair 0 waits for a worker" in words_in(admin.get(place).text)
    assert admin.get(place.replace("/order/", "/task/")).status_code == 404


def test_published_patterns_are_read_below_the_tables(office: tuple[House, Reader]) -> None:
    house, admin = office
    pattern = {
        "name": "unpaid",
        "by": "reference",
        "within": "P7D",
        "all": [{"as": "order", "when": {"document.total": "> 500"}}],
        "not": [{"as": "payment", "type": "order"}],
        "after": "P5D",
        "then": [{"raise": {"signal": "unpaid"}}],
    }
    changed(house, lambda content: content.update(patterns=[pattern]))
    house.tenant_admin.made("/v1/rulesets/order/publish", {})
    said = words_in(admin.get(f"/rules/{house.slug}/order").text)
    assert "unpaid reference 7 d order: document.total > 500 no payment (order) looked at after 5 d unpaid" in said
