"""What was measured of engines that decide by rules, and how it stands to the goals. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

OURS, PEER = "bpo", "zen-engine"
GOALS_US = {10: 3, 1_000: 5, 10_000: 8}  # of a whole decide(), on a machine that does nothing else
GOALS_TIMES = {  # how many times ours the peer takes, by rules and kind of hit
    (10, "random"): 20, (1_000, "random"): 70, (1_000, "none"): 150, (10_000, "random"): 100, (10_000, "none"): 600,
}  # fmt: skip
MOST_GROWTH = 3  # from 10 to 10,000 rules
MOST_INDEX_BYTES = 2_000  # a rule
MOST_READY_S = 1.0  # to read, check and index 1,000 rules


@dataclass(frozen=True, slots=True)
class Figure:
    """Microseconds of CPU time for a decision; the median of the rounds."""

    rules: int
    hit: str
    contender: str
    us: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What it takes to make a table of that size ready, in CPU time."""

    rules: int
    load_s: float
    check_s: float
    index_s: float
    index_bytes_per_rule: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """A goal with what was measured; whether it is met does not depend on the unit."""

    goal: str
    measured: str
    is_met: bool


def verdicts(figures: Sequence[Figure], costs: Sequence[Cost]) -> Iterator[Verdict]:
    """Hold what was measured to the goals that it says something of."""
    times = {(each.rules, each.hit, each.contender): each.us for each in figures}
    for size, goal_us in GOALS_US.items():
        own = [us for (rules, _, name), us in times.items() if (rules, name) == (size, OURS)]
        if own:
            yield Verdict(f"{size:,} rules: at most {goal_us} µs", f"{max(own):.1f} µs", max(own) <= goal_us)
    yield from _growth(times)
    for (size, hit), goal in GOALS_TIMES.items():
        ours, peer = times.get((size, hit, OURS)), times.get((size, hit, PEER))
        if ours and peer:
            name = f"{size:,} rules, hit {hit}: {goal} times faster than {PEER}"
            yield Verdict(name, f"{peer / ours:.0f} times", peer / ours >= goal)
    for cost in costs:
        kept = cost.index_bytes_per_rule
        table = f"{cost.rules:,} rules"
        if cost.rules >= 1_000:  # noqa: PLR2004 - the size that the goal names - what a matcher needs anyway weighs nothing from there on
            name = f"{table}: at most {MOST_INDEX_BYTES:,} bytes of index a rule"
            yield Verdict(name, f"{kept:,.0f} bytes", kept <= MOST_INDEX_BYTES)
        if cost.rules == 1_000:  # noqa: PLR2004 - the size that the goal names
            ready = cost.load_s + cost.check_s
            yield Verdict(f"{table}: read and checked in {MOST_READY_S:g} s", f"{ready:.2f} s", ready < MOST_READY_S)


def _growth(times: dict[tuple[int, str, str], float]) -> Iterator[Verdict]:
    few, many = times.get((10, "random", OURS)), times.get((10_000, "random", OURS))
    if few and many:
        grown = many / few
        yield Verdict(f"10 to 10,000 rules: grows less than {MOST_GROWTH} times", f"{grown:.1f}", grown < MOST_GROWTH)
