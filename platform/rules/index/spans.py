"""Intervals of a block of rules, cut into the segments between their ends: a number's segment knows its rules.

Segments are found on floats, and compared exactly where a float ties.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from math import inf

from ..feel.numbers import Number
from .cells import Interval


class Spans:
    """Segment 2k+1 is the k-th end itself, 2k what lies between it and the end before."""

    __slots__ = ("_ends", "floats", "segments")

    def __init__(self, cells: Iterable[tuple[int, tuple[Interval, ...]]], always: int) -> None:
        listed = list(cells)
        ends = sorted(
            {end for _, spans in listed for span in spans for end in (span.low, span.high) if end is not None}
        )
        self._ends = ends
        self.floats = [*map(as_float, ends), inf]
        self.segments = list(_segments(listed, ends, always))

    def look(self, value: Number, approximate: float) -> int:
        """Give the bits of the rules whose intervals hold the number; `approximate` is its float."""
        place = bisect_left(self.floats, approximate)
        return self.exact(value, place) if self.floats[place] == approximate else self.segments[2 * place]

    def exact(self, value: Number, place: int) -> int:
        """Give the bits for a number whose float is that of the end at a place."""
        ends = self._ends
        approximate = self.floats[place]
        while place < len(ends) and self.floats[place] == approximate and ends[place] < value:
            place += 1
        is_end = place < len(ends) and ends[place] == value
        return self.segments[2 * place + is_end]

    @property
    def density(self) -> float:
        """How many rules a segment holds in the mean."""
        return sum(map(int.bit_count, self.segments)) / len(self.segments)


def as_float(value: Number) -> float:
    """Give the nearest float; what is beyond all floats is infinite."""
    try:
        return float(value)
    except OverflowError:
        return inf if value > 0 else -inf


def _segments(cells: list[tuple[int, tuple[Interval, ...]]], ends: list[Number], always: int) -> Iterator[int]:
    """Sweep over the segments; neighbours with the same rules share one int."""
    places = {end: index for index, end in enumerate(ends)}
    last = 2 * len(ends)
    changes: dict[int, int] = {}
    for bit, spans in cells:
        for first, beyond in _merged(spans, places, last):
            changes[first] = changes.get(first, 0) ^ (1 << bit)
            changes[beyond] = changes.get(beyond, 0) ^ (1 << bit)
    current, shared = 0, always
    for segment in range(last + 1):
        if segment in changes:
            current ^= changes[segment]
            shared = current | always
        yield shared


def _merged(spans: tuple[Interval, ...], places: dict[Number, int], last: int) -> list[tuple[int, int]]:
    """Give the segments of a cell's intervals as ranges that neither touch nor overlap, so that each bit toggles."""
    merged: list[tuple[int, int]] = []
    for first, beyond in sorted(_segments_of(span, places, last) for span in spans):
        if first >= beyond:
            continue
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], beyond))
        else:
            merged.append((first, beyond))
    return merged


def _segments_of(span: Interval, places: dict[Number, int], last: int) -> tuple[int, int]:
    first = 0 if span.low is None else 2 * places[span.low] + (1 if span.has_low else 2)
    beyond = last + 1 if span.high is None else 2 * places[span.high] + (2 if span.has_high else 1)
    return first, beyond


def complement(spans: tuple[Interval, ...]) -> tuple[Interval, ...]:
    """Give the intervals of all numbers that no interval holds."""
    low: Number | None = None
    has_low, is_done = False, False
    gaps: list[Interval] = []
    for span in sorted(spans, key=_start):
        if is_done or _is_empty(span):
            continue
        if span.low is not None and _is_before(low, has_low, span):
            gaps.append(Interval(low, span.low, has_low, not span.has_low))
        if span.high is None:
            is_done = True
        elif low is None or span.high > low or (span.high == low and has_low and span.has_high):
            low, has_low = span.high, not span.has_high
    if not is_done:
        gaps.append(Interval(low, None, has_low))
    return tuple(gaps)


def _start(span: Interval) -> tuple[bool, Number, bool]:
    return span.low is not None, span.low or 0, not span.has_low


def _is_empty(span: Interval) -> bool:
    if span.low is None or span.high is None:
        return False
    return span.low > span.high or (span.low == span.high and not (span.has_low and span.has_high))


def _is_before(low: Number | None, has_low: bool, span: Interval) -> bool:
    """Say whether something lies between where the gap begins and the next interval."""
    if low is None or span.low is None:
        return span.low is not None
    return low < span.low or (low == span.low and has_low and not span.has_low)
