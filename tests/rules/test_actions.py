from decimal import Decimal
from typing import Any

import pytest

from rules import Action

from .rulesets import decided, table


def actions(*then: dict[str, Any], document: Any = None, **parts: Any) -> tuple[Action, ...]:
    return decided(table({"name": "r", "then": list(then)}), document, **parts).actions


def test_type_key_and_priority_are_filled() -> None:
    (action,) = actions({"create_task": {"queue": "desk"}})
    assert action.payload == {"queue": "desk", "type": "task", "key": "task", "priority": 50}


def test_the_priority_of_the_item_is_the_default() -> None:
    (action,) = actions({"create_task": {"queue": "desk"}}, priority=70)
    assert action.payload["priority"] == 70


@pytest.mark.parametrize(
    ("given", "expected"),
    [("=1000", 100), ("=-1", 0), ("=2.5", 2), ("=3.5", 4), (Decimal("79.6"), 80),
     ("=document.missing", 50), ("=1E400", 100)],
)  # fmt: skip
def test_the_priority_is_rounded_half_even_and_clamped(given: Any, expected: int) -> None:
    (action,) = actions({"create_task": {"queue": "desk", "priority": given}})
    assert (action.payload["priority"], action.fault) == (expected, None)


def test_each_makes_one_action_for_every_element() -> None:
    document = {"lines": [{"sku": "a"}, {"sku": "b"}]}
    made = actions({"create_task": {"queue": "q", "each": "=document.lines", "key": "=item.sku"}}, document=document)
    assert [(action.index, action.element, action.payload["key"]) for action in made] == [(0, 0, "a"), (0, 1, "b")]
    assert all("each" not in action.payload for action in made)


def test_each_of_an_empty_list_makes_none() -> None:
    assert actions({"create_task": {"queue": "q", "each": "=document.lines"}}, document={"lines": []}) == ()


def test_expressions_are_computed_at_any_depth() -> None:
    (action,) = actions(
        {"run": {"automation": "x", "with": {"lines": [{"sum": "=1 + 1"}, "plain", '="=literal"']}}}, document={}
    )
    assert action.payload["with"] == {"lines": [{"sum": 2}, "plain", "=literal"]}


def test_temporal_values_leave_as_their_text() -> None:
    (action,) = actions({"start_timer": {"name": "later", "in": '=duration("PT" + "4H")'}})
    assert action.payload == {"name": "later", "in": "PT4H"}


def test_an_instant_in_a_named_zone_leaves_with_its_offset() -> None:
    (action,) = actions({"start_timer": {"name": "later", "at": '=@"2026-07-01T10:00:00@Europe/Berlin"'}})
    assert (action.payload["at"], action.fault) == ("2026-07-01T10:00:00+02:00", None)


def test_levels_that_are_computed_are_whole_numbers() -> None:
    (action,) = actions({"create_task": {"queue": "q", "skills": {"credit": "=1 + 2"}}})
    assert (repr(action.payload["skills"]), action.fault) == ("{'credit': 3}", None)


def test_a_queue_that_is_null_is_no_fault() -> None:
    (action,) = actions({"create_task": {"queue": "=document.missing"}})
    assert (action.payload["queue"], action.fault) == (None, None)


@pytest.mark.parametrize(
    ("action", "fault"),
    [
        ({"create_task": {"queue": "q", "type": "=document.x"}},
         "`create_task.type` gave null where a key of small letters, digits and `_` is needed"),
        ({"create_task": {"queue": "=1"}}, "`create_task.queue` gave 1 where the key of a queue is needed"),
        ({"create_task": {"queue": "q", "due_in": '=duration("P1Y")'}},
         "`create_task.due_in` gave 'P1Y' where an ISO 8601 duration without years and months, "
         "of at most P366D is needed"),
        ({"create_task": {"queue": "q", "each": "=document.x"}}, "`each` gave null where a list is needed"),
        ({"run": {"automation": "=null"}},
         "`run.automation` gave null where a key of small letters, digits and `_` is needed"),
        ({"raise": {"signal": "=1"}}, "`raise.signal` gave 1 where a key of small letters, digits and `_` is needed"),
        ({"set": {"x": "=[1..2]"}}, "a range is no value for an action"),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_a_fault_in_words(action: dict[str, Any], fault: str) -> None:
    (made,) = actions(action)
    assert made.fault == fault


def test_a_fault_leaves_the_rest_of_the_plan() -> None:
    broken, whole = actions({"run": {"automation": "=null"}}, {"close": {}})
    assert broken.fault is not None
    assert (whole.kind, whole.payload, whole.fault) == ("close", {"outcome": "completed"}, None)


def test_a_fact_may_be_null() -> None:
    (action,) = actions({"set": {"x": "=null", "y": None}})
    assert (action.payload, action.fault) == ({"x": None, "y": None}, None)
