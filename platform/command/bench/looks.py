"""Looks at the items of one key, as the worker of patterns takes them without the database; and what they leave
behind."""

import time
from array import array
from statistics import median

import psutil
from msgspec import Struct

from rules import load
from rules.patterns import Pattern, candidate, limited, reduce, understood
from workers.patterns.children import Child

from .pattern_stage import PATTERN, seen_items
from .usage import MIB

ITEMS = 50


class Memory(Struct, frozen=True):
    """Resident size of the process that asks and of the engine's."""

    looks: int
    asking_mib: float
    engine_mib: float


class Looks(Struct, frozen=True):
    """Medians. `engine_ms`, of `look_ms`: the way to the engine, its work and the way back. `memory`: after a tenth of
    the looks, and after all."""

    look_ms: float
    engine_ms: float
    memory: tuple[Memory, Memory]


async def looked(times: int) -> Looks:
    """`times`: at least ten."""
    (pattern,) = load({"tables": [], "patterns": [PATTERN]}).patterns
    child = Child()
    look_s, engine_s = array("d", bytes(8 * times)), array("d", bytes(8 * times))  # as large from the first look on
    memory = list[Memory]()
    for nth in range(times):
        look_s[nth], engine_s[nth] = await _look(pattern, child)
        if nth + 1 in (times // 10, times):
            memory.append(_memory(child, nth + 1))
    await child.end()
    early, late = memory
    return Looks(median(look_s) * 1e3, median(engine_s) * 1e3, (early, late))


async def _look(pattern: Pattern, child: Child) -> tuple[float, float]:
    """Seconds of the whole, and of asking the child."""
    items = seen_items(ITEMS)
    began = time.perf_counter()
    chosen = limited(pattern, [candidate(pattern, "claim", item) for item in items], items[-1].id)
    program = reduce(pattern, chosen.candidates, chosen.fixed)
    asked = time.perf_counter()
    found = await child.ask(program)
    answered = time.perf_counter()
    understood(pattern, chosen.candidates, found, chosen.fixed)
    return time.perf_counter() - began, answered - asked


def _memory(child: Child, looks: int) -> Memory:
    own, engine = psutil.Process(), psutil.Process(child.pid)
    return Memory(looks, own.memory_info().rss / MIB, engine.memory_info().rss / MIB)
