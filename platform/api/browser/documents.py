"""A document laid out for reading, by its JSON Schema: facts, groups of facts, tables of lines, and their sums.

Pure. Where the schema says nothing, the values themselves decide. What is wrong with a line stands at that line.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeGuard

from msgspec import Struct

from .schemas import Schema, plain
from .texts import label

MOST_JOINED = 6
"""An object of at most so many texts is one fact, its parts by commas: an address, a vehicle."""


class Value(Struct, frozen=True):
    """`kind`: text, amount (two decimals or more), number, date, time, flag, missing."""

    kind: str
    value: Any


class Fact(Struct, frozen=True):
    label: str
    value: Value
    is_wide: bool = False


class Group(Struct, frozen=True):
    title: str
    facts: Sequence[Fact]


class Column(Struct, frozen=True):
    name: str
    label: str
    is_number: bool


class Line(Struct, frozen=True):
    """`short`: how much of what was asked for is missing, where that is known; `reserved`: how much is kept."""

    cells: Sequence[Value]
    short: Decimal | int = 0
    reserved: Decimal | int = 0


class Table(Struct, frozen=True):
    title: str
    columns: Sequence[Column]
    lines: Sequence[Line]

    @property
    def short(self) -> int:
        """Lines that are short."""
        return sum(1 for line in self.lines if line.short)


class Layout(Struct, frozen=True):
    """`sums`: amounts of the document as a whole, that belong below its one table."""

    facts: Sequence[Fact]
    groups: Sequence[Group]
    tables: Sequence[Table]
    sums: Sequence[Fact]


def lay_out(document: Mapping[str, Any], schema: Schema, stock: Iterable[Mapping[str, Any]] = ()) -> Layout:
    """`stock`: what a reservation said of each line, `{"sku","asked","reserved","short"}`."""
    properties = plain(schema).get("properties", {})
    names = [name for name in properties if name in document or _is_scalar(properties[name])]
    facts: list[Fact] = []
    groups: list[Group] = []
    tables: list[Table] = []
    for name in [*names, *(name for name in document if name not in properties)]:
        value, described = document.get(name), properties.get(name, {})
        title = _title(name, described)
        if _is_lines(value):
            tables.append(_table(title, value, described.get("items", {}), stock))
        elif isinstance(value, Mapping) and not _joined(value):
            groups.append(Group(title, _facts_of(value, described)))
        else:
            facts.append(Fact(title, value_of(value, described), is_wide=isinstance(value, Mapping)))
    sums = [fact for fact in facts if fact.value.kind == "amount"] if len(tables) == 1 else []
    return Layout([fact for fact in facts if fact not in sums], groups, tables, sums)


def value_of(value: Any, schema: Schema) -> Value:
    if value is None:
        return Value("missing", None)
    if isinstance(value, bool):
        return Value("flag", value)
    if isinstance(value, int | Decimal):
        is_amount = schema.get("type") == "number" or (schema.get("type") is None and isinstance(value, Decimal))
        return Value("amount" if is_amount else "number", value)
    if isinstance(value, str):
        return Value({"date": "date", "date-time": "time"}.get(schema.get("format", ""), "text"), value)
    if isinstance(value, Mapping):
        return Value("text", ", ".join(str(each) for each in value.values()))
    return Value("text", ", ".join(_plain(each) for each in value))


def _facts_of(value: Mapping[str, Any], schema: Schema) -> list[Fact]:
    properties = schema.get("properties", {})
    return [
        Fact(_title(name, properties.get(name, {})), value_of(each, properties.get(name, {})))
        for name, each in value.items()
    ]


def _table(title: str, rows: Sequence[Mapping[str, Any]], schema: Schema, stock: Iterable[Mapping[str, Any]]) -> Table:
    properties = schema.get("properties", {})
    found = dict.fromkeys(name for row in rows for name in row)
    names = [name for name in properties if name in found] + [name for name in found if name not in properties]
    columns = [Column(name, _title(name, properties.get(name, {})), _is_numeric(rows, name)) for name in names]
    by_sku = {each.get("sku"): each for each in stock}
    lines = []
    for row in rows:
        cells = [value_of(row.get(name), properties.get(name, {})) for name in names]
        kept = by_sku.get(row.get("sku")) if "sku" in row else None
        lines.append(Line(cells, kept["short"], kept["reserved"]) if kept else Line(cells))
    return Table(title, columns, lines)


def _title(name: str, schema: Schema) -> str:
    return str(schema.get("title") or label(name))


def _is_scalar(schema: Schema) -> bool:
    return schema.get("type") not in ("object", "array")


def _is_lines(value: Any) -> TypeGuard[list[Mapping[str, Any]]]:
    return isinstance(value, list) and bool(value) and all(isinstance(each, Mapping) for each in value)


def _is_numeric(rows: Sequence[Mapping[str, Any]], name: str) -> bool:
    values = [row[name] for row in rows if row.get(name) is not None]
    return bool(values) and all(isinstance(each, int | Decimal) and not isinstance(each, bool) for each in values)


def _joined(value: Mapping[str, Any]) -> bool:
    return (
        len(value) <= MOST_JOINED
        and all(isinstance(each, str | int) for each in value.values())
        and not all(isinstance(each, int) for each in value.values())
    )


def _plain(value: Any) -> str:
    return _compact(value) if isinstance(value, Mapping | list) else str(value)


def _compact(value: Any) -> str:
    pairs = value.items() if isinstance(value, Mapping) else enumerate(value)
    return ", ".join(f"{label(str(name))} {_plain(each)}" for name, each in pairs)
