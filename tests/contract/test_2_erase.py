"""CONTRACT 2, erasing a tenant: everything of it goes, and one record stays."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from tests.api.conftest import Caller, House, add_person, problem
from tests.contract.places import Place, eventually, on, read
from tests.servers import Servers

OF_TENANTS = """
select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attname = 'tenant_id' and not a.attisdropped"""


@pytest.fixture
def house(new_house: Callable[[], House]) -> House:
    """One with something of every kind."""
    house = new_house()
    place = Place(house)
    client = house.client
    client.put("/v1/customers/C1", {"name": "Theirs"})
    client.put("/v1/products/S1", {"name": "Theirs", "on_hand": 3})
    client.put("/v1/webhooks/hook", {"url": "https://example.com/hook", "events": ["*"]})
    run = {"run": {"automation": "reserve_stock", "with": {"lines": [{"sku": "S1", "quantity": 5}]}}}
    timer = {"start_timer": {"name": "later", "in": "P1D"}}
    item = place.under(on("received", {"create_task": {"queue": place.queue()}}, run, timer))
    client.made(f"/v1/work-items/{item['id']}/comments", {"text": "hello"}, idempotency_key="once")
    files = {"file": ("a.txt", b"theirs")}
    headers = {"authorization": f"Bearer {client.key}"}
    assert client.http.post(f"/v1/work-items/{item['id']}/attachments", files=files, headers=headers).is_success
    place.claim(place.lead, item["tasks"][0])
    eventually(lambda: read(client.get("/v1/stock-outs"))["items"])
    return house


def erased(house: House) -> str:
    """The id of the job that does it, when it is done."""
    answer = house.platform_admin.post(f"/v1/tenants/{house.slug}/erase", {"confirm": house.slug})
    assert answer.status_code == 202, answer.text
    job: str = answer.json()["id"]
    eventually(lambda: read(house.platform_admin.get(f"/v1/jobs/{job}"))["state"] == "finished")
    return job


async def rows_of(servers: Servers, worker_id: str, tenant_id: str) -> dict[str, int]:
    """How many rows each table has of the tenant."""
    connection = await asyncpg.connect(servers.superuser_url(f"contract_{worker_id}"))
    try:
        tables = [row["relname"] for row in await connection.fetch(OF_TENANTS)]
        counts = {
            table: await connection.fetchval(f"select count(*) from {table} where tenant_id = $1", tenant_id)  # noqa: S608 - names of tables
            for table in tables
        }
    finally:
        await connection.close()
    return {table: count for table, count in counts.items() if count}


@pytest.mark.anyio
async def test_everything_of_a_tenant_is_erased_and_its_slug_is_free(
    house: House, servers: Servers, worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """§2 /erase {"confirm": "<slug>"} (202)"""
    admin = house.platform_admin
    tenant_id = read(admin.get(f"/v1/tenants/{house.slug}"))["id"]
    files = f"contract*/files/{tenant_id}/**/*"
    assert [file for file in _files(tmp_path_factory, files) if file.is_file()]
    before = await rows_of(servers, worker_id, tenant_id)
    assert {"history", "audit", "documents", "tasks", "comments", "stock_outs", "api_keys"} <= before.keys()
    job = erased(house)
    assert await rows_of(servers, worker_id, tenant_id) == {}
    assert not [file for file in _files(tmp_path_factory, files) if file.is_file()]
    assert read(admin.get(f"/v1/jobs/{job}"))["done"] >= before["history"] + before["audit"]
    body = {"slug": house.slug, "name": "Another", "timezone": "UTC", "country": "US"}
    assert admin.made("/v1/tenants", body)["id"] != tenant_id


def _files(factory: pytest.TempPathFactory, pattern: str) -> list[Path]:
    return list(factory.getbasetemp().glob(pattern))


def test_from_the_first_moment_nobody_sees_it_and_its_keys_are_nobody_s(house: House) -> None:
    admin, path = house.platform_admin, f"/v1/tenants/{house.slug}"
    person = add_person(house, "tenant_admin", called=f"person-{uuid4().hex[:6]}")
    assert admin.post(f"{path}/erase", {"confirm": house.slug}).status_code == 202
    assert problem(admin.get(path)) == (404, "not-found")
    assert problem(admin.post(f"{path}/erase", {"confirm": house.slug})) == (404, "not-found")
    assert house.slug not in admin.get("/v1/tenants?limit=200").text
    for caller in (house.tenant_admin, house.client, person):
        assert problem(caller.get("/v1/me")) == (401, "unauthenticated")
    assert read(house.supervisor.get("/v1/me"))["tenants"] == []
    assert read(house.supervisor.get("/v1/tasks"))["items"] == []
    assert house.operator.post("/v1/tasks/claim").status_code == 204


def test_what_stays_is_a_record_in_the_audit_of_the_installation(house: House) -> None:
    tenant_id = read(house.platform_admin.get(f"/v1/tenants/{house.slug}"))["id"]
    erased(house)
    rows, cursor = [], ""
    while cursor is not None:
        page = read(house.platform_admin.get(f"/v1/audit?limit=200{cursor and '&cursor='}{cursor}"))
        rows += [row for row in page["items"] if row["object"] == house.slug]
        cursor = page["next_cursor"]
    (row,) = [row for row in rows if row["action"] == "tenant.erased"]
    assert (row["tenant"], row["data"]["id"]) == (None, tenant_id)
    assert read(house.platform_admin.get("/v1/audit/verify"))["ok"] is True


def test_neighbours_keep_what_is_theirs(house: House, place: Place) -> None:
    both = [house.slug, place.house.slug]
    carl = add_person(house, "operator", called=f"carl-{uuid4().hex[:6]}", tenants=both, skills={})
    kept = place.task()
    erased(house)
    assert read(carl.get("/v1/me"))["tenants"] == [place.house.slug]
    assert read(carl.post("/v1/tasks/claim", {"queues": [kept["queue"]]}))["task"]["id"] == kept["id"]


def test_it_is_confirmed_by_its_slug_and_by_the_platform_s_administrators_only(house: House) -> None:
    path = f"/v1/tenants/{house.slug}/erase"
    for role in ("tenant_admin", "supervisor", "auditor", "client", "operator"):
        caller: Caller = house.callers[role]
        assert problem(caller.post(path, {"confirm": house.slug})) == (403, "forbidden")
    for body in ({}, {"confirm": "another"}, {"confirm": house.slug.upper()}, {"confirm": None}):
        answer = house.platform_admin.post(path, body)
        assert problem(answer) == (422, "invalid")
    assert answer.json()["errors"][0]["pointer"] == "/confirm"
    assert read(house.client.get("/v1/work-items"))["items"]
