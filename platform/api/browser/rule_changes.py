"""What lies between two contents of a ruleset, laid out as sheets: rows and cells, what went and what came. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from tasks.configuring.differences import Difference, differences

from .feel_text import feel

NOTHING: Mapping[str, Any] = {"tables": []}
"""What stands before the first version."""
ADDED, REMOVED, CHANGED = "added", "removed", "changed"
Content = Mapping[str, Any]


class Line(Struct, frozen=True):
    """Of a cell; `change` is empty where it stands before and after."""

    text: str
    change: str = ""


class Row(Struct, frozen=True):
    """`number` is that after, of a removed rule that before; `cells` are in the order of the columns, actions last."""

    change: str
    number: int
    name: str
    cells: Sequence[Sequence[Line]]


class Setting(Struct, frozen=True):
    name: str
    lines: Sequence[Line]


class Table(Struct, frozen=True):
    """Only the rows that differ; `same` counts the others. Beside `inputs` there are an `if` and the actions."""

    name: str
    change: str
    inputs: Sequence[str]
    rows: Sequence[Row]
    same: int
    settings: Sequence[Setting]
    is_reordered: bool


class Part(Struct, frozen=True):
    """A pattern or a test, by its name."""

    kind: str
    name: str
    change: str


class Changes(Struct, frozen=True):
    tables: Sequence[Table]
    parts: Sequence[Part]
    is_reordered: bool

    def __bool__(self) -> bool:
        return bool(self.tables or self.parts or self.is_reordered)


def changes_of(before: Content, after: Content) -> Changes:
    found = differences(before, after)
    old, new = _by_name(before["tables"]), _by_name(after["tables"])
    names = dict.fromkeys(each.table for each in found if each.table is not None)
    return Changes(
        tables=[_table(name, old.get(name), new.get(name), [d for d in found if d.table == name]) for name in names],
        parts=[part for kind in ("patterns", "tests") for part in _parts(kind, before, after)],
        is_reordered=any(each.change == "moved" and each.table is None for each in found),
    )


def plan_lines(before: Iterable[Content], after: Iterable[Content]) -> list[Line]:
    """What a decision led to, and what it would have led to."""
    return _lines(_actions(before), _actions(after))


def _table(name: str, before: Content | None, after: Content | None, found: Sequence[Difference]) -> Table:
    old, new = (_by_name(each["rules"]) if each else {} for each in (before, after))
    inputs = _inputs([*new.values(), *old.values()])
    differing = [rule for rule in {**old, **new} if old.get(rule) != new.get(rule)]
    rows = [_row(rule, old, new, inputs) for rule in differing]
    return Table(
        name=name,
        change=_change(before, after),
        inputs=inputs,
        rows=sorted(rows, key=lambda row: (row.number, row.change != REMOVED)),
        same=len({**old, **new}) - len(rows),
        settings=_settings(before, after) if before and after else (),
        is_reordered=any(each.change == "moved" for each in found),
    )


def _row(name: str, old: Mapping[str, Content], new: Mapping[str, Content], inputs: Sequence[str]) -> Row:
    before, after = old.get(name), new.get(name)
    cells = [_lines(was, now) for was, now in zip(_cells(before, inputs), _cells(after, inputs), strict=True)]
    return Row(_change(before, after), list(new if after else old).index(name) + 1, name, cells)


def _cells(rule: Content | None, inputs: Sequence[str]) -> list[list[str]]:
    """The lines of each column; no test: no line."""
    if rule is None:
        return [[] for _ in range(len(inputs) + 2)]
    when = rule.get("when", {})
    tests = [[when[name]] if when.get(name, "-") != "-" else [] for name in inputs]
    return [*tests, [rule["if"]] if "if" in rule else [], _actions(rule["then"])]


def _actions(actions: Iterable[Content]) -> list[str]:
    return [f"{kind} {feel(payload)}" for action in actions for kind, payload in action.items() if kind not in _WHENCE]


_WHENCE = ("table", "rule")
"""What an action of a plan has beside itself."""


def _lines(before: Sequence[str], after: Sequence[str]) -> list[Line]:
    gone = [Line(text, REMOVED) for text in before if text not in after]
    return [*gone, *(Line(text, "" if text in before else ADDED) for text in after)]


def _settings(before: Content, after: Content) -> list[Setting]:
    """What of a table is no rule: event, hit policy, outputs."""
    names = [name for name in {**before, **after} if name != "rules" and before.get(name) != after.get(name)]
    texts = [[[_plain(each[name])] if name in each else [] for each in (before, after)] for name in names]
    return [Setting(name, _lines(*pair)) for name, pair in zip(names, texts, strict=True)]


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else feel(value)


def _parts(kind: str, before: Content, after: Content) -> list[Part]:
    old, new = (_by_name(each.get(kind) or ()) for each in (before, after))
    changed = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    return [Part(kind, name, _change(old.get(name), new.get(name))) for name in changed]


def _inputs(rules: Iterable[Content]) -> list[str]:
    return list(dict.fromkeys(name for rule in rules for name in rule.get("when", {})))


def _change(before: object, after: object) -> str:
    return ADDED if before is None else REMOVED if after is None else CHANGED


def _by_name(parts: Iterable[Content]) -> dict[str, Content]:
    return {part["name"]: part for part in parts}
