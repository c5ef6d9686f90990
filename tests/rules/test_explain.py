"""Why a decision came out as it did."""

from rules import explain, load
from rules.feel.fuel import MAX_FUEL, burn, burnt

CONTENT = {
    "tables": [
        {
            "name": "route",
            "on": "received",
            "hit_policy": "FIRST",
            "rules": [
                {"name": "abroad", "when": {"document.country": 'not("DE")'}, "then": [{"set": {"a": 1}}]},
                {"name": "big", "when": {"document.total": ">= 100"}, "if": "document.total < 500", "then": []},
                {"name": "else", "when": {}, "then": [{"set": {"a": 3}}]},
            ],
        }
    ]
}


def case(**document: object) -> dict[str, object]:
    event = {"name": "received", "at": "2026-01-05T10:00:00Z"}
    return {"type": "order", "document": document, "facts": {}, "event": event}


def test_the_rule_that_took_it_is_told_with_what_it_asked_for_and_what_it_found() -> None:
    (taken,) = explain(load(CONTENT), case(country="DE", total=120)).taken
    assert (taken.table, taken.number, taken.rule) == ("route", 2, "big")
    assert [(held.input, held.test, held.value) for held in taken.held] == [
        ("document.total", ">= 100", 120),
        ("if", "document.total < 500", True),
    ]


def test_the_rules_before_it_are_told_with_the_first_condition_that_failed_and_those_behind_it_are_not() -> None:
    (passed,) = explain(load(CONTENT), case(country="DE", total=120)).passed_over
    assert (passed.number, passed.rule) == (1, "abroad")
    assert (passed.failed.input, passed.failed.value) == ("document.country", "DE")


def test_nothing_is_told_of_an_event_that_no_table_is_on() -> None:
    explanation = explain(load(CONTENT), case() | {"event": {"name": "cancelled", "at": "2026-01-05T10:00:00Z"}})
    assert (explanation.taken, explanation.passed_over) == ((), ())


def test_what_others_have_spent_is_not_its_affair() -> None:
    burn(MAX_FUEL - 10)
    assert explain(load(CONTENT), case(country="AT")).taken
    assert burnt() < 0.5
