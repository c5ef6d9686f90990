"""Who decides: our `decide()`, a list of closures, and the engines zen-engine and rule-engine where installed."""

import json
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from rules import Ruleset, complete_case, decide

from .tables import WIDTH, Row

Decide = Callable[[dict[str, Any]], object]
NOW = "2026-01-01T00:00:00Z"
TENANT = {"slug": "bench", "timezone": "UTC", "country": "US"}
MOST_RULES = {"closures": 100_000, "zen-engine": 10_000, "rule-engine": 1_000}  # more would only take longer


def ours(ruleset: Ruleset, documents: list[dict[str, Any]]) -> Callable[[], None]:
    """Give a whole decide(), from the case as Python values to the decision, once for each document."""
    cases = [complete_case({"document": each}, type="order", tenant=TENANT, now=NOW) for each in documents]

    def run() -> None:
        for case in cases:
            decide(ruleset, case)

    return run


def peers(count: int) -> dict[str, Callable[[list[Row]], Decide]]:
    """Give those that are installed and take tables of that size."""
    found = {"closures": closures}
    if find_spec("zen"):
        found["zen-engine"] = zen
    if find_spec("rule_engine"):
        found["rule-engine"] = rule_engine
    return {name: make for name, make in found.items() if count <= MOST_RULES[name]}


def closures(table: list[Row]) -> Decide:
    tests = [(_closure(row), row.queue) for row in table]

    def first(document: dict[str, Any]) -> object:
        for test, queue in tests:
            if test(document):
                return queue
        return None

    return first


def _closure(row: Row) -> Callable[[dict[str, Any]], bool]:
    low, high, youngest, oldest = row.low, row.low + WIDTH, row.youngest, row.oldest
    countries, excluded = frozenset(row.countries), frozenset(row.excluded)
    return lambda document: (
        low <= document["total"] < high
        and youngest <= document["customer"]["age"] <= oldest
        and document["country"] in countries
        and document["channel"] not in excluded
    )


def zen(table: list[Row]) -> Decide:
    decision = import_module("zen").ZenEngine().create_decision(json.dumps(_graph(table)))
    return lambda document: decision.evaluate({"document": document})


def _graph(table: list[Row]) -> dict[str, Any]:
    fields = ("document.total", "document.customer.age", "document.country", "document.channel")
    columns = [{"id": f"c{place}", "name": name, "field": name} for place, name in enumerate(fields)]
    place = {"x": 0, "y": 0}
    lines = [{"_id": f"r{index}", **_zen_cells(row)} for index, row in enumerate(table)]
    held = {"hitPolicy": "first", "inputs": columns, "outputs": [{"id": "o", "name": "queue", "field": "queue"}]}
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in", "position": place},
        {"id": "t", "type": "decisionTableNode", "name": "t", "position": place, "content": {**held, "rules": lines}},
        {"id": "out", "type": "outputNode", "name": "out", "position": place},
    ]
    edges = [
        {"id": "a", "sourceId": "in", "targetId": "t", "type": "edge"},
        {"id": "b", "sourceId": "t", "targetId": "out", "type": "edge"},
    ]
    return {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}


def _zen_cells(row: Row) -> dict[str, str]:
    excluded = " and ".join(f"$ != '{each}'" for each in row.excluded)
    return {
        "c0": f"[{row.low}..{row.low + WIDTH})",
        "c1": f"[{row.youngest}..{row.oldest}]",
        "c2": ", ".join(f"'{each}'" for each in row.countries),
        "c3": excluded,
        "o": f"'{row.queue}'",
    }


def rule_engine(table: list[Row]) -> Decide:
    rule = import_module("rule_engine").Rule
    tests = [(rule(_rule_text(row)), row.queue) for row in table]

    def first(document: dict[str, Any]) -> object:
        return next((queue for test, queue in tests if test.matches(document)), None)

    return first


def _rule_text(row: Row) -> str:
    parts = [
        f"total >= {row.low} and total < {row.low + WIDTH}",
        f"customer['age'] >= {row.youngest} and customer['age'] <= {row.oldest}",
        f"country in {json.dumps(row.countries)}",
        *(f'channel != "{each}"' for each in row.excluded),
    ]
    return " and ".join(parts)
