"""Shapes: what a schema cannot say is said, too, and every fault of it with a pointer."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated

import pytest
from msgspec import Meta

from api.errors import Invalid
from api.places import cursor_at, page, place_of
from api.shapes import Amount, Instant, Key, Shape, fit


class Inner(Shape):
    at: Instant


class Outer(Shape):
    key: Key
    count: Annotated[int, Meta(ge=0)] = 0
    amount: Amount | None = None
    inner: list[Inner] | None = None


def faults_of(value: object) -> dict[str, str]:
    with pytest.raises(Invalid) as raised:
        fit(value, Outer)
    return {fault.pointer: fault.detail for fault in raised.value.faults}


def test_a_value_that_fits_is_given_its_shape() -> None:
    fitted = fit({"key": "a", "amount": Decimal("1.50"), "inner": [{"at": "2026-01-01T01:00:00+01:00"}]}, Outer)
    assert (fitted.key, str(fitted.amount)) == ("a", "1.50")
    assert fitted.inner == [Inner(at=datetime(2026, 1, 1, tzinfo=UTC))]


@pytest.mark.parametrize(
    ("value", "at"),
    [
        ({}, ["/key"]),
        ([], [""]),
        ({"key": "a\n"}, ["/key"]),
        ({"key": "a", "count": Decimal("1.0")}, ["/count"]),
        ({"key": "a", "count": True, "more": 1}, ["/count", "/more"]),
        ({"key": "a", "inner": [{"at": "2026-01-01T00:00:00Z"}, {"at": "2026-06-30T23:59:60Z"}]}, ["/inner/1/at"]),
        ({"key": "a", "inner": [{"at": "9999-12-31T23:59:59-23:59"}]}, ["/inner/0/at"]),
        ({"key": "a", "inner": 1}, ["/inner"]),
    ],
)
def test_what_does_not_fit_is_refused_where_it_is(value: object, at: list[str]) -> None:
    assert sorted(faults_of(value)) == at


def test_a_value_of_no_alternative_is_told_what_it_may_be() -> None:
    assert faults_of({"key": "a", "amount": "1"})["/amount"] == 'the value is not of type "number" or "null"'


def test_a_cursor_is_a_place_that_is_found_again() -> None:
    place = (datetime(2026, 1, 1, tzinfo=UTC), "é/+")
    assert place_of(cursor_at(place), tuple[datetime, str]) == place
    assert place_of(None, int) is None
    with pytest.raises(Invalid):
        place_of(cursor_at(place), int)


def test_a_page_goes_on_where_one_row_more_was_read() -> None:
    assert page([1, 2, 3], 2, lambda row: row).items == [1, 2]
    assert place_of(page([1, 2, 3], 2, lambda row: row).next_cursor, int) == 2
    assert page([1, 2], 2, lambda row: row).next_cursor is None
    assert page([], 2, lambda row: row).items == []
