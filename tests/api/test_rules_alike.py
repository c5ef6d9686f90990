"""The same rules say the same wherever they are asked: tried by `evaluate`, live, from a file; hostile ones say no."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from command.main import main

from ..rules.feel.test_sandbox import HOSTILE
from .conftest import ORDER_SCHEMA, House

PATIENCE_S = 3.0  # of CPU time for a whole request on a busy machine; each table alone would have its own 0.03


def table(name: str, policy: str, *rules: dict[str, Any], **parts: Any) -> dict[str, Any]:
    return {"name": name, "on": "received", "hit_policy": policy, "rules": list(rules), **parts}


def to_queue(name: str, when: dict[str, str], queue: str, **parts: Any) -> dict[str, Any]:
    return {"name": name, "when": when, "then": [{"create_task": {"queue": queue, **parts}}]}


RULES = {
    "tables": [
        table(
            "Route",
            "FIRST",
            to_queue("big", {"document.total": "> 1000.10"}, "seniors", priority="=document.total / 20"),
            to_queue("many", {"count(document.lines)": "[2..5]"}, "orders", key="many"),
            to_queue("else", {}, "orders"),
        ),
        table(
            "Score",
            "COLLECT",
            {"name": "a", "when": {"document.total": "< 10"}, "then": [{"set": {"risk": "=document.total * 0.1"}}]},
            {"name": "b", "if": "every x in document.lines satisfies x > 1", "then": [{"set": {"risk": 1}}]},
            aggregation="SUM",
        ),
        table("Twice", "UNIQUE", to_queue("low", {"document.total": "< 5"}, "orders", key="low"),
              to_queue("odd", {"document.total": "1, 3, 7"}, "seniors", key="odd")),
    ]
}  # fmt: skip
DOCUMENTS = [
    '{"total": 1000.10}',
    '{"total": 1000.1000001}',
    '{"total": 3, "lines": [2, 3]}',
    '{"total": 7, "lines": []}',
    '{"total": 12.50, "lines": [1, 2, 3]}',
]


@pytest.fixture
def own(new_house: Callable[[], House]) -> House:
    house = new_house()
    house.tenant_admin.put("/v1/rulesets/order/draft", RULES)
    assert house.tenant_admin.post("/v1/rulesets/order/publish").status_code == 201
    return house


def test_evaluate_live_decisions_and_the_command_line_say_the_same(
    own: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, content in (("order", json.dumps(RULES)), ("schema", json.dumps(ORDER_SCHEMA))):
        (tmp_path / f"{name}.json").write_text(content)
    for number, document in enumerate(DOCUMENTS):
        case = f'{{"document": {document}}}'
        (tmp_path / "case.json").write_text(case)
        files = [str(tmp_path / name) for name in ("order.json", "case.json")]
        assert main(["rules", "evaluate", *files, "--schema", str(tmp_path / "schema.json")]) == 0
        filed = _exact(capsys.readouterr().out)
        tried = _exact(own.tenant_admin.post("/v1/rulesets/order/evaluate", f'{{"case": {case}}}'.encode()).text)
        assert (tried["matched"], tried["errors"]) == (filed["matched"], filed["errors"])
        assert tried["actions"] == filed["actions"]
        body = f'{{"reference": "r{number}", "document": {document}}}'.encode()
        live = _exact(own.client.send("POST", "/v1/orders", body).text)
        assert live["decision"]["matched"] == tried["matched"]
        wanted = [action["create_task"] for action in tried["actions"] if "create_task" in action]
        made = [(task["queue"], task["key"], task["priority"]) for task in live["tasks"] if task["type"] == "task"]
        assert made == [(task["queue"], task["key"], task["priority"]) for task in wanted]


def _exact(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text, parse_float=Decimal)
    return found


@pytest.mark.parametrize("name", ["doubled strings", "lists of lists compared", "a regular expression that explodes"])
def test_a_hostile_rule_is_stopped_in_evaluate_with_its_trace_and_in_check(own: House, name: str) -> None:
    rules = [{"name": "r", "if": f"({HOSTILE[name]}) = 1", "then": []}]
    tables = [{"name": f"t{number}", "on": "received", "rules": rules} for number in range(200)]
    tests = [{"name": f"x{number}", "case": {}, "expect": {"matched": []}} for number in range(200)]
    draft = {"tables": tables, "tests": tests}
    assert own.tenant_admin.put("/v1/rulesets/order/draft", draft).status_code == 200
    began = process_time()
    answer = own.tenant_admin.post("/v1/rulesets/order/evaluate", {"draft": True, "trace": True})
    assert process_time() - began < PATIENCE_S
    assert [error["kind"] for error in answer.json()["errors"]] == ["limit"] * 200
    began = process_time()
    assert own.tenant_admin.post("/v1/rulesets/order/check", {"draft": True}).status_code == 200
    assert process_time() - began < PATIENCE_S
