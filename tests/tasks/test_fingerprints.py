"""Which documents are the same, and which only look alike."""

from typing import Any

import pytest

from tasks.fingerprints import fingerprint
from tenants import decimals


def of(text: str, *fields: str) -> bytes:
    return fingerprint(decimals.loads(text), fields)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('{"a": 1, "b": 2}', '{"b": 2, "a": 1}'),
        ('{"a": 1}', '{"a": 1.00}'),
        ('{"a": 100}', '{"a": 1E2}'),
        ('{"a": 0}', '{"a": -0.0}'),
        ('{"a": 1E6144}', '{"a": 1.0E6144}'),
    ],
)
def test_the_order_of_members_and_the_way_a_number_is_written_make_no_difference(one: str, other: str) -> None:
    assert of(one) == of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('{"a": 1}', '{"a": "1"}'),
        ('{"a": 1}', '{"a": -1}'),
        ('{"a": 1}', '{"a": true}'),
        ('{"a": [1, 2]}', '{"a": [2, 1]}'),
        ('{"a": 1E-6143}', '{"a": 0}'),
        ('{"a": null}', "{}"),
    ],
)
def test_documents_that_say_different_things_are_different(one: str, other: str) -> None:
    assert of(one) != of(other)


@pytest.mark.parametrize("other", [{"b": {"c": None}}, {"b": 1}, {}])
def test_a_field_that_is_missing_is_null(other: Any) -> None:
    assert fingerprint(other, ("document.b.c",)) == fingerprint({"b": {}}, ("b.c",))
