"""What is declared and what is implemented are the same automations."""

from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from tasks.automations import AUTOMATIONS
from workers.automations import PREPARE, WORK


def test_every_declared_automation_is_implemented_and_no_other() -> None:
    assert set(WORK) == set(AUTOMATIONS)
    assert set(PREPARE) <= set(AUTOMATIONS)


def test_each_stands_under_its_own_name() -> None:
    assert [automation.name for automation in AUTOMATIONS.values()] == list(AUTOMATIONS)


@pytest.mark.parametrize("name", AUTOMATIONS)
@pytest.mark.parametrize("part", ["input", "result"])
def test_input_and_result_are_described_by_a_schema(name: str, part: str) -> None:
    described: dict[str, Any] = getattr(AUTOMATIONS[name], part)
    assert described["type"] == "object"
    assert Draft202012Validator({"$ref": "https://json-schema.org/draft/2020-12/schema"}).is_valid(described)
    assert set(described["required"]) <= set(described["properties"])
