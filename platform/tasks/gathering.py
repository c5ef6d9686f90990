"""Group commit: lets what comes in while other work of its kind is under way wait a moment, and does it together.

Nobody who is alone waits. Own code: libraries that gather calls (aiodataloader) do so for one turn of the event loop.
"""

import asyncio
from collections import Counter, defaultdict, deque
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

from tenants.outages import is_outage

K = TypeVar("K", bound=Hashable)
Q = TypeVar("Q")
A = TypeVar("A")
Asked = tuple[Q, asyncio.Future[A]]

AT_ONCE = 2
"""Groups of one kind under way: the database works at one while the next is made."""

MOST = 32
"""Of one group."""


class Gathering(Generic[K, Q, A]):
    """`work` gives the answers to all that was asked of one kind, in its order; where it raises it has done nothing."""

    def __init__(self, work: Callable[[K, list[Q]], Awaitable[list[A]]]) -> None:
        self._work = work
        self._waiting: defaultdict[K, deque[Asked[Q, A]]] = defaultdict(deque)
        self._under_way: Counter[K] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()

    async def ask(self, kind: K, asked: Q) -> A:
        """Raises what its own work raises: where a group fails, each of it is worked at alone."""
        answer: asyncio.Future[A] = asyncio.get_running_loop().create_future()
        self._waiting[kind].append((asked, answer))
        if self._under_way[kind] < AT_ONCE:
            self._under_way[kind] += 1
            task = asyncio.create_task(self._work_off(kind))
            self._tasks.add(task)  # asyncio itself keeps none
            task.add_done_callback(self._tasks.discard)
        return await answer

    async def _work_off(self, kind: K) -> None:
        waiting = self._waiting[kind]
        while waiting:
            await self._answer(kind, [waiting.popleft() for _ in range(min(len(waiting), MOST))])
        self._under_way[kind] -= 1
        if not self._under_way[kind]:
            del self._under_way[kind], self._waiting[kind]

    async def _answer(self, kind: K, group: list[Asked[Q, A]]) -> None:
        try:
            answers = await self._work(kind, [asked for asked, _ in group])
        except Exception as error:
            if len(group) > 1 and not is_outage(error):
                for each in group:
                    await self._answer(kind, [each])
                return
            for _, answer in group:
                if not answer.done():
                    answer.set_exception(error)
        else:
            for (_, answer), found in zip(group, answers, strict=True):
                if not answer.done():
                    answer.set_result(found)
