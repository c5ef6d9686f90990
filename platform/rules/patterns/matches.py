"""A match: which candidates are together what a pattern asks for."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from ..feel.scope import Env, Run
from .candidates import Candidate
from .pattern import Pattern


class Match(Struct, frozen=True, order=True):
    """`items` are candidates by their number, in the order of the places that they take."""

    items: tuple[int, ...]
    places: tuple[int, ...]


def of_sets(found: Iterable[Match]) -> list[Match]:
    """One match for each set of items, the least; the newest set first."""
    least: dict[frozenset[int], Match] = {}
    for match in found:
        items = frozenset(match.items)
        if items not in least or match < least[items]:
            least[items] = match
    return sorted(least.values(), key=lambda match: sorted(match.items, reverse=True), reverse=True)


def counted(
    pattern: Pattern, candidates: Sequence[Candidate], singles: Iterable[int], fixed: int | None
) -> list[Match]:
    """`count`: for every item that fits, those of the time `within` that end with it, if their number passes the test.

    `fixed`: only those with this item among them.
    """
    numbers, found = sorted(singles), []
    for end, last in enumerate(numbers):
        since = candidates[last].at_us - pattern.within_us
        together = [number for number in numbers[: end + 1] if candidates[number].at_us >= since]
        if (fixed is None or fixed in together) and _passes(pattern, len(together)):
            found.append(Match(tuple(together), (0,) * len(together)))
    return found


def _passes(pattern: Pattern, number: int) -> bool:
    return pattern.count is not None and pattern.count(number, Env({}, Run({}))) is True
