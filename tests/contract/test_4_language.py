"""CONTRACT 4, the language of rules: inputs, cells, names and types."""

from typing import Any

import pytest

from tests.api.conftest import pointers, problem
from tests.contract.places import Place, on, read
from tests.contract.rulesets import drafted, evaluated, matched, rule, table

SET = {"set": {"x": 1}}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "due": {"type": "string", "format": "date"},
        "at": {"type": "string", "format": "date-time"},
        "clock": {"type": "string", "format": "time"},
        "span": {"type": "string", "format": "duration"},
        "price": {"type": "string", "format": "decimal"},
        "text": {"type": "string"},
        "net": {"type": "number"},
        "net total": {"type": "number"},
        "net-total": {"type": "number"},
    },
}


def test_a_ruleset_is_bound_to_a_work_type_and_is_data(place: Place) -> None:
    """§4 A ruleset is bound to a work type (its key is the work type's) and is data, never code"""
    kind = place.work_type(on("received", SET), name="Bound")
    assert place.submit(kind)["facts"] == {"x": 1}
    assert place.admin.get(f"/v1/rulesets/{kind}/draft").json()["tables"][0]["name"] == "received"
    assert problem(place.admin.put("/v1/rulesets/nothing/draft", {"tables": []})) == (404, "not-found")
    code = {"tables": [table(rule("r", {"set": {"x": "=__import__('os')"}}))]}
    assert problem(place.admin.put(f"/v1/rulesets/{kind}/draft", code)) == (422, "invalid")


@pytest.mark.parametrize(
    ("parts", "matches"),
    [
        ({"when": {"document.n": "> 1"}, "if_": "document.m = 2"}, True),
        ({"when": {"document.n": "> 9"}, "if_": "document.m = 2"}, False),
        ({"when": {"document.n": "> 1"}, "if_": "document.m = 3"}, False),
        ({"if_": "null"}, False),
        ({"if_": "document.n"}, False),
        ({"if_": "document.missing > 1"}, False),
    ],
)
def test_when_and_if_must_both_hold_and_null_or_no_boolean_does_not(place: Place, parts: Any, matches: bool) -> None:
    """§4 `when` maps an input to FEEL unary tests, `if` is a FEEL boolean expression; both must hold.

    §4 `if` that is null or no boolean does not hold."""
    assert matched(place, table(rule("r", **parts)), document={"n": 2, "m": 2}) == (["r"] if matches else [])


@pytest.mark.parametrize(
    ("when", "document"),
    [
        ({"document.net-total": "4"}, {"net-total": 4, "net": 1}),
        ({"document.a_b.c-d": "4"}, {"a_b": {"c-d": 4}}),
        ({"document.net * 2": "8"}, {"net": 4}),
        ({"count(document.lines)": "> 1"}, {"lines": [1, 2]}),
    ],
)
def test_an_input_is_a_path_read_literally_or_else_an_expression(place: Place, when: Any, document: Any) -> None:
    """§4 An input made only of letters, digits, `_`, `-` and dots is a path, read literally; anything else is a FEEL
    expression."""
    assert matched(place, table(rule("r", when=when)), schema=SCHEMA, document=document) == ["r"]


def test_names_of_tables_and_rules_are_required_and_unique(place: Place) -> None:
    """§4 `name` of a table, and of a rule within it, is required and unique."""
    key = place.work_type()
    twice = {"tables": [table(rule("a"), rule("a")), table(rule("b"))]}
    answer = place.admin.put(f"/v1/rulesets/{key}/draft", twice)
    assert (problem(answer), set(pointers(answer))) == ((422, "invalid"), {"/tables/0/rules/1/name", "/tables/1/name"})
    nameless = {"tables": [{"on": "received", "rules": [{"when": {}, "then": []}]}]}
    answer = place.admin.put(f"/v1/rulesets/{key}/draft", nameless)
    assert set(pointers(answer)) == {"/tables/0", "/tables/0/rules/0"}


@pytest.mark.parametrize(
    ("cell", "value", "matches"),
    [
        ("not(10)", 11, True),
        ('not("US", 10)', "DE", False),
        ("[1..5)", 5, False),
        ("null", None, True),
        ("> 1, < -1", -2, True),
        ("-", None, True),
        ("? > 3", 4, True),
    ],
)
def test_cells_are_those_of_dmn_and_null_spreads(place: Place, cell: str, value: Any, matches: bool) -> None:
    """§4 FEEL and hit policies are those of OMG DMN 1.5; null spreads (`not("US", 10)` on `"DE"` is null and does not
    hold)."""
    found = matched(place, table(rule("r", when={"document.n": cell})), document={"n": value})
    assert found == (["r"] if matches else [])


@pytest.mark.parametrize(
    ("condition", "document"),
    [
        ("document.net total = 5", {"net total": 5, "net": 1}),
        ("document.net-total = 4", {"net-total": 4, "net": 9}),
        ("document.net - 1 = 8", {"net": 9}),
        ('get value(document, "a b") = 1', {"a b": 1}),
    ],
)
def test_names_are_resolved_longest_known_first(place: Place, condition: str, document: Any) -> None:
    """§4 In FEEL, names are resolved as DMN says, longest known name first (known: the case's parts and the fields that
    the work type's schema declares); any other field with odd characters is reached by `get value(document, "a b")`."""
    assert matched(place, table(rule("r", if_=condition)), schema=SCHEMA, document=document) == ["r"]


@pytest.mark.parametrize(
    ("condition", "document", "matches"),
    [
        ('document.due < @"2026-02-01"', {"due": "2026-01-31"}, True),
        ('document.at = @"2026-01-31T11:00:00Z"', {"at": "2026-01-31T12:00:00+01:00"}, True),
        ('document.clock < @"12:00:00"', {"clock": "11:30:00"}, True),
        ('document.span > @"PT1H"', {"span": "P1D"}, True),
        ("document.price >= 10", {"price": "12.00"}, True),
        ("document.text >= 10", {"text": "12.00"}, False),
        ('document.text = "2026-01-31"', {"text": "2026-01-31"}, True),
    ],
)
def test_the_schemas_format_types_a_string_field(place: Place, condition: str, document: Any, matches: bool) -> None:
    """§4 The schema's `format` types a string field: `date`, `date-time`, `time`, `duration` become FEEL's temporal
    values, `decimal` a number; without a format a string is a string (so `>= 10` on `"12.00"` is null: `check`
    warns)."""
    found = matched(place, table(rule("r", if_=condition)), schema=SCHEMA, document=document)
    assert found == (["r"] if matches else [])


@pytest.mark.parametrize(
    ("cell", "tags", "matches"),
    [('"vip"', ["new", "vip"], True), ('["new", "vip"]', ["new", "vip"], True), ('"old"', ["new"], False)],
)
def test_a_unary_test_holds_on_a_list_that_equals_or_contains(
    place: Place, cell: str, tags: Any, matches: bool
) -> None:
    """§4 A unary test on a list field holds where the list equals the value or contains it."""
    found = matched(place, table(rule("r", when={"document.tags": cell})), document={"tags": tags})
    assert found == (["r"] if matches else [])


def test_now_and_today_are_the_events_time_and_the_tenants_day(place: Place) -> None:
    """§4 `now()` and `today()` are the event's time (today in the tenant's zone)."""
    looks = table(rule("r", {"set": {"now": "=now()", "today": "=today()"}}))
    event = {"name": "received", "at": "2026-11-23T23:30:00Z"}
    (action,) = evaluated(place, looks, event=event)["actions"]
    assert action["set"] == {"now": "2026-11-23T23:30:00Z", "today": "2026-11-24"}  # the house is in Berlin


def test_a_ruleset_has_tables_and_tests(place: Place) -> None:
    r"""§4 {"tables": [ {"name": "Route new orders", "on": "received", "hit_policy": "FIRST", "rules": [ {"name": "big
    order", "when": {"document.total": ">= 10000", "document.country": "\"US\", \"ID\""}, "if":
    "count(document.lines) > 3", "then": [{"create_task": {"type": "order_review", "queue": "senior-desk",
    "priority": 80, "due_in": "PT4H", "skills": ["credit"]}}, {"run": {"automation": "credit_check", "with":
    {"amount": "=document.total * 1.1"}}}]}, {"name": "else", "when": {}, "then": [{"create_task": {"type":
    "order_entry", "queue": "orders"}}]}]}], "patterns": [], "tests": [{"name": "a big order is reviewed", "case":
    {"document": {...}}, "expect": {"matched": [{"table","rule"}], "actions"?: [...]}}]}"""
    big = rule(
        "big order",
        {"create_task": {"type": "order_review", "queue": "senior-desk", "priority": 80, "due_in": "PT4H"}},
        {"run": {"automation": "credit_check", "with": {"amount": "=document.total * 1.1"}}},
        when={"document.total": ">= 10000", "document.country": '"US", "ID"'},
        if_="count(document.lines) > 3",
    )
    other = rule("else", {"create_task": {"type": "order_entry", "queue": "orders"}})
    document = {"total": 12000, "country": "US", "lines": [1, 2, 3, 4]}
    case = {
        "name": "a big order is reviewed",
        "case": {"document": document},
        "expect": {"matched": [{"table": "t", "rule": "big order"}]},
    }
    tables = [table(big, other, hit_policy="FIRST")]
    path = drafted(place, *tables, patterns=[], tests=[case])
    found = read(place.admin.post(f"{path}/evaluate", {"draft": True, "case": {"document": document}}))
    assert [each["rule"] for each in found["matched"]] == ["big order"]
    assert found["actions"][1]["run"]["with"] == {"amount": 13200}
    errors = read(place.admin.post(f"{path}/check", {"draft": True}))["errors"]
    assert {error["kind"] for error in errors} <= {"unknown_queue", "unknown_task_type"}
