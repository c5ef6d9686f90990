"""`bpo bench rules`: a whole decide() for tables of 10 to 100,000 rules beside other engines, in CPU time."""

import argparse
import gc
import json
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from random import Random
from statistics import median
from time import process_time

from rules import Catalogue, check, load
from rules.index.matcher import Matcher
from tenants.settings import Settings

from .rules_bench.contenders import ours, peers
from .rules_bench.tables import HITS, Row, content, documents, rows
from .terminal import say

SIZES = (10, 100, 1_000, 10_000, 100_000)
ROUNDS = 5
DOCUMENTS = 200
GOALS_US = {10: 3, 1_000: 5, 10_000: 8}  # of ours, on a machine that does nothing else
LEAST_S = 0.05  # measured of each contender in each round


@dataclass(frozen=True, slots=True)
class Figure:
    """Microseconds of CPU time for a decision; the median of the rounds."""

    rules: int
    hit: str
    contender: str
    us: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What it takes to make a table of that size ready."""

    rules: int
    load_s: float
    check_s: float
    index_s: float
    index_bytes_per_rule: float


def bench(_settings: Settings, arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bpo bench rules", description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, metavar="RULES", help="of 10, 100, …; left out: all")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of tables")
    asked = parser.parse_args(arguments)
    figures: list[Figure] = []
    costs: list[Cost] = []
    for size in asked.sizes or SIZES:
        table = rows(size, Random(size))  # noqa: S311 - the same tables in every run
        figures += measured(table)
        costs.append(cost(table))
    if asked.json:
        say(json.dumps({"decisions": [asdict(each) for each in figures], "tables": [asdict(each) for each in costs]}))
    else:
        say("\n".join([*_decisions(figures), "", *_costs(costs)]))
    return 0


def measured(table: list[Row]) -> Iterator[Figure]:
    """Measure every contender on documents of each kind, taking turns within a round."""
    makers = peers(len(table))
    engines = {name: make(table) for name, make in makers.items()}
    ruleset = load(content(table))
    for hit in HITS:
        sample = documents(table, hit, DOCUMENTS, Random(1))  # noqa: S311
        runs = {"bpo": ours(ruleset, sample)} | {
            name: _over(engine, sample[: _few(name, len(table))]) for name, engine in engines.items()
        }
        counts = {name: DOCUMENTS if name == "bpo" else _few(name, len(table)) for name in runs}
        rounds = [{name: _us(run, counts[name]) for name, run in runs.items()} for _ in range(ROUNDS)]
        for name in runs:
            yield Figure(len(table), hit, name, round(median(each[name] for each in rounds), 2))


def _few(name: str, size: int) -> int:
    """Give how many documents a contender decides at a time: fewer where it goes through all rules."""
    return max(2, min(DOCUMENTS, 20_000 // size // (10 if name == "rule-engine" else 1)))


def _over(engine: Callable[[dict[str, object]], object], sample: list[dict[str, object]]) -> Callable[[], None]:
    def run() -> None:
        for document in sample:
            engine(document)

    return run


def _us(run: Callable[[], None], count: int) -> float:
    run()
    times, spent, began = 0, 0.0, process_time()
    while spent < LEAST_S:
        run()
        times += 1
        spent = process_time() - began
    return spent / times / count * 1e6


def cost(table: list[Row]) -> Cost:
    ruleset = content(table)
    began = process_time()
    loaded = load(ruleset)
    read = process_time()
    check(loaded, Catalogue())
    checked = process_time()
    matcher = Matcher(loaded.tables[0])
    indexed = process_time()
    del matcher
    gc.collect()
    tracemalloc.start()
    kept = Matcher(loaded.tables[0])
    size = tracemalloc.get_traced_memory()[0] / len(table)
    tracemalloc.stop()
    del kept
    return Cost(len(table), round(read - began, 3), round(checked - read, 3), round(indexed - checked, 3), round(size))


def _decisions(figures: list[Figure]) -> Iterator[str]:
    yield "CPU µs of a whole decision (in brackets: how many times ours)"
    for size in dict.fromkeys(each.rules for each in figures):
        for hit in HITS:
            found = {each.contender: each.us for each in figures if (each.rules, each.hit) == (size, hit)}
            others = (f"{name} {us:.1f} ({us / found['bpo']:.1f})" for name, us in found.items() if name != "bpo")
            goal = f" (goal {GOALS_US[size]})" if size in GOALS_US else ""
            yield f"{size:>7,} rules, hit {hit:<6}  bpo {found['bpo']:6.2f}{goal}   {'   '.join(others)}"


def _costs(costs: list[Cost]) -> Iterator[str]:
    yield "making a table ready, CPU seconds"
    for each in costs:
        yield (
            f"{each.rules:>7,} rules: read {each.load_s:.2f} (index {each.index_s:.2f}), check {each.check_s:.2f}, "
            f"{each.index_bytes_per_rule:.0f} bytes of index a rule"
        )
