"""`bpo soak patterns`: random patterns on random items, the engine against brute force, for as many cases as are
wanted."""

import argparse
import asyncio
import multiprocessing
import resource
import secrets
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from msgspec import Struct

from tenants.settings import Settings
from workers.patterns.children import MEMORY_BYTES, Child, ChildDied

from .soak.pattern_cases import Compared, compared
from .terminal import note, say

A_PATTERN = 20
"""Sets of items that a pattern is tried on."""
A_BATCH = 2_000
PATIENCE_S = 300.0
"""For one answer: what is compared are answers, and the machine may have much else to do."""
SHOWN = 5


class Batch(Struct, frozen=True):
    """`matched` of the cases had matches; all that is kept of those without a difference is their number."""

    cases: int
    matched: int
    differences: list[Compared]


def soak(_settings: Settings, arguments: list[str]) -> int:
    """The status is 1 where there is any difference; it is shown with all that it takes to see it again."""
    asked = read(arguments)
    seeds = [f"{asked.seed}.{batch}" for batch in range(-(-asked.cases // A_BATCH))]
    memory_bytes = resource.RLIM_INFINITY if asked.without_limit else MEMORY_BYTES
    cases = matched = differences = 0
    with ProcessPoolExecutor(asked.processes, multiprocessing.get_context("spawn")) as pool:
        for batch in pool.map(partial(tried, memory_bytes), seeds):
            cases += batch.cases
            matched += batch.matched
            differences += _show(batch.differences)
            note(f"{cases:,} cases, {differences} differences")
    say(f"{cases:,} cases of seed {asked.seed}, {matched:,} with matches: {differences or 'no'} differences")
    return 1 if differences else 0


def read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bpo soak patterns", description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000, help="how many (1,000,000)")
    parser.add_argument("--seed", type=int, default=None, help="the same again for the same seed (a random one)")
    parser.add_argument("--processes", type=int, default=2, help="at once (2)")
    parser.add_argument("--without-limit", action="store_true", help="let the engine have any memory")
    asked = parser.parse_args(arguments)
    if asked.seed is None:
        asked.seed = secrets.randbelow(1 << 32)
    return asked


def tried(memory_bytes: int, seed: str) -> Batch:
    """A batch, half of it tame, half wild."""
    return asyncio.run(_tried(memory_bytes, seed))


async def _tried(memory_bytes: int, seed: str) -> Batch:
    child, cases, matched = Child(memory_bytes, PATIENCE_S), 0, 0
    differences = []
    for number in range(A_BATCH // A_PATTERN):
        try:
            async for each in compared(child, f"{seed}.{number}", is_wild=number % 2 > 0, times=A_PATTERN):
                cases += 1
                matched += bool(each.expected)
                if each.found != each.expected:
                    differences.append(each)
        except ChildDied as fault:
            fault.add_note(f"at pattern {number} of --seed {seed.partition('.')[0]}, batch {seed.partition('.')[2]}")
            raise
    await child.end()
    return Batch(cases, matched, differences)


def _show(differences: list[Compared]) -> int:
    for each in differences[:SHOWN]:
        note(f"{each.pattern}\n  {each.items}\n  fixed {each.fixed}, expected {each.expected}, found {each.found}")
    return len(differences)
