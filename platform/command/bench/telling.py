"""How outcomes are shown: as a table on the terminal or in Markdown, as JSON, and in docs/benchmarks.md. Pure."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec import Struct

from .figures import Outcome, Standing

HEADINGS = ("contender", "per s", "server µs", "database µs", "together µs", "client µs", "p50 ms", "p99 ms")
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"


class Report(Struct, frozen=True):
    at: datetime
    machine: str
    seconds: float
    rounds: int
    outcomes: list[Outcome]

    def as_json(self) -> str:
        return msgspec.json.encode(self).decode()


def table(outcome: Outcome) -> str:
    """One contest in Markdown, columns aligned so that it reads on a terminal too."""
    rows = [_cells(standing, outcome.aim) for standing in outcome.standings]
    return aligned([(*HEADINGS, "by CPU", "by rate"), *rows])


def aligned(lines: Sequence[tuple[str, ...]]) -> str:
    """A table whose first line is its head."""
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    ruled = [lines[0], tuple("-" * width for width in widths), *lines[1:]]
    return "\n".join("| " + " | ".join(map(str.ljust, line, widths)) + " |" for line in ruled)


def figures_of(report: Report) -> str:
    """All contests with their date and machine, in Markdown."""
    when = f"{report.at:%Y-%m-%d %H:%M} UTC"
    how = f"{when}, {report.machine}; medians of {report.rounds} rounds of {report.seconds:g} s."
    parts = [f"### {each.title}\n\nPer {each.unit}:\n\n{table(each)}" for each in report.outcomes]
    return "\n\n".join([how, *parts])


def with_figures(document: str, report: Report) -> str:
    """The document with these figures in the place of the old ones."""
    return between(document, BEGIN, END, figures_of(report))


def between(document: str, begin: str, end: str, text: str) -> str:
    """The document with this text between two marks, in the place of what was there."""
    before, _, rest = document.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}\n{text}\n{end}{after}"


def _cells(standing: Standing, aim: float) -> tuple[str, ...]:
    shown = standing.figures
    together = shown.server_us + shown.database_us
    times = (shown.server_us, shown.database_us, together, shown.client_us)
    return (
        standing.name,
        f"{shown.units_per_s:,.0f}",
        *(f"{time:,.0f}" for time in times),
        f"{shown.p50_ms:.1f}",
        f"{shown.p99_ms:.1f}",
        "1" if standing.by_cpu is None else f"{standing.by_cpu:.2f} (aim {aim:g})",
        "1" if standing.by_rate is None else f"{standing.by_rate:.2f}",
    )
