"""The RETE engine durable_rules 2.0.28, called at its C module: no host, no names, no threads, no printing.

`rules.patterns.reduction` says what may be asked of it. One ruleset and one memory at a time: to make, prime and drop
one costs 70 µs and leaks nothing, so none is kept.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import durable_rules_engine as engine  # a C module, which has no types

NAME = "patterns"
SENTINEL = {"sentinel": {"all": [{"m": {"sentinel": 1}}]}}
Found = list[list[int]]


def run(rules: dict[str, Any], turns: Sequence[list[dict[str, Any]]]) -> Found:
    """All that the rules find in the facts of each turn: the rule's number, then the items of its members in order."""
    ruleset = engine.create_ruleset(NAME, _json(rules | SENTINEL))
    try:
        _prime(ruleset)
        return [each for number, facts in enumerate(turns) for each in _found(ruleset, f"turn{number}", facts)]
    finally:
        engine.delete_ruleset(ruleset)


def _prime(ruleset: int) -> None:
    """To delete a memory in which no action ever began frees memory that was never set: so one begins, once."""
    state = engine.assert_fact(ruleset, _json({"id": "first", "sid": NAME, "sentinel": 1}))[1]
    engine.start_action_for_state(ruleset, state)
    engine.complete_and_start_action(ruleset, state)
    engine.delete_state(ruleset, NAME)


def _found(ruleset: int, memory: str, facts: list[dict[str, Any]]) -> Iterator[list[int]]:
    """Facts, not events: those are used up by the first rule that takes them."""
    try:
        state = engine.assert_facts(ruleset, _json([fact | {"sid": memory} for fact in facts]))[1]
        begun = engine.start_action_for_state(ruleset, state)
        message = begun and begun[1]
        while message:
            ((rule, members),) = json.loads(message).items()
            yield [int(rule[1:]), *(members[name]["i"] for name in sorted(members))]
            message = engine.complete_and_start_action(ruleset, state)
    finally:
        engine.delete_state(ruleset, memory)


def _json(value: Any) -> str:
    """ASCII: what the engine cannot parse ends a batch without a word."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))
