"""Computes the actions of a rule that matched: expressions evaluated, `each` expanded, defaults filled."""

from decimal import Decimal
from typing import Any

from .decision import Action
from .errors import LimitExceededError
from .feel.numbers import as_int
from .feel.scope import Env
from .payloads import ACTIONS
from .tables import ActionTemplate, Rule
from .templates import NotJsonError, Template

DEFAULT_PRIORITY = 50
MAX_PRIORITY = 100


def plan(table: str, rule: Rule, env: Env) -> list[Action]:
    """Give the actions of a rule in their order."""
    return [action for template in rule.actions for action in _actions(table, rule.name, template, env)]


def _actions(table: str, rule: str, template: ActionTemplate, env: Env) -> list[Action]:
    if template.each is None:
        return [_action(table, rule, template, env, None)]
    elements, fault = _computed(template.each, env)
    if fault is None and type(elements) is not list:
        fault = f"`each` gave {_described(elements)} where a list is needed"
    if fault is not None:
        return [Action(table, rule, template.index, template.kind, _defaults(template.kind, {}, env), fault=fault)]
    return [
        _action(table, rule, template, env.bound({"item": element}), place) for place, element in enumerate(elements)
    ]


def _action(table: str, rule: str, template: ActionTemplate, env: Env, element: int | None) -> Action:
    known = ACTIONS[template.kind].fields
    payload: dict[str, Any] = {}
    fault: str | None = None
    for name, member in template.members.items():
        value, problem = (member.value, None) if member.is_constant else _computed(member, env)
        if name in known and not member.is_constant and problem is None:
            problem = _misfit(template.kind, name, value)
            if value is None and problem is None and name != "queue":
                continue
        payload[name] = value
        fault = fault or problem
    return Action(table, rule, template.index, template.kind, _defaults(template.kind, payload, env), element, fault)


def _computed(template: Template, env: Env) -> tuple[Any, str | None]:
    """Compute a value; give it with None, or None with a sentence on why there is none."""
    try:
        return template.compute(env), None
    except (NotJsonError, LimitExceededError) as error:
        return None, str(error)
    except RecursionError:
        return None, "an expression is nested too deeply"


def _misfit(kind: str, name: str, value: Any) -> str | None:
    field = ACTIONS[kind].fields[name]
    if value is None and field.takes_null:
        return None
    expected = field.check(value)
    return expected and f"`{kind}.{name}` gave {_described(value)} where {expected} is needed"


def _described(value: Any) -> str:
    if value is None:
        return "null"
    text = str(value) if isinstance(value, int | Decimal) else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."  # noqa: PLR2004 - what fits a line of a fault


def _defaults(kind: str, payload: dict[str, Any], env: Env) -> dict[str, Any]:
    """Fill in the type, key and priority that the rule leaves out."""
    if kind == "create_task":
        payload.setdefault("type", "task")
        payload.setdefault("key", payload["type"])
        if type(payload.get("skills")) is dict:
            payload["skills"] = {name: as_int(level) for name, level in payload["skills"].items()}
        given = payload.get("priority")
        payload["priority"] = priority_of(env.run.case.get("priority") if given is None else given)
    elif kind == "run":
        payload.setdefault("key", payload.get("automation"))
    elif kind == "close":
        payload.setdefault("outcome", "completed")
    return payload


def priority_of(given: Any) -> int:
    """Round to a whole number, half to even, within 0 and 100; what is no number is the default."""
    if type(given) is int:
        return given if 0 <= given <= MAX_PRIORITY else min(max(given, 0), MAX_PRIORITY)
    if type(given) is not Decimal:
        return DEFAULT_PRIORITY
    return round(min(max(given, Decimal(0)), Decimal(MAX_PRIORITY)))
