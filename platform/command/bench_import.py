"""`bpo bench import`: a file of work items beside the same items in bulk requests: how fast, and in how much memory."""

import argparse
import asyncio
from datetime import UTC, datetime
from pathlib import Path

from tenants.settings import Settings

from .bench.delivery import deliver_all
from .bench.delivery_telling import BEGIN, END, Report, table
from .bench.machine import described
from .bench.telling import between
from .terminal import say

DOCUMENT = Path(__file__).parents[2] / "docs" / "benchmarks.md"
ROWS = 100_000


def bench(_settings: Settings, arguments: list[str]) -> int:
    """Measures and prints; the figures of docs/benchmarks.md change only with --write."""
    asked = read(arguments)
    passages = asyncio.run(deliver_all(asked.rows))
    report = Report(datetime.now(UTC), described(), passages)
    say(report.as_json() if asked.json else table(passages))
    if asked.write:
        DOCUMENT.write_text(between(DOCUMENT.read_text(), BEGIN, END, report.as_markdown()))
    return 0


def read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bpo bench import", description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS, help=f"items in each way ({ROWS:,})")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/benchmarks.md")
    return parser.parse_args(arguments)
