"""/v1/users, /v1/me and keys: who may make, see and change whom, and what a key is."""

import re
from uuid import uuid4

import pytest

from tests.api.conftest import Caller, House, add_person, pointers, problem


def email() -> str:
    return f"{uuid4().hex}@x.test"


def test_who_asks_is_told_what_they_serve(house: House) -> None:
    """§2 GET /v1/me who am I: role, tenants, queues served, skills, capacity

    §2 A member of staff serves every queue of their tenants whose skills they have, unless their record names
    `queues`; then only those."""
    me = house.operator.get("/v1/me").json()
    assert (me["role"], me["tenants"], me["skills"]) == ("operator", [house.slug], {"orders": 5})
    assert set(me["queues"]) >= {"orders", "unrouted", "exceptions"}
    assert "seniors" not in me["queues"]
    narrow = add_person(house, "operator", called="narrow", queues=["seniors"], capacity=2)
    assert (narrow.get("/v1/me").json()["queues"], narrow.get("/v1/me").json()["capacity"]) == (["seniors"], 2)
    assert house.client.get("/v1/me").json()["queues"] == []


def test_an_address_is_known_once_whatever_its_case_and_tenant(house: House, neighbour: House) -> None:
    """§2 An e-mail is unique in the installation (409 without saying where)."""
    address = email()
    person = {"email": address, "name": "P", "role": "client", "tenants": [house.slug]}
    house.tenant_admin.made("/v1/users", person)
    again = neighbour.tenant_admin.post("/v1/users", {"email": address.upper(), "name": "P", "role": "client"})
    assert problem(again) == (409, "email-taken")
    assert house.slug not in again.text


def test_a_tenant_admin_makes_people_of_their_tenant_only(house: House, neighbour: House) -> None:
    """§1 | users of role supervisor / operator / auditor | ✓ | read; skills, queues, capacity of operators | self |
    read | – | – |"""
    made = house.tenant_admin.made("/v1/users", {"email": email(), "name": "P", "role": "client"})
    assert made["tenants"] == [house.slug]
    staff = {"email": email(), "name": "P", "role": "operator", "tenants": [house.slug]}
    assert problem(house.tenant_admin.post("/v1/users", staff)) == (403, "forbidden")
    elsewhere = {"email": email(), "name": "P", "role": "client", "tenants": [neighbour.slug]}
    assert pointers(house.tenant_admin.post("/v1/users", elsewhere)) == ["/tenants/0"]
    both = {"email": email(), "name": "P", "role": "client", "tenants": [house.slug, neighbour.slug]}
    assert pointers(house.platform_admin.post("/v1/users", both)) == ["/tenants"]


def test_everybody_sees_whom_they_may_see(house: House) -> None:
    """§2 GET /v1/users?tenant=&role= · GET/PATCH /v1/users/{id} (name, tenants, queues, skills, capacity, active)

    §1 | users of role supervisor / operator / auditor | ✓ | read; skills, queues, capacity of operators | self |
    read | – | – |"""
    client = house.tenant_admin.made("/v1/users", {"email": email(), "name": "C", "role": "client"})["id"]

    def seen(role: str) -> set[str]:
        return {person["id"] for person in house.callers[role].get("/v1/users?limit=200").json()["items"]}

    staff = {house.people[role] for role in ("supervisor", "operator", "auditor")}
    assert seen("operator") == {house.people["operator"]}
    for role in ("supervisor", "auditor"):
        assert seen(role) & (staff | {client}) == staff
    assert seen("tenant_admin") & (staff | {client}) == {client}
    assert staff | {client} <= seen("platform_admin")
    found = house.platform_admin.get(f"/v1/users?tenant={house.slug}&role=operator").json()["items"]
    assert house.people["operator"] in {person["id"] for person in found}
    assert {person["role"] for person in found} == {"operator"}
    assert problem(house.operator.get(f"/v1/users/{client}")) == (404, "not-found")


def test_a_supervisor_changes_skills_queues_and_capacity_of_operators(house: House) -> None:
    """§1 | users of role supervisor / operator / auditor | ✓ | read; skills, queues, capacity of operators | self |
    read | – | – |"""
    operator = f"/v1/users/{house.people['operator']}"
    change: dict[str, object] = {"skills": {"orders": 5, "claims": 2}, "queues": None, "capacity": 9}
    changed = house.supervisor.patch(operator, change).json()
    assert (changed["skills"], changed["capacity"]) == (change["skills"], 9)
    assert house.supervisor.patch(operator, {"capacity": None}).json()["capacity"] is None
    refused: list[dict[str, object]] = [{"name": "X"}, {"active": False}, {"tenants": []}]
    for change in refused:
        assert problem(house.supervisor.patch(operator, change)) == (403, "forbidden")
    auditor = f"/v1/users/{house.people['auditor']}"
    assert problem(house.supervisor.patch(auditor, {"skills": {}})) == (403, "forbidden")


def test_an_operator_changes_their_own_name_only(house: House) -> None:
    """§1 | users of role supervisor / operator / auditor | ✓ | read; skills, queues, capacity of operators | self |
    read | – | – |"""
    own = f"/v1/users/{house.people['operator']}"
    assert house.operator.patch(own, {"name": "Olga"}).json()["name"] == "Olga"
    assert problem(house.operator.patch(own, {"skills": {"orders": 10}})) == (403, "forbidden")
    other = f"/v1/users/{house.people['auditor']}"
    assert problem(house.operator.patch(other, {"name": "X"})) == (404, "not-found")


def test_an_inactive_person_is_nobody_at_once_and_welcome_again(house: House) -> None:
    """§2 An inactive user is 401 at once"""
    person = add_person(house, "operator", called="leaver")
    path = f"/v1/users/{house.people['leaver']}"
    assert person.get("/v1/me").status_code == 200
    assert house.platform_admin.patch(path, {"active": False}).json()["active"] is False
    assert problem(person.get("/v1/me")) == (401, "unauthenticated")
    assert problem(person.post("/v1/tasks/claim")) == (401, "unauthenticated")
    house.platform_admin.patch(path, {"active": True})
    assert person.get("/v1/me").status_code == 200


def test_skills_have_levels_from_one_to_ten(house: House) -> None:
    """§2 Skill levels are 1–10."""
    new = {"email": email(), "name": "P", "role": "operator", "skills": {"a": 0, "b": 11, "c": "3", "d": 10}}
    assert sorted(pointers(house.platform_admin.post("/v1/users", new))) == ["/skills/a", "/skills/b", "/skills/c"]


def test_a_key_says_its_role_and_is_shown_once(house: House) -> None:
    """§1 32 random bytes as `bpo_<role>_<base62>_<checksum>`, shown once"""
    made = house.tenant_admin.made(f"/v1/tenants/{house.slug}/api-keys", {"name": "K", "role": "client"})
    assert re.fullmatch(r"bpo_client_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}", made["key"])
    for path in (f"/v1/api-keys/{made['id']}", f"/v1/tenants/{house.slug}/api-keys?limit=200", "/v1/audit?limit=200"):
        assert made["key"] not in house.tenant_admin.get(path).text
    assert house.tenant_admin.get(f"/v1/api-keys/{made['id']}").json()["name"] == "K"


def test_a_revoked_or_expired_key_is_unknown(house: House) -> None:
    """§1 revocable at once, optional `expires_at`."""
    path = f"/v1/tenants/{house.slug}/api-keys"
    made = house.tenant_admin.made(path, {"name": "K", "role": "client"})
    caller = Caller(house.client.http, made["key"])
    assert caller.get("/v1/me").status_code == 200
    assert house.tenant_admin.delete(f"/v1/api-keys/{made['id']}").status_code == 204
    assert problem(caller.get("/v1/me")) == (401, "unauthenticated")
    assert problem(house.tenant_admin.delete(f"/v1/api-keys/{made['id']}")) == (404, "not-found")
    past = house.tenant_admin.post(path, {"name": "K", "role": "client", "expires_at": "2020-01-01T00:00:00Z"})
    assert pointers(past) == ["/expires_at"]


@pytest.mark.parametrize("scheme", ["", "Basic YTpi", "bearer", "Bearer x y"])
def test_a_key_comes_as_a_bearer_token(house: House, scheme: str) -> None:
    """§1 `Authorization: Bearer <key>`"""
    answer = house.client.http.get("/v1/me", headers={"authorization": f"{scheme}"})
    assert problem(answer) == (401, "unauthenticated")
    assert house.client.http.get("/v1/me", headers={"authorization": f"bEaReR {house.client.key}"}).status_code == 200


def test_people_have_keys_of_their_own(house: House) -> None:
    """§2 POST /v1/users/{id}/api-keys {"name","expires_at"?} 201 {"id","key"}"""
    own = f"/v1/users/{house.people['operator']}/api-keys"
    made = house.operator.made(own, {"name": "Phone"})
    assert Caller(house.operator.http, made["key"]).get("/v1/me").json()["id"] == house.people["operator"]
    assert made["id"] in {key["id"] for key in house.operator.get(own).json()["items"]}
    assert problem(house.supervisor.post(own, {"name": "Theirs"})) == (404, "not-found")
    assert problem(house.supervisor.delete(f"/v1/api-keys/{made['id']}")) == (404, "not-found")
    assert house.operator.delete(f"/v1/api-keys/{made['id']}").status_code == 204


def test_a_password_is_long_and_never_shown(house: House) -> None:
    person = {"email": email(), "name": "P", "role": "auditor", "tenants": [house.slug]}
    assert pointers(house.platform_admin.post("/v1/users", person | {"password": "short"})) == ["/password"]
    made = house.platform_admin.post("/v1/users", person | {"password": "correct horse battery"})
    assert made.status_code == 201
    assert "password" not in made.text


def test_a_person_is_made_with_all_that_they_serve(house: House) -> None:
    """§2 POST /v1/users {"email","name","role","tenants": ["slug"],"queues"?: ["key"],"skills"?: {"credit":
    3},"capacity"?: n,"password"?} 201 {"id", ...}"""
    person = {
        "email": email(),
        "name": "P",
        "role": "operator",
        "tenants": [house.slug],
        "queues": ["orders"],
        "skills": {"credit": 3},
        "capacity": 4,
    }
    made = house.platform_admin.made("/v1/users", person | {"password": "correct horse battery"})
    assert person.items() <= made.items()
    assert house.platform_admin.get(f"/v1/users/{made['id']}").json() == made


def test_queues_of_a_record_mean_that_queue_of_each_tenant(house: House, neighbour: House) -> None:
    """§2 `queues: ["claims-desk"]` means that queue of each."""
    desk = f"d-{uuid4().hex[:8]}"
    for each in (house, neighbour):
        each.tenant_admin.put(f"/v1/queues/{desk}", {"name": desk})
        rule = {"name": "all", "when": {}, "then": [{"create_task": {"queue": desk}}]}
        each.tenant_admin.put(f"/v1/work-types/{desk.replace('-', '_')}", {"name": "W"})
        path = f"/v1/rulesets/{desk.replace('-', '_')}"
        each.tenant_admin.put(f"{path}/draft", {"tables": [{"name": "t", "on": "received", "rules": [rule]}]})
        each.tenant_admin.made(f"{path}/publish", {})
        each.client.made("/v1/work-items", {"type": desk.replace("-", "_"), "reference": "1", "document": {}})
    person = {"email": email(), "name": "Both", "role": "operator", "tenants": [house.slug, neighbour.slug]}
    both = house.platform_admin.made("/v1/users", person | {"queues": [desk]})
    key = house.platform_admin.made(f"/v1/users/{both['id']}/api-keys", {"name": "k"})["key"]
    caller = Caller(house.client.http, key)
    given = {caller.post("/v1/tasks/claim", {"queues": [desk]}).json()["task"]["tenant"] for _ in range(2)}
    assert given == {house.slug, neighbour.slug}
    assert caller.get("/v1/me").json()["queues"] == [desk]
