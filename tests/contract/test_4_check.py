"""CONTRACT 4, check and evaluate: what is said of rules before they are live."""

from typing import Any

import pytest

from tests.contract.places import Place, read
from tests.contract.rulesets import checked, drafted, evaluated, rule, table

SCHEMA = {"type": "object", "properties": {"n": {"type": "number"}, "text": {"type": "string"}}}
CLOSE: dict[str, Any] = {"close": {}}


def cycle(*conditions: dict[str, str]) -> list[dict[str, Any]]:
    """Signal `a` raises `b`, and `b` raises `a`."""
    first, second = conditions
    return [
        table(rule("r", {"raise": {"signal": "b"}}, when=first), name="a", on="signal.a"),
        table(rule("r", {"raise": {"signal": "a"}}, when=second), name="b", on="signal.b"),
    ]


@pytest.mark.parametrize(
    ("then", "kind"),
    [
        ({"create_task": {"queue": "nowhere"}}, "unknown_queue"),
        ({"create_task": {"queue": "unrouted", "type": "nothing"}}, "unknown_task_type"),
        ({"run": {"automation": "nothing"}}, "unknown_automation"),
    ],
)
def test_what_the_tenant_lacks_is_an_error_with_its_place(place: Place, then: Any, kind: str) -> None:
    """§4 POST .../check {"draft": true|"version": n} {"errors":
    [{"kind","pointer","detail","table"?,"rules"?}],"warnings": [...]}; errors: unknown queue, task type,
    automation, a failing test, a cycle of events in which every rule is without condition"""
    (error,) = checked(place, table(rule("r", then)))["errors"]
    assert (error["kind"], error["table"], error["rules"]) == (kind, "t", ["r"])
    assert error["pointer"].startswith("/tables/0/rules/0/then/0/")
    assert error["detail"]


def test_a_failing_test_is_an_error(place: Place) -> None:
    """§4 errors: unknown queue, task type, automation, a failing test, a cycle of events in which every rule is without
    condition"""
    tests = [{"name": "wrong", "case": {"document": {}}, "expect": {"matched": []}}]
    (error,) = checked(place, table(rule("r", CLOSE)), tests=tests)["errors"]
    assert (error["kind"], error["pointer"]) == ("failing_test", "/tests/0")


def test_a_cycle_is_an_error_without_and_a_warning_with_a_condition(place: Place) -> None:
    """§4 a cycle of events in which every rule is without condition; warnings: cycle, unreachable, hidden, overlap, gap
    (with an example), unknown_field, type_mismatch"""
    assert [error["kind"] for error in checked(place, *cycle({}, {}))["errors"]] == ["cycle"]
    found = checked(place, *cycle({"document.n": "> 1"}, {}), schema=SCHEMA)
    assert found["errors"] == []
    assert "cycle" in {warning["kind"] for warning in found["warnings"]}


@pytest.mark.parametrize(
    ("rules", "policy", "kind"),
    [
        ([rule("r", CLOSE, when={"document.n": "]1..1["})], "COLLECT", "unreachable"),
        ([rule("a", CLOSE, when={"document.n": "> 1"}), rule("b", when={"document.n": "> 2"})], "FIRST", "hidden"),
        ([rule("a", CLOSE, when={"document.n": "> 1"}), rule("b", when={"document.n": "> 2"})], "UNIQUE", "overlap"),
        ([rule("a", CLOSE, when={"document.n": "> 1"})], "UNIQUE", "gap"),
        ([rule("a", CLOSE, when={"document.m": "> 1"})], "COLLECT", "unknown_field"),
        ([rule("a", CLOSE, when={"document.text": "> 1"})], "COLLECT", "type_mismatch"),
    ],
)
def test_what_is_doubtful_is_a_warning(place: Place, rules: list[Any], policy: str, kind: str) -> None:
    """§4 warnings: cycle, unreachable, hidden, overlap, gap (with an example), unknown_field, type_mismatch"""
    found = checked(place, table(*rules, hit_policy=policy), schema=SCHEMA)
    assert found["errors"] == []
    warnings = {warning["kind"]: warning for warning in found["warnings"]}
    assert kind in warnings, found
    assert warnings[kind]["detail"]


def test_evaluate_says_actions_matches_errors_and_the_trace(place: Place) -> None:
    """§4 {"actions": [{"table","rule","create_task": {...}}, ...],"matched": [{"table","rule"}],"errors": [],"trace":
    [{"table","rule","matched","failed"?: {"input","test","value"}}]}"""
    rules = rule("no", when={"document.n": "> 5"}), rule("yes", {"create_task": {"queue": "unrouted"}})
    found = evaluated(place, table(*rules), trace=True, document={"n": 1})
    assert found["actions"][0].keys() == {"table", "rule", "create_task"}
    assert (found["matched"], found["errors"]) == ([{"table": "t", "rule": "yes"}], [])
    assert found["trace"] == [
        {
            "table": "t",
            "rule": "no",
            "matched": False,
            "failed": {"input": "document.n", "test": "> 5", "value": 1},
        },
        {"table": "t", "rule": "yes", "matched": True},
    ]


def test_parts_of_the_case_that_are_missing_are_filled(place: Place) -> None:
    """§4 Parts missing: event `received`, type the ruleset's, document, facts, tasks {}, signals [], tenant the
    caller's, received_at now."""
    names = ("type", "document", "facts", "tasks", "signals", "received_at")
    seen = {name: f"={name}" for name in names} | {"event": "=event.name", "tenant": "=tenant.slug"}
    path = drafted(place, table(rule("r", {"set": seen})))
    (action,) = read(place.admin.post(f"{path}/evaluate", {"draft": True}))["actions"]
    received_at = action["set"].pop("received_at")
    assert received_at.startswith("20")
    assert action["set"] == {
        "type": path.rpartition("/")[2],
        "document": {},
        "facts": {},
        "tasks": {},
        "signals": [],
        "event": "received",
        "tenant": place.house.slug,
    }


def test_actions_are_computed_and_only_the_event_named_is_decided(place: Place) -> None:
    """§4 Actions are computed, `each` expanded, type, key and priority filled, `due_in` as it stands; only the event
    named is decided."""
    wanted = {"queue": "unrouted", "each": "=document.lines", "key": "=item", "due_in": "PT90M", "weight": "=1 + 1"}
    found = evaluated(
        place,
        table(rule("r", {"create_task": wanted}, {"raise": {"signal": "s"}})),
        table(rule("later", CLOSE), name="s", on="signal.s"),
        document={"lines": ["a", "b"]},
        priority=70,
    )
    tasks = [action["create_task"] for action in found["actions"] if "create_task" in action]
    assert [(task["key"], task["type"], task["priority"]) for task in tasks] == [("a", "task", 70), ("b", "task", 70)]
    assert [(task["due_in"], task["weight"]) for task in tasks] == [("PT90M", 2)] * 2
    assert [each["rule"] for each in found["matched"]] == ["r"]
