"""The benchmark compares like with like: every contender decides every document in the same way."""

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from command import bench_rules
from command.rules_bench import measuring
from command.rules_bench.contenders import NOW, TENANT, peers
from command.rules_bench.figures import Cost, Figure, verdicts
from command.rules_bench.tables import HITS, content, documents, rows
from rules import complete_case, decide, load
from tenants.settings import Settings


@pytest.mark.parametrize("hit", HITS)
def test_every_contender_decides_the_same(hit: str) -> None:
    table = rows(30, Random(3))  # noqa: S311 - the same in every run
    ruleset = load(content(table))
    engines = {name: make(table) for name, make in peers(len(table)).items()}
    for document in documents(table, hit, 20, Random(4)):  # noqa: S311 - the same in every run
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
    monkeypatch.setattr(measuring, "LEAST_S", 0.0001)
    assert bench_rules.bench(Settings.read({}), ["10", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert {(each["rules"], each["hit"]) for each in figures["decisions"]} == {(10, hit) for hit in HITS}
    assert figures["tables"][0]["index_bytes_per_rule"] > 0


def test_the_figures_go_between_the_marks_of_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "benchmarks.md"
    page.write_text("before\n<!-- figures of rules -->\nold\n<!-- end of figures of rules -->\nafter\n")
    monkeypatch.setattr(measuring, "LEAST_S", 0.0001)
    monkeypatch.setattr(bench_rules, "DOCUMENT", page)
    assert bench_rules.bench(Settings.read({}), ["10", "--write"]) == 0
    text = page.read_text()
    assert text.startswith("before\n<!-- figures of rules -->\n")
    assert "old" not in text
    assert "| 10 rules: at most 3 µs" in text
    assert text.endswith("\n<!-- end of figures of rules -->\nafter\n")


def test_goals_are_met_or_missed() -> None:
    figures = [
        Figure(10, "random", "bpo", 2.0),
        Figure(10, "random", "zen-engine", 60.0),
        Figure(10_000, "random", "bpo", 9.0),
        Figure(10_000, "random", "zen-engine", 600.0),
    ]
    costs = [Cost(1_000, 0.5, 0.6, 0.1, 2_001)]
    assert {each.goal: each.is_met for each in verdicts(figures, costs)} == {
        "10 rules: at most 3 µs": True,
        "10,000 rules: at most 8 µs": False,
        "10 to 10,000 rules: grows less than 3 times": False,
        "10 rules, hit random: 20 times faster than zen-engine": True,
        "10,000 rules, hit random: 100 times faster than zen-engine": False,
        "1,000 rules: at most 2,000 bytes of index a rule": False,
        "1,000 rules: read and checked in 1 s": False,
    }
