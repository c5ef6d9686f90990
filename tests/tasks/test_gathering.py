"""Work that comes while other is under way is done together; what goes wrong with one of it stays its own."""

import asyncio
from typing import Any

import pytest

from tasks.gathering import AT_ONCE, MOST, Gathering


class Worker:
    """Doubles numbers, when it is let; fails at groups with a negative one."""

    def __init__(self) -> None:
        self.groups: list[tuple[str, list[int]]] = []
        self.may_go_on = asyncio.Event()
        self.gathering = Gathering(self._work)

    async def ask(self, *numbers: int, kind: str = "any") -> list[Any]:
        return list(await asyncio.gather(*(self.gathering.ask(kind, n) for n in numbers), return_exceptions=True))

    async def _work(self, kind: str, numbers: list[int]) -> list[int]:
        self.groups.append((kind, numbers))
        await self.may_go_on.wait()
        if any(n == 0 for n in numbers):
            raise ConnectionResetError
        if any(n < 0 for n in numbers):
            raise ValueError(numbers)
        return [2 * n for n in numbers]


@pytest.fixture
async def worker() -> Worker:
    return Worker()


async def turns() -> None:
    """All that is ready now goes as far as it can."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_who_is_alone_does_not_wait(worker: Worker) -> None:
    worker.may_go_on.set()
    assert [await worker.ask(n) for n in range(1, 4)] == [[2], [4], [6]]
    assert worker.groups == [("any", [1]), ("any", [2]), ("any", [3])]


async def test_who_comes_while_all_are_at_work_is_done_with_the_others(worker: Worker) -> None:
    at_work = []
    for n in range(AT_ONCE):
        at_work.append(asyncio.create_task(worker.ask(n + 1)))
        await turns()
    rest = asyncio.create_task(worker.ask(*range(10, 10 + MOST + 3)))
    await turns()
    assert len(worker.groups) == AT_ONCE
    worker.may_go_on.set()
    assert await rest == [2 * n for n in range(10, 10 + MOST + 3)]
    assert [len(numbers) for _, numbers in worker.groups[AT_ONCE:]] == [MOST, 3]
    assert await asyncio.gather(*at_work) == [[2 * (n + 1)] for n in range(AT_ONCE)]


async def test_kinds_are_not_mixed(worker: Worker) -> None:
    worker.may_go_on.set()
    one, other = await asyncio.gather(worker.ask(1, 2, kind="one"), worker.ask(3, 4, kind="other"))
    assert (one, other) == ([2, 4], [6, 8])
    assert sorted(worker.groups) == [("one", [1, 2]), ("other", [3, 4])]


async def test_a_group_that_fails_is_worked_at_one_by_one(worker: Worker) -> None:
    worker.may_go_on.set()
    one, bad, other = await worker.ask(1, -1, 2)
    assert (one, other, type(bad)) == (2, 4, ValueError)


async def test_a_server_that_is_away_is_asked_once(worker: Worker) -> None:
    worker.may_go_on.set()
    assert [type(each) for each in await worker.ask(1, 0, 2)] == [ConnectionResetError] * 3
    assert len(worker.groups) == 1


async def test_who_gives_up_leaves_the_others_their_answers(worker: Worker) -> None:
    asked = [asyncio.create_task(worker.gathering.ask("any", n)) for n in (1, 2)]
    await turns()
    asked[0].cancel()
    worker.may_go_on.set()
    assert await asked[1] == 4


async def test_nothing_is_kept_of_what_is_done(worker: Worker) -> None:
    worker.may_go_on.set()
    await worker.ask(1, 2)
    await turns()
    assert not any(vars(worker.gathering)[name] for name in ("_waiting", "_under_way", "_tasks"))
