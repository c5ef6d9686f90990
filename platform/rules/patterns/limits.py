"""How much one look may take: of what is too much the newest is kept, and it is said what was left."""

from collections.abc import Sequence
from math import prod

from msgspec import Struct, structs

from .candidates import Candidate
from .pattern import Pattern

MOST_READ = 1_000
"""Items of a key that are read."""
MOST_MATCHED = 200
"""Of those that may take a place, how many are matched."""
MOST_COMBINATIONS = 200_000
"""Of items in places; the engine makes them all before it tests the last place."""
MOST_SETS = 200
"""That one look may raise a signal for."""


class Limited(Struct, frozen=True):
    """`fixed`: the number that the fixed candidate now has; `warning`: what was left out, where something was."""

    candidates: list[Candidate]
    fixed: int | None
    warning: str | None = None


def limited(pattern: Pattern, candidates: Sequence[Candidate], fixed_id: object = None) -> Limited:
    """The candidates that are matched, in order of receipt: the newest of those that may take a place.

    `fixed_id`: the one whose event this is, which is kept however old it is.
    """
    fit = sorted((each for each in candidates if each.is_member), key=lambda each: each.order)
    kept, warning = _newest(fit, MOST_MATCHED, fixed_id), None
    if len(kept) < len(fit):
        warning = f"only the {MOST_MATCHED} newest of the items of a key that can be members were matched"
    most = len(kept)
    while most > 1 and combinations(pattern, kept, is_one_fixed=fixed_id is not None) > MOST_COMBINATIONS:
        most = most * 9 // 10
        older = [_ruling_out(pattern, each) for each in kept[:-most] if each.id != fixed_id]
        kept = sorted([*older, *_newest(kept, most, fixed_id)], key=lambda each: each.order)
        warning = f"more than {MOST_COMBINATIONS:,} combinations: only the newest items of a key were matched"
    number = next((nth for nth, each in enumerate(kept) if fixed_id is not None and each.id == fixed_id), None)
    return Limited(kept, number, warning)


def combinations(pattern: Pattern, candidates: Sequence[Candidate], *, is_one_fixed: bool) -> int:
    """How many an engine makes that fills all places but the fixed one with everything that fits."""
    if pattern.count is not None:
        return len(candidates)
    takers = [max(1, sum(each.fits[place] for each in candidates)) for place in range(pattern.negated_from)]
    if pattern.is_any:
        return max(takers)
    return prod(takers) // (min(takers) if is_one_fixed else 1)


def _newest(candidates: Sequence[Candidate], most: int, fixed_id: object) -> list[Candidate]:
    kept = list(candidates[-most:])
    fixed = [each for each in candidates[:-most] if fixed_id is not None and each.id == fixed_id]
    return [*fixed, *kept]


def _ruling_out(pattern: Pattern, each: Candidate) -> Candidate:
    """One that is no longer matched can still be what may not be there."""
    taken = (False,) * pattern.negated_from
    return structs.replace(each, fits=(*taken, *each.fits[pattern.negated_from :]))
