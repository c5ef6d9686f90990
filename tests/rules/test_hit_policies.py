from typing import Any

import pytest

from rules import Decision

from .rulesets import decided, matched, table


def to_queue(name: str, queue: str, when: dict[str, str] | None = None) -> dict[str, Any]:
    return {"name": name, "when": when or {}, "then": [{"create_task": {"queue": queue}}]}


def setting(name: str, value: Any, when: dict[str, str] | None = None) -> dict[str, Any]:
    return {"name": name, "when": when or {}, "then": [{"set": {"score": value}}]}


def queues(decision: Decision) -> list[str]:
    return [action.payload["queue"] for action in decision.actions]


THREE = (
    to_queue("a", "one", {"document.n": "> 1"}),
    to_queue("b", "two", {"document.n": "> 2"}),
    to_queue("c", "three", {"document.n": "> 3"}),
)


def test_unique_is_the_default_and_takes_the_only_match() -> None:
    content = table(*THREE)
    del content["hit_policy"]
    assert matched(decided(content, {"n": 2})) == ["a"]


def test_two_matches_under_unique_are_an_error_that_names_the_rules() -> None:
    decision = decided(table(*THREE, hit_policy="UNIQUE"), {"n": 3})
    assert (decision.matched, decision.actions) == ((), ())
    (error,) = decision.errors
    assert (error.table, error.kind, error.rules) == ("t", "unique", ("a", "b"))


def test_first_takes_the_first_match() -> None:
    assert queues(decided(table(*THREE, hit_policy="FIRST"), {"n": 9})) == ["one"]


@pytest.mark.parametrize("policy", ["RULE ORDER", "COLLECT"])
def test_rule_order_and_collect_take_all_in_the_rules_order(policy: str) -> None:
    assert queues(decided(table(*THREE, hit_policy=policy), {"n": 3})) == ["one", "two"]


def test_any_takes_rules_that_do_the_same() -> None:
    decision = decided(table(to_queue("a", "one"), to_queue("b", "one"), hit_policy="ANY"))
    assert (matched(decision), queues(decision)) == (["a"], ["one"])


def test_unlike_actions_under_any_are_an_error() -> None:
    decision = decided(table(to_queue("a", "one"), to_queue("b", "two"), hit_policy="ANY"))
    assert (decision.matched, decision.actions) == ((), ())
    assert [(error.kind, error.rules) for error in decision.errors] == [("any", ("a", "b"))]


OUTPUTS = [{"name": "create_task.queue", "values": ["three", "two"]}]


def test_priority_takes_the_match_with_the_highest_output() -> None:
    decision = decided(table(*THREE, hit_policy="PRIORITY", outputs=OUTPUTS), {"n": 9})
    assert (matched(decision), queues(decision)) == (["c"], ["three"])


def test_output_order_takes_all_by_falling_priority_of_their_outputs() -> None:
    decision = decided(table(*THREE, hit_policy="OUTPUT ORDER", outputs=OUTPUTS), {"n": 9})
    assert (matched(decision), queues(decision)) == (["c", "b", "a"], ["three", "two", "one"])


def test_priorities_are_those_of_computed_values() -> None:
    rules = (setting("a", "=document.x"), setting("b", "high"))
    outputs = [{"name": "set.score", "values": ["high", "low"]}]
    decision = decided(table(*rules, hit_policy="PRIORITY", outputs=outputs), {"x": "low"})
    assert matched(decision) == ["b"]


@pytest.mark.parametrize(("aggregation", "expected"), [("SUM", 6), ("MIN", 1), ("MAX", 3), ("COUNT", 3)])
def test_an_aggregation_makes_one_set_of_all(aggregation: str, expected: int) -> None:
    rules = [setting(name, value) for name, value in (("a", 1), ("b", "=1 + 1"), ("c", 3))]
    decision = decided(table(*rules, hit_policy="COLLECT", aggregation=aggregation))
    assert matched(decision) == ["a", "b", "c"]
    assert [(action.rule, action.payload) for action in decision.actions] == [("a", {"score": expected})]


def test_an_aggregation_of_nothing_does_nothing() -> None:
    decision = decided(table(setting("a", 1, {"document.n": "1"}), hit_policy="COLLECT", aggregation="SUM"))
    assert (decision.matched, decision.actions) == ((), ())


def test_an_aggregation_of_what_does_not_go_together_is_a_fault() -> None:
    decision = decided(table(setting("a", 1), setting("b", "x"), hit_policy="COLLECT", aggregation="SUM"))
    assert decision.actions[0].fault == "SUM of `score` has no value: its parts do not go together"


@pytest.mark.parametrize("policy", ["UNIQUE", "FIRST", "ANY", "PRIORITY", "RULE ORDER", "OUTPUT ORDER", "COLLECT"])
def test_without_a_match_nothing_happens(policy: str) -> None:
    decision = decided(table(*THREE, hit_policy=policy, outputs=OUTPUTS), {"n": 0})
    assert (decision.matched, decision.actions, decision.errors) == ((), (), ())
