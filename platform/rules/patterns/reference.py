"""Matches worked out plainly, place by place, with FEEL's own comparisons: what the engine is held to, and what answers
where no engine may run."""

from collections.abc import Iterator, Sequence

from ..feel.fuel import refuel
from ..feel.logic import COMPARE
from .candidates import Candidate
from .matches import Match, counted, of_sets
from .pattern import Pattern


def matches(pattern: Pattern, candidates: Sequence[Candidate], fixed: int | None = None) -> list[Match]:
    """One for each set of items, the newest first. `candidates` are of one key, in order of receipt; `fixed`: only the
    sets that this one is in."""
    search = _Search(pattern, candidates)
    if pattern.count is not None:
        return counted(pattern, candidates, search.takers[0], fixed)
    found = (
        Match(items, places)
        for places in pattern.alternatives
        for items in search.fill(places, (), fixed)
        if not search.is_ruled_out(places, items)
    )
    return of_sets(found)


class _Search:
    def __init__(self, pattern: Pattern, candidates: Sequence[Candidate]) -> None:
        self._pattern = pattern
        self._candidates = candidates
        self._compared = [pattern.compared_with(place) for place in range(len(pattern.members))]
        self.takers = [
            [number for number, each in enumerate(candidates) if each.fits[place]]
            for place in range(len(pattern.members))
        ]

    def fill(self, places: tuple[int, ...], taken: tuple[int, ...], fixed: int | None) -> Iterator[tuple[int, ...]]:
        """Every way to fill the places with different items that go together."""
        if len(taken) == len(places):
            yield taken
            return
        left = len(places) - len(taken)
        must = fixed is not None and fixed not in taken and left == 1
        for number in [fixed] if must else self.takers[places[len(taken)]]:
            if number is not None and self._goes(places, taken, number):
                yield from self.fill(places, (*taken, number), fixed)

    def _goes(self, places: tuple[int, ...], taken: tuple[int, ...], number: int) -> bool:
        place = places[len(taken)]
        if number in taken or not self._candidates[number].fits[place]:
            return False
        return self._are_near((*taken, number)) and self._compare(place, number, dict(zip(places, taken, strict=False)))

    def _are_near(self, items: tuple[int, ...]) -> bool:
        times = [self._candidates[number].at_us for number in items]
        return max(times) - min(times) <= self._pattern.within_us

    def _compare(self, place: int, number: int, taken: dict[int, int]) -> bool:
        """A comparison with a place that is not filled in this alternative holds."""
        for nth, comparison in self._compared[place]:
            other = taken.get(comparison.left.place)
            if other is None:
                continue
            left = self._candidates[other].sides[nth, comparison.left.place]
            right = self._candidates[number].sides[nth, place]
            refuel()
            if COMPARE[comparison.operator](left, right) is not True:
                return False
        return True

    def is_ruled_out(self, places: tuple[int, ...], items: tuple[int, ...]) -> bool:
        """Whether there is another item, in the same time, that may not be there."""
        taken = dict(zip(places, items, strict=True))
        return any(
            number not in items and self._are_near((*items, number)) and self._compare(place, number, taken)
            for place in self._pattern.negated
            for number in self.takers[place]
        )
