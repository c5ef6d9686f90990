"""CONTRACT 4, hit policies: which of the rules that match are done."""

from typing import Any

import pytest

from tests.api.conftest import problem
from tests.contract.places import Place
from tests.contract.rulesets import evaluated, rule, table

OUTPUTS = [{"name": "create_task.queue", "values": ["seniors", "desk"]}]


def to(queue: str) -> dict[str, Any]:
    return {"create_task": {"queue": queue}}


def queues(found: dict[str, Any]) -> list[str]:
    return [action["create_task"]["queue"] for action in found["actions"]]


THREE = (
    rule("a", to("other"), when={"document.n": "> 1"}),
    rule("b", to("desk"), when={"document.n": "> 2"}),
    rule("c", to("seniors"), when={"document.n": "> 3"}),
)


@pytest.mark.parametrize(
    ("parts", "number", "expected"),
    [
        ({}, 2, ["other"]),
        ({"hit_policy": "UNIQUE"}, 2, ["other"]),
        ({"hit_policy": "FIRST"}, 4, ["other"]),
        ({"hit_policy": "RULE ORDER"}, 4, ["other", "desk", "seniors"]),
        ({"hit_policy": "COLLECT"}, 4, ["other", "desk", "seniors"]),
        ({"hit_policy": "PRIORITY", "outputs": OUTPUTS}, 4, ["seniors"]),
        ({"hit_policy": "PRIORITY", "outputs": OUTPUTS}, 3, ["desk"]),
        ({"hit_policy": "OUTPUT ORDER", "outputs": OUTPUTS}, 4, ["seniors", "desk", "other"]),
    ],
)
def test_a_hit_policy_says_which_matches_are_taken(place: Place, parts: Any, number: int, expected: list[str]) -> None:
    """§4 Hit policies: UNIQUE (the default), FIRST, ANY, PRIORITY, RULE ORDER, OUTPUT ORDER, COLLECT. PRIORITY and
    OUTPUT ORDER need the table's `"outputs": [{"name": "create_task.queue", "values": ["seniors","desk"]}]`: paths into
    the actions, values in falling priority.

    §4 COLLECT takes all matches in the rules' order

    §4 `matched` is in the order of the hit policy"""
    found = evaluated(place, table(*THREE, **parts), document={"n": number})
    assert queues(found) == expected
    names = {"other": "a", "desk": "b", "seniors": "c"}
    assert [each["rule"] for each in found["matched"]] == [names[queue] for queue in expected]


@pytest.mark.parametrize("policy", ["PRIORITY", "OUTPUT ORDER"])
def test_priorities_need_outputs(place: Place, policy: str) -> None:
    """§4 PRIORITY and OUTPUT ORDER need the table's `"outputs": [{"name": "create_task.queue", "values":
    ["seniors","desk"]}]`: paths into the actions, values in falling priority."""
    draft = {"tables": [table(*THREE, hit_policy=policy)]}
    assert problem(place.admin.put(f"/v1/rulesets/{place.work_type()}/draft", draft)) == (422, "invalid")


@pytest.mark.parametrize(("aggregation", "score"), [("SUM", 6), ("MIN", 1), ("MAX", 3), ("COUNT", 3)])
def test_an_aggregation_is_of_a_single_set(place: Place, aggregation: str, score: int) -> None:
    """§4 `"aggregation": "SUM"|"MIN"|"MAX"|"COUNT"` is for tables whose single output is a `set`."""
    rules = [rule(f"r{number}", {"set": {"score": number}}) for number in (1, 2, 3)]
    found = evaluated(place, table(*rules, hit_policy="COLLECT", aggregation=aggregation))
    assert [action["set"] for action in found["actions"]] == [{"score": score}]
    other = {"tables": [table(*THREE, hit_policy="COLLECT", aggregation=aggregation)]}
    assert problem(place.admin.put(f"/v1/rulesets/{place.work_type()}/draft", other)) == (422, "invalid")


def test_any_takes_rules_that_do_the_same_and_no_others(place: Place) -> None:
    """§4 Two matches under UNIQUE, or unlike actions under ANY, are a decision error: no action of that table is
    applied, the decision says which rules, and the item goes to `unrouted` (on `received`) or `exceptions`."""
    same = table(rule("a", to("desk")), rule("b", to("desk")), hit_policy="ANY")
    assert queues(evaluated(place, same)) == ["desk"]
    unlike = table(rule("a", to("desk")), rule("b", to("other")), hit_policy="ANY")
    found = evaluated(place, unlike)
    assert (found["actions"], found["matched"]) == ([], [])
    assert set(found["errors"][0]["rules"]) == {"a", "b"}


def test_a_conflict_is_in_errors_and_adds_nothing_to_matched(place: Place) -> None:
    """§4 a table's UNIQUE or ANY conflict is in `errors` and adds nothing to `matched`."""
    twice = table(rule("a", to("desk")), rule("b", to("other")))
    good = table(rule("c", to("desk")), name="good")
    found = evaluated(place, twice, good)
    assert (found["matched"], queues(found)) == ([{"table": "good", "rule": "c"}], ["desk"])
    assert [error["table"] for error in found["errors"]] == ["t"]
