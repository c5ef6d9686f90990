"""How deliveries are shown: as a table, as JSON, and in docs/benchmarks.md. Pure."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec import Struct

from .delivery import Passage
from .telling import aligned

AIM = 0.6
BEGIN, END = "<!-- figures of imports -->", "<!-- end of figures of imports -->"
HEADINGS = ("way", "rows", "per s", "API µs", "worker µs", "database µs", "together µs", "API MiB", "worker MiB")
RATIOS = ("by CPU", f"by rate (aim {AIM})")


class Report(Struct, frozen=True):
    at: datetime
    machine: str
    passages: list[Passage]

    def as_json(self) -> str:
        return msgspec.json.encode(self).decode()

    def as_markdown(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} UTC, {self.machine}.\n\n{table(self.passages)}"


def table(passages: Sequence[Passage]) -> str:
    """Each way beside the bulk of as many rows, which comes first of them."""
    bulk: dict[int, Passage] = {}
    for passage in passages:
        bulk.setdefault(passage.rows, passage)
    return aligned([(*HEADINGS, *RATIOS), *(_cells(passage, bulk[passage.rows]) for passage in passages)])


def _cells(passage: Passage, bulk: Passage) -> tuple[str, ...]:
    usage = passage.usage
    spent = [1e6 * each / passage.rows for each in (usage.api_s, usage.worker_s, usage.database_s)]
    figures = (passage.rows, passage.rows / passage.seconds, *spent, sum(spent))
    memory = (usage.api_peak_mib, usage.worker_peak_mib)
    ratios = (_cpu_us(bulk) / _cpu_us(passage), bulk.seconds / passage.seconds)
    return passage.name, *(f"{each:,.0f}" for each in (*figures, *memory)), *(f"{each:.2f}" for each in ratios)


def _cpu_us(passage: Passage) -> float:
    usage = passage.usage
    return (usage.api_s + usage.worker_s + usage.database_s) / passage.rows
