"""Ids are UUIDv7: what is made later sorts later, and a moment has a least one."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tenants.ids import least_id, new_id

MOMENTS = st.datetimes(datetime(1971, 1, 1), datetime(2500, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - as it asks


@given(MOMENTS)
def test_an_id_is_a_uuid_of_version_seven_with_its_milliseconds(at: datetime) -> None:
    made = new_id(at)
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert made.int >> 80 == (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


@given(MOMENTS, st.integers(1, 10**12))
def test_what_is_made_a_microsecond_later_sorts_later(at: datetime, later_us: int) -> None:
    assert new_id(at) < new_id(at + timedelta(microseconds=later_us))


@given(MOMENTS, st.integers(0, 10**9))
def test_no_id_of_a_moment_or_later_is_less_than_its_least(at: datetime, later_us: int) -> None:
    assert least_id(at) <= new_id(at + timedelta(microseconds=later_us))
    assert new_id(at - timedelta(milliseconds=1)) < least_id(at)
