"""Clients and operators as they really are: they ask twice, come late, walk away, and give back. Answers are kept."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx

from tests.faults.stage import CREDIT, ON_HAND, Stage

WAYS = ("hand", "machine", "machine", "both", "nowhere")
"""For the last there is no rule."""

LEASE_S = 1.0
LATELY = 50
"""From so many of the newest is chosen what is changed: those that others are at."""

JSON = dict[str, Any]
SHORT_LIVED = httpx.Limits(keepalive_expiry=1)
"""A client lets an idle connection go before the server does, which would refuse what is just being sent on it."""


class Load:
    """`statuses` counts the answers by request and status; `accepted` holds the items that were taken in, `completed`
    the tasks that were done, with the time of each completion, `unlike` what was asked twice and answered in two ways.
    """

    def __init__(self, http: httpx.AsyncClient, stage: Stage, seed: int) -> None:
        self._http = http
        self._stage = stage
        self._random = random.Random(seed)  # noqa: S311 - the same again for the same seed
        self._until = 0.0
        self.statuses: Counter[tuple[str, int]] = Counter()
        self.accepted: dict[str, str] = {}
        self.completed: set[tuple[str, str]] = set()
        self._seen: set[str] = set()
        self.unlike: list[tuple[str, Any, Any]] = []

    async def run(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds
        async with asyncio.TaskGroup() as group:
            for slug, key in self._stage.clients.items():
                group.create_task(self._submit(slug, key))
                group.create_task(self._submit_many(slug, key))
                group.create_task(self._change_items(slug, key))
            group.create_task(self._lead(self._stage.lead))
            for number, key in enumerate(self._stage.operators):
                group.create_task(self._work(key, is_hasty=number == 0))

    async def work_off(self, still_open: Callable[[], Awaitable[object]], within_s: float) -> None:
        """Every operator finishes what there is until nothing is left, or the time is over."""
        self._until = time.monotonic() + within_s
        async with asyncio.TaskGroup() as group:
            for key in self._stage.operators:
                group.create_task(self._finish(key, still_open))

    async def _finish(self, key: str, still_open: Callable[[], Awaitable[object]]) -> None:
        while not self.is_over:
            claimed = await self._claim(key)
            if claimed is not None:
                await self._complete(key, claimed, disposition="done")
            elif await still_open():
                await asyncio.sleep(0.2)
            else:
                return

    @property
    def is_over(self) -> bool:
        return time.monotonic() > self._until

    async def _submit(self, slug: str, key: str) -> None:
        """Some orders twice at once under one Idempotency-Key, some references a second time."""
        reference = ""
        while not self.is_over:
            is_repeated = bool(reference) and self._random.random() < 0.05
            reference = reference if is_repeated else f"{slug} {uuid4()}"
            body = {"reference": reference, "document": self._document()}
            headers = {"Idempotency-Key": str(uuid4())}
            twice = 2 if self._random.random() < 0.2 else 1
            answers = await asyncio.gather(
                *(self._send(key, "POST /v1/orders", body, headers=headers) for _ in range(twice))
            )
            made = [answer.json()["id"] for answer in answers if answer.status_code == 201]
            self._hold_alike("POST /v1/orders", made)
            self.accepted |= dict.fromkeys(made, slug)
            await asyncio.sleep(self._random.random() * 0.2)

    async def _submit_many(self, slug: str, key: str) -> None:
        while not self.is_over:
            items = [
                {"type": "order", "reference": f"{slug} {uuid4()}", "document": self._document()} for _ in range(10)
            ]
            items.append(items[0])
            answer = await self._send(key, "POST /v1/work-items/bulk", {"items": items})
            if answer.status_code == 200:
                made = [line["id"] for line in answer.json()["items"] if line["status"] == 201]
                self.accepted |= dict.fromkeys(made, slug)
            await asyncio.sleep(4)

    async def _change_items(self, slug: str, key: str) -> None:
        """Amends and cancels what it submitted."""
        while not self.is_over:
            await asyncio.sleep(self._random.random() * 0.2)
            own = [item for item, owner in self.accepted.items() if owner == slug][-LATELY:]
            if own and self._random.random() < 0.7:
                patch = {"document": {"note": self._random.random()}, "priority": self._random.randint(0, 100)}
                await self._send(key, f"PATCH /v1/work-items/{self._random.choice(own)}", patch, name="amend")
            elif own:
                await self._send(key, f"POST /v1/work-items/{self._random.choice(own)}/cancel", {}, name="cancel")

    async def _lead(self, key: str) -> None:
        """Moves, hurries and opens again whatever comes to hand, held or not, done or not."""
        while not self.is_over:
            await asyncio.sleep(self._random.random() * 0.2)
            if not self._seen:
                continue
            task = self._random.choice(sorted(self._seen)[-LATELY:])
            item = self._random.choice(sorted(self.accepted)[-LATELY:])
            moves: list[tuple[str, JSON]] = [
                (f"tasks/{task}/transfer", {"queue": self._random.choice(["desk", "exceptions"])}),
                (f"tasks/{task}/priority", {"priority": self._random.randint(0, 100)}),
                (f"tasks/{task}/reopen", {}),
                (f"work-items/{item}/reopen", {"reason": "look again"}),
                (f"work-items/{item}/redecide", {}),
            ]
            path, body = self._random.choice(moves)
            await self._send(key, f"POST /v1/{path}", body, name="lead " + path.rpartition("/")[2])

    def _document(self) -> JSON:
        choose = self._random.choice
        skus = self._random.sample(sorted(ON_HAND), self._random.randint(1, 3))
        return {
            "way": choose(WAYS),
            "customer": choose([*CREDIT, "unknown"]),
            "total": self._random.randint(1, 120),
            "lines": [{"sku": sku, "quantity": self._random.randint(1, 5)} for sku in skus],
        }

    async def _work(self, key: str, *, is_hasty: bool) -> None:
        """A hasty one asks for the next task while the last is not done."""
        async with asyncio.TaskGroup() as group:
            while not self.is_over:
                claimed = await self._claim(key)
                if claimed is None:
                    await asyncio.sleep(0.05)
                elif is_hasty:
                    group.create_task(self._deal_with(key, claimed))
                else:
                    await self._deal_with(key, claimed)

    async def _claim(self, key: str) -> JSON | None:
        once = {"Idempotency-Key": str(uuid4())} if self._random.random() < 0.5 else {}
        answer = await self._send(key, "POST /v1/tasks/claim", {}, headers=once)
        if answer.status_code != 200:
            return None
        claimed: JSON = answer.json()
        self._seen.add(claimed["task"]["id"])
        return claimed

    async def _deal_with(self, key: str, claimed: JSON) -> None:
        lot = self._random.random()
        if lot < 0.1:
            return  # walks away: the lease runs out
        if lot < 0.2:
            await asyncio.sleep(LEASE_S * (0.7 + self._random.random()))  # comes back about when it does
        elif lot < 0.3:
            await self._act(key, claimed, "renew", {})
        elif lot < 0.4:
            await self._act(key, claimed, self._random.choice(["release", "reject"]), {"reason": "not mine"})
            return
        elif lot < 0.45 and claimed["task"]["pend_reasons"]:
            until = datetime.now(UTC) + timedelta(seconds=self._random.random() * 3 + 2)  # not past when it arrives
            reason = self._random.choice(["documents", "client"])
            await self._act(key, claimed, "pend", {"reason": reason, "until": until.isoformat()})
            return
        await self._complete(key, claimed)

    async def _complete(self, key: str, claimed: JSON, disposition: str = "") -> None:
        disposition = disposition or self._random.choices(["done", "again", "stop"], [85, 10, 5])[0]
        if claimed["task"]["type"] != "check":
            disposition = "closed"
        body = {"disposition": disposition, "result": {"n": self._random.random()}}
        twice = 2 if self._random.random() < 0.2 else 1
        answers = await asyncio.gather(*(self._act(key, claimed, "complete", body) for _ in range(twice)))
        done = [answer.json() for answer in answers if answer.status_code == 200]
        self._hold_alike("complete", done)
        self.completed |= {(task["id"], task["completed_at"]) for task in done}

    async def _act(self, key: str, claimed: JSON, verb: str, body: JSON) -> httpx.Response:
        path = f"/v1/tasks/{claimed['task']['id']}/{verb}"
        return await self._send(key, f"POST {path}", body | {"lease_token": claimed["lease"]["token"]}, name=verb)

    async def _send(
        self, key: str, request: str, body: JSON, *, name: str = "", headers: dict[str, str] | None = None
    ) -> httpx.Response:
        method, path = request.split()
        authorization = {"Authorization": f"Bearer {key}"}
        answer = await self._http.request(method, path, json=body, headers=authorization | (headers or {}))
        self.statuses[name or request, answer.status_code] += 1
        return answer

    def _hold_alike(self, what: str, answers: list[Any]) -> None:
        """The same asked twice is answered the same twice."""
        with suppress(ValueError):
            first, second = answers
            if first != second:
                self.unlike.append((what, first, second))
