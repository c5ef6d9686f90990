"""`bpo bench http`: the API beside bare handlers on the same servers: orders, claims with completions, bulk."""

import argparse
import asyncio
from datetime import UTC, datetime
from pathlib import Path

from tenants.settings import Settings

from .bench.contest import ROUNDS
from .bench.contests import CONTESTS, hold_all
from .bench.machine import described
from .bench.telling import Report, table, with_figures
from .terminal import say

DOCUMENT = Path(__file__).parents[2] / "docs" / "benchmarks.md"


def bench(_settings: Settings, arguments: list[str]) -> int:
    """Measures and prints; the figures of docs/benchmarks.md change only with --write."""
    asked = read(arguments)
    outcomes = asyncio.run(hold_all(asked.contests or list(CONTESTS), asked.seconds))
    report = Report(datetime.now(UTC), described(), asked.seconds, ROUNDS, outcomes)
    if asked.json:
        say(report.as_json())
    else:
        say("\n\n".join(f"{each.title}, per {each.unit}\n{table(each)}" for each in outcomes))
    if asked.write:
        DOCUMENT.write_text(with_figures(DOCUMENT.read_text(), report))
    return 0


def read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bpo bench http", description=__doc__)
    parser.add_argument("contests", nargs="*", metavar="CONTEST", help=f"of {', '.join(CONTESTS)}; left out: all")
    parser.add_argument("--seconds", type=float, default=5.0, help="measured of each contender in each round (5)")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of tables")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/benchmarks.md")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.contests) - set(CONTESTS):
        parser.error(f"there is no contest {', '.join(sorted(unknown))}")
    return asked
