"""Whatever befalls the engine's process is an exception, and the next question is answered."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from typing import Any

import psutil
import pytest

from rules.patterns import Program
from workers.patterns.children import Child, ChildDied, Children

MEMORY_BYTES = 256 << 20
PAIR = Program(
    {"v0": {"all": [{"m0": {"$and": [{"r": 0}, {"o": 1}]}}]}},
    [[{"id": "0_7", "r": 0, "i": 7, "o": 1}]],
)
CROWD: list[dict[str, Any]] = [{"id": f"0_{n}", "r": 0, "i": n, "o": 1} for n in range(200)]
FREE: dict[str, Any] = {
    f"m{n}": {"$and": [{"r": 0}, *([{"$gte": {"o": {"m0": "o"}}}] if n else [{"o": 1}])]} for n in range(5)
}
ENDLESS = Program({"v0": {"all": [{name: test} for name, test in FREE.items()]}}, [CROWD])
"""Five free members over 200 facts: more combinations than any memory holds."""


@pytest.fixture
async def child() -> AsyncIterator[Child]:
    made = Child(MEMORY_BYTES, 20.0)
    yield made
    await made.end()


async def test_a_child_answers_again_and_again(child: Child) -> None:
    assert [await child.ask(PAIR) for _ in range(3)] == [[[0, 7]]] * 3


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGKILL])
async def test_a_child_that_was_killed_is_replaced(child: Child, number: signal.Signals) -> None:
    await child.ask(PAIR)
    os.kill(_child_pid(), number)
    with pytest.raises(ChildDied):
        await child.ask(PAIR)
    assert await child.ask(PAIR) == [[0, 7]]


async def test_a_child_that_hangs_is_ended() -> None:
    child = Child(MEMORY_BYTES, 20.0)
    await child.ask(PAIR)
    child._time_limit_s = 0.5
    os.kill(_child_pid(), signal.SIGSTOP)
    with pytest.raises(ChildDied, match="within"):
        await child.ask(PAIR)
    child._time_limit_s = 20.0
    assert await child.ask(PAIR) == [[0, 7]]
    await child.end()
    assert _children() == []


async def test_a_child_takes_no_more_memory_than_it_may(child: Child) -> None:
    with pytest.raises(ChildDied):
        await child.ask(ENDLESS)
    assert await child.ask(PAIR) == [[0, 7]]


async def test_who_is_cancelled_leaves_no_answer_for_the_next(child: Child) -> None:
    await child.ask(PAIR)
    os.kill(_child_pid(), signal.SIGSTOP)
    asking = asyncio.create_task(child.ask(PAIR))
    await asyncio.sleep(0.2)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    other = Program(PAIR.rules, [[{"id": "0_8", "r": 0, "i": 8, "o": 1}]])
    assert await child.ask(other) == [[0, 8]]


async def test_as_many_are_asked_at_once_as_there_are_children() -> None:
    children = Children(2)
    answers = await asyncio.gather(*(children.ask(PAIR) for _ in range(20)))
    assert answers == [[[0, 7]]] * 20
    assert len(_children()) == 2
    await children.close()
    assert _children() == []


async def test_what_has_no_facts_needs_no_engine() -> None:
    assert await Children(1).ask(Program(PAIR.rules, [])) == []
    assert _children() == []


def _children() -> list[psutil.Process]:
    return [each for each in psutil.Process().children() if "workers.patterns.child" in each.cmdline()]


def _child_pid() -> int:
    (process,) = _children()
    return int(process.pid)
