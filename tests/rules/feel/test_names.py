"""Names with blanks and operators, resolved from what is known at their place."""

from typing import Any

import pytest

from rules.errors import FeelSyntaxError
from rules.feel.shape import field_names, from_schema

from .evaluation import evaluate, issues

NUMBER = {"type": "number"}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "unit price": NUMBER,
        "unit": NUMBER,
        "net": NUMBER,
        "total": NUMBER,
        "net-total": NUMBER,
        "for": NUMBER,
        "lines": {"type": "array", "items": {"type": "object", "properties": {"line no": NUMBER, "a/b": NUMBER}}},
    },
}
DOCUMENT = {
    "unit price": 3,
    "unit": 7,
    "net": 10,
    "total": 4,
    "net-total": 6,
    "for": 8,
    "lines": [{"line no": 1, "a/b": 5}, {"line no": 2, "a/b": 6}],
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("document.unit price * 2", 6),
        ("document.unit   price", 3),
        ("document.unit", 7),
        ("document.net-total", 6),
        ("document.net - document.total", 6),
        ("document.for", 8),
        ("document.lines.line no", [1, 2]),
        ("document.lines[line no > 1].a/b", [6]),
        ("for l in document.lines return l.line no + 1", [2, 3]),
        ("some l in document.lines satisfies l.a/b = 6", True),
        ("{x y: 1, z: x y + 1}.z", 2),
        ("(function(a b) a b + 1)(a b: 1)", 2),
        ("{profit and loss: 2, if: 3, r: profit and loss + 1}.r", 3),
        ('get value(document, "unit price")', 3),
        ("string length(string(document.unit price))", 1),
    ],
)
def test_the_longest_known_name_counts(text: str, expected: object) -> None:
    assert evaluate(text, {"document": DOCUMENT}, SCHEMA) == expected


def test_without_the_schema_a_name_ends_at_a_blank() -> None:
    with pytest.raises(FeelSyntaxError, match="the end of the expression is expected, not `price`"):
        evaluate("document.unit price", {"document": DOCUMENT})


def test_names_of_all_scripts_are_names() -> None:
    assert evaluate("größe + 数 + 🐎", {"größe": 1, "数": 2, "🐎": 3}) == 6


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("document.net", []),
        ("document.nett", ["unknown_field"]),
        ("documnet.net", ["unknown_field"]),
        ("conut(document.lines)", ["unknown_function"]),
        ("document.lines[line no > 1]", []),
        ("document.lines[lineno > 1]", ["unknown_field"]),
        ("[{x: 1}][y > 1]", ["unknown_field"]),
        ("for l in document.lines return l.b", ["unknown_field"]),
        ('document.net > "a"', ["type_mismatch"]),
        ("document.net between 1 and 2", []),
        ('@"2020-13-01"', ["invalid_literal"]),
    ],
)
def test_what_is_doubtful_is_noted(text: str, kinds: list[str]) -> None:
    assert issues(text, {"document": None}, SCHEMA) == kinds


def test_a_schema_that_contains_itself_is_read() -> None:
    schema = {
        "type": "object",
        "properties": {"name": {"type": "string"}, "children": {"type": "array", "items": {"$ref": "#"}}},
    }
    shape = from_schema(schema)
    assert field_names(shape) == {"name", "children"}
    document = {"children": [{"name": "a", "children": [{"name": "b"}]}]}
    assert evaluate("document.children.children.name", {"document": document}, schema) == [["b"]]


@pytest.mark.parametrize(
    "schema",
    [
        {"allOf": [{"properties": {"at": {"type": "string", "format": "date"}}}]},
        {"$ref": "#/$defs/x", "$defs": {"x": {"properties": {"at": {"$ref": "#when"}}},
                                         "y": {"$anchor": "when", "type": ["string", "null"], "format": "date"}}},
        {"oneOf": [{"type": "null"}, {"type": "object", "properties": {"at": {"type": "string", "format": "date"}}}]},
        {"properties": {"at": {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}}},
    ],
)  # fmt: skip
def test_a_typed_string_is_found_wherever_the_schema_says_it(schema: dict[str, Any]) -> None:
    assert evaluate("document.at.year", {"document": {"at": "2020-01-02"}}, schema) == 2020


@pytest.mark.parametrize(
    "schema", [True, {"$ref": "#/nowhere"}, {"$ref": "http://x"}, {"properties": []}, {"items": 1}]
)
def test_a_schema_that_says_nothing_of_fields_is_no_fault(schema: Any) -> None:
    assert evaluate("document.x", {"document": {"x": 1}}, schema) == 1
