from typing import Any

from rules import Catalogue, Report, check
from rules.errors import Mend

from .rulesets import rule, ruleset, table

CATALOGUE = Catalogue(
    queues=frozenset({"orders"}), task_types=frozenset({"review"}), automations=frozenset({"credit_check"})
)
SCHEMA = {
    "type": "object",
    "properties": {"total": {"type": "number"}, "name": {"type": "string"},
                   "tags": {"type": "array", "items": {"type": "string"}}},
}  # fmt: skip


def report(*tables: dict[str, Any], **parts: Any) -> Report:
    return check(ruleset(*tables, schema=SCHEMA, **parts), CATALOGUE)


def doing(name: str, *actions: dict[str, Any], **parts: Any) -> dict[str, Any]:
    return {"name": name, "then": list(actions), **parts}


def test_what_the_tenant_does_not_have_is_an_error() -> None:
    found = report(
        table(
            doing("a", {"create_task": {"queue": "ordrs", "type": "review"}}),
            doing("b", {"run": {"automation": "credit_chek"}}, {"cancel_tasks": {"type": "packing"}}),
        )
    )
    assert [(error.kind, error.pointer) for error in found.errors] == [
        ("unknown_queue", "/tables/0/rules/0/then/0/create_task/queue"),
        ("unknown_automation", "/tables/0/rules/1/then/0/run/automation"),
        ("unknown_task_type", "/tables/0/rules/1/then/1/cancel_tasks/type"),
    ]
    assert found.errors[0].detail == "there is no queue `ordrs`: did you mean `orders`?"


def test_what_every_tenant_has_and_what_is_computed_is_no_error() -> None:
    everywhere = {"create_task": {"queue": "unrouted", "type": "task"}}
    computed = {"create_task": {"queue": "=document.q"}}
    found = report(table(doing("a", everywhere, computed)), table(rule("b"), name="u", on="overdue.item"))
    assert found.errors == ()


def test_an_event_of_an_unknown_task_type_is_an_error() -> None:
    found = report(table(rule("a"), on="task.packing"))
    assert [(error.kind, error.pointer) for error in found.errors] == [("unknown_task_type", "/tables/0/on")]


def test_a_failing_test_is_an_error_that_says_what_happened() -> None:
    tests = [
        {"name": "right", "case": {"document": {"total": 5}}, "expect": {"matched": [{"table": "t", "rule": "big"}]}},
        {"name": "wrong", "case": {"document": {"total": 1}}, "expect": {"matched": [{"table": "t", "rule": "big"}]}},
    ]
    found = report(table(rule("big", {"document.total": "> 3"})), tests=tests)
    assert [(error.kind, error.pointer) for error in found.errors] == [("failing_test", "/tests/1")]
    assert found.errors[0].detail == "wrong: expected `t`/`big` to match, but nothing did"


def test_a_test_may_expect_parts_of_actions() -> None:
    def tested(expected: dict[str, Any]) -> tuple[str, ...]:
        expect = {"matched": [{"table": "t", "rule": "r"}], "actions": [{"create_task": expected}]}
        tests = [{"name": "x", "case": {}, "expect": expect}]
        found = report(table(doing("r", {"create_task": {"queue": "orders", "priority": 9}})), tests=tests)
        return tuple(error.detail for error in found.errors)

    assert tested({"queue": "orders"}) == ()
    assert tested({"queue": "orders", "type": "task", "priority": 9}) == ()
    assert tested({"queue": "desk"}) == ("x: expected create_task {'queue': 'desk'}, but it is {'queue': 'orders'}",)


def raising(name: str, signal: str, **parts: Any) -> dict[str, Any]:
    return doing(name, {"raise": {"signal": signal}}, **parts)


def test_a_cycle_without_any_condition_is_an_error() -> None:
    found = report(
        table(raising("a", "x")),
        table(raising("b", "y"), name="u", on="signal.x"),
        table(raising("c", "x"), name="v", on="signal.y"),
    )
    assert [(error.kind, error.rules) for error in found.errors] == [("cycle", ("b", "c"))]
    assert found.errors[0].detail.startswith("signal.x → signal.y → signal.x")


def test_a_cycle_with_a_condition_is_a_warning() -> None:
    found = report(
        table(raising("b", "y"), name="u", on="signal.x"),
        table(raising("c", "x", **{"if": "document.total > 1"}), name="v", on="signal.y"),
    )
    assert found.errors == ()
    assert [(warning.kind, warning.rules) for warning in found.warnings] == [("cycle", ("b", "c"))]


def test_an_else_behind_other_rules_is_a_condition() -> None:
    rules = (rule("stop", {"document.total": "> 3"}), raising("again", "x"))
    found = report(table(*rules, on="signal.x"))
    assert (found.errors, [warning.kind for warning in found.warnings]) == ((), ["cycle"])


def test_a_field_that_the_schema_does_not_declare_is_a_warning_with_a_suggestion() -> None:
    found = report(table(rule("a", {"document.totl": "> 3"}), rule("b", only_if="documnet.total > 3")))
    unknown = [warning for warning in found.warnings if warning.kind == "unknown_field"]
    assert [(warning.pointer, warning.detail) for warning in unknown] == [
        ("/tables/0/rules/0/when/document.totl", "the schema declares no field `totl`: did you mean `total`?"),
        ("/tables/0/rules/1/if", "`documnet` is not known: did you mean `document`?"),
    ]


def test_what_may_have_been_meant_is_proposed_as_the_text_or_name_to_be_there_instead() -> None:
    found = report(
        table(
            rule("a", {"document.totl": "> 3"}, then=[{"create_task": {"queue": "ordrs"}}]),
            rule("b", only_if="3 < documnet.total"),
            on="task.reviw",
        )
    )
    assert {each.pointer: each.mend for each in (*found.errors, *found.warnings) if each.mend} == {
        "/tables/0/rules/0/when/document.totl": Mend(name="document.total"),
        "/tables/0/rules/0/then/0/create_task/queue": Mend(text="orders"),
        "/tables/0/rules/1/if": Mend(text="3 < document.total"),
        "/tables/0/on": Mend(text="task.review"),
    }


def test_a_test_of_another_type_than_its_input_is_a_warning() -> None:
    cells = {"document.name": ">= 10", "document.total": '"a"', "document.tags": "5"}
    found = report(*(table(rule("a", {path: cell}), name=path) for path, cell in cells.items()))
    assert [warning.pointer for warning in found.warnings if warning.kind == "type_mismatch"] == [
        "/tables/0/rules/0/when/document.name",
        "/tables/1/rules/0/when/document.total",
        "/tables/2/rules/0/when/document.tags",
    ]


def test_a_list_may_be_tested_for_what_its_elements_are() -> None:
    found = report(table(rule("a", {"document.tags": '"vip"'})))
    assert [warning for warning in found.warnings if warning.kind == "type_mismatch"] == []
