"""Rulesets of any form for tests of what goes out to a file and comes back."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

NAMES = st.sampled_from(
    ["a", "Route, first", "on", "values", "order", "-", '"x"', "<&>'", "FIRST", "if", "日本", "🐎;", "a\nb", "@1"]
)  # fmt: skip
KEYS = st.sampled_from(["a", "b2", "on", "null", "true", "priority", "orders", "item", "credit_check"])
EXPRESSIONS = st.sampled_from(
    ["=document.total * 1.1", '=if document.vip then "a" else "b"', "=document.lines[qty > 0]", '="=" + type']
)  # fmt: skip
NUMBERS = st.sampled_from([0, 80, -5, 10**30, *map(Decimal, ("1.10", "-0.001", "1E+3", "1.0E-10", "12345678901234.5"))])
STRINGS = st.sampled_from(["", "a", "a b", "1", "null", "2026-01-01", "-", 'say "no", \\ or\n', "\x01\x7f", " x "])
CONSTANTS = st.one_of(st.none(), st.booleans(), NUMBERS, STRINGS)
SINGLE = st.one_of(CONSTANTS, EXPRESSIONS)
LISTS = st.lists(SINGLE, max_size=2)
OBJECTS = st.dictionaries(KEYS, st.one_of(SINGLE, LISTS, st.dictionaries(KEYS, SINGLE, max_size=2)), max_size=2)
ODD = st.dictionaries(st.sampled_from(["a b", "x.y", "", "日本"]), CONSTANTS, min_size=1, max_size=2)
VALUES = st.one_of(SINGLE, LISTS, OBJECTS, ODD)


def _action(kind: str, needed: dict[str, Any], optional: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({kind: st.fixed_dictionaries(needed, optional=optional)})


ACTIONS = st.one_of(
    _action("create_task", {"queue": KEYS}, {"priority": NUMBERS, "note": STRINGS, "skills": st.just(["a", "b"])}),
    _action("run", {"automation": KEYS}, {"with": st.one_of(OBJECTS, ODD)}),
    st.fixed_dictionaries({"set": st.dictionaries(KEYS, VALUES, min_size=1, max_size=2)}),
    _action("raise", {"signal": KEYS}, {"data": VALUES}),
    _action("cancel_tasks", {}, {"type": KEYS}),
    _action("close", {}, {"outcome": st.just("done")}),
)
TESTS = st.sampled_from([">= 10000", '"US", "ID"', 'not("a")', "[1..5)", "null", "true", "? > 3 and ? < 5", '"-"'])
INPUTS = st.sampled_from(["document.total", "document.ship-to.country", "sum(document.lines.price)", "priority"])
CONDITIONS = st.sampled_from(["count(document.lines) > 3", 'document.a < 3 or document.b = "<x>"'])
POLICIES = st.sampled_from(["UNIQUE", "FIRST", "ANY", "RULE ORDER", "COLLECT", "PRIORITY", "OUTPUT ORDER"])
EVENTS = st.sampled_from(["received", "amended", "task.check", "automation.credit_check"])
OUTPUTS = st.sampled_from(["create_task.queue", "set.risk", "run.with.amount"])


def _rule(name: str) -> st.SearchStrategy[dict[str, Any]]:
    when = st.dictionaries(INPUTS, TESTS, max_size=2)
    needed = {"name": st.just(name), "when": when, "then": st.lists(ACTIONS, max_size=3)}
    return st.fixed_dictionaries(needed, optional={"if": CONDITIONS})


@st.composite
def _table(draw: st.DrawFn, name: str) -> dict[str, Any]:
    policy = draw(POLICIES)
    rules = [draw(_rule(each)) for each in draw(st.lists(NAMES, max_size=3, unique=True))]
    table = {"name": name, "on": draw(EVENTS), "hit_policy": policy, "rules": rules}
    if policy in ("PRIORITY", "OUTPUT ORDER"):
        paths = draw(st.lists(OUTPUTS, min_size=1, max_size=3, unique=True))
        table["outputs"] = [{"name": path, "values": draw(st.lists(CONSTANTS, max_size=2))} for path in paths]
    return table


@st.composite
def rulesets(draw: st.DrawFn) -> dict[str, Any]:
    names = draw(st.lists(NAMES, min_size=1, max_size=2, unique=True))
    return {"tables": [draw(_table(name)) for name in names]}
