"""What the check says of rules that never count, hold at once, or leave cases out; every example is tried."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rules import Catalogue, Finding, check, decide

from .rulesets import case, matched, rule, ruleset, table


def warnings(content: dict[str, Any], schema: dict[str, Any] | None = None) -> list[Finding]:
    found = check(ruleset(content, schema=schema), Catalogue()).warnings
    return [warning for warning in found if warning.kind in ("unreachable", "hidden", "overlap", "gap")]


def kinds(content: dict[str, Any], schema: dict[str, Any] | None = None) -> list[tuple[str, tuple[str, ...] | None]]:
    return [(warning.kind, warning.rules) for warning in warnings(content, schema)]


def test_a_rule_behind_one_that_holds_wherever_it_does_is_hidden() -> None:
    rules = (rule("a", {"document.x": "< 10"}), rule("b", {"document.x": "[1..5]"}), rule("else"))
    assert kinds(table(*rules)) == [("hidden", ("a", "b"))]


def test_a_rule_behind_one_with_a_further_condition_is_not_hidden() -> None:
    rules = (rule("a", {"document.x": "< 10"}, only_if="document.y"), rule("b", {"document.x": "[1..5]"}), rule("else"))
    assert kinds(table(*rules)) == []


def test_an_else_that_takes_nulls_is_not_hidden() -> None:
    rules = (rule("a", {"document.x": "< 10"}), rule("b", {"document.x": ">= 10"}), rule("else"))
    assert kinds(table(*rules)) == []


def test_a_rule_that_holds_for_no_value_is_unreachable() -> None:
    rules = (rule("a", {"document.x": "]1..1["}), rule("b", {"document.x": 'not("a", 1)', "document.y": "[5..1]"}))
    assert kinds(table(*rules, rule("else"))) == [("unreachable", ("a",)), ("unreachable", ("b",))]


def test_rules_that_hold_at_once_under_unique_overlap() -> None:
    rules = (rule("a", {"document.x": "<= 10"}), rule("b", {"document.x": ">= 10"}))
    (found,) = warnings(table(*rules, hit_policy="UNIQUE"))
    assert (found.kind, found.rules, found.pointer) == ("overlap", ("a", "b"), "/tables/0/rules/1")
    assert found.detail == "`a` and `b` both hold, for example for document.x = 10"


def test_rules_that_do_the_same_may_overlap_under_any() -> None:
    same = [{"close": {"outcome": "x"}}]
    rules = (rule("a", {"document.x": "<= 10"}, then=same), rule("b", {"document.x": ">= 10"}, then=same))
    assert kinds(table(*rules, hit_policy="ANY")) == []
    unlike = (*rules, rule("c", {"document.x": "10"}))
    assert kinds(table(*unlike, hit_policy="ANY")) == [("overlap", ("a", "c")), ("overlap", ("b", "c"))]


def test_a_gap_is_told_with_an_example() -> None:
    rules = (rule("a", {"document.x": "< 10", "document.c": '"US"'}), rule("b", {"document.x": "> 10"}))
    (found,) = warnings(table(*rules, rule("c", {"document.x": "< 10", "document.c": 'not("US")'})))
    assert (found.kind, found.table, found.pointer) == ("gap", "t", "/tables/0")
    assert found.detail == "no rule holds, for example for document.x = 10"


def test_values_that_the_schema_lists_are_all_that_there_are() -> None:
    rules = table(rule("a", {"document.c": '"US"'}), rule("b", {"document.c": '"ID"'}))
    schema = {"type": "object", "properties": {"c": {"enum": ["US", "ID"]}}}
    assert kinds(rules) == [("gap", None)]
    assert kinds(rules, schema) == []
    assert kinds(rules, {"type": "object", "properties": {"c": {"enum": ["US", "ID", "DE"]}}}) == [("gap", None)]


def test_tables_that_take_every_match_have_no_gaps_and_no_overlaps() -> None:
    rules = (rule("a", {"document.x": "< 10"}), rule("b", {"document.x": "< 5"}))
    assert kinds(table(*rules, hit_policy="COLLECT")) == []


CELLS = st.sampled_from(["-", "< 1", "<= 2", "> 2", "[1..3[", "not(2)", "2, 5", '"a"', 'not("a")', '"a", "b"', "true"])
RULES = st.lists(st.fixed_dictionaries({"x": CELLS, "y": CELLS}), min_size=1, max_size=5)
VALUES = st.sampled_from([None, True, False, "a", "b", "c", 0, 1, 2, 3, 4, 5])


@given(RULES, VALUES, VALUES)
def test_what_is_claimed_is_so(cells: list[dict[str, str]], x: Any, y: Any) -> None:
    rules = [rule(f"r{index}", {"document.x": each["x"], "document.y": each["y"]}) for index, each in enumerate(cells)]
    claimed = kinds(table(*rules))
    names = matched(decide(ruleset(table(*rules)), case({"x": x, "y": y})))
    never = {found[-1] for kind, found in claimed if kind in ("hidden", "unreachable") and found}
    assert not never & set(names)


@given(RULES)
def test_an_example_of_a_gap_is_one(cells: list[dict[str, str]]) -> None:
    rules = [rule(f"r{index}", {"document.x": each["x"], "document.y": each["y"]}) for index, each in enumerate(cells)]
    for found in warnings(table(*rules)):
        if found.kind == "gap":
            document = _document(found.detail)
            assert matched(decide(ruleset(table(*rules)), case(document))) == []


def _document(detail: str) -> dict[str, Any]:
    """Read the example back; an input that it leaves out may be anything."""
    values: dict[str, Any] = {"true": True, "false": False, "null": None}
    document: dict[str, Any] = {"x": "other", "y": "other"}
    for part in detail.removeprefix("no rule holds, for example for ").split(", "):
        name, _, text = part.removeprefix("document.").partition(" = ")
        if name in document:
            document[name] = values[text] if text in values else text.strip('"') if '"' in text else Decimal(text)
    return document
