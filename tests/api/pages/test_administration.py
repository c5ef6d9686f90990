"""What administrators look after: automation that failed, the record of changes, and what does not run."""

import asyncio
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
import redis.asyncio as redis

from api.pages.health import Finding, of_backlog, of_processes, of_servers
from api.probes import Readiness
from tasks import audit_verification
from tasks.heartbeats import Seen
from tasks.office import Office
from tasks.reading.backlog import Backlog, Waiting
from tasks.wake_ups import WakeUps
from tenants.code import located
from tenants.database import Database
from tenants.ids import new_id
from tenants.settings import Settings
from tests.api.conftest import House
from tests.api.pages.conftest import Reader, words_in
from workers.job_work import JobWorker
from workers.performing import Performer

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
OLD = Waiting(1, NOW - timedelta(minutes=2))
NOTHING = Backlog(Waiting(0), Waiting(0), Waiting(0), Waiting(0))


def test_runs_are_seen_by_state_and_automation_and_only_failed_ones_tried_again(
    house: House, readers: dict[str, Reader]
) -> None:
    ruleset = {
        "tables": [
            {
                "name": "Check",
                "on": "received",
                "hit_policy": "FIRST",
                "rules": [{"name": "all", "when": {}, "then": [{"run": {"automation": "duplicate_check"}}]}],
            }
        ]
    }
    key = f"checked_{uuid4().hex[:8]}"
    house.tenant_admin.put(f"/v1/work-types/{key}", {"name": "Checked"})
    house.tenant_admin.put(f"/v1/rulesets/{key}/draft", ruleset)
    house.tenant_admin.made(f"/v1/rulesets/{key}/publish", {})
    house.client.made("/v1/work-items", {"type": key, "reference": "R-77", "document": {}})
    lead = readers["supervisor"]
    assert "Nothing failed for good." in words_in(lead.get("/administration/runs").text)
    assert "Checked R-77" in words_in(lead.get("/administration/runs?state=queued&automation=duplicate_check").text)
    assert "R-77" not in words_in(lead.get("/administration/runs?state=queued&automation=credit_check").text)
    run = house.supervisor.get("/v1/automation-runs?state=queued").json()["items"][0]["id"]
    assert lead.post(f"/administration/runs/{run}/retry").status_code == 409
    assert readers["auditor"].post(f"/administration/runs/{run}/retry").status_code == 403


def test_a_run_whose_item_has_ended_is_not_offered_again(
    new_house: Callable[[], House], new_reader: Callable[..., Reader], settings: Settings
) -> None:
    house = new_house()
    checked = {"run": {"automation": "credit_check"}}  # without a customer it fails for good
    rule = {"name": "all", "when": {}, "then": [checked]}
    house.tenant_admin.put(
        "/v1/rulesets/order/draft", {"tables": [{"name": "Check", "on": "received", "rules": [rule]}]}
    )
    house.tenant_admin.made("/v1/rulesets/order/publish", {})
    item = house.client.made("/v1/orders", {"reference": "R-1", "document": {"total": 1}})
    (run,) = house.supervisor.get("/v1/automation-runs").json()["items"]
    asyncio.run(perform(settings, house.supervisor.get(f"/v1/tenants/{house.slug}").json()["id"], run["id"]))
    lead = new_reader(house, "supervisor")
    assert "Try again" in words_in(lead.get("/administration/runs").text)
    assert house.client.post(f"/v1/work-items/{item['id']}/cancel", {}).status_code == 200
    said = words_in(lead.get("/administration/runs").text)
    assert "its item has ended" in said
    assert "Try again" not in said


async def perform(settings: Settings, tenant_id: str, run_id: str) -> None:
    """As a worker does it."""
    db = await Database.open(settings)
    performer = Performer(Office(db, new_id, lambda _: None), lambda: None, lambda: datetime.now(UTC), new_id)
    await performer.perform(UUID(tenant_id), UUID(run_id))
    await db.close()


def test_the_audit_is_read_newest_first_and_narrowed(house: House, readers: dict[str, Reader]) -> None:
    reader, path = readers["auditor"], f"/administration/audit?tenant={house.slug}"
    house.tenant_admin.put("/v1/queues/audited", {"name": "Audited"})
    house.tenant_admin.put("/v1/queues/audited", {"name": "Audited anew"})
    text = words_in(reader.get(f"{path}&action=queue.put&object=audited&day=").text)
    assert 0 < text.index("Audited anew") < text.index('"Audited"')
    assert "work_type.put" not in text.partition("Client What When")[2]
    assert "Nothing like this was changed." in words_in(reader.get(f"{path}&object=none").text)
    (admin,) = set(re.findall(r"actor=([0-9a-f-]{36})", reader.get(f"{path}&action=queue.put&object=audited").text))
    mine = reader.get(f"{path}&actor={admin}&action=queue.put").text
    assert "Audited anew" in mine
    assert f'name="actor" value="{admin}"' in mine
    assert "Audited" not in reader.get(f"{path}&actor={uuid4()}").text
    assert reader.get(f"{path}&day=9999-12-31").status_code == 200
    assert "Nothing like this was changed." in words_in(reader.get(f"{path}&day=2020-01-01").text)


def test_the_audit_is_verified_in_the_background_for_all_who_may_read_it(
    new_house: Callable[[], House], new_reader: Callable[..., Reader], settings: Settings
) -> None:
    house, path = new_house(), "/administration/audit/verify"
    auditor, admin = new_reader(house, "auditor"), new_reader(house, "tenant_admin")
    tenant_id = house.supervisor.get(f"/v1/tenants/{house.slug}").json()["id"]
    asyncio.run(ask(settings, tenant_id, "select bpo_code.seal($1, 1000)", UUID(tenant_id)))
    assert "Not all of the record was verified yet." in words_in(auditor.get(path).text)
    assert verified(auditor, admin, settings).startswith("The record is whole.")
    asyncio.run(ask(settings, tenant_id, "update audit set action = 'forged' where action like 'queue%'"))
    told = verified(admin, auditor, settings)
    assert told.startswith("The record was changed.")
    assert "its row, or the seal before it, was changed" in told
    assert house.tenant_admin.get("/v1/audit/verify").json()["first_fault"]["detail"] in told
    installation = new_reader(house, "platform_admin")
    assert "the installation" in words_in(installation.get(path).text)


def verified(starter: Reader, watcher: Reader, settings: Settings) -> str:
    """What the page says to both afterwards: begun by one, watched by the other, done as a worker does it."""
    path = "/administration/audit/verify"
    assert starter.post(path).headers["location"] == path
    assert "0 of " in words_in(watcher.swap(path).text)
    assert watcher.post(path).status_code == 303  # it is under way: there is nothing to begin
    (job,) = asyncio.run(running(settings))
    asyncio.run(work(settings, job))
    told = words_in(watcher.swap(path).text)
    assert told == words_in(starter.swap(path).text)
    assert "Verify now" in told
    return told


async def ask(settings: Settings, tenant_id: str, sql: str, *arguments: object) -> None:
    """As the owner of the database, bound to the tenant."""
    connection = await asyncpg.connect(settings.database_url)
    await connection.execute("select set_config('bpo.tenants', $1, false)", f"{{{tenant_id}}}")
    await connection.execute(located(sql), *arguments)
    await connection.close()


async def running(settings: Settings) -> list[UUID]:
    connection = await asyncpg.connect(settings.database_url)
    rows = await connection.fetch("select id from jobs where state = 'running' and kind = $1", audit_verification.NAME)
    await connection.close()
    return [row["id"] for row in rows]


async def work(settings: Settings, job: UUID) -> None:
    """As a worker does it."""
    db, wake_ups = await Database.open(settings), WakeUps(redis.Redis.from_url(settings.redis_url))
    kinds = {audit_verification.NAME: audit_verification.KIND}
    await JobWorker(Office(db, new_id, lambda _: None), kinds, wake_ups, lambda: datetime.now(UTC)).work(job)
    await wake_ups.close()
    await db.close()


def test_health_says_that_no_worker_and_no_scheduler_runs(readers: dict[str, Reader]) -> None:
    text = words_in(readers["platform_admin"].get("/administration/health").text)
    assert "It answers, and its tables are those of this version." in text
    assert "Start one with ./bpo worker" in text
    assert "Start one with ./bpo scheduler" in text
    swapped = readers["platform_admin"].swap("/administration/health")
    assert swapped.status_code == 200
    assert "<html" not in swapped.text


@pytest.mark.parametrize(
    ("found", "wrong"),
    [
        (of_servers(Readiness("ok", "ok", "ok", "ok")), []),
        (of_servers(Readiness("ok", "away", "ok", "behind")), ["Database", "Valkey"]),
        (of_processes(None), []),
        (of_processes(Seen(1, 2, 0)), []),
        (of_processes(Seen(0, 0, 9)), ["Scheduler", "Workers"]),
        (of_backlog(NOTHING, NOW), []),
        (of_backlog(Backlog(Waiting(9_999), Waiting(3, NOW), Waiting(3, NOW), Waiting(0)), NOW), ["Messages"]),
        (
            of_backlog(
                Backlog(Waiting(0), OLD, OLD, Waiting(1, NOW)),
                NOW,
            ),
            ["Automation", "Audit", "Webhooks"],
        ),
    ],
)
def test_what_is_wrong_is_named_with_what_to_do(found: list[Finding], wrong: list[str]) -> None:
    assert [each.part for each in found if each.state != "ok"] == wrong
    assert all(each.remedy for each in found if each.state != "ok")


def test_each_reader_is_led_to_the_first_view_that_is_theirs(base_url: str, readers: dict[str, Reader]) -> None:
    led = {role: reader.get("/administration").headers.get("location") for role, reader in readers.items()}
    assert led["platform_admin"] == "/administration/health"
    assert led["tenant_admin"] == "/people/accounts"
    assert led["supervisor"] == led["auditor"] == "/administration/runs"
    with httpx.Client(base_url=base_url, headers={"accept": "text/html"}) as stranger:
        assert stranger.get("/administration").headers["location"].startswith("/login")
