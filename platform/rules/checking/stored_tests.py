"""Runs the tests that a ruleset carries."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..case import EMPTY_TENANT, complete_case
from ..decide import decide
from ..decision import Action, Decision
from ..feel.scope import Run
from ..report import Finding
from ..ruleset import PatternTest, Ruleset, StoredTest
from .pattern_tests import pattern_failure

MOST_SPENT = 2  # times the limits of one decision
NOW = "2026-01-01T00:00:00Z"  # of a test that does not say when it happens


@dataclass(frozen=True, slots=True)
class TriedTest:
    """`detail` says what was expected and what came instead; None: as expected."""

    name: str
    pointer: str
    detail: str | None


def failing_tests(ruleset: Ruleset, own_type: str) -> Iterator[Finding]:
    for test in tried_tests(ruleset, own_type):
        if test.detail is not None:
            yield Finding("failing_test", test.pointer, f"{test.name}: {test.detail}")


def tried_tests(ruleset: Ruleset, own_type: str) -> Iterator[TriedTest]:
    """Run the tests in their order, as long as all of them together cost no more than a few decisions may.

    `own_type` is the work type that the ruleset is bound to.
    """
    spent = 0.0
    for test in ruleset.tests:
        if isinstance(test, PatternTest):
            detail = pattern_failure(ruleset, test, own_type)
        elif spent < MOST_SPENT:
            run = Run(complete_case(test.case, type="", tenant=EMPTY_TENANT, now=NOW))
            detail = failure(ruleset, test, run)
            spent += run.spent()
        else:
            detail = "it is not run: those before cost too much"
        yield TriedTest(test.name, test.pointer, detail)


def failure(ruleset: Ruleset, test: StoredTest, run: Run) -> str | None:
    """Say what a test expected that did not happen, or None."""
    decision = decide(ruleset, run.case, run=run)
    matched = tuple((match.table, match.rule) for match in decision.matched)
    if matched != test.matched:
        return f"expected {_rules(test.matched)} to match, but {_rules(matched)} did{_conflicts(decision)}"
    if test.actions is None:
        return None
    if len(test.actions) != len(decision.actions):
        return f"expected {len(test.actions)} actions, but there are {len(decision.actions)}"
    return next(filter(None, map(_difference, test.actions, decision.actions)), None)


def _difference(expected: Mapping[str, Any], action: Action) -> str | None:
    """Compare an action by what the test says of it; what it leaves out may be anything."""
    given = action.as_json()
    for name, value in expected.items():
        if type(value) is dict and name == action.kind:
            members = {key: action.payload.get(key) for key in value}
            if members != value:
                return f"expected {name} {value}, but it is {members}"
        elif given.get(name) != value:
            return f"expected {name} {value!r}, but it is {given.get(name)!r}"
    return None


def _rules(matched: tuple[tuple[str, str], ...]) -> str:
    return ", ".join(f"`{table}`/`{rule}`" for table, rule in matched) or "nothing"


def _conflicts(decision: Decision) -> str:
    return "".join(f" ({error.detail})" for error in decision.errors)
