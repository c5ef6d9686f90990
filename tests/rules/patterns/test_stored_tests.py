"""A ruleset carries tests of its patterns, too."""

from typing import Any

import pytest

from rules import RulesetInvalid, check, load

PATTERN: dict[str, Any] = {
    "name": "pair",
    "by": "document.k",
    "within": "P1D",
    "all": [{"as": "a"}, {"as": "b", "type": "invoice"}],
    "then": [{"raise": {"signal": "pair"}}],
}
ITEMS: list[dict[str, Any]] = [
    {"id": "first", "document": {"k": 1}},
    {"reference": "R2", "type": "invoice", "document": {"k": 1}},
    {"type": "invoice", "document": {"k": 1}, "received_at": "2026-03-01T00:00:00Z"},
]


def failures(matches: list[Any], **test: Any) -> list[str]:
    tests = [{"name": "t", "items": ITEMS, "expect": {"matches": matches}, **test}]
    ruleset = load({"tables": [], "patterns": [PATTERN], "tests": tests})
    return [finding.detail for finding in check(ruleset, None, "order").errors]


def test_sets_are_named_by_id_reference_or_place() -> None:
    assert failures([{"pattern": "pair", "items": ["R2", "first"]}]) == []


def test_what_is_missing_and_what_is_too_much_is_said() -> None:
    assert failures([{"pattern": "pair", "items": ["first", "2"]}]) == [
        "t: missing: `pair` of 2, first; not expected: `pair` of R2, first"
    ]


@pytest.mark.parametrize(
    ("test", "pointer"),
    [
        ({"items": 1}, "/tests/0/items"),
        ({"items": [{"documents": {}}]}, "/tests/0/items/0/documents"),
        ({"items": [{"received_at": "yesterday"}]}, "/tests/0/items/0/received_at"),
        ({"case": {}}, "/tests/0/case"),
        ({"expect": {}}, "/tests/0/expect"),
    ],
)
def test_a_test_of_the_wrong_shape_is_a_fault(test: dict[str, Any], pointer: str) -> None:
    with pytest.raises(RulesetInvalid) as raised:
        failures([], **test)
    assert pointer in [fault.pointer for fault in raised.value.faults]
