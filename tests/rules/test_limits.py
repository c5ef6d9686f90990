"""What a hostile rule may cost is bounded for a whole decision with its trace, and for a check; nobody else pays."""

import pytest

from rules import Catalogue, check, decide, load
from rules.decision import Decision
from rules.feel.fuel import MAX_FUEL

from .feel.test_sandbox import HOSTILE
from .rulesets import case

SAME = {
    "tables": [{"name": "t", "on": "received", "rules": [{"name": "a", "if": "document.a = document.b", "then": []}]}]
}
DEAR = (  # near to what one decision may cost, but within it
    "count(for i in 1..20000 return i) > 0"
)


def tables(condition: str, count: int) -> dict[str, object]:
    rules = [{"name": "a", "if": condition, "then": [{"close": {}}]}]
    return {"tables": [{"name": f"t{number}", "on": "received", "rules": rules} for number in range(count)]}


def test_decisions_never_run_dry_of_what_earlier_ones_used() -> None:
    ruleset, lists = load(SAME), case({"a": list(range(100)), "b": list(range(100))})
    for _ in range(MAX_FUEL // 100 + 10):
        assert decide(ruleset, lists).errors == ()


def test_after_a_hostile_decision_the_next_is_as_ever() -> None:
    for text in (text for name, text in HOSTILE.items() if "calls itself" not in name):  # which is no rule
        decide(load(tables(f"({text}) = 1", 1)), case({}))
        assert decide(load(tables("[1, 2] = [1, 2]", 1)), case({})).errors == ()


@pytest.mark.parametrize("trace", [False, True])
def test_all_tables_of_a_decision_and_its_trace_share_its_limits(trace: bool) -> None:
    decision = decide(load(tables(DEAR, 5)), case({}), trace=trace)
    assert len(decision.errors) == (5 if trace else 4)
    assert all(error.kind == "limit" for error in decision.errors)


def test_reading_a_range_does_not_refill_what_a_decision_may_cost() -> None:
    reading = 'range("[date(\\"2026-01-01\\")..)") = null'
    text = f"some i in 1..1000 satisfies ([for j in 1..100 return j] = [for j in 1..100 return j]) = ({reading})"
    assert limited(decide(load(tables(text, 1)), case({})))


def limited(decision: Decision) -> bool:
    return [error.kind for error in decision.errors] == ["limit"]


def test_tests_that_cost_too_much_together_are_not_all_run() -> None:
    content = tables(DEAR, 1)
    content["tests"] = [
        {"name": f"x{number}", "case": {}, "expect": {"matched": [{"table": "t0", "rule": "a"}]}} for number in range(9)
    ]
    errors = check(load(content), Catalogue()).errors
    assert len(errors) == 6
    assert errors[0].detail == "x3: it is not run: those before cost too much"
