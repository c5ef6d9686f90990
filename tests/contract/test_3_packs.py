"""CONTRACT 3, packs: back-office processes that a tenant installs, whole."""

from collections.abc import Callable
from typing import Any

import pytest

from packs.pack import read_pack
from tests.api.conftest import Caller, House, problem
from tests.contract.places import read


@pytest.fixture
def house(new_house: Callable[[], House]) -> House:
    """One for each test: a pack takes keys of its own choice."""
    return new_house()


def install(caller: Caller, pack: str, **body: Any) -> dict[str, str]:
    """What became of each part."""
    installed = read(caller.post(f"/v1/packs/{pack}/install", body))
    assert installed["pack"] == pack
    return {f"{part['kind']} {part['key']}": part["outcome"] for part in installed["parts"]}


def test_packs_are_listed_with_what_they_bring(house: House) -> None:
    """§3 GET /v1/packs"""
    packs = {pack["key"]: pack for pack in read(house.tenant_admin.get("/v1/packs"))["items"]}
    assert {"order_handling", "motor_claims"} <= packs.keys()
    claims = packs["motor_claims"]
    assert (claims["name"], claims["work_types"], claims["rulesets"]) == ("Motor claims", ["claim"], ["claim"])
    assert "adjusters" in claims["queues"]
    first = read(house.tenant_admin.get("/v1/packs?limit=1"))
    second = read(house.tenant_admin.get(f"/v1/packs?limit=1&cursor={first['next_cursor']}"))
    assert first["items"][0]["key"] < second["items"][0]["key"]


def test_a_pack_that_is_installed_works_at_once_and_again_changes_nothing(house: House) -> None:
    """§3 POST /v1/packs/{pack}/install"""
    made = install(house.tenant_admin, "motor_claims", replace=True)
    assert set(made.values()) == {"made", "replaced"}
    assert [part for part, outcome in made.items() if outcome == "replaced"] == ["queue seniors"]
    assert install(house.tenant_admin, "motor_claims") == dict.fromkeys(made, "unchanged")
    versions = read(house.tenant_admin.get("/v1/rulesets/claim/versions"))["items"]
    assert [each["version"] for each in versions] == [1]
    check = read(house.tenant_admin.post("/v1/rulesets/claim/check", {"version": 1}))
    assert check["errors"] == []
    queue = read(house.tenant_admin.get("/v1/queues/adjusters"))
    assert (queue["skills"], queue["lease"]) == ({"motor": 2}, "PT30M")
    schema = read(house.client.get("/v1/work-types/claim"))["schema"]
    assert schema.keys() == read_pack("motor_claims").work_types["claim"]["schema"].keys()


def test_what_the_tenant_has_changed_is_kept_and_said_unless_it_is_to_be_replaced(house: House) -> None:
    kept = install(house.tenant_admin, "order_handling")
    assert (kept["queue seniors"], kept["work_type order"], kept["ruleset order"]) == ("kept", "kept", "kept")
    assert kept["queue credit-desk"] == "made"
    assert read(house.tenant_admin.get("/v1/queues/seniors"))["skills"] == {"senior": 3}
    replaced = install(house.tenant_admin, "order_handling", replace=True)
    assert (replaced["queue seniors"], replaced["ruleset order"]) == ("replaced", "replaced")
    assert replaced["queue credit-desk"] == "unchanged"
    assert read(house.tenant_admin.get("/v1/queues/seniors"))["skills"] == {"senior": 1}
    versions = read(house.tenant_admin.get("/v1/rulesets/order/versions"))["items"]
    assert [each["version"] for each in versions] == [2, 1]


def test_a_draft_that_nobody_has_published_is_the_tenant_s_own_too(house: House) -> None:
    draft = {"tables": [{"name": "R", "on": "received", "rules": [{"name": "r", "when": {}, "then": []}]}]}
    house.tenant_admin.put("/v1/work-types/claim", {"name": "Claim", "schema": {"type": "object"}})
    house.tenant_admin.put("/v1/rulesets/claim/draft", draft)
    assert install(house.tenant_admin, "motor_claims")["ruleset claim"] == "kept"
    assert read(house.tenant_admin.get("/v1/rulesets/claim/draft")) == draft


def test_packs_are_for_whoever_may_write_configuration(house: House) -> None:
    """§1 packs: as configuration, write"""
    for role in ("supervisor", "operator", "auditor", "client"):
        assert problem(house.callers[role].get("/v1/packs")) == (403, "forbidden")
        assert problem(house.callers[role].post("/v1/packs/motor_claims/install")) == (403, "forbidden")
    staff = house.platform_admin
    assert problem(staff.post("/v1/packs/motor_claims/install")) == (422, "tenant-required")
    assert problem(staff.post(f"/v1/packs/nothing/install?tenant={house.slug}")) == (404, "not-found")
    assert problem(house.tenant_admin.post("/v1/packs/motor_claims/install", {"force": True})) == (422, "invalid")
    staff.post(f"/v1/tenants/{house.slug}/suspend")
    suspended = staff.post(f"/v1/packs/motor_claims/install?tenant={house.slug}")
    assert problem(suspended) == (403, "tenant-suspended")


def test_an_install_is_done_once_for_its_idempotency_key(house: House) -> None:
    first = house.tenant_admin.post("/v1/packs/motor_claims/install", {}, idempotency_key="once")
    again = house.tenant_admin.post("/v1/packs/motor_claims/install", {}, idempotency_key="once")
    assert again.headers["idempotency-replayed"] == "true"
    assert again.json() == first.json()
