"""Hostile rules and documents: a pattern that is none is refused with words; of one that is, the engine finds
in whatever documents what brute force finds, and its process does not die of it."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from command.soak.pattern_cases import HOUR_US, OWN_TYPE, found_by
from rules import Fault, RulesetInvalid, load
from rules.patterns import SeenItem, candidate, keys_of, limited, matches
from rules.patterns.keys import KEY_BYTES
from workers.patterns.children import Child

JSON = dict[str, Any]
PATIENT = settings(max_examples=60, suppress_health_check=list(HealthCheck))


def nested(depth: int) -> Any:
    value: Any = 1
    for turn in range(depth):
        value = [value] if turn % 2 else {"a": value}
    return value


LARGE = ("x" * 20_000_000, "😀" * 1_000_000, nested(60), list(range(5_000)), {f"m{n}": n for n in range(5_000)}, 10**33)
TEXTS = st.text(max_size=6) | st.sampled_from(
    ["\x01", "\u2028", "\u202e", "é", "e\u0301", "ﷺ", "😀", "a\x7f", "null", "1", "="]
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**33), 10**33)
    | st.decimals(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=8,
) | st.sampled_from(LARGE)
DOCUMENTS = st.fixed_dictionaries({"k": st.just(1) | VALUES}, optional={"x": VALUES, "y": VALUES})
EXPRESSIONS = st.sampled_from(
    [
        *("a.document.x = b.document.x", "a.document.x < b.document.y", "a.document.x + a.document.x != b.document.y"),
        *("string(a.document.x) = string(b.document.x)", "count(a.document.x) >= count(b.document.y)"),
        *("a.document.x[1] = b.document", "sort(a.document.x, function(x, y) x < y) = b.document.x"),
        *(
            "a.document.x = a.document.y",
            "a.document = b.document",
            "count(for i in 1..9999999 return a.document.x) = b.document.x",
        ),
    ]
)
TESTS = st.sampled_from(["-", "null", "not(null)", "> 1", '"x"', "[1..3]", "? != null", 'matches(?, "(a|a)*$")'])
MEMBERS = st.lists(
    st.fixed_dictionaries(
        {"as": st.sampled_from("abcdefghij") | TEXTS},
        optional={
            "when": st.dictionaries(st.sampled_from(["document.x", "document.y"]) | TEXTS, TESTS | TEXTS, max_size=2)
        },
    ),
    max_size=12,
)
PATTERNS = st.fixed_dictionaries(
    {
        "name": TEXTS,
        "by": st.sampled_from(["document.k", "document", "[document.k, document.x]"]) | TEXTS,
        "within": st.sampled_from(["PT1H", "P1D", "P366D", "P367D", ""]),
        "all": st.just([{"as": "a"}, {"as": "b"}]) | MEMBERS,
        "then": st.just([{"raise": {"signal": "s"}}]),
    },
    optional={"not": MEMBERS, "count": TESTS, "where": st.lists(EXPRESSIONS | TEXTS, max_size=4)},
)
SOUND: JSON = {
    "name": "pair",
    "by": "document.k",
    "within": "P1D",
    "all": [{"as": "a"}, {"as": "b"}],
    "then": [{"raise": {"signal": "s"}}],
}


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def child(loop: asyncio.Runner) -> Iterator[Child]:
    child = Child()
    yield child
    loop.run(child.end())


@PATIENT
@given(pattern=PATTERNS)
def test_a_pattern_that_is_none_is_refused_with_words(pattern: JSON) -> None:
    refused: tuple[Fault, ...] = ()
    try:
        load({"tables": [], "patterns": [pattern]})
    except RulesetInvalid as invalid:
        refused = invalid.faults
    assert all(fault.pointer.startswith("/patterns/0") and fault.detail for fault in refused)


@PATIENT
@given(where=st.lists(EXPRESSIONS, max_size=3), test=TESTS, documents=st.lists(DOCUMENTS, max_size=6))
def test_in_hostile_documents_the_engine_finds_what_brute_force_finds(
    loop: asyncio.Runner, child: Child, where: list[str], test: str, documents: list[JSON]
) -> None:
    members = [{"as": "a"}, {"as": "b", "when": {"document.y": test}}]
    (pattern,) = load({"tables": [], "patterns": [{**SOUND, "all": members, "where": where}]}).patterns
    items = [seen(number, document) for number, document in enumerate(documents)]
    assert all(len(key) == KEY_BYTES for item in items for key in keys_of(pattern, OWN_TYPE, item))
    chosen = limited(pattern, [candidate(pattern, OWN_TYPE, item) for item in items])
    found = loop.run(found_by(child, pattern, chosen))
    assert found == matches(pattern, chosen.candidates)


def seen(number: int, document: JSON) -> SeenItem:
    case = {
        "type": OWN_TYPE,
        "reference": str(number),
        "document": document,
        "facts": {},
        "received_at": "2026-01-01T00:00:00Z",
        "priority": 50,
        "tenant": {},
    }
    return SeenItem(number, number * HOUR_US // 2, case)
