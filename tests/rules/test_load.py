from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import Fault, RulesetInvalid, load

from .rulesets import faults, rule, table

PATTERN = {
    "name": "three claims in a week",
    "by": "document.claimant.id",
    "within": "P7D",
    "all": [{"as": "a", "when": {"document.amount": "> 500"}}, {"as": "b"}, {"as": "c"}],
    "where": ["a.document.amount = b.document.amount"],
    "then": [{"raise": {"signal": "claim_velocity"}}],
}


def test_every_fault_is_found_at_once() -> None:
    content = {
        "tables": [
            {
                "name": "t",
                "on": "recieved",
                "hit_policy": "FIRTS",
                "rules": [
                    {"name": "a", "when": {"document.x": ">="}, "then": [{"creat_task": {}}]},
                    {"name": "a", "if": "coun(1) > 2", "then": [{"set": {"x": "=1 +"}}]},
                ],
            }
        ],
        "extra": 1,
    }
    assert {fault.pointer: fault.column for fault in faults(content)} == {
        "/extra": None,
        "/tables/0/on": None,
        "/tables/0/hit_policy": None,
        "/tables/0/rules/0/when/document.x": 3,
        "/tables/0/rules/0/then/0/creat_task": None,
        "/tables/0/rules/1/name": None,
        "/tables/0/rules/1/if": 1,
        "/tables/0/rules/1/then/0/set/x": 5,
    }


def test_a_near_name_is_suggested() -> None:
    (fault,) = faults({"tables": [table(rule("r", then=[{"creat_task": {"queue": "q"}}]))]})
    assert fault.detail == "`creat_task` is not known here: did you mean `create_task`?"


def test_pointers_are_escaped() -> None:
    (fault,) = faults({"tables": [table(rule("r", {"type/2": "1 +"}))]})
    assert fault.pointer == "/tables/0/rules/0/when/type~12"


@pytest.mark.parametrize("content", [None, 1, "x", [], True])
def test_what_is_no_object_is_no_ruleset(content: Any) -> None:
    assert [fault.pointer for fault in faults(content)] == [""]


@pytest.mark.parametrize(
    ("part", "pointer"),
    [
        ({"name": " "}, "/tables/0/name"),
        ({"name": 1}, "/tables/0/name"),
        ({"on": "task."}, "/tables/0/on"),
        ({"on": "task.Review"}, "/tables/0/on"),
        ({"on": "done.x"}, "/tables/0/on"),
        ({"rules": {}}, "/tables/0/rules"),
        ({"hit_policy": "PRIORITY"}, "/tables/0"),
        ({"aggregation": "SUM"}, "/tables/0/aggregation"),
        ({"outputs": [{"name": "queue", "values": []}]}, "/tables/0/outputs/0/name"),
        ({"priority": 1}, "/tables/0/priority"),
    ],
)
def test_a_table_of_the_wrong_shape_is_a_fault(part: dict[str, Any], pointer: str) -> None:
    assert pointer in [fault.pointer for fault in faults({"tables": [{**table(rule("r")), **part}]})]


@pytest.mark.parametrize("missing", ["name", "on", "rules"])
def test_what_a_table_needs_is_required(missing: str) -> None:
    content = table(rule("r"))
    del content[missing]
    assert faults({"tables": [content]}) == [Fault("/tables/0", f"`{missing}` is required")]


@pytest.mark.parametrize(
    "action",
    [
        {"create_task": {"queue": "q", "due_in": "P1Y"}},
        {"create_task": {"queue": "q", "due_in": "P367D"}},
        {"create_task": {"queue": "q", "due_in": "tomorrow"}},
        {"create_task": {"queue": "q", "priority": "high"}},
        {"create_task": {"queue": "q", "skills": {"credit": 11}}},
        {"create_task": {"queue": "q", "skills": "credit"}},
        {"create_task": {"queue": "q", "not_by": False}},
        {"create_task": {"queue": "Q!"}},
        {"create_task": {}},
        {"create_task": {"queue": "q", "type": "Big Order"}},
        {"run": {}},
        {"run": {"automation": "x", "with": []}},
        {"set": {}},
        {"set": {"Big": 1}},
        {"raise": {"signal": 1}},
        {"start_timer": {"name": "t"}},
        {"start_timer": {"name": "t", "in": "PT1H", "at": "2026-01-01T00:00:00Z"}},
        {"start_timer": {"name": "t", "in": "PT1H", "clock": "wall"}},
        {"close": {}, "set": {"x": 1}},
        {},
        "close",
    ],
)
def test_an_action_of_the_wrong_shape_is_a_fault(action: Any) -> None:
    assert faults({"tables": [table(rule("r", then=[action]))]})


@pytest.mark.parametrize(
    "action",
    [
        {"create_task": {"type": "x", "queue": "q", "key": "k", "priority": 1, "due_in": "P2DT4H", "warn": "PT1H",
                         "skills": {"credit": 3}, "weight": 2, "not_by": True, "note": "n"}},
        {"create_task": {"queue": None, "not_by": "review", "skills": ["a", "b"], "each": ["a", "=document.x"]}},
        {"run": {"automation": "x", "key": "k", "with": {"a": "=1"}}},
        {"set": {"x": {"y": ["=1"]}}},
        {"raise": {"signal": "s", "data": None}},
        {"start_timer": {"name": "t", "in": "P1W", "clock": "business"}},
        {"start_timer": {"name": "t", "at": "2026-01-01T00:00:00+01:00"}},
        {"cancel_timer": {"name": "t"}},
        {"cancel_tasks": {}},
        {"cancel_tasks": {"type": "x"}},
        {"close": {}},
    ],
)  # fmt: skip
def test_every_action_of_the_language_is_read(action: dict[str, Any]) -> None:
    assert faults({"tables": [table(rule("r", then=[action]))]}) == []


@pytest.mark.parametrize(
    "event",
    ["received", "amended", "cancelled", "reopened", "task.x", "due_soon.item", "overdue.x", "automation.x",
     "signal.x", "timer.x_1"],
)  # fmt: skip
def test_every_event_is_known(event: str) -> None:
    assert faults({"tables": [table(rule("r"), on=event)]}) == []


def test_a_pattern_is_read() -> None:
    assert faults({"tables": [], "patterns": [PATTERN]}) == []


@pytest.mark.parametrize(
    ("part", "pointer"),
    [
        ({"within": "a week"}, "/patterns/0/within"),
        ({"any": []}, "/patterns/0"),
        ({"all": [{"as": "a"}] * 2}, "/patterns/0/all/1/as"),
        ({"all": [{"as": f"m{n}"} for n in range(9)]}, "/patterns/0"),
        ({"where": ["a.document.amount + 1"]}, "/patterns/0/where/0"),
        ({"where": ["a.document.amount ="]}, "/patterns/0/where/0"),
        ({"then": [{"close": {}}]}, "/patterns/0/then/0"),
        ({"after": "P5D"}, "/patterns/0/after"),
        ({"count": ">= 3"}, "/patterns/0/count"),
    ],
)
def test_a_pattern_of_the_wrong_shape_is_a_fault(part: dict[str, Any], pointer: str) -> None:
    found = faults({"tables": [], "patterns": [{**PATTERN, **part}]})
    assert pointer in [fault.pointer for fault in found]


def test_the_schema_makes_names_with_blanks_known() -> None:
    content = {"tables": [table(rule("r", {"document.unit price + 1": "> 2"}))]}
    assert faults(content)
    assert faults(content, {"type": "object", "properties": {"unit price": {"type": "number"}}}) == []


MEMBERS = ["tables", "name", "on", "rules", "when", "if", "then", "set", "patterns", "tests", "outputs"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["=1 +", "received", "> 3"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(MEMBERS) | st.text(max_size=3),
        inner, max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@given(JSON)
def test_any_json_is_a_ruleset_or_has_faults(content: Any) -> None:
    try:
        load({"tables": content} if not isinstance(content, dict) else content)
    except RulesetInvalid as error:
        assert error.faults  # noqa: PT017 - either way is fine, but never another exception


@given(st.text(max_size=30))
def test_any_text_is_feel_or_a_fault_with_its_column(text: str) -> None:
    found = faults({"tables": [table(rule("r", only_if=text))]})
    assert all(fault.pointer == "/tables/0/rules/0/if" and fault.column for fault in found)
