import copy
from decimal import Decimal

import pytest

from rules import decide

from .rulesets import case, decided, matched, rule, ruleset, table

ORDERS = table(
    {
        "name": "big order",
        "when": {"document.total": ">= 10000", "document.country": '"US", "ID"'},
        "if": "count(document.lines) > 3",
        "then": [
            {"create_task": {"type": "order_review", "queue": "senior-desk", "priority": 80, "due_in": "PT4H"}},
            {"run": {"automation": "credit_check", "with": {"amount": "=document.total * 1.1"}}},
        ],
    },
    {"name": "else", "when": {}, "then": [{"create_task": {"type": "order_entry", "queue": "orders"}}]},
)
BIG = {"total": 12000, "country": "US", "lines": [1, 2, 3, 4]}


def test_a_rule_matches_when_its_cells_and_its_if_hold() -> None:
    decision = decided(ORDERS, BIG)
    assert matched(decision) == ["big order"]
    assert [action.as_json() for action in decision.actions] == [
        {
            "table": "t",
            "rule": "big order",
            "create_task": {
                "type": "order_review",
                "queue": "senior-desk",
                "priority": 80,
                "due_in": "PT4H",
                "key": "order_review",
            },
        },
        {
            "table": "t",
            "rule": "big order",
            "run": {"automation": "credit_check", "with": {"amount": Decimal("13200.0")}, "key": "credit_check"},
        },
    ]


@pytest.mark.parametrize(
    "change", [{"total": 9999}, {"country": "DE"}, {"lines": [1]}, {"total": None}, {"lines": None}]
)
def test_a_rule_does_not_match_when_one_of_them_does_not_hold(change: dict[str, object]) -> None:
    assert matched(decided(ORDERS, {**BIG, **change})) == ["else"]


def test_an_event_without_tables_decides_nothing() -> None:
    decision = decided(ORDERS, BIG, event={"name": "amended"})
    assert (decision.matched, decision.actions, decision.errors) == ((), (), ())


def test_all_tables_of_an_event_are_decided_in_their_order_against_the_same_case() -> None:
    rules = ruleset(
        table({"name": "a", "then": [{"set": {"x": 1}}]}, name="first"),
        table({"name": "b", "when": {"facts.x": "1"}, "then": []}, name="second"),
        table({"name": "c", "then": [{"close": {}}]}, name="third"),
        table({"name": "d", "then": []}, name="other", on="amended"),
    )
    decision = decide(rules, case())
    assert [(match.table, match.rule) for match in decision.matched] == [("first", "a"), ("third", "c")]
    assert [action.kind for action in decision.actions] == ["set", "close"]


def test_deciding_leaves_the_case_as_it_is() -> None:
    before = case(BIG)
    after = copy.deepcopy(before)
    decide(ruleset(ORDERS), after, trace=True)
    assert after == before


def test_the_trace_names_the_first_condition_that_failed() -> None:
    decision = decide(ruleset(ORDERS), case({**BIG, "country": "DE"}), trace=True)
    assert decision.trace is not None
    first, second = decision.trace
    assert first.matched is False
    assert first.failed is not None
    assert (first.failed.input, first.failed.test, first.failed.value) == ("document.country", '"US", "ID"', "DE")
    assert (second.matched, second.failed) == (True, None)


def test_the_trace_names_an_if_that_failed() -> None:
    decision = decide(ruleset(ORDERS), case({**BIG, "lines": []}), trace=True)
    assert decision.trace is not None
    failed = decision.trace[0].failed
    assert failed is not None
    assert (failed.input, failed.test, failed.value) == ("if", "count(document.lines) > 3", False)


def test_now_and_today_are_those_of_the_event_and_the_tenant() -> None:
    content = table({"name": "r", "then": [{"set": {"now": "=now()", "today": "=today()"}}]})
    decision = decided(content, event={"name": "received", "at": "2026-11-23T23:30:00Z"})
    assert decision.actions[0].payload == {"now": "2026-11-23T23:30:00Z", "today": "2026-11-24"}


SCHEMA = {
    "type": "object",
    "properties": {
        "due": {"type": "string", "format": "date"},
        "at": {"type": "string", "format": "date-time"},
        "price": {"type": "string", "format": "decimal"},
        "text": {"type": "string"},
        "unit price": {"type": "number"},
        "net-total": {"type": "number"},
        "lines": {"type": "array", "items": {"$ref": "#/$defs/line"}},
    },
    "$defs": {"line": {"type": "object", "properties": {"shipped": {"type": "string", "format": "date"}}}},
}
SHIPPED = [{"shipped": "2026-02-01"}, {"shipped": "2026-01-01"}]


@pytest.mark.parametrize(
    ("when", "document"),
    [
        ({"document.due": '< @"2026-02-01"'}, {"due": "2026-01-31"}),
        ({"document.due": 'date("2026-01-31")'}, {"due": "2026-01-31"}),
        ({"document.due.month": "1"}, {"due": "2026-01-31"}),
        ({"document.at": '>= @"2026-01-31T10:00:00Z"'}, {"at": "2026-01-31T12:00:00+01:00"}),
        ({"document.price": ">= 10"}, {"price": "12.00"}),
        ({"document.text": '"12.00"'}, {"text": "12.00"}),
        ({"document.unit price": "3"}, {"unit price": 3}),
        ({"document.unit price * 2": "> 5"}, {"unit price": 3}),
        ({"document.net-total + 1": "5"}, {"net-total": 4}),
        ({"document.net-total": "4"}, {"net-total": 4}),
        ({'get value(document, "a b")': "1"}, {"a b": 1}),
        ({"max(document.lines.shipped)": '@"2026-02-01"'}, {"lines": SHIPPED}),
        ({"count(document.lines[shipped > @\"2026-01-15\"])": "1"}, {"lines": SHIPPED}),
        ({"document.tags": '"vip"'}, {"tags": ["new", "vip"]}),
        ({"received_at": '>= @"2026-11-23T00:00:00Z"'}, {}),
    ],
)  # fmt: skip
def test_the_schema_gives_names_and_types(when: dict[str, str], document: dict[str, object]) -> None:
    assert matched(decide(ruleset(table(rule("r", when)), schema=SCHEMA), case(document))) == ["r"]


def test_a_string_without_a_format_is_no_number() -> None:
    rules = ruleset(table(rule("r", {"document.text": ">= 10"})), schema=SCHEMA)
    assert matched(decide(rules, case({"text": "12.00"}))) == []


def test_numbers_are_exact() -> None:
    content = table({"name": "r", "when": {"document.n": "> 10"}, "then": [{"set": {"x": "=document.n + 0.2"}}]})
    decision = decided(content, {"n": Decimal("10.00000000000000000001")})
    assert decision.actions[0].payload == {"x": Decimal("10.20000000000000000001")}


def test_an_expression_that_takes_for_ever_is_an_error_of_its_table_only() -> None:
    endless = rule("endless", only_if="count(for i in 1..1000000000 return i) > 0")
    decision = decide(ruleset(table(endless), table(rule("r"), name="other")), case())
    assert [(error.table, error.kind) for error in decision.errors] == [("t", "limit")]
    assert matched(decision) == ["r"]
