"""`bpo bench pages`: how long the server takes for every screen of a running `./bpo demo`, and how much it sends.

With each screen the pages that it leads to are measured, one of a kind: the first item of a list, the first task. With
`--fill` the demo is given so many more items first: a screen must not know how many there are.
"""

import argparse
import asyncio
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from statistics import quantiles

import httpx
import msgspec
from msgspec import Struct

from tenants.settings import Settings

from .address import base_url
from .bench.filling import fill
from .bench.machine import described
from .bench.telling import aligned, between
from .bench_http import DOCUMENT
from .errors import CommandError
from .parts import connected
from .shots.readers import entrance_of, refused
from .shots.screens import SCREENS
from .terminal import say

TARGET_MS, FIRST_KB, LATER_KB = 50, 150, 20
BEGIN, END = "<!-- figures of screens -->", "<!-- end of figures of screens -->"
NOT_MEASURED = "not-found"
BESIDE = {"siti@bpo.example": ("/tasks", "/tasks?view=overdue", "/tasks?view=ready", "/items?q=F")}
"""Lists of which no picture is made, and which read the most, by their reader."""

_ASSETS = re.compile(r'(?:href|src)="(/assets/[^"]+)"')
_BEHIND = re.compile(r'href="(/[^"?#]*/[0-9a-f]{8}-[0-9a-f-]{27})"')
_ID = re.compile("[0-9a-f]{8}-[0-9a-f-]{27}")


class Figures(Struct, frozen=True):
    """`first_kb`: with all that a browser fetches once; `later_kb`: of the page alone; both as they are sent."""

    reader: str
    path: str
    p50_ms: float
    p95_ms: float
    first_kb: float
    later_kb: float

    @property
    def holds(self) -> bool:
        return self.p95_ms <= TARGET_MS and self.first_kb <= FIRST_KB and self.later_kb <= LATER_KB


def bench(settings: Settings, arguments: list[str]) -> int:
    """Prints a row for each screen; 1 where one is slower or larger than it may be. The figures of docs/benchmarks.md
    change only with --write."""
    asked = _read(arguments, settings)
    if asked.fill:
        asyncio.run(fill(connected(settings).database_url, asked.fill))
    found = list(_measured(settings, asked))
    say(msgspec.json.encode(found).decode() if asked.json else as_text(found))
    if asked.write:
        when = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {described()}; each screen {asked.times} times"
        filled = f", in a demo with {asked.fill:,} more items." if asked.fill else ", in a demo."
        DOCUMENT.write_text(between(DOCUMENT.read_text(), BEGIN, END, f"{when}{filled}\n\n{as_text(found)}"))
    return 0 if all(each.holds for each in found) else 1


def _read(arguments: list[str], settings: Settings) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bpo bench pages", description=__doc__)
    parser.add_argument("--url", default=base_url(settings), help="of a running `./bpo demo`")
    parser.add_argument("--fill", type=int, default=0, metavar="N", help="make so many more items first: 1000000")
    parser.add_argument("--times", type=int, default=40, help="how often each screen is asked for (40)")
    parser.add_argument("--json", action="store_true", help="print one JSON list instead of a table")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/benchmarks.md")
    return parser.parse_args(arguments)


def _measured(settings: Settings, asked: argparse.Namespace) -> Iterator[Figures]:
    for reader, paths in _paths().items():
        with httpx.Client(base_url=asked.url, timeout=60, trust_env=False, follow_redirects=True) as browser:
            if reader:
                entrance = entrance_of(reader, settings)
                if browser.post(entrance.path, data=dict(entrance.fields)).is_error:
                    raise refused(reader, asked.url)
            for path in _with_behind(browser, paths):
                yield _figures(browser, reader or "nobody", path, asked.times)


def _paths() -> Mapping[str | None, Sequence[str]]:
    """By reader, each once."""
    found: dict[str | None, dict[str, None]] = {}
    for screen in SCREENS:
        if screen.name != NOT_MEASURED:
            found.setdefault(screen.reader, {})[screen.path] = None
    return {reader: (*paths, *BESIDE.get(reader or "", ())) for reader, paths in found.items()}


def _with_behind(browser: httpx.Client, paths: Iterable[str]) -> Iterator[str]:
    """Each path, and after it the first page of each kind that it leads to and that none before it did."""
    kinds = set()
    for path in paths:
        yield path
        for behind in _BEHIND.findall(browser.get(path).text):
            if kind_of(behind) not in kinds:
                kinds.add(kind_of(behind))
                yield behind


def kind_of(path: str) -> str:
    return _ID.sub("…", path)


def _figures(browser: httpx.Client, reader: str, path: str, times: int) -> Figures:
    page = browser.get(path)
    if page.is_error:
        raise CommandError(f"{path} answers {page.status_code} to {reader}")
    once = sum(int(browser.get(asset).headers["content-length"]) for asset in set(_ASSETS.findall(page.text)))
    took_ms = []
    for _ in range(times):
        began = time.perf_counter()
        page = browser.get(path)
        took_ms.append((time.perf_counter() - began) * 1000)
    cuts = quantiles(took_ms, n=20)
    sent = int(page.headers["content-length"])
    return Figures(reader, kind_of(path), cuts[9], cuts[18], (once + sent) / 1000, sent / 1000)


def as_text(found: Sequence[Figures]) -> str:
    return aligned([("screen", "reader", "p50 ms", "p95 ms", "first kB", "later kB", "holds"), *map(_row, found)])


def _row(of: Figures) -> tuple[str, ...]:
    figures = (of.p50_ms, of.p95_ms, of.first_kb, of.later_kb)
    return of.path, of.reader, *(f"{figure:,.1f}" for figure in figures), "yes" if of.holds else "no"
