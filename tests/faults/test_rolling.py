"""Processes are replaced one after the other, by the same version or by the next, while requests come: none is lost."""

import asyncio
import shutil
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from command.soak.stage import TENANTS, Stage
from command.soak.truth import Truth
from tests.conftest import ADMIN_KEY, free_port
from tests.faults.installation import Installation
from tests.faults.load import stage_in
from tests.faults.proxy import proxy
from tests.faults.truth import truth_of
from tests.servers import Servers

LEAVE_S = 3
"""Longer than the proxy needs to see that one is leaving, and than a client keeps an idle connection."""

DRAINED_WITHIN_S = 120
OPERATORS = 4
PAUSE_S = 0.2
"""Of each visitor between two requests: enough come at every moment, and the cores are for those that start."""

SHORT_LIVED = httpx.Limits(keepalive_expiry=1)
ROOT = Path(__file__).parents[2]
NEXT_MIGRATION = """
from alembic import op

revision = "9999"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("alter table tenants add column next_version text")
"""

pytestmark = pytest.mark.timeout(600)
Deploy = Callable[[], Awaitable[None]]


@pytest.fixture
async def ports(installation: Installation) -> list[int]:
    """Of two APIs that leave slowly."""
    found = [free_port(), free_port()]
    for port in found:
        _start_api(installation, port)
    for port in found:
        await asyncio.to_thread(installation.wait_until_ready, port)
    return found


async def test_apis_and_workers_that_are_restarted_one_by_one_lose_no_request(
    installation: Installation, servers: Servers, ports: list[int]
) -> None:
    async def deploy() -> None:
        for port in ports:
            assert await asyncio.to_thread(installation.end, f"api {port}") in (0, -15)
            _start_api(installation, port)
            await asyncio.to_thread(installation.wait_until_ready, port)
        installation.start("worker", called="worker 2")
        await asyncio.to_thread(installation.end, "worker")
        installation.start("worker")
        await asyncio.to_thread(installation.end, "worker 2")

    truth = truth_of(installation, servers)
    async with stage_in(installation) as (_, stage):
        await under_load(truth, ports, stage, deploy)
    assert await truth.value("select count(*) from runs where attempt > 1") == 0


async def test_a_new_version_with_a_migration_takes_over_from_one_that_serves(
    installation: Installation, servers: Servers, ports: list[int], tmp_path: Path
) -> None:
    code, (old, new) = next_version(tmp_path / "next"), ports

    async def deploy() -> None:
        await asyncio.to_thread(installation.end, f"api {new}")
        installation.start("migrate", called="migrate", code=code)
        assert await asyncio.to_thread(installation.wait, "migrate") == 0
        assert await asyncio.to_thread(installation.is_ready, old), "the old version does not serve a newer database"
        for port in (new, old):
            if port == old:
                await asyncio.to_thread(installation.end, f"api {old}")
            _start_api(installation, port, code)
            await asyncio.to_thread(installation.wait_until_ready, port)
        for part in ("scheduler", "worker"):
            await asyncio.to_thread(installation.end, part)
            installation.start(part, code=code)

    truth = truth_of(installation, servers)
    async with stage_in(installation) as (_, stage):
        await under_load(truth, ports, stage, deploy)
    assert await truth.value("select count(*) from pg_namespace where nspname like 'bpo\\_code\\_%'") == 2


async def under_load(truth: Truth, ports: list[int], stage: Stage, deploy: Deploy) -> None:
    async with (
        proxy(ports) as before,
        httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{before.port}", timeout=60, trust_env=False, limits=SHORT_LIVED
        ) as http,
    ):
        await hold_tasks_long(http)
        visitors = Visitors(http)
        async with asyncio.TaskGroup() as group:
            for slug, key in stage.clients.items():
                group.create_task(visitors.submit(slug, key))
            for key in stage.operators[:OPERATORS]:
                group.create_task(visitors.work(key))
            await asyncio.sleep(2)
            await deploy()
            visitors.is_over = True
    assert await truth.value("select count(*) from work_items") == visitors.submitted > 0
    assert await truth.value("select count(*) from history where kind = 'task_completed'") == visitors.completed > 0
    assert await until_idle(truth)
    assert await truth.violations() == []


async def hold_tasks_long(http: httpx.AsyncClient) -> None:
    """Nobody's lease runs out here, however slow the machine is."""
    for slug in TENANTS:
        for key in ("desk", "seniors"):
            queue = {"name": key, "lease": "PT1H"}
            named, headers = {"tenant": slug}, {"Authorization": f"Bearer {ADMIN_KEY}"}
            answer = await http.put(f"/v1/queues/{key}", json=queue, params=named, headers=headers)
            assert answer.status_code == 200, answer.text


class Visitors:
    """Send each request once and never again: whatever is lost on the way, or refused, fails the test."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http
        self.is_over = False
        self.submitted = self.completed = 0

    async def submit(self, slug: str, key: str) -> None:
        while not self.is_over:
            document = {"way": "both", "customer": "rich", "total": 1, "lines": [{"sku": "s3", "quantity": 1}]}
            body = {"reference": f"{slug} {self.submitted}", "document": document}
            await self._send(key, "orders", body, status=201)
            self.submitted += 1
            await asyncio.sleep(PAUSE_S)

    async def work(self, key: str) -> None:
        while not self.is_over:
            if claimed := await self._send(key, "tasks/claim", {}):
                body = {"lease_token": claimed["lease"]["token"], "disposition": "done"}
                await self._send(key, f"tasks/{claimed['task']['id']}/complete", body)
                self.completed += 1
            await asyncio.sleep(PAUSE_S)

    async def _send(self, key: str, path: str, body: dict[str, Any], status: int = 200) -> Any:
        answer = await self._http.post(f"/v1/{path}", json=body, headers={"Authorization": f"Bearer {key}"})
        assert answer.status_code in (status, 204), (path, answer.text)
        return answer.json() if answer.content else None


async def until_idle(truth: Truth) -> bool:
    """Whether machines come to their end in time, with nobody sending anything any more."""
    deadline = time.monotonic() + DRAINED_WITHIN_S
    while time.monotonic() < deadline:
        if not await truth.value("select count(*) from runs where state in ('queued', 'running')"):
            return True
        await asyncio.sleep(0.2)
    return False


def next_version(folder: Path) -> Path:
    """This one, with a migration more and other functions."""
    for package in ("platform", "workers"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    versions = folder / "platform" / "tenants" / "migrations" / "versions"
    newest = max(each.name[:4] for each in versions.glob("[0-9]*.py"))
    (versions / "9999_next.py").write_text(NEXT_MIGRATION.format(before=newest))
    with (folder / "platform" / "tasks" / "sql" / "write.sql").open("a") as functions:
        functions.write("\n-- of the next version\n")
    return folder


def _start_api(installation: Installation, port: int, code: Path | None = None) -> None:
    installation.start("api", called=f"api {port}", code=code, port=port, leave_s=LEAVE_S)
