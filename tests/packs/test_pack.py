"""The packs' data hang together: whatever a rule names, the pack brings."""

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest

from packs.pack import Pack, read_pack

PACKS = ("order_handling", "motor_claims")


@pytest.fixture(params=PACKS)
def pack(request: pytest.FixtureRequest) -> Pack:
    return read_pack(request.param)


def actions(pack: Pack, name: str) -> Iterator[dict[str, Any]]:
    for ruleset in pack.rulesets.values():
        for table in ruleset["tables"]:
            for rule in table["rules"]:
                yield from (action[name] for action in rule["then"] if name in action)


def test_a_ruleset_is_bound_to_a_work_type_of_its_pack(pack: Pack) -> None:
    assert pack.rulesets.keys() == pack.work_types.keys()


def test_every_task_that_a_rule_creates_has_its_type_and_queue(pack: Pack) -> None:
    created = list(actions(pack, "create_task"))
    assert {task["type"] for task in created} == pack.task_types.keys()
    assert {task["queue"] for task in created} == pack.queues.keys()


def test_every_task_type_is_taken_up_by_a_table(pack: Pack) -> None:
    events = {table["on"] for ruleset in pack.rulesets.values() for table in ruleset["tables"]}
    assert {f"task.{key}" for key in pack.task_types} <= events


def test_every_automation_that_is_run_is_taken_up_by_a_table(pack: Pack) -> None:
    events = {table["on"] for ruleset in pack.rulesets.values() for table in ruleset["tables"]}
    assert {f"automation.{run['automation']}" for run in actions(pack, "run")} <= events


def test_every_disposition_is_taken_up_by_name_or_by_an_else(pack: Pack) -> None:
    for ruleset in pack.rulesets.values():
        for table in ruleset["tables"]:
            if table["on"].startswith("task."):
                tests = [rule["when"].get("event.task.disposition") for rule in table["rules"]]
                wanted = pack.task_types[table["on"].removeprefix("task.")]["dispositions"]
                assert None in tests or all(any(f'"{one}"' in test for test in tests) for one in wanted)


def test_schemas_and_forms_are_schemas_of_2020_12(pack: Pack) -> None:
    schemas = [work_type["schema"] for work_type in pack.work_types.values()]
    forms = [task_type["form"] for task_type in pack.task_types.values()]
    for schema in schemas + forms:
        jsonschema_rs.Draft202012Validator(schema)


def test_every_ruleset_carries_tests_for_each_of_its_events(pack: Pack) -> None:
    for ruleset in pack.rulesets.values():
        tested = {match["table"] for test in ruleset["tests"] for match in test["expect"].get("matched", ())}
        automatic = {table["name"] for table in ruleset["tables"] if not table["on"].startswith("task.")}
        assert automatic <= tested
