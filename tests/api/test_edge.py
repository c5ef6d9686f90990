"""What every answer has in common, and what the server says of itself."""

import re

import httpx
import pytest

from tests.api.conftest import House, problem


@pytest.mark.parametrize(
    "path", ["/healthz", "/nothing/here", "/v1/me", "/docs", "/static/reference/show.js", "/openapi.json"]
)
def test_every_answer_protects_a_browser(http: httpx.Client, path: str) -> None:
    headers = http.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "set-cookie" not in headers


def test_what_a_tenant_has_is_kept_by_no_cache(house: House) -> None:
    assert house.client.get("/v1/work-items").headers["cache-control"] == "no-store"


def test_unknown_paths_and_methods_are_problems(http: httpx.Client) -> None:
    assert problem(http.get("/v1/nothing")) == (404, "not-found")
    answer = http.delete("/v1/me")
    assert problem(answer) == (405, "method-not-allowed")
    assert "GET" in answer.headers["allow"]
    assert problem(http.get("/static/vendor/../../app.py")) == (404, "not-found")


def test_the_server_says_that_it_lives_and_is_ready(http: httpx.Client) -> None:
    """§2 `GET /healthz` 200 while the process lives, `GET /readyz` 200 when database, broker and migrations are
    ready, else 503"""
    assert http.get("/healthz").json() == {"status": "ok"}
    assert http.get("/readyz").json() == {
        "process": "ok",
        "broker": "ok",
        "database": "ok",
        "migrations": "ok",
    }


def test_requests_are_counted_by_route_and_not_by_what_was_asked_for(http: httpx.Client, house: House) -> None:
    """§2 `GET /metrics` Prometheus text."""
    house.tenant_admin.get("/v1/queues/orders")
    house.tenant_admin.get("/v1/queues/nothing-of-this-name")
    text = http.get("/metrics").text
    assert re.search(r'bpo_http_answers_total\{method="GET",route="/v1/queues/\{key\}",status="404"\} \d', text)
    assert "nothing-of-this-name" not in text
    assert house.slug not in text


def test_the_reference_asks_no_other_server(http: httpx.Client) -> None:
    page = http.get("/docs")
    policy = page.headers["content-security-policy"]
    (nonce,) = re.findall(r"'nonce-([\w-]+)'", policy)
    assert f'content="{nonce}"' in page.text
    assert "unsafe" not in policy
    assert "http" not in page.text.replace("charset", "")
    for script in re.findall(r'src="([^"]+)"', page.text):
        answer = http.get(script)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/javascript; charset=utf-8")
        assert "max-age" in answer.headers["cache-control"]
    assert http.get("/docs").headers["content-security-policy"] != policy
