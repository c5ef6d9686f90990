"""A worker of patterns that is killed at any moment loses no set of items and raises none twice."""

import asyncio
import random
import time
from itertools import combinations
from typing import Any

import httpx
import pytest

from command.soak.truth import Truth
from tests.conftest import ADMIN_KEY
from tests.faults.installation import Installation
from tests.faults.truth import truth_of
from tests.servers import Servers

GROUPS, OF_A_GROUP = 24, 5
SETS = GROUPS * len(list(combinations(range(OF_A_GROUP), 2)))
KILLS = 4
DONE_WITHIN_S = 240
PAIR: dict[str, Any] = {
    "name": "pair",
    "by": "document.group",
    "within": "P1D",
    "all": [{"as": "a"}, {"as": "b"}],
    "then": [{"raise": {"signal": "pair"}}],
}
TOLD = """
select count(distinct (select array_agg(e ->> 'id' order by e ->> 'id') from json_array_elements(data -> 'items') e))
from history where kind = 'signal'"""
TABLES = [{"name": "t", "on": "received", "rules": [{"name": "r", "then": [{"create_task": {"queue": "unrouted"}}]}]}]


@pytest.mark.timeout(DONE_WITHIN_S + 240)
async def test_a_killed_worker_of_patterns_raises_every_set_once(installation: Installation, servers: Servers) -> None:
    truth = truth_of(installation, servers)
    headers = {"Authorization": f"Bearer {ADMIN_KEY}"}
    async with httpx.AsyncClient(base_url=installation.base_url, headers=headers, timeout=60, trust_env=False) as http:
        await set_up(http)
        submitting = asyncio.create_task(submit(http))
        draw = random.Random(8)  # noqa: S311 - the same moments again
        for _ in range(KILLS):
            await asyncio.sleep(draw.uniform(0.5, 3))
            installation.kill("patterns")
            installation.start("patterns")
        await submitting
    await until_done(truth)
    assert await truth.value("select count(*) from raised_sets") == SETS
    assert await truth.value("select count(*) from history where kind = 'signal'") == SETS
    assert await truth.value(TOLD) == SETS
    assert await truth.violations() == []


async def set_up(http: httpx.AsyncClient) -> None:
    tenant = {"slug": "acme", "name": "Acme", "timezone": "UTC", "country": "US"}
    for method, path, body in (
        ("POST", "/v1/tenants", tenant),
        ("PUT", "/v1/work-types/claim?tenant=acme", {"name": "Claim"}),
        ("PUT", "/v1/rulesets/claim/draft?tenant=acme", {"tables": TABLES, "patterns": [PAIR]}),
        ("POST", "/v1/rulesets/claim/publish?tenant=acme", {}),
    ):
        answer = await http.request(method, path, json=body)
        assert answer.is_success, answer.text


async def submit(http: httpx.AsyncClient) -> None:
    """Group by group, so that looks go on while the worker is killed; some are amended right away."""
    for nth in range(OF_A_GROUP):
        items = [
            {"type": "claim", "reference": f"{group} {nth}", "document": {"group": group}} for group in range(GROUPS)
        ]
        answer = await http.post("/v1/work-items/bulk?tenant=acme", json={"items": items})
        made = answer.json()
        assert made["accepted"] == GROUPS
        for each in made["items"][:3]:
            amended = await http.patch(f"/v1/work-items/{each['id']}", json={"document": {"nth": nth}})
            assert amended.is_success, amended.text
        await asyncio.sleep(0.5)


async def until_done(truth: Truth) -> None:
    deadline = time.monotonic() + DONE_WITHIN_S
    while await truth.value("select count(*) from looks"):
        assert time.monotonic() < deadline, await truth.value("select json_agg(l) from looks l")
        await asyncio.sleep(0.5)
