"""Who may do what: the matrix of the contract, cell by cell, on every route that exists."""

import re
from uuid import uuid4

import pytest

from api.endpoints import OPTION, Endpoint
from api.resources import HANDLERS
from tenants.roles import MATRIX, Permission, Role
from tests.api.conftest import House, problem

# The contract's table, as it is written there: platform_admin, supervisor, operator, auditor, tenant_admin, client.
CONTRACT = {
    Permission.MANAGE_TENANTS: "✓ - - - - -",
    Permission.CHANGE_TENANT: "✓ - - - ✓ -",
    Permission.READ_PEOPLE: "✓ ✓ ✓ ✓ ✓ -",
    Permission.CREATE_PEOPLE: "✓ - - - ✓ -",
    Permission.CHANGE_PEOPLE: "✓ ✓ ✓ - ✓ -",
    Permission.READ_CONFIGURATION: "✓ ✓ - ✓ ✓ -",
    Permission.READ_TYPES: "✓ ✓ - ✓ ✓ ✓",
    Permission.CHANGE_CONFIGURATION: "✓ - - - ✓ -",
    Permission.SUBMIT_ITEMS: "✓ ✓ - - ✓ ✓",
    Permission.CHANGE_MASTER_DATA: "✓ ✓ - - ✓ ✓",
    Permission.READ_ITEMS: "✓ ✓ ✓ ✓ ✓ ✓",
    Permission.WORK: "- ✓ ✓ - - -",
    Permission.DISTRIBUTE: "- ✓ - - - -",
    Permission.READ_TASKS: "✓ ✓ ✓ ✓ ✓ ✓",
    Permission.READ_REPORTS: "✓ ✓ ✓ ✓ ✓ -",
    Permission.READ_SERVICE_REPORTS: "✓ ✓ ✓ ✓ ✓ ✓",
    Permission.READ_AUDIT: "✓ - - ✓ ✓ -",
    Permission.READ_RUNS: "✓ ✓ - ✓ ✓ -",
    Permission.RETRY_RUNS: "✓ ✓ - - ✓ -",
    Permission.SELF: "✓ ✓ ✓ ✓ ✓ ✓",
}
COLUMNS = (Role.PLATFORM_ADMIN, Role.SUPERVISOR, Role.OPERATOR, Role.AUDITOR, Role.TENANT_ADMIN, Role.CLIENT)

CELLS = [
    pytest.param(method, handler.paths, handler.opt[OPTION], role, id=f"{role} {method} {min(handler.paths)}")
    for handler in HANDLERS
    for method in sorted(handler.http_methods - {"OPTIONS"})
    for role in COLUMNS
]


@pytest.mark.parametrize("permission", CONTRACT)
def test_the_matrix_says_what_the_contract_says(permission: Permission) -> None:
    marks = ["✓" if role in MATRIX[permission] else "-" for role in COLUMNS]
    assert " ".join(marks) == CONTRACT[permission]


@pytest.mark.parametrize(("method", "paths", "endpoint", "role"), CELLS)
def test_a_role_is_refused_where_the_matrix_has_no_mark(
    house: House, method: str, paths: set[str], endpoint: Endpoint, role: Role
) -> None:
    """§1 what the role may not do is 403."""
    path = re.sub(r"\{(\w+):(\w+)\}", lambda match: _nothing_known(match[2]), min(paths))
    query = "?nothing=known" if method == "GET" else ""  # live events would go on for ever
    answer = house.callers[role].send(method, path + query, b"{" if method in ("POST", "PUT", "PATCH") else None)
    assert endpoint.permission is not None
    if role in MATRIX[endpoint.permission]:
        assert answer.status_code not in (401, 403), answer.text
    else:
        assert problem(answer) == (403, "forbidden")


def test_every_route_asks_for_a_key(house: House) -> None:
    nobody = house.callers["client"].__class__(house.client.http, "bpo_client_nobody_has_this_key")
    for handler in HANDLERS:
        for method in handler.http_methods - {"OPTIONS"}:
            path = re.sub(r"\{(\w+):(\w+)\}", lambda match: _nothing_known(match[2]), min(handler.paths))
            answer = nobody.send(method, path)
            assert problem(answer) == (401, "unauthenticated"), path
            assert answer.headers["www-authenticate"] == "Bearer"


def _nothing_known(kind: str) -> str:
    return {"uuid": str(uuid4()), "int": "1"}.get(kind, f"nothing_{uuid4().hex[:8]}")
