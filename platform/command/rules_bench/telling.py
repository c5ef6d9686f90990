"""How figures of rules are shown: as Markdown, on the terminal and in docs/benchmarks.md, and as JSON. Pure."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from ..bench.telling import aligned
from .figures import OURS, Cost, Figure, verdicts

BEGIN, END = "<!-- figures of rules -->", "<!-- end of figures of rules -->"


def as_json(figures: Sequence[Figure], costs: Sequence[Cost]) -> str:
    goals = [asdict(each) for each in verdicts(figures, costs)]
    decisions, tables = map(asdict, figures), map(asdict, costs)
    return json.dumps({"decisions": [*decisions], "tables": [*tables], "goals": goals}, ensure_ascii=False)


def as_text(figures: Sequence[Figure], costs: Sequence[Cost]) -> str:
    """Give three tables: decisions, what it takes to make tables ready, goals."""
    goals = [(each.goal, each.measured, "met" if each.is_met else "MISSED") for each in verdicts(figures, costs)]
    return "\n\n".join(
        [
            "CPU µs of a whole decision (in brackets: how many times ours)",
            aligned([("rules", "hit", *_contenders(figures)), *_decisions(figures)]),
            "CPU seconds to make a table ready",
            aligned([("rules", "read", "of it index", "check", "bytes of index a rule"), *_costs(costs)]),
            "Goals",
            aligned([("goal", "measured", ""), *goals]),
        ]
    )


def _contenders(figures: Sequence[Figure]) -> list[str]:
    return list(dict.fromkeys(each.contender for each in figures))


def _decisions(figures: Sequence[Figure]) -> Iterator[tuple[str, ...]]:
    for size, hit in dict.fromkeys((each.rules, each.hit) for each in figures):
        found = {each.contender: each.us for each in figures if (each.rules, each.hit) == (size, hit)}
        yield f"{size:,}", hit, *(_time(found.get(name), found[OURS]) for name in _contenders(figures))


def _time(us: float | None, ours: float) -> str:
    if us is None:
        return ""
    shown = f"{us:,.1f}" if us < 100 else f"{us:,.0f}"  # noqa: PLR2004 - three digits say enough
    return shown if us == ours else f"{shown} ({us / ours:.2g})"


def _costs(costs: Sequence[Cost]) -> Iterator[tuple[str, ...]]:
    for each in costs:
        times = (f"{spent:.2f}" for spent in (each.load_s, each.index_s, each.check_s))
        yield f"{each.rules:,}", *times, f"{each.index_bytes_per_rule:,.0f}"
