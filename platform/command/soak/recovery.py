"""How long it takes until work goes on: a canary is sent in, and has to come through to machines and people."""

import asyncio
import time
from contextlib import suppress
from datetime import UTC, datetime
from http import HTTPStatus
from uuid import uuid4

from ..demo.answers import Made
from .book import Book
from .caller import Caller
from .truth import Truth
from .waiting import until

GIVEN_UP_AFTER_S = 20.0
"""Longer than is promised: the next fault does not wait for ever."""

CANARY = {"document": {"way": "canary", "customer": "canary", "total": 1}, "priority": 100}


class Recovery:
    """`slug` is the tenant of the caller, whose answers `book` keeps."""

    def __init__(self, caller: Caller, slug: str, book: Book, truth: Truth) -> None:
        self._caller = caller
        self._slug = slug
        self._book = book
        self._truth = truth
        self._submissions: set[asyncio.Task[str]] = set()

    async def end(self) -> None:
        """When each canary has been answered, also those that nobody waited for any more."""
        await asyncio.gather(*self._submissions)

    async def seconds(self) -> float:
        """From now until an order that is submitted now has been done by a machine and claimed by an operator, nothing
        of before waits for a machine, and no lease is overdue. At most GIVEN_UP_AFTER_S."""
        since, began = datetime.now(UTC), time.monotonic()
        with suppress(TimeoutError):
            async with asyncio.timeout(GIVEN_UP_AFTER_S):
                submission = asyncio.create_task(self._submit())
                self._submissions.add(submission)
                canary = await asyncio.shield(submission)
                await until(lambda: self._is_recovered(canary, since))
        return time.monotonic() - began

    async def _submit(self) -> str:
        body, once = {"reference": f"canary {uuid4()}"} | CANARY, uuid4().hex
        answer = await self._caller.ask("POST /v1/orders", body, name="canary", once=once)
        canary = answer.read(Made).id if answer.status == HTTPStatus.CREATED else ""
        self._book.accepted[canary] = self._slug
        return canary

    async def _is_recovered(self, canary: str, since: datetime) -> bool:
        return await self._truth.is_recovered(canary, since)
