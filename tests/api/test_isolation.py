"""What belongs to another tenant is 404 on every route, as if it did not exist, and in no list."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest

from api.endpoints import OPTION, Endpoint, Events
from api.resources import HANDLERS
from tenants.roles import MATRIX, Role
from tests.api.conftest import House, problem

PARAMETER = re.compile(r"\{(\w+):\w+\}")
ASKERS = (Role.SUPERVISOR, Role.OPERATOR, Role.AUDITOR, Role.TENANT_ADMIN, Role.CLIENT)
ROUTES = [
    pytest.param(method, path, handler.opt[OPTION], id=f"{method} {path}")
    for handler in HANDLERS
    for path in handler.paths
    for method in sorted(handler.http_methods - {"OPTIONS"})
    if "{" in path or handler.opt[OPTION].names_tenant
]


@pytest.mark.parametrize(("method", "path", "endpoint"), ROUTES)
def test_what_is_a_neighbours_is_not_found(
    house: House, neighbour: House, theirs: Callable[[str], str], method: str, path: str, endpoint: Endpoint
) -> None:
    """§1 What belongs to another tenant, or to a queue that an operator does not serve, is 404, as if it did not
    exist"""
    assert endpoint.permission is not None
    named = PARAMETER.sub(lambda match: theirs(match[1]), path)
    if endpoint.names_tenant:
        named += f"?tenant={neighbour.slug}"
    for role in ASKERS:
        if role in MATRIX[endpoint.permission]:
            assert problem(house.callers[role].send(method, named)) == (404, "not-found"), f"{role} {named}"


@pytest.fixture(scope="module")
def theirs(neighbour: House) -> Callable[[str], str]:
    """What stands in a path of the neighbour's, by the name of the parameter."""
    item = neighbour.client.get("/v1/work-items").json()["items"][0]
    key = neighbour.platform_admin.get(f"/v1/tenants/{neighbour.slug}/api-keys").json()["items"][0]
    person = neighbour.platform_admin.made(
        "/v1/users",
        {
            "email": f"{uuid4().hex}@x.test",
            "name": "Theirs",
            "role": "client",
            "tenants": [neighbour.slug],
        },
    )
    known = {
        "slug": neighbour.slug,
        "item_id": item["id"],
        "task_id": item["tasks"][0]["id"],
        "person_id": person["id"],
        "key_id": key["id"],
        "sku": "S1",
        "key": "order",
        "version": "1",
        "first": "1",
        "second": "1",
    }
    return lambda name: known.get(name, str(uuid4()))


@pytest.mark.parametrize("role", ASKERS)
def test_no_list_holds_anything_of_a_neighbour(house: House, neighbour: House, role: Role) -> None:
    """§1 What belongs to another tenant, or to a queue that an operator does not serve, is 404, as if it did not
    exist"""
    caller = house.callers[role]
    for handler in HANDLERS:
        endpoint: Endpoint = handler.opt[OPTION]
        (path,) = handler.paths
        may = endpoint.permission is not None and role in MATRIX[endpoint.permission]
        is_list = "GET" in handler.http_methods and "{" not in path
        if is_list and may and not isinstance(endpoint.answers[200], Events):
            answer = caller.get(path)
            assert answer.status_code == 200, f"{path}: {answer.text}"
            assert neighbour.slug not in answer.text, path


def test_a_person_of_two_tenants_sees_both_and_names_one(house: House, neighbour: House) -> None:
    """§1 Staff of the BPO name one with `?tenant=<slug>` where it is needed (else 422 `tenant-required`); lists
    without it span the tenants that they are assigned to."""
    both = [house.slug, neighbour.slug]
    person = house.platform_admin.made(
        "/v1/users", {"email": f"{uuid4().hex}@x.test", "name": "Both", "role": "auditor", "tenants": both}
    )
    key = house.platform_admin.made(f"/v1/users/{person['id']}/api-keys", {"name": "test"})["key"]
    caller = house.auditor.__class__(house.auditor.http, key)
    seen = {queue["tenant"] for queue in caller.get("/v1/queues?limit=200").json()["items"]}
    assert seen == set(both)
    named = caller.get(f"/v1/queues?tenant={neighbour.slug}").json()["items"]
    assert {queue["tenant"] for queue in named} == {neighbour.slug}
    assert problem(caller.get("/v1/queues/orders")) == (422, "tenant-required")
