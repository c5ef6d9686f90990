"""`bpo bench patterns`: how long from an item's receipt to the signal that it completes, at a steady rate with one
worker; and what one look costs, without and with the engine."""

import argparse
import asyncio
import time
from collections.abc import Sequence
from statistics import quantiles

from rules import load
from rules.patterns import candidate, limited, reduce, understood
from tenants.settings import Settings
from workers.patterns.children import Child

from .bench.pattern_stage import PATTERN, Receipts, seen_items
from .terminal import say

ITEMS_OF_A_LOOK = 50
LOOKS = 400


def bench(_settings: Settings, arguments: list[str]) -> int:
    """Prints; the machine's other work is in the figures."""
    asked = read(arguments)
    whole_ms, engine_ms = asyncio.run(_looks())
    delays_ms = asyncio.run(Receipts(asked.rate, asked.seconds).measure())
    cuts = quantiles(delays_ms, n=100)
    say(f"a look at {ITEMS_OF_A_LOOK} items of one key, without the database: {_middle(whole_ms):.2f} ms,")
    say(f"of which the way to the engine, its work and the way back {_middle(engine_ms):.2f} ms")
    say(f"received to signal, {asked.rate:g} items a second for {asked.seconds:g} s with one worker:")
    say(f"p50 {cuts[49]:.0f} ms, p99 {cuts[98]:.0f} ms, of {len(delays_ms)} signals")
    return 0


def read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bpo bench patterns", description=__doc__)
    parser.add_argument("--rate", type=float, default=50, help="items a second (50)")
    parser.add_argument("--seconds", type=float, default=20, help="how long (20)")
    return parser.parse_args(arguments)


async def _looks() -> tuple[list[float], list[float]]:
    """Of a look without the database, and of asking the child, in ms."""
    (pattern,) = load({"tables": [], "patterns": [PATTERN]}).patterns
    items, child = seen_items(ITEMS_OF_A_LOOK), Child()
    whole_ms, engine_ms = [], []
    for _ in range(LOOKS):
        began = time.perf_counter()
        chosen = limited(pattern, [candidate(pattern, "claim", item) for item in items], items[-1].id)
        program = reduce(pattern, chosen.candidates, chosen.fixed)
        asked = time.perf_counter()
        found = await child.ask(program)
        answered = time.perf_counter()
        understood(pattern, chosen.candidates, found, chosen.fixed)
        whole_ms.append((time.perf_counter() - began) * 1e3)
        engine_ms.append((answered - asked) * 1e3)
    await child.end()
    return whole_ms, engine_ms


def _middle(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]
