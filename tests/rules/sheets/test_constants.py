"""What a cell says as JSON, and how JSON stands in a cell."""

from decimal import Decimal
from typing import Any

import pytest

from rules.sheets.constants import feel_text, json_value

BOTH_WAYS = [
    ('"a"', "a"),
    ("80", 80),
    ("1.10", Decimal("1.10")),
    ("-5", -5),
    ("true", True),
    ("null", None),
    ("[]", []),
    ('["credit", 3]', ["credit", 3]),
    ('["a", document.b]', ["a", "=document.b"]),
    ('{"credit": 3}', {"credit": 3}),
    ("{}", {}),
    ("document.total * 1.1", "=document.total * 1.1"),
    ('"say \\"no\\", \\\\ or\\n"', 'say "no", \\ or\n'),
    ('"=1"', '="=1"'),
]


@pytest.mark.parametrize(("text", "value"), BOTH_WAYS)
def test_a_constant_is_itself_and_the_rest_an_expression(text: str, value: Any) -> None:
    assert json_value(text) == value
    assert feel_text(value) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("orders", "orders"),
        ("seniors-desk", "seniors-desk"),
        ("PT4H", "PT4H"),
        ("priority", "=priority"),
        ("item", "=item"),
        ("1 +", "=1 +"),
        ('@"2026-01-01"', '=@"2026-01-01"'),
        ('[function(x) x, "a, b"]', ["=function(x) x", "a, b"]),
        ("{a: 1, b: a}", "={a: 1, b: a}"),
        ('{a: "=b"}', '={a: "=b"}'),
        ("[1, 2][1]", "=[1, 2][1]"),
    ],
)
def test_a_word_that_names_nothing_is_a_string(text: str, value: Any) -> None:
    assert json_value(text) == value
