"""What holds of every page: who may see it, that nothing of a neighbour is in it, and the policy that protects it."""

import re
from uuid import uuid4

import httpx
import pytest

from api.endpoints import OPTION, Endpoint
from api.pages import HANDLERS
from tenants.roles import MATRIX, Role
from tests.api.conftest import House
from tests.api.pages.conftest import Reader, words_in
from tests.conftest import NO_TLS

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
PARAMETER = re.compile(r"\{\w+:(\w+)\}")
ROUTES = [
    pytest.param(method, path, handler.opt[OPTION], id=f"{method} {path}")
    for handler in HANDLERS
    for path in handler.paths
    for method in sorted(handler.http_methods - {"OPTIONS"})
    if handler.opt[OPTION].permission is not None
]
LEAVES = ("/logout", "/account/password")
"""What would end the readers that these tests share."""


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(("method", "path", "endpoint"), [route for route in ROUTES if route.values[1] not in LEAVES])
def test_every_page_is_for_the_roles_of_the_matrix(
    readers: dict[str, Reader], role: Role, method: str, path: str, endpoint: Endpoint
) -> None:
    """§1 Pages use a session cookie with CSRF protection and the same permissions;"""
    assert endpoint.permission is not None
    reader = readers[role]
    answer = reader.get(named(path)) if method == "GET" else reader.post(named(path))
    assert answer.status_code < 500, answer.text
    if role in MATRIX[endpoint.permission]:
        assert answer.status_code not in (401, 403), words_in(answer.text)
    else:
        assert answer.status_code == 403
        assert "not for your role" in words_in(answer.text)


@pytest.mark.parametrize(("method", "path", "endpoint"), ROUTES)
def test_every_page_leads_strangers_to_the_log_in(base_url: str, method: str, path: str, endpoint: Endpoint) -> None:
    with httpx.Client(base_url=base_url, headers={"accept": "text/html"}, verify=NO_TLS) as stranger:
        answer = stranger.request(method, named(path))
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/login")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PLATFORM_ADMIN])  # who sees all tenants
def test_no_page_holds_anything_of_a_neighbour(
    house: House, neighbour: House, readers: dict[str, Reader], role: Role
) -> None:
    item = neighbour.client.get("/v1/work-items").json()["items"][0]
    for handler in HANDLERS:
        (path,) = handler.paths
        endpoint: Endpoint = handler.opt[OPTION]
        if "GET" in handler.http_methods and endpoint.permission is not None and role in MATRIX[endpoint.permission]:
            answer = readers[role].get(PARAMETER.sub(lambda match: _theirs(match[1], item), path))
            assert neighbour.slug not in answer.text, path
            assert item["id"] not in answer.text.replace(path, ""), path


def test_pages_are_no_part_of_the_api_s_description(http: httpx.Client) -> None:
    described = http.get("/openapi.json").json()["paths"]
    assert not {path for handler in HANDLERS for path in handler.paths} & set(described)


def test_every_answer_has_a_strict_policy_and_is_kept_by_nobody(readers: dict[str, Reader]) -> None:
    for path in ("/account", "/nothing/there", "/login"):
        answer = readers["operator"].get(path)
        if answer.status_code != 303:
            assert answer.headers["content-security-policy"] == POLICY
            assert answer.headers["cache-control"] == "no-store"


def test_what_is_not_there_is_a_page_for_a_browser_and_a_problem_for_a_program(base_url: str) -> None:
    with httpx.Client(base_url=base_url) as client:
        page = client.get("/nothing", headers={"accept": "text/html,*/*"})
        assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
        assert "There is nothing here." in words_in(page.text)
        for answer in (client.get("/nothing"), client.get("/v1/nothing", headers={"accept": "text/html"})):
            assert answer.headers["content-type"] == "application/problem+json"


def test_within_a_page_a_failure_is_a_notice(readers: dict[str, Reader]) -> None:
    answer = readers["operator"].http.post(f"/account/sessions/{uuid4()}/end", headers={"hx-request": "true"})
    assert answer.status_code == 403
    assert answer.text.lstrip().startswith('<hx-partial hx-target="#failure-notice"')
    assert "<html" not in answer.text


def test_no_page_has_a_style_or_a_script_of_its_own(readers: dict[str, Reader]) -> None:
    for handler in HANDLERS:
        (path,) = handler.paths
        if "GET" in handler.http_methods and "{" not in path:
            for reader in readers.values():
                text = reader.get(path).text
                assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=\"", text), path


def test_a_page_is_small_and_its_assets_are_kept_for_ever(readers: dict[str, Reader]) -> None:
    page = readers["operator"].get("/account").text
    assets = re.findall(r'(?:href|src)="(/assets/[^"]+)"', page)
    assert len(assets) >= 3
    total = len(page.encode())
    for path in assets:
        answer = readers["operator"].get(path, **{"accept-encoding": "gzip"})
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["content-encoding"] == "gzip"
        total += int(answer.headers["content-length"])
    assert total < 150_000


@pytest.fixture(scope="module", autouse=True)
def _work(house: House) -> None:
    house.client.made("/v1/orders", {"reference": f"page-{uuid4().hex[:8]}", "document": {"total": 1}})


def named(path: str) -> str:
    """With what nobody has, where something is named."""
    return PARAMETER.sub(lambda match: _nothing(match[1]), path)


def _nothing(kind: str) -> str:
    return {"uuid": str(uuid4()), "int": "1"}.get(kind, f"nothing_{uuid4().hex[:8]}")


def _theirs(kind: str, item: dict[str, str]) -> str:
    return item["id"] if kind == "uuid" else "order"


@pytest.mark.parametrize("role", list(Role))
def test_the_bar_has_at_most_seven_entries(readers: dict[str, Reader], role: Role) -> None:
    bar = re.search(r'<nav aria-label="Main">(.*?)</nav>', readers[role].get("/account").text, re.DOTALL)
    assert bar
    assert 1 <= bar[1].count("<a ") <= 7
