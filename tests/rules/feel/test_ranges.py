"""Relations of points and ranges (DMN 1.5, table 78)."""

import pytest

from .evaluation import evaluate

CASES = [
    ("before(1, 10)", True),
    ("before(1, [1..10])", False),
    ("before(1, ]1..10])", True),
    ("before([1..10), 10)", True),
    ("before([1..10], [10..20])", False),
    ("before([1..10), [10..20])", True),
    ("after([11..20], [1..11))", True),
    ("meets([1..5], [5..10])", True),
    ("meets([1..5), [5..10])", False),
    ("met by([5..10], [1..5])", True),
    ("overlaps([1..5], [3..8])", True),
    ("overlaps([1..5), [5..8])", False),
    ("overlaps([1..8], [3..5])", True),
    ("overlaps before([1..5], [3..8])", True),
    ("overlaps before([1..5], [1..8])", False),
    ("overlaps after([3..8], [1..5])", True),
    ("overlaps after([1..5], [1..3])", False),
    ("overlaps after([3..5], [1..5])", True),
    ("finishes(10, [1..10])", True),
    ("finishes(10, [1..10))", False),
    ("finishes([5..10], [1..10])", True),
    ("finished by([1..10], 10)", True),
    ("includes([1..10], 5)", True),
    ("includes([1..10], [1..10))", True),
    ("includes([1..10), [1..10])", False),
    ("during(5, [1..10])", True),
    ("starts(1, [1..10])", True),
    ("starts([1..5], [1..10])", True),
    ("started by([1..10], [1..5])", True),
    ("coincides([1..5], [1..5])", True),
    ("coincides([1..5], [1..5))", False),
    ("coincides(1, 1.0)", True),
    ('before(@"2020-01-01", [@"2020-01-02"..@"2020-01-03"])', True),
    ("before((< 5), 10)", True),
    ("before(10, (> 20))", True),
    ('before(1, "a")', None),
    ("meets(1, 2)", None),
    ("before(null, 1)", None),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_a_relation_is_what_the_standard_says(text: str, expected: bool | None) -> None:
    assert evaluate(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('range("[1..5]")', "[1..5]"),
        ('range("(1..5)")', "(1..5)"),
        ("range(\"['a'..'b']\")", "null"),
        ('range("[1..)")', "(>= 1)"),
        ('range("(..5)")', "(< 5)"),
        ('range("[5..1]")', "null"),
        ('range("1..5")', "null"),
        ('range("[1..x]")', "null"),
        ('range("[@\\"2020-01-01\\"..date(\\"2020-01-02\\")]")', '[@"2020-01-01"..@"2020-01-02"]'),
    ],
)
def test_a_range_is_read_from_text(text: str, expected: str) -> None:
    assert evaluate(text) == evaluate(expected)


@pytest.mark.parametrize(
    ("name", "expected"), [("start", 1), ("end", 5), ("start included", True), ("end included", False)]
)
def test_a_range_has_parts(name: str, expected: object) -> None:
    assert evaluate(f"[1..5).{name}") == expected
