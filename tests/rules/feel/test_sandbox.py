"""A hostile expression ends soon, with words, and takes nothing from anybody else."""

from time import process_time

import pytest

from rules.errors import FeelSyntaxError, LimitExceededError

from .evaluation import evaluate

pytestmark = pytest.mark.usefixtures("own_garbage_only")

PATIENCE_S = 0.5  # ten times what is promised: the machine that runs tests is busy


def doubled(entry: str, first: str, times: int, last: str) -> str:
    entries = [f"a0: {first}", *(f"a{n}: {entry.format(f'a{n - 1}')}" for n in range(1, times + 1))]
    return f"{{{', '.join(entries)}, r: {last.format(f'a{times}')}}}.r"


LISTS = ("[{0}, {0}]", "[1, 1]", 44)
HOSTILE = {
    "a loop of a thousand million": "for i in 1..1000000000 return i",
    "loops in loops": "count(for i in 1..1000, j in 1..1000, k in 1..1000 return i)",
    "a search without end": "some i in 1..1000000000 satisfies i < 0",
    "doubled strings": doubled("{0} + {0}", '"xxxxxxxxxxxxxxxx"', 60, "{0}"),
    "doubled lists": doubled("concatenate({0}, {0})", "[1, 2]", 60, "{0}"),
    "lists of lists as text": doubled(*LISTS, "string({0})"),
    "lists of lists compared": doubled(*LISTS, "{0} = {0}"),
    "lists of lists searched": doubled(*LISTS, "{0} in [{0}]"),
    "lists of lists flattened": doubled(*LISTS, "flatten({0})"),
    "a path over lists of lists": doubled(*LISTS, "{0}.x"),
    "a function that calls itself": "{f: function(n) f(n + 1) + f(n + 1)}.f(1)",
    "a function that calls what it is given": "(function(f) f(f))(function(f) f(f))",
    "a regular expression that explodes": 'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a|a)*$")',
    "numbers as long texts": "count(for i in 1..40000 return string(1E6000))",
    "powers": "count(for i in 1..40000 return 1.000000000001 ** 99999999999.5)",
    "a long list searched for each element": (
        "{l: for i in 1..10000 return i, r: count(for i in 1..10000 return list contains(l, i))}.r"
    ),
    "a replacement that grows": f'replace("{"a" * 5000}", "a", "{"b" * 5000}")',
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_costs_too_much_is_stopped(text: str) -> None:
    began = process_time()
    with pytest.raises(LimitExceededError):
        evaluate(text)
    assert process_time() - began < PATIENCE_S


@pytest.mark.parametrize("pattern", ["((((a{999}){999}){999}){999})", "\\\\p{L}" * 190, "(" * 900, "a" * 2000])
def test_a_regular_expression_that_is_too_large_is_null(pattern: str) -> None:
    began = process_time()
    assert evaluate(f'matches("a", "{pattern}")') is None
    assert process_time() - began < PATIENCE_S


@pytest.mark.parametrize(
    "text",
    [
        "(" * 500 + "1" + ")" * 500,
        "+".join(["1"] * 3000),
        "a" + ".a" * 5000,
        "a" + "[1]" * 5000,
        "-" * 5000 + "1",
        "1 in (" * 300 + "1" + ")" * 300,
        "[" * 300 + "1" + "..2]" * 300,
        "if true then " * 300,
        "1" * 20_001,
    ],
    ids=lambda text: text[:12],
)
def test_a_text_that_is_too_long_or_too_deep_is_a_fault(text: str) -> None:
    began = process_time()
    with pytest.raises(FeelSyntaxError):
        evaluate(text)
    assert process_time() - began < PATIENCE_S


def test_long_conditions_are_not_deep() -> None:
    assert evaluate(" and ".join(["true"] * 1500)) is True


@pytest.mark.parametrize(
    "name", ["__class__", "real", "keys", "__init__", "mro", "get", "append", "year.__class__", "nanos", "zone", "low"]
)
def test_no_path_leads_to_what_values_are_made_of(name: str) -> None:
    for value in ("1", '"a"', "[1].a", "{a: 1}.b", '@"2020-01-01"', '@"P1D"', "[1..2]", "abs", "function(x) x"):
        found = evaluate(f"{{v: {value}, r: v.{name}}}.r")
        assert found is None or found == [None]
