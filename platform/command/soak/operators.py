"""Operators as they really are: they ask twice, come late, walk away, set aside, give back; most finish their tasks."""

import asyncio
import random
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import httpx
import msgspec

from ..demo.answers import Lease
from ..demo.client import Answer
from .book import Book, Pulse
from .caller import Caller
from .stage import LEASE_S

IDLE_S = 0.1
HABITS = {"walk away": 10, "come late": 10, "renew": 10, "give back": 10, "set aside": 5, "get on": 55}
DISPOSITIONS = {"done": 85, "again": 10, "stop": 5}
WITH_KEY = 0.7
CLAIM_TWICE = 0.1
COMPLETE_TWICE = 0.2


class OfferedTask(msgspec.Struct, frozen=True):
    id: str
    type: str
    pend_reasons: list[Any]


class Offer(msgspec.Struct, frozen=True):
    task: OfferedTask
    lease: Lease


class Done(msgspec.Struct, frozen=True):
    id: str
    completed_at: str


class Operators:
    def __init__(self, http: httpx.AsyncClient, keys: list[str], seed: int, book: Book, pulse: Pulse) -> None:
        self._callers = [Caller(http, key, book, pulse) for key in keys]
        self._random = random.Random(seed)  # noqa: S311 - the same again for the same seed
        self._book = book
        self._is_finishing = False
        self._is_over = False

    async def work(self) -> None:
        """Until `end`, and what was begun by then is finished."""
        async with asyncio.TaskGroup() as group:
            for number, caller in enumerate(self._callers):
                group.create_task(self._work(caller, is_hasty=number == 0))

    def finish(self) -> None:
        """From now on everybody completes whatever they get, so that everything comes to its end."""
        self._is_finishing = True

    def end(self) -> None:
        self._is_over = True

    async def _work(self, caller: Caller, *, is_hasty: bool) -> None:
        """A hasty one asks for the next task while the last is not done."""
        async with asyncio.TaskGroup() as group:
            while not self._is_over:
                offer = await self._claim(caller)
                if offer is None:
                    await asyncio.sleep(IDLE_S)
                elif is_hasty and not self._is_finishing:
                    group.create_task(self._deal_with(caller, offer))
                else:
                    await self._deal_with(caller, offer)

    async def _claim(self, caller: Caller) -> Offer | None:
        """Some twice at once under one Idempotency-Key. Who has none may lose the answer: then the lease runs out."""
        once = uuid4().hex if self._random.random() < WITH_KEY else ""
        times = 2 if once and self._random.random() < CLAIM_TWICE else 1
        answers = await asyncio.gather(*(caller.ask("POST /v1/tasks/claim", {}, once=once) for _ in range(times)))
        offers = [answer.read(Offer) for answer in answers if answer.status == HTTPStatus.OK]
        self._book.hold_alike("POST /v1/tasks/claim", offers)
        if not offers:
            return None
        self._book.given_out(offers[0].task.id, offers[0].lease.token)
        return offers[0]

    async def _deal_with(self, caller: Caller, offer: Offer) -> None:
        match "get on" if self._is_finishing else self._draw(HABITS):
            case "walk away":
                return  # the lease runs out
            case "come late":
                await asyncio.sleep(LEASE_S * (0.7 + self._random.random()))  # about when the lease runs out
            case "renew":
                await self._act(caller, offer, "renew", {})
            case "give back":
                await self._act(caller, offer, self._random.choice(["release", "reject"]), {"reason": "not mine"})
                return
            case "set aside" if offer.task.pend_reasons:
                await self._pend(caller, offer)
                return
        await self._complete(caller, offer)

    async def _pend(self, caller: Caller, offer: Offer) -> None:
        until = datetime.now(UTC) + timedelta(seconds=self._random.random() * 3 + 2)
        reason = self._random.choice(["documents", "client"])
        await self._act(caller, offer, "pend", {"reason": reason, "until": until.isoformat()})

    async def _complete(self, caller: Caller, offer: Offer) -> None:
        """Some twice at once."""
        body = {"disposition": self._disposition(offer), "result": {"n": self._random.random()}}
        once, times = uuid4().hex, 2 if self._random.random() < COMPLETE_TWICE else 1
        answers = await asyncio.gather(*(self._act(caller, offer, "complete", body, once=once) for _ in range(times)))
        done = [answer.read(Done) for answer in answers if answer.status == HTTPStatus.OK]
        self._book.hold_alike("complete", done)
        self._book.completed |= {(task.id, task.completed_at) for task in done}

    def _disposition(self, offer: Offer) -> str:
        if offer.task.type != "check":
            return "closed"
        return "done" if self._is_finishing else self._draw(DISPOSITIONS)

    def _draw(self, lots: dict[str, int]) -> str:
        return self._random.choices(list(lots), list(lots.values()))[0]

    async def _act(self, caller: Caller, offer: Offer, verb: str, body: dict[str, Any], *, once: str = "") -> Answer:
        request = f"POST /v1/tasks/{offer.task.id}/{verb}"
        said = body | {"lease_token": offer.lease.token}
        return await caller.ask(request, said, name=verb, once=once or uuid4().hex)
