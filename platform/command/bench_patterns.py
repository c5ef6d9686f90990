"""`bpo bench patterns`: how long from an item's receipt to the signal that it completes, at a steady rate with one
worker; what one look costs, without and with the engine; and whether looks leave memory behind."""

import argparse
import asyncio
from datetime import UTC, datetime
from statistics import quantiles

import msgspec
from msgspec import Struct

from tenants.settings import Settings

from .bench.looks import ITEMS, Looks, looked
from .bench.machine import described
from .bench.pattern_stage import Receipts
from .bench.telling import aligned, between
from .bench_http import DOCUMENT
from .terminal import say

BEGIN, END = "<!-- figures of patterns -->", "<!-- end of figures of patterns -->"


class Figures(Struct, frozen=True):
    """`rate`: items a second, for `seconds`."""

    rate: float
    seconds: float
    signals: int
    p50_ms: float
    p99_ms: float
    looks: Looks


def bench(_settings: Settings, arguments: list[str]) -> int:
    """Measures and prints; the figures of docs/benchmarks.md change only with --write."""
    asked = read(arguments)
    figures = asyncio.run(_measured(asked))
    say(msgspec.json.encode(figures).decode() if asked.json else as_text(figures))
    if asked.write:
        when = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {described()}."
        DOCUMENT.write_text(between(DOCUMENT.read_text(), BEGIN, END, f"{when}\n\n{as_text(figures)}"))
    return 0


def read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bpo bench patterns", description=__doc__)
    parser.add_argument("--rate", type=float, default=50, help="items a second (50)")
    parser.add_argument("--seconds", type=float, default=20, help="how long (20)")
    parser.add_argument(
        "--looks", type=int, default=1_000, help="how often items are looked at (1000; for memory 100000)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/benchmarks.md")
    return parser.parse_args(arguments)


def as_text(figures: Figures) -> str:
    looks, (early, late) = figures.looks, figures.looks.memory
    rows = [
        ("", "measured", "goal"),
        (f"received to signal at {figures.rate:g} a second, p50", f"{figures.p50_ms:.0f} ms", "300 ms"),
        (f"the same, p99 of {figures.signals:,}", f"{figures.p99_ms:.0f} ms", "2,000 ms"),
        (f"a look at {ITEMS} items, median of {late.looks:,}", f"{looks.look_ms:.2f} ms", "1.5 ms"),
        ("of it the engine and the way there and back", f"{looks.engine_ms:.2f} ms", "0.5 ms"),
        (f"memory of the worker after {early.looks:,} looks", f"{early.asking_mib:.1f} MiB", ""),
        (f"and after {late.looks:,}", f"{late.asking_mib:.1f} MiB", "the same"),
        (f"memory of the engine after {early.looks:,} looks", f"{early.engine_mib:.1f} MiB", ""),
        (f"and after {late.looks:,}", f"{late.engine_mib:.1f} MiB", "the same"),
    ]
    return aligned(rows)


async def _measured(asked: argparse.Namespace) -> Figures:
    looks = await looked(asked.looks)
    delays_ms = await Receipts(asked.rate, asked.seconds).measure()
    cuts = quantiles(delays_ms, n=100)
    return Figures(asked.rate, asked.seconds, len(delays_ms), cuts[49], cuts[98], looks)
