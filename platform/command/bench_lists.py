"""`bpo bench lists`: every list, look-up and report of the API, on an installation with a million items."""

import argparse
import asyncio
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from tenants.settings import Settings

from .bench.filling.fill import MILLION
from .bench.lists import Timed, time_all
from .bench.machine import described
from .bench.telling import aligned, between
from .terminal import say

DOCUMENT = Path(__file__).parents[2] / "docs" / "benchmarks.md"
BEGIN, END = "<!-- lists -->", "<!-- end of lists -->"


class Report(Struct, frozen=True):
    at: datetime
    machine: str
    items: int
    times: int
    timed: list[Timed]


def bench(_settings: Settings, arguments: list[str]) -> int:
    """Measures and prints; the figures of docs/benchmarks.md change only with --write."""
    asked = read(arguments)
    timed = asyncio.run(time_all(asked.items, asked.times))
    report = Report(datetime.now(UTC), described(), asked.items, asked.times, timed)
    say(msgspec.json.encode(report).decode() if asked.json else table(timed))
    if asked.write:
        DOCUMENT.write_text(between(DOCUMENT.read_text(), BEGIN, END, figures_of(report)))
    return 0


def figures_of(report: Report) -> str:
    """The table with its date and machine, in Markdown."""
    how = f"{report.at:%Y-%m-%d %H:%M} UTC, {report.machine}; {report.items:,} items, each read {report.times} times."
    return f"{how}\n\n{table(report.timed)}"


def table(timed: list[Timed]) -> str:
    """A line for each path, the roles beside each other: milliseconds of CPU for an answer, and its p50 / p95."""
    roles = list(dict.fromkeys(each.role for each in timed))
    cells = {(each.path, each.role): f"{each.cpu_ms:.0f} ({each.p50_ms:.0f} / {each.p95_ms:.0f})" for each in timed}
    paths = dict.fromkeys(each.path for each in timed)
    return aligned([("GET", *roles), *((path, *(cells.get((path, role), "") for role in roles)) for path in paths)])


def read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bpo bench lists", description=__doc__)
    parser.add_argument("--items", type=int, default=MILLION, help="that the installation holds (1,000,000)")
    parser.add_argument("--times", type=int, default=20, help="that each is read (20)")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/benchmarks.md")
    return parser.parse_args(arguments)
