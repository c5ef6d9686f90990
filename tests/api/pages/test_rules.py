"""The page on which rules are edited, and what its script asks of the API by the session."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.api.conftest import RULESET, House, problem
from tests.api.pages.conftest import Reader, csrf_in

DRAFT = "/v1/rulesets/order/draft"


@pytest.fixture(scope="module")
def place(new_house: Callable[[], House]) -> House:
    return new_house()


@pytest.fixture(scope="module")
def editor(place: House, new_reader: Callable[..., Reader]) -> Reader:
    return new_reader(place, "tenant_admin", name="Maximiliane Freifrau von Schönberg-Hohenstein")


def test_the_page_offers_what_rules_can_be_about(place: House, editor: Reader) -> None:
    page = editor.get(f"/rules/{place.slug}/order/edit")
    assert 'value="document.total" data-kind="number"' in page.text
    assert 'value="facts.credit_check.approved" data-kind="boolean" data-values="true\nfalse"' in page.text
    for key in ("seniors", "task.unrouted", "automation.credit_check"):
        assert f'<option value="{key}"' in page.text
    assert f"/rules/{place.slug}/order/edit" in editor.get("/rules").text
    assert f'href="/rules/{place.slug}/order/edit"' in editor.get(f"/rules/{place.slug}/order").text


def test_a_draft_is_saved_by_session_only_with_the_token_of_our_pages(place: House, editor: Reader) -> None:
    assert problem(put(editor, RULESET, token="")) == (403, "forged")
    assert problem(put(editor, RULESET, **{"sec-fetch-site": "cross-site"})) == (403, "forged")
    saved = put(editor, RULESET)
    assert saved.status_code == 200
    assert problem(put(editor, RULESET, **{"if-match": '"0"'})) == (412, "precondition-failed")
    assert put(editor, RULESET, **{"if-match": saved.headers["etag"]}).status_code == 200
    head = editor.get("/v1/rulesets/order").json()
    assert head["saved_by"]["name"] == "Maximiliane Freifrau von Schönberg-Hohenstein"
    assert head["saved_at"]


def test_a_draft_is_tried_on_a_real_item_at_each_of_its_events(place: House, editor: Reader) -> None:
    made = place.client.made("/v1/orders", {"reference": "T-1", "document": {"total": 600}})
    draft = {"tables": [{**RULESET["tables"][0], "rules": [rule(">= 500"), RULESET["tables"][0]["rules"][1]]}]}
    assert place.tenant_admin.put(DRAFT, draft).status_code == 200
    tried = place.auditor.post(f"/v1/rulesets/order/try?tenant={place.slug}", {"draft": True, "item": made["id"]})
    assert tried.status_code == 200, tried.text
    found = tried.json()
    assert found["inputs"] == {"Route": {"document.total": 600}}
    assert [each["event"] for each in found["decisions"]] == ["received"]
    assert found["would"]["matched"] == [{"table": "Route", "rule": "big"}]
    assert [action["create_task"]["queue"] for action in found["before"]] == ["orders"]
    nothing = {"draft": True, "item": str(uuid4())}
    assert problem(place.tenant_admin.post("/v1/rulesets/order/try", nothing)) == (422, "invalid")
    nowhere = {"draft": True, "item": made["id"], "seq": 99}
    assert problem(place.tenant_admin.post("/v1/rulesets/order/try", nowhere)) == (422, "invalid")


def rule(test: str) -> dict[str, Any]:
    return {**RULESET["tables"][0]["rules"][0], "when": {"document.total": test}}


def put(reader: Reader, content: dict[str, Any], *, token: str | None = None, **headers: str) -> httpx.Response:
    """As the page's script saves."""
    sent = csrf_in(reader.get("/account").text) if token is None else token
    return reader.http.put(DRAFT, json=content, headers={"x-csrf-token": sent, **headers})
