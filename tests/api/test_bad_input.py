"""Whatever is sent, the answer is one that is described: never a 500, and a problem where something is wrong."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar.handlers import HTTPRouteHandler

from api.answers import encode
from api.endpoints import OPTION
from api.resources import HANDLERS
from api.shapes import schemas_of
from tenants.roles import MATRIX
from tests.api.conftest import House, pointers, problem

ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**40), 10**40)
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5)
    | st.sampled_from(["order", "task", "PT1H", "2026-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59", "=", "\0", "{"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
PARAMETER = re.compile(r"\{\w+:(\w+)\}")
BODIES = [
    pytest.param(handler, id=f"{min(handler.http_methods - {'OPTIONS'})} {min(handler.paths)}")
    for handler in HANDLERS
    if handler.opt[OPTION].body
]
LISTS = [
    pytest.param(handler, id=min(handler.paths))
    for handler in HANDLERS
    if handler.opt[OPTION].query and "GET" in handler.http_methods
]
UNHURRIED = settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def house(new_house: Callable[[], House]) -> House:
    """No other test's: what is made up may be good, and published."""
    return new_house()


@pytest.mark.parametrize("handler", BODIES)
@UNHURRIED
@given(data=st.data())
def test_no_body_is_more_than_the_server_can_take(house: House, handler: HTTPRouteHandler, data: st.DataObject) -> None:
    """§1 Never a 500 for bad input, never a stack trace."""
    body = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(_members(handler), ANYTHING)) | ANYTHING)
    method = min(handler.http_methods - {"OPTIONS"})
    answer = house.callers[_somebody(handler)].send(method, f"{_path(handler)}?tenant={house.slug}", encode(body))
    assert answer.status_code < 500, answer.text


@pytest.mark.parametrize("handler", LISTS)
@UNHURRIED
@given(data=st.data())
def test_no_query_is_more_than_the_server_can_take(
    house: House, handler: HTTPRouteHandler, data: st.DataObject
) -> None:
    """§1 Never a 500 for bad input, never a stack trace."""
    names = st.sampled_from([*_properties(handler.opt[OPTION].query), "tenant", "x"])
    texts = st.text(max_size=5) | st.sampled_from(
        ["1", "0", "true", "WzFd", "IjAxIg", "MTA", "2026-01-01T00:00:00Z", "1900-01-01T00:00:00+23:59", "%00", "é"]
    )
    pairs = data.draw(st.lists(st.tuples(names, texts), max_size=3))
    query = "&".join(f"{name}={quote(text, safe='%')}" for name, text in pairs)
    caller = house.callers[_somebody(handler)]
    named = {"authorization": f"Bearer {caller.key}"}
    with caller.http.stream("GET", f"{_path(handler)}?{query}", headers=named) as answer:  # one of them never ends
        assert answer.status_code in (200, 404, 422), query


@pytest.mark.parametrize("key", ["%00", "a%00b", "%FF", "a b", "%F0%9F%98%80", "x" * 300, "'", "%22", ".."])
def test_no_path_is_more_than_the_server_can_take(house: House, key: str) -> None:
    """§1 Never a 500 for bad input, never a stack trace."""
    for handler in HANDLERS:
        path = PARAMETER.sub(key, min(handler.paths))
        method = min(handler.http_methods - {"OPTIONS"})
        if "{" in min(handler.paths):
            answer = house.callers[_somebody(handler)].send(method, f"{path}?tenant={house.slug}")
            assert answer.status_code < 500, f"{path}: {answer.text}"


def test_every_fault_of_a_body_is_told_at_once(house: House) -> None:
    """§1 for invalid input `errors: [{"pointer": "/document/lines/0/qty" | "?limit","detail"}]`, every fault at
    once."""
    answer = house.tenant_admin.put("/v1/task-types/x", {"dispositions": [1, ""], "name": "", "form": [], "more": {}})
    assert problem(answer) == (422, "invalid")
    assert sorted(pointers(answer)) == ["/dispositions/0", "/dispositions/1", "/form", "/more", "/name"]


def test_every_fault_of_a_query_is_told_at_once(house: House) -> None:
    """§1 for invalid input `errors: [{"pointer": "/document/lines/0/qty" | "?limit","detail"}]`, every fault at
    once."""
    answer = house.client.get("/v1/work-items?limit=201&cursor=!&state=lost&since=yesterday&colour=red&limit=7")
    assert problem(answer) == (422, "invalid")
    assert set(pointers(answer)) == {"?colour", "?cursor", "?limit", "?since", "?state"}


@pytest.mark.parametrize(
    ("document", "at"),
    [
        ('{"total": 1, "total": 2}', "/document/total"),
        (f'{{"total": {"1" * 35}}}', "/document/total"),
        ('{"total": 1E6145}', "/document/total"),
        ('{"total": 1, "name": "\\u0000"}', "/document/name"),
        ('{"total": 1, "name": "\\ud800"}', "/document/name"),
        (f'{{"total": {"[" * 63}{"]" * 63}}}', "/document/total" + "/0" * 62),
        ('{"total": -1}', "/document/total"),
        ("{}", "/document/total"),
    ],
)
def test_a_document_is_refused_with_the_pointer_to_what_is_wrong(house: House, document: str, at: str) -> None:
    """§1 More digits, an exponent beyond ±6144, U+0000 or a lone surrogate in a string, a member that is there
    twice, more than 64 levels: 422 with its pointer"""
    body = f'{{"reference": "bad", "document": {document}}}'.encode()
    answer = house.client.post("/v1/orders", body)
    assert (problem(answer), pointers(answer)) == ((422, "invalid"), [at])


def test_an_empty_body_is_an_empty_object(house: House) -> None:
    """§1 an empty body is `{}`."""
    answer = house.client.post("/v1/orders", b"")
    assert (problem(answer), sorted(pointers(answer))) == ((422, "invalid"), ["/document", "/reference"])
    assert house.tenant_admin.post("/v1/rulesets/order/check").status_code == 200


def test_a_key_that_feel_cannot_name_is_refused(house: House) -> None:
    """§1 A *key* that FEEL can name (work type, task type, automation, signal, timer, fact) matches
    `[a-z][a-z0-9_]{0,62}`"""
    for path in ("/v1/work-types/9", "/v1/task-types/a-b", "/v1/queues/A", "/v1/queues/a%0A"):
        answer = house.tenant_admin.put(
            path, {"name": "x", "dispositions": ["done"]} if "task" in path else {"name": "x"}
        )
        assert (problem(answer), pointers(answer)) == ((422, "invalid"), ["{key}"])


def _somebody(handler: HTTPRouteHandler) -> str:
    """A role that may use the route, and is of one tenant where there is one."""
    marks = MATRIX[handler.opt[OPTION].permission]
    return next(role for role in ("tenant_admin", "supervisor", "platform_admin") if role in marks)


def _path(handler: HTTPRouteHandler) -> str:
    known = {"uuid": "00000000-0000-7000-8000-000000000000", "int": "1", "str": "order"}
    return PARAMETER.sub(lambda match: known[match[1]], min(handler.paths))


def _members(handler: HTTPRouteHandler) -> list[str]:
    return list(_properties(handler.opt[OPTION].body))


def _properties(shape: Any) -> dict[str, Any]:
    _, definitions = schemas_of([shape], "{name}")
    found: dict[str, Any] = definitions[shape.__name__]["properties"]
    return found
