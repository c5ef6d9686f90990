"""The index gives what evaluation rule by rule gives, for every cell, value and hit policy."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rules.feel.scope import Env, Run
from rules.hit_policies import prepare
from rules.index import columns, matcher
from rules.index.matcher import Matcher
from rules.matching import matches

from ..rulesets import case, rule, ruleset, table

NUMBERS = st.sampled_from(
    [
        "0",
        "1",
        "1.0",
        "2",
        "-3",
        "10",
        "10.00000000000000000001",
        "9007199254740993",
        "9007199254740992",
        "1e400",
        "0.1",
    ]
)
LITERALS = st.one_of(NUMBERS, st.sampled_from(['"a"', '"b"', '"1"', '""', "true", "false", "null"]))
INTERVALS = st.one_of(
    st.builds("{} {}".format, st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), NUMBERS),
    st.builds("{}{}..{}{}".format, st.sampled_from("[]("), NUMBERS, NUMBERS, st.sampled_from("[])")),
)
GENERAL = st.sampled_from(
    [
        "? > 1",
        "document.x",
        "[1, 2]",
        'contains(?, "a")',
        '>= @"2020-01-01"',
        "1 + 1",
        "[document.x..5]",
        '> "a"',
        '["a".."b"]',
        "count(?) > 1",
    ]
)
TESTS = st.lists(st.one_of(LITERALS, INTERVALS, INTERVALS, GENERAL), min_size=1, max_size=3).map(", ".join)
CELLS = st.one_of(st.just("-"), TESTS, TESTS, TESTS.map("not({})".format))
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from(["a", "b", "1", "", "2020-01-01"]),
    st.sampled_from(
        [0, 1, 2, -3, 5, 10, 9007199254740992, 9007199254740993, 10**400, -(10**400), Decimal("1.0"), Decimal("0.1")]
    ),
    st.sampled_from([Decimal("10.00000000000000000001"), Decimal("10.00000000000000000000"), Decimal("1E400")]),
)
VALUES = st.one_of(SCALARS, SCALARS, st.lists(SCALARS, max_size=3), st.dictionaries(st.just("k"), SCALARS, max_size=1))
DOCUMENTS = st.fixed_dictionaries({}, optional={"x": VALUES, "y": VALUES})
RULES = st.lists(
    st.fixed_dictionaries({}, optional={"x": CELLS, "y": CELLS, "if": st.sampled_from(["document.x = 1", "null"])}),
    min_size=1,
    max_size=12,
)


def content(rules: list[dict[str, str]], policy: str = "COLLECT") -> dict[str, Any]:
    listed = [
        rule(f"r{index}", {f"document.{key}": each[key] for key in "xy" if key in each}, only_if=each.get("if"))
        for index, each in enumerate(rules)
    ]
    outputs = [{"name": "close.outcome", "values": ["r2", "r1"]}]
    return table(*listed, hit_policy=policy, outputs=outputs)


def agree(rules: list[dict[str, str]], document: dict[str, Any]) -> None:
    (loaded,) = ruleset(content(rules)).tables
    whole = case(document)
    env = Env(whole, Run(whole))
    assert list(Matcher(loaded).hits(env)) == list(matches(loaded, env))


@given(RULES, DOCUMENTS)
@example([{"x": "not(1)"}], {"x": None})
@example([{"x": "not(null)"}], {"x": None})
@example([{"x": 'not("a", 1)'}], {"x": "b"})
@example([{"x": "not([1..2], 5)"}], {"x": 3})
@example([{"x": "not([1..2[, ]2..3])"}], {"x": 2})
@example([{"x": "]1..1["}], {"x": 1})
@example([{"x": "[5..1]"}, {"x": "[1..2], [2..3], 2"}], {"x": 2})
def test_the_index_agrees_with_evaluation(rules: list[dict[str, str]], document: dict[str, Any]) -> None:
    agree(rules, document)


@given(RULES, DOCUMENTS)
def test_the_index_agrees_when_its_tables_are_cut_into_small_blocks(
    rules: list[dict[str, str]], document: dict[str, Any]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "BLOCK", 4)
        patch.setattr(columns, "MAX_WHOLE", 1)
        patch.setattr(matcher, "SHIFT", 2)
        agree(rules, document)


@settings(max_examples=50)
@given(
    RULES, DOCUMENTS, st.sampled_from(["UNIQUE", "FIRST", "ANY", "PRIORITY", "RULE ORDER", "OUTPUT ORDER", "COLLECT"])
)
def test_every_hit_policy_chooses_the_same_rules_either_way(
    rules: list[dict[str, str]], document: dict[str, Any], policy: str
) -> None:
    prepared = prepare(ruleset(content(rules, policy)).tables[0])
    whole = case(document)
    env = Env(whole, Run(whole))
    by_index = prepared.policy(prepared, prepared.hits(env), env)
    assert by_index == prepared.policy(prepared, matches(prepared.table, env), env)
