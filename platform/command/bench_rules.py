"""`bpo bench rules`: a whole decide() for tables of 10 to 100,000 rules beside other engines, in CPU time."""

import argparse
from datetime import UTC, datetime
from random import Random

from tenants.settings import Settings

from .bench.machine import described
from .bench.telling import between
from .bench_http import DOCUMENT
from .rules_bench.figures import Cost, Figure
from .rules_bench.measuring import ROUNDS, cost, measured
from .rules_bench.tables import rows
from .rules_bench.telling import BEGIN, END, as_json, as_text
from .terminal import say

SIZES = (10, 100, 1_000, 10_000, 100_000)


def bench(_settings: Settings, arguments: list[str]) -> int:
    """Measures and prints; the figures of docs/benchmarks.md change only with --write."""
    parser = argparse.ArgumentParser(prog="bpo bench rules", description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, metavar="RULES", help="of 10, 100, …; left out: all")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of tables")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/benchmarks.md")
    asked = parser.parse_args(arguments)
    figures: list[Figure] = []
    costs: list[Cost] = []
    for size in asked.sizes or SIZES:
        table = rows(size, Random(size))  # noqa: S311 - the same tables in every run
        figures += measured(table)
        costs.append(cost(table))
    say(as_json(figures, costs) if asked.json else as_text(figures, costs))
    if asked.write:
        when = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {described()}; medians of {ROUNDS} rounds."
        DOCUMENT.write_text(between(DOCUMENT.read_text(), BEGIN, END, f"{when}\n\n{as_text(figures, costs)}"))
    return 0
