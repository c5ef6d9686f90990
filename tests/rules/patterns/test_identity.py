"""Values are the same, as keys and as ranks, exactly where FEEL's `=` says so."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rules.feel.logic import COMPARE, equal
from rules.feel.temporal_text import parse_date, parse_date_time, parse_duration, parse_time
from rules.patterns.identity import identity, text_of
from rules.patterns.ranks import by_identity, by_order

TEMPORAL = [
    *map(parse_date, ("2026-01-01", "2026-01-02")),
    *map(parse_time, ("10:00:00", "10:00:00Z", "11:00:00+01:00")),
    *map(parse_date_time, ("2026-01-01T10:00:00Z", "2026-01-01T11:00:00+01:00", "2026-01-01T10:00:00.5Z")),
    *map(parse_duration, ("P1D", "PT24H", "P1Y", "P12M")),
]
NUMBERS = st.sampled_from([0, 1, 100, Decimal("1.0"), Decimal("1E+2"), Decimal("100"), Decimal("0.10"), Decimal("-0.0"),
                           Decimal("0.1"), 2**63, Decimal("1E+17"), 10**17, -1])  # fmt: skip
SCALARS = st.one_of(st.none(), st.booleans(), NUMBERS, st.sampled_from(["", "a", "1", "100", "null", "(,)"]),
                    st.sampled_from(TEMPORAL))  # fmt: skip
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2)
)


@given(VALUES, VALUES)
def test_what_feel_finds_equal_has_one_identity_and_one_text(left: Any, right: Any) -> None:
    is_same = equal(left, right) is True
    assert (identity(left) == identity(right)) is is_same
    assert (text_of(left) == text_of(right)) is is_same


@given(st.lists(VALUES, min_size=2, max_size=6))
def test_ranks_compare_as_the_values_do(values: list[Any]) -> None:
    same = by_identity(values)
    left, right = (by_order(values, are_left=[side] * len(values)) for side in (True, False))
    for i, a in enumerate(values):
        for j, b in enumerate(values):
            assert (same[i].place == same[j].place) is (COMPARE["="](a, b) is True)
            overlaps = same[i].least <= same[j].greatest and same[j].least <= same[i].greatest
            assert (overlaps and same[i].place != same[j].place) is (COMPARE["!="](a, b) is True)
            both = by_order([a, b], are_left=[True, False])
            is_less = both[0].kind == both[1].kind and both[0].place < both[1].place
            assert is_less is (COMPARE["<"](a, b) is True)
            assert (both[0].kind == both[1].kind and both[0].place >= both[1].place) is (COMPARE[">="](a, b) is True)
    assert all(rank.kind != other.kind or rank.kind > 0 for rank, other in zip(left, right, strict=True))
