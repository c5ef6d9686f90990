"""What another ruleset would have decided of past events, and what that would have meant. Pure: the cases are given."""

from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from msgspec import Struct

from rules import Ruleset, decide
from tenants import decimals

from .deciding import plan_of
from .opening import UNROUTED
from .verification.replay import DecisionLine

Plan = list[Any]


class Difference(Struct, frozen=True):
    """`seq` is that of the decision in the item's history."""

    work_item_id: UUID
    reference: str
    seq: int
    event: str
    before: Plan
    after: Plan


class Figures(Struct):
    """`changed`: items with a decision that would have been another. By queue: tasks that were, and would have been,
    opened there. Straight through: items for which no task was, or would have been, opened."""

    changed: int = 0
    queues_before: dict[str, int] = {}
    queues_after: dict[str, int] = {}
    straight_before: int = 0
    straight_after: int = 0

    def add(self, other: "Figures") -> "Figures":
        return Figures(
            self.changed + other.changed,
            dict(Counter(self.queues_before) + Counter(other.queues_before)),
            dict(Counter(self.queues_after) + Counter(other.queues_after)),
            self.straight_before + other.straight_before,
            self.straight_after + other.straight_after,
        )


def simulate_item(
    work_item_id: UUID,
    reference: str,
    decided: Iterable[tuple[DecisionLine, dict[str, Any]]],
    *,
    candidate: Ruleset,
    baseline: Ruleset | None,
) -> tuple[Figures, list[Difference]]:
    """`baseline` None: compared with what was decided in fact."""
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    differences = []
    for made, case in decided:
        name = made.event["name"]
        if baseline:
            decision = decide(baseline, case)
            was, was_matched = plan_of(decision), bool(decision.matched)
        else:
            was, was_matched = made.plan, bool(made.matched)
        decision = decide(candidate, case)
        would_be = plan_of(decision)
        before.update(_queues(name, was, is_matched=was_matched))
        after.update(_queues(name, would_be, is_matched=bool(decision.matched)))
        if decimals.loads(decimals.dumps(was)) != decimals.loads(decimals.dumps(would_be)):
            differences.append(Difference(work_item_id, reference, made.seq, name, was, would_be))
    figures = Figures(int(bool(differences)), dict(before), dict(after), int(not before), int(not after))
    return figures, differences


def _queues(event: str, plan: Plan, *, is_matched: bool) -> list[str]:
    """Where the event's tasks stand; what no rule takes in the beginning stands in `unrouted`."""
    if event in ("received", "reopened") and not is_matched:
        return [UNROUTED]
    return [action["create_task"].get("queue") or "exceptions" for action in plan if "create_task" in action]
