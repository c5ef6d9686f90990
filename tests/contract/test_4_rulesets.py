"""Rulesets: saved as a draft, checked, tried, published, compared, rolled back."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from tests.api.conftest import RULESET, House, pointers, problem

DRAFT, PUBLISH = "/v1/rulesets/order/draft", "/v1/rulesets/order/publish"


@pytest.fixture
def own(new_house: Callable[[], House]) -> House:
    return new_house()


def changed(**rule: Any) -> dict[str, Any]:
    """The house's ruleset with a first rule that has these members."""
    content = deepcopy(RULESET)
    content["tables"][0]["rules"][0] |= rule
    return content


def test_a_draft_needs_its_work_type(house: House) -> None:
    """§4 404 without the work type"""
    assert problem(house.tenant_admin.put("/v1/rulesets/nothing/draft", RULESET)) == (404, "not-found")


def test_a_draft_that_is_no_ruleset_is_refused_with_every_fault_and_not_saved(own: House) -> None:
    """§4 422 (nothing saved) only for what is no ruleset: shape, unknown action or hit policy, a repeated name, a
    FEEL fault (pointer and column)"""
    before = own.tenant_admin.get(DRAFT)
    content = changed(when={"document.total": ">= ("}, then=[{"explode": {}}, {"set": {"none": '="\\u0000"'}}])
    answer = own.tenant_admin.put(DRAFT, content)
    assert problem(answer) == (422, "invalid")
    at = "/tables/0/rules/0"
    assert set(pointers(answer)) == {f"{at}/when/document.total", f"{at}/then/0/explode", f"{at}/then/1/set/none"}
    assert any("column" in fault for fault in answer.json()["errors"])
    after = own.tenant_admin.get(DRAFT)
    assert (after.json(), after.headers["etag"]) == (before.json(), before.headers["etag"])


def test_a_published_ruleset_decides_and_an_unchanged_draft_is_not_published(own: House) -> None:
    """§4 POST .../publish {"comment"?,"stop_on_warnings"?: false} 201 {"version","warnings"}

    §4 409 if the draft equals what is published"""
    assert problem(own.tenant_admin.post(PUBLISH)) == (409, "draft-unchanged")
    own.tenant_admin.put(DRAFT, changed(when={"document.total": ">= 5"}))
    assert own.tenant_admin.made(PUBLISH, {"comment": "Less"}) == {"version": 2, "warnings": []}
    made = own.client.made("/v1/orders", {"reference": "1", "document": {"total": 5}})
    assert (made["decision"]["version"], made["decision"]["matched"]) == (2, [{"table": "Route", "rule": "big"}])


def test_a_draft_with_errors_is_not_published(own: House) -> None:
    """§4 errors: unknown queue

    §4 422 with errors"""
    own.tenant_admin.put(DRAFT, changed(then=[{"create_task": {"queue": "nowhere"}}]))
    report = own.tenant_admin.post("/v1/rulesets/order/check", {"draft": True}).json()
    assert [error["kind"] for error in report["errors"]] == ["unknown_queue"]
    answer = own.tenant_admin.post(PUBLISH)
    assert problem(answer) == (422, "check-failed")
    assert pointers(answer) == ["/tables/0/rules/0/then/0/create_task/queue"]
    assert own.tenant_admin.get("/v1/rulesets/order/versions").json()["items"][0]["version"] == 1


def test_warnings_stop_who_asks_to_be_stopped(own: House) -> None:
    """§4 POST .../publish {"comment"?,"stop_on_warnings"?: false} 201 {"version","warnings"}"""
    own.tenant_admin.put(DRAFT, changed(when={"document.colour": '"red"'}))
    answer = own.tenant_admin.post(PUBLISH, {"stop_on_warnings": True})
    assert problem(answer) == (422, "check-failed")
    assert answer.json()["warnings"]
    assert own.tenant_admin.made(PUBLISH, {})["warnings"]


def test_a_rollback_is_a_new_version_with_the_old_content(own: House) -> None:
    """§4 POST .../rollback {"version": n} 201: the content of n as a new version"""
    own.tenant_admin.put(DRAFT, changed(when={}))
    own.tenant_admin.made(PUBLISH, {})
    assert own.tenant_admin.made("/v1/rulesets/order/rollback", {"version": 1}) == {"version": 3}
    assert own.tenant_admin.get("/v1/rulesets/order/versions/3").json()["content"] == RULESET
    assert pointers(own.tenant_admin.post("/v1/rulesets/order/rollback", {"version": 9})) == ["/version"]
    versions = own.tenant_admin.get("/v1/rulesets/order/versions").json()["items"]
    assert [version["version"] for version in versions] == [3, 2, 1]
    assert versions[0]["published_by"]["role"] == "tenant_admin"


def test_versions_are_compared_by_the_names_of_tables_and_rules(own: House) -> None:
    """§4 GET .../versions · .../versions/{n} · .../versions/{a}/diff/{b}"""
    content = changed(when={"document.total": "> 7"})
    content["tables"][0]["rules"].insert(1, {"name": "new", "when": {"document.total": "< 0"}, "then": []})
    content["tables"].append({"name": "More", "on": "task.task", "hit_policy": "COLLECT", "rules": []})
    own.tenant_admin.put(DRAFT, content)
    own.tenant_admin.made(PUBLISH, {})
    found = own.tenant_admin.get("/v1/rulesets/order/versions/1/diff/2").json()["items"]
    said = {(each["change"], each.get("table"), each.get("rule")) for each in found}
    assert said == {("changed", "Route", "big"), ("added", "Route", "new"), ("added", "More", None)}
    assert own.tenant_admin.get("/v1/rulesets/order/versions/1/diff/1").json() == {"items": []}


def test_a_case_is_tried_on_draft_version_and_what_is_published(own: House) -> None:
    """§4 POST .../evaluate {"draft": true|"version": n (neither: the published),"case": {...},"trace"?: false}

    §4 changes nothing"""
    path, case = "/v1/rulesets/order/evaluate", {"document": {"total": 10}}
    own.tenant_admin.put(DRAFT, changed(when={"document.total": "10"}))
    for choice, rule in (({}, "else"), ({"version": 1}, "else"), ({"draft": True}, "big")):
        answer = own.tenant_admin.post(path, choice | {"case": case}).json()
        assert answer["matched"] == [{"table": "Route", "rule": rule}]
        assert "trace" not in answer
    traced = own.tenant_admin.post(path, {"case": case, "trace": True}).json()["trace"]
    assert [(row["rule"], row["matched"]) for row in traced] == [("big", False), ("else", True)]
    assert traced[0]["failed"] == {"input": "document.total", "test": ">= 1000", "value": 10}
    assert problem(own.tenant_admin.post(path, {"draft": True, "version": 1})) == (422, "invalid")
    assert pointers(own.tenant_admin.post(path, {"version": 7})) == ["/version"]
    assert own.client.get("/v1/work-items").json()["items"] == []


def test_nothing_published_is_said(own: House) -> None:
    """§4 409 `nothing-published`."""
    own.tenant_admin.put("/v1/work-types/claim", {"name": "Claim"})
    assert problem(own.tenant_admin.post("/v1/rulesets/claim/evaluate", {})) == (409, "nothing-published")
    assert problem(own.tenant_admin.post("/v1/rulesets/claim/publish", {})) == (404, "not-found")
    made = own.client.made("/v1/claims", {"reference": "1", "document": {}})
    assert (made["decision"]["version"], [task["queue"] for task in made["tasks"]]) == (None, ["unrouted"])


def test_a_schema_that_the_published_rules_cannot_be_read_with_is_refused(house: House) -> None:
    fields = {"net total": {"type": "number"}}
    house.tenant_admin.put("/v1/work-types/blanks", {"name": "B", "schema": {"type": "object", "properties": fields}})
    rule = {"name": "r", "if": "document.net total > 1", "then": [{"close": {}}]}
    table = {"name": "t", "on": "received", "rules": [rule]}
    house.tenant_admin.put("/v1/rulesets/blanks/draft", {"tables": [table]})
    house.tenant_admin.made("/v1/rulesets/blanks/publish", {})
    refused = house.tenant_admin.put("/v1/work-types/blanks", {"name": "B", "schema": {"type": "object"}})
    assert problem(refused) == (422, "invalid")
    assert [fault["pointer"] for fault in refused.json()["errors"]] == ["/schema"]
