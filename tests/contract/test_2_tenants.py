"""/v1/tenants: made with what every tenant has, changed, suspended, resumed."""

from uuid import uuid4

import pytest

from tests.api.conftest import Caller, House, pointers, problem


@pytest.fixture
def slug(admin: Caller) -> str:
    made = admin.made("/v1/tenants", {"slug": f"t-{uuid4().hex[:8]}", "name": "T", "timezone": "UTC", "country": "ID"})
    return str(made["slug"])


def test_a_tenant_has_its_queues_and_task_types_from_the_start(admin: Caller, slug: str) -> None:
    """§3 Every tenant has from its start the queues `unrouted` and `exceptions` and the task types `task` (empty
    form, disposition `done`), `unrouted` (`routed`, `closed`) and `exception` (`resolved`, `closed`): editable,
    not removable."""
    queues = admin.get(f"/v1/queues?tenant={slug}").json()["items"]
    assert [queue["key"] for queue in queues] == ["exceptions", "unrouted"]
    types = admin.get(f"/v1/task-types?tenant={slug}").json()["items"]
    assert {each["key"]: each["dispositions"] for each in types} == {
        "task": ["done"],
        "unrouted": ["routed", "closed"],
        "exception": ["resolved", "closed"],
    }
    for path in [f"/v1/queues/{queue['key']}" for queue in queues] + [
        f"/v1/task-types/{each['key']}" for each in types
    ]:
        assert problem(admin.delete(f"{path}?tenant={slug}")) == (409, "not-removable")
    assert admin.put(f"/v1/queues/unrouted?tenant={slug}", {"name": "By hand"}).status_code == 200


def test_a_slug_is_taken_once(admin: Caller, slug: str) -> None:
    again = admin.post("/v1/tenants", {"slug": slug, "name": "T", "timezone": "UTC", "country": "ID"})
    assert problem(again) == (409, "slug-taken")


def test_a_time_zone_must_be_one(admin: Caller, slug: str) -> None:
    new = {"slug": f"t{uuid4().hex[:8]}", "name": "T", "country": "ID"}
    for zone in ("Mars/Olympus", "", "../etc/passwd", "europe/berlin"):
        answer = admin.post("/v1/tenants", new | {"timezone": zone})
        assert (problem(answer), pointers(answer)) == ((422, "invalid"), ["/timezone"])
        assert pointers(admin.patch(f"/v1/tenants/{slug}", {"timezone": zone})) == ["/timezone"]


def test_a_tenant_admin_changes_their_tenant_but_not_its_weight(house: House) -> None:
    path = f"/v1/tenants/{house.slug}"
    assert house.tenant_admin.patch(path, {"country": "US"}).json()["country"] == "US"
    assert problem(house.tenant_admin.patch(path, {"weight": 3})) == (403, "forbidden")
    assert house.platform_admin.patch(path, {"weight": 3}).json()["weight"] == 3
    for weight in (0, 1001, 1.5):
        assert pointers(house.platform_admin.patch(path, {"weight": weight})) == ["/weight"]


def test_a_suspended_tenant_reads_and_changes_nothing(admin: Caller, slug: str) -> None:
    """§2 A suspended tenant reads; its changes are 403 `tenant-suspended`

    §2 POST /v1/tenants/{slug}/suspend|resume"""
    key = admin.made(f"/v1/tenants/{slug}/api-keys", {"name": "k", "role": "tenant_admin"})["key"]
    theirs = Caller(admin.http, key)
    assert admin.post(f"/v1/tenants/{slug}/suspend").json()["state"] == "suspended"
    assert admin.post(f"/v1/tenants/{slug}/suspend").json()["state"] == "suspended"
    assert theirs.get("/v1/queues").status_code == 200
    refused = [
        theirs.put("/v1/queues/q", {"name": "Q"}),
        theirs.patch(f"/v1/tenants/{slug}", {"name": "N"}),
        theirs.post("/v1/orders", {"reference": "1", "document": {}}),
        theirs.put("/v1/customers/c", {"name": "C"}),
        theirs.post(f"/v1/tenants/{slug}/api-keys", {"name": "K", "role": "client"}),
        theirs.post("/v1/users", {"email": "nobody@x.test", "name": "N", "role": "client"}),
        admin.put(f"/v1/queues/q?tenant={slug}", {"name": "Q"}),
    ]
    assert {problem(answer) for answer in refused} == {(403, "tenant-suspended")}
    assert admin.post(f"/v1/tenants/{slug}/api-keys", {"name": "K", "role": "client"}).status_code == 201
    assert admin.post(f"/v1/tenants/{slug}/resume").json()["state"] == "active"
    assert theirs.put("/v1/queues/q", {"name": "Q"}).status_code == 201


def test_a_change_is_in_the_audit_with_who_made_it(house: House) -> None:
    house.tenant_admin.patch(f"/v1/tenants/{house.slug}", {"name": "Renamed"})
    rows = house.auditor.get(f"/v1/audit?tenant={house.slug}&action=tenant.changed&limit=200").json()["items"]
    assert (rows[-1]["actor"]["role"], rows[-1]["data"]) == ("tenant_admin", {"name": "Renamed"})


def test_a_list_of_tenants_has_those_that_one_may_see(house: House, neighbour: House) -> None:
    assert [tenant["slug"] for tenant in house.auditor.get("/v1/tenants").json()["items"]] == [house.slug]
    everyone = {tenant["slug"] for tenant in house.platform_admin.get("/v1/tenants?limit=200").json()["items"]}
    assert {house.slug, neighbour.slug} <= everyone


def test_a_tenant_is_made_listed_read_and_changed(admin: Caller) -> None:
    """§2 POST /v1/tenants {"slug","name","timezone","country","weight"?} 201 GET /v1/tenants · GET/PATCH
    /v1/tenants/{slug}"""
    new = {"slug": f"t-{uuid4().hex[:8]}", "name": "T", "timezone": "Asia/Jakarta", "country": "ID", "weight": 4}
    made = admin.made("/v1/tenants", new)
    path = f"/v1/tenants/{made['slug']}"
    assert new.items() <= made.items()
    assert admin.get(path).json() == made
    assert made in admin.get("/v1/tenants?limit=200").json()["items"]
    assert admin.patch(path, {"name": "U"}).json() == made | {"name": "U"}


def test_a_tenants_keys_are_made_listed_and_revoked(admin: Caller, slug: str) -> None:
    """§2 POST /v1/tenants/{slug}/api-keys {"name","role": "client"|"tenant_admin","expires_at"?} 201 {"id","key"} GET
    · DELETE /v1/api-keys/{id}"""
    path = f"/v1/tenants/{slug}/api-keys"
    for role in ("client", "tenant_admin"):
        made = admin.made(path, {"name": role, "role": role, "expires_at": "2099-01-01T00:00:00Z"})
        assert Caller(admin.http, made["key"]).get("/v1/me").json()["role"] == role
        assert made["id"] in {key["id"] for key in admin.get(path).json()["items"]}
        assert admin.delete(f"/v1/api-keys/{made['id']}").status_code == 204
    assert pointers(admin.post(path, {"name": "x", "role": "operator"})) == ["/role"]
