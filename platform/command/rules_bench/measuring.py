"""Measures engines that decide by rules, in CPU time, taking turns within a round."""

import gc
import tracemalloc
from collections.abc import Callable, Iterator
from random import Random
from statistics import median
from time import process_time

from rules import Catalogue, check, load
from rules.index.matcher import Matcher

from .contenders import ours, peers
from .figures import OURS, Cost, Figure
from .tables import HITS, Row, content, documents

ROUNDS = 5
DOCUMENTS = 200
LEAST_S = 0.05  # measured of each contender in each round


def measured(table: list[Row]) -> Iterator[Figure]:
    """Measure every contender on documents of each kind."""
    engines = {name: make(table) for name, make in peers(len(table)).items()}
    ruleset = load(content(table))
    for hit in HITS:
        sample = documents(table, hit, DOCUMENTS, Random(1))  # noqa: S311 - the same documents in every run
        runs = {OURS: ours(ruleset, sample)} | {
            name: _over(engine, sample[: _few(name, len(table))]) for name, engine in engines.items()
        }
        counts = {name: DOCUMENTS if name == OURS else _few(name, len(table)) for name in runs}
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
        times, spent = times + 1, process_time() - began
    return spent / times / count * 1e6


def cost(table: list[Row]) -> Cost:
    """Measure what it takes to make a table ready, and what its index keeps."""
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
