"""Finds events that lead to themselves: endless where every rule on the way holds always, doubtful otherwise."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..report import Finding
from ..ruleset import Ruleset
from ..tables import ActionTemplate, Rule, Table

_RAISES = {
    "raise": ("signal", ("signal",)),
    "run": ("automation", ("automation",)),
    "start_timer": ("name", ("timer",)),
    "create_task": ("type", ("task", "due_soon", "overdue")),
}
_DEFAULT_TYPE = "task"


@dataclass(frozen=True, slots=True)
class Edge:
    """A rule that answers one event by an action from which another follows."""

    source: str
    target: str
    table: str
    rule: str
    pointer: str
    is_certain: bool


def cycles(ruleset: Ruleset) -> tuple[list[Finding], list[Finding]]:
    """Give the errors and the warnings."""
    edges = list(_edges(ruleset))
    certain = _cycle([edge for edge in edges if edge.is_certain])
    if certain is not None:
        return [_finding(certain, "nothing ever ends it, as every rule on it holds always")], []
    possible = _cycle(edges)
    return [], [_finding(possible, "make sure that a condition ends it")] if possible else []


def _edges(ruleset: Ruleset) -> Iterator[Edge]:
    for place, table in enumerate(ruleset.tables):
        for index, rule in enumerate(table.rules):
            for action in rule.actions:
                pointer = f"/tables/{place}/rules/{index}/then/{action.index}"
                for target in _targets(action):
                    yield Edge(table.event, target, table.name, rule.name, pointer, _is_certain(table, index))


def _targets(action: ActionTemplate) -> Iterator[str]:
    if action.kind not in _RAISES:
        return
    member, families = _RAISES[action.kind]
    template = action.members.get(member)
    key = _DEFAULT_TYPE if template is None else template.value
    if type(key) is str:
        yield from (f"{family}.{key}" for family in families)


def _is_certain(table: Table, index: int) -> bool:
    """Say whether a rule takes part whatever the case is: no condition of its own, and none before it that wins."""
    if not _is_unconditional(table.rules[index]):
        return False
    if table.hit_policy == "FIRST":
        return index == 0
    return table.hit_policy not in ("UNIQUE", "ANY", "PRIORITY") or len(table.rules) == 1


def _is_unconditional(rule: Rule) -> bool:
    return not rule.conditions and rule.only_if is None


def _cycle(edges: list[Edge]) -> list[Edge] | None:
    """Find one cycle, by depth first."""
    outgoing: dict[str, list[Edge]] = {}
    for edge in edges:
        outgoing.setdefault(edge.source, []).append(edge)
    finished: set[str] = set()
    for start in outgoing:
        found = _from(start, outgoing, finished)
        if found is not None:
            return found
    return None


def _from(start: str, outgoing: dict[str, list[Edge]], finished: set[str]) -> list[Edge] | None:
    path: list[Edge] = []
    waiting = [iter(outgoing.get(start, ()))]
    on_path = [start]
    while waiting:
        edge = next(waiting[-1], None)
        if edge is None:
            waiting.pop()
            finished.add(on_path.pop())
            if path:
                path.pop()
        elif edge.target in on_path:
            return [*path, edge][on_path.index(edge.target) :]
        elif edge.target not in finished:
            path.append(edge)
            on_path.append(edge.target)
            waiting.append(iter(outgoing.get(edge.target, ())))
    return None


def _finding(edges: list[Edge], advice: str) -> Finding:
    way = " → ".join([edges[0].source, *(edge.target for edge in edges)])
    rules = tuple(edge.rule for edge in edges)
    return Finding("cycle", edges[0].pointer, f"{way}: {advice}", edges[0].table, rules)
