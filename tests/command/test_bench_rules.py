"""The benchmark compares like with like: every contender decides every document in the same way."""

import json
from random import Random
from typing import Any

import pytest

from command import bench_rules
from command.rules_bench.contenders import NOW, TENANT, peers
from command.rules_bench.tables import HITS, content, documents, rows
from rules import complete_case, decide, load
from tenants.settings import Settings


@pytest.mark.parametrize("hit", HITS)
def test_every_contender_decides_the_same(hit: str) -> None:
    table = rows(30, Random(3))  # noqa: S311 - the same in every run
    ruleset = load(content(table))
    engines = {name: make(table) for name, make in peers(len(table)).items()}
    for document in documents(table, hit, 20, Random(4)):  # noqa: S311
        case = complete_case({"document": document}, type="order", tenant=TENANT, now=NOW)
        queues = [action.payload["queue"] for action in decide(ruleset, case).actions]
        assert bool(queues) is (hit != "none")
        for engine in engines.values():
            assert _queues(engine(document)) == queues


def _queues(found: object) -> list[str]:
    """Give the queue that a contender names: alone, or within zen-engine's answer."""
    queue: Any = found.get("result", {}).get("queue") if isinstance(found, dict) else found
    return [] if queue is None else [queue]


def test_figures_are_printed_as_json(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_rules, "LEAST_S", 0.0001)
    assert bench_rules.bench(Settings.read({}), ["10", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert {(each["rules"], each["hit"]) for each in figures["decisions"]} == {(10, hit) for hit in HITS}
    assert figures["tables"][0]["index_bytes_per_rule"] > 0
