"""A table made ready to be decided many times: its index, and the plans of its rules."""

from collections.abc import Callable, Iterator

from msgspec import Struct

from .decision import Action, Conflict, Match
from .feel.scope import Env
from .index.matcher import Matcher
from .planning import plan, priority_of
from .tables import Rule, Table


class Choice(Struct, frozen=True):
    """The rules that a table's decision is made of, by place, and their actions; or why there is none."""

    rules: tuple[int, ...] = ()
    actions: tuple[Action, ...] = ()
    conflict: Conflict | None = None


Policy = Callable[["Prepared", Iterator[int], Env], Choice]


class Prepared:
    """A table with its index and its hit policy; `matches` are what a decision says of its rules."""

    __slots__ = ("_plans", "hits", "matches", "policy", "table")

    def __init__(self, table: Table, policy: Policy) -> None:
        self.table = table
        self.policy = policy
        self.hits = Matcher(table).hits
        self.matches = tuple(Match(table.name, rule.name) for rule in table.rules)
        self._plans = [RulePlan(table.name, rule) for rule in table.rules]

    def actions(self, index: int, env: Env) -> tuple[Action, ...]:
        """Give the actions of a rule for a case."""
        return self._plans[index].actions(env)

    def actions_of(self, rules: Iterator[int] | list[int], env: Env) -> tuple[Action, ...]:
        return tuple(action for index in rules for action in self._plans[index].actions(env))


class RulePlan:
    """The actions of a rule; where nothing in them is computed, they are made once for each priority of an item."""

    __slots__ = ("_is_constant", "_made", "_rule", "_table")

    def __init__(self, table: str, rule: Rule) -> None:
        self._table = table
        self._rule = rule
        self._is_constant = all(action.is_constant for action in rule.actions)
        self._made: dict[int, tuple[Action, ...]] = {}

    def actions(self, env: Env) -> tuple[Action, ...]:
        if not self._is_constant:
            return tuple(plan(self._table, self._rule, env))
        priority = priority_of(env.names.get("priority"))
        made = self._made.get(priority)
        if made is None:
            made = self._made[priority] = tuple(plan(self._table, self._rule, env))
        return made
