"""Ids sort as what they name was made."""

from datetime import UTC, datetime, timedelta
from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from tenants.ids import first_id, ids_from, new_id

TIMES = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds are naive


@given(at=TIMES, later=st.timedeltas(timedelta(microseconds=1), timedelta(days=9)))
def test_what_is_made_later_sorts_later(at: datetime, later: timedelta) -> None:
    assert first_id(at) < new_id(at) < first_id(at + later) < new_id(at + later)


@given(at=TIMES)
def test_an_id_is_a_version_7_of_the_standards_variant(at: datetime) -> None:
    made = new_id(at)
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert made.int >> 80 == int(at.timestamp()) * 1000 + at.microsecond // 1000


@given(at=TIMES)
def test_ids_of_one_time_sort_in_the_order_that_they_were_asked_for(at: datetime) -> None:
    ids = list(islice(iter(ids_from(new_id(at)), None), 50))
    assert ids == sorted(set(ids))
    assert {made.version for made in ids} == {7}
    assert ids[-1] < first_id(at + timedelta(milliseconds=1))
