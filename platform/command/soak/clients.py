"""Client companies and a team lead as they really are: they ask twice, change their minds, move what others are at."""

import asyncio
import random
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import httpx
import msgspec

from ..demo.answers import Made, Page
from .book import Book, Pulse
from .caller import Caller
from .stage import CREDIT, ON_HAND, Stage

WAYS = ("hand", "machine", "machine", "both", "nowhere")
"""For the last there is no rule."""

BULK = 10
BULK_EVERY_S = 4.0
REPEAT = 0.05
TWICE = 0.2
AMEND = 0.7
LATELY = 50
"""From so many of the newest is chosen what is changed: those that others are at."""

JSON = dict[str, Any]


class BulkLine(msgspec.Struct, frozen=True):
    status: int
    id: str = ""


class BulkAnswer(msgspec.Struct, frozen=True):
    items: list[BulkLine]


class Clients:
    """Of every tenant one who submits, one who submits many, one who changes; and the team lead. Each rests for up to
    `pause_s` after every request."""

    def __init__(
        self, http: httpx.AsyncClient, stage: Stage, seed: int, book: Book, pulse: Pulse, *, pause_s: float
    ) -> None:
        self._callers = {slug: Caller(http, key, book, pulse) for slug, key in stage.clients.items()}
        self._lead = Caller(http, stage.lead, book, pulse)
        self._random = random.Random(seed)  # noqa: S311 - the same again for the same seed
        self._book = book
        self._pause_s = pause_s
        self._is_over = False

    async def work(self) -> None:
        """Until `end`, and what was begun by then is finished."""
        async with asyncio.TaskGroup() as group:
            for slug, caller in self._callers.items():
                group.create_task(self._submit(slug, caller))
                group.create_task(self._submit_many(slug, caller))
                group.create_task(self._change_items(slug, caller))
            group.create_task(self._lead_on())

    def end(self) -> None:
        self._is_over = True

    async def _submit(self, slug: str, caller: Caller) -> None:
        """Some orders twice at once under one Idempotency-Key, some references a second time."""
        reference = ""
        while not self._is_over:
            is_repeated = bool(reference) and self._random.random() < REPEAT
            reference = reference if is_repeated else f"{slug} {uuid4()}"
            body, once = {"reference": reference, "document": self._document()}, uuid4().hex
            times = 2 if self._random.random() < TWICE else 1
            answers = await asyncio.gather(*(caller.ask("POST /v1/orders", body, once=once) for _ in range(times)))
            made = [answer.read(Made).id for answer in answers if answer.status == HTTPStatus.CREATED]
            self._book.hold_alike("POST /v1/orders", made)
            self._book.accepted |= dict.fromkeys(made, slug)
            if not is_repeated and any(answer.status == HTTPStatus.CONFLICT for answer in answers):
                self._book.refused.append(reference)
            await self._pause()

    async def _submit_many(self, slug: str, caller: Caller) -> None:
        while not self._is_over:
            items = [
                {"type": "order", "reference": f"{slug} {uuid4()}", "document": self._document()} for _ in range(BULK)
            ]
            items.append(items[0])
            answer = await caller.ask("POST /v1/work-items/bulk", {"items": items}, once=uuid4().hex)
            if answer.status == HTTPStatus.OK:
                lines = answer.read(BulkAnswer).items
                self._book.accepted |= {line.id: slug for line in lines if line.status == HTTPStatus.CREATED}
                if sum(line.status == HTTPStatus.CREATED for line in lines) < BULK:
                    self._book.refused.append(f"of a bulk of {slug}: {lines}")
            await asyncio.sleep(BULK_EVERY_S)

    async def _change_items(self, slug: str, caller: Caller) -> None:
        """Amends and cancels what it submitted."""
        while not self._is_over:
            await self._pause()
            own = [item for item, owner in self._book.accepted.items() if owner == slug][-LATELY:]
            if own and self._random.random() < AMEND:
                patch = {"document": {"note": self._random.random()}, "priority": self._random.randint(0, 100)}
                await caller.ask(f"PATCH /v1/work-items/{self._random.choice(own)}", patch, name="amend")
            elif own:
                path = f"/v1/work-items/{self._random.choice(own)}/cancel"
                await caller.ask(f"POST {path}", {}, name="cancel", once=uuid4().hex)

    async def _lead_on(self) -> None:
        """Moves, hurries and opens again whatever comes to hand, held or not, done or not."""
        while not self._is_over:
            await self._pause()
            seen = await self._lead.ask(f"GET /v1/tasks?limit={LATELY}", name="tasks")
            tasks = [task.id for task in seen.read(Page[Made]).items] if seen.status == HTTPStatus.OK else []
            items = list(self._book.accepted)[-LATELY:]
            if not tasks or not items:
                continue
            task, item = self._random.choice(tasks), self._random.choice(items)
            moves: list[tuple[str, JSON]] = [
                (f"tasks/{task}/transfer", {"queue": self._random.choice(["desk", "exceptions"])}),
                (f"tasks/{task}/priority", {"priority": self._random.randint(0, 100)}),
                (f"tasks/{task}/reopen", {}),
                (f"work-items/{item}/reopen", {"reason": "look again"}),
                (f"work-items/{item}/redecide", {}),
            ]
            path, body = self._random.choice(moves)
            await self._lead.ask(f"POST /v1/{path}", body, name="lead " + path.rpartition("/")[2], once=uuid4().hex)

    def _document(self) -> JSON:
        choose = self._random.choice
        skus = self._random.sample(sorted(ON_HAND), self._random.randint(1, 3))
        return {
            "way": choose(WAYS),
            "customer": choose([*CREDIT, "unknown"]),
            "total": self._random.randint(1, 120),
            "lines": [{"sku": sku, "quantity": self._random.randint(1, 5)} for sku in skus],
        }

    async def _pause(self) -> None:
        await asyncio.sleep(self._random.random() * self._pause_s)
