"""What the columns of a table are: the reference, the priority, and fields of the document, written with dots or as
JSON pointers, each with the type that the work type's schema gives it."""

import re
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from rules.errors import Fault
from tasks.pointers import pointer

from .cells import Cell, number_of, value_of
from .mapping import Mapped
from .row import Sent, unread

REFERENCE, PRIORITY = "reference", "priority"
_DOCUMENT = re.compile(r"/?document[./]")
_INDEX = re.compile(r"0|[1-9][0-9]{0,3}", re.ASCII)
MOST_REFERENCES_FOLLOWED = 16

Schema = Mapping[str, Any]
Path = tuple[str | int, ...]


class Field(Struct, frozen=True):
    """A column of the document."""

    path: Path
    schema: Schema


class Columns(Struct, frozen=True):
    """`fields` has None where a column is no field of the document; -1 where there is no such column."""

    fields: tuple[Field | None, ...]
    reference: int
    priority: int
    faults: tuple[Fault, ...]


def columns_of(header: Sequence[str], schema: Schema, reference: str, mapping: Mapped | None = None) -> Columns:
    """With a fault for every column that the schema does not know, is there twice, or stands in another's way.

    `reference` is a name of the header; by the mapping columns have names of ours, or none and are left out.
    """
    called = _named(header)
    names = [mapping.get(name) for name in called] if mapping else called
    special = {reference: _index(called, reference), PRIORITY: _index(names, PRIORITY)}
    fields: list[Field | None] = []
    faults = [Fault(pointer([reference]), "is no column of this file")] if special[reference] < 0 else []
    for place, name in enumerate(names):
        if name is None:
            fields.append(None)
            continue
        field = _field(name, schema)
        if field is None and place not in special.values():
            faults.append(Fault(pointer([name]), "is not known to the schema of this type" if name else "has no name"))
        is_apart = name in (REFERENCE, PRIORITY) and name not in _members(schema, schema)
        fields.append(None if is_apart else field)
    faults += _faults_of_doubles(names) + _faults_of_overlaps(fields)
    return Columns(tuple(fields), special[reference], special[PRIORITY], tuple(faults))


def sent_by(columns: Columns, cells: Sequence[Cell], zone: ZoneInfo) -> Sent:
    """What a row says. A shorter one has nothing in its last columns; a longer one cannot be understood."""
    width = len(columns.fields)
    if len(cells) > width and any(cell not in (None, "") for cell in cells[width:]):
        return unread(Fault("", f"has {len(cells)} cells for {width} columns"))
    faults = [_fault_at(columns, place, fault) for place, cell in enumerate(cells) if (fault := _unstorable(cell))]
    tree: dict[str | int, Any] = {}
    for field, cell in zip(columns.fields, cells, strict=False):
        value = value_of(cell, field.schema, zone) if field else None
        if field and value is not None:
            _put(tree, field.path, value)
    return Sent(_reference(columns, cells, zone), _closed(tree), _priority(columns, cells), tuple(faults))


def _unstorable(cell: Cell) -> str | None:
    if isinstance(cell, str) and "\0" in cell:
        return "holds U+0000"
    return "is no finite number" if isinstance(cell, float) and not isfinite(cell) else None


def _fault_at(columns: Columns, place: int, fault: str) -> Fault:
    field = columns.fields[place] if place < len(columns.fields) else None
    return Fault(f"/document{pointer(field.path)}" if field else "", fault)


def _named(header: Sequence[str]) -> list[str]:
    """Real files often end every line with a delimiter: an empty column at the end is none."""
    names = [name.strip() for name in header]
    while names and not names[-1]:
        names.pop()
    return names


def _index(names: Sequence[str | None], name: str) -> int:
    return names.index(name) if name in names else -1


def _field(name: str, schema: Schema) -> Field | None:
    steps = _steps(name)
    if not steps:
        return None
    path: list[str | int] = []
    here = _followed(schema, schema)
    for step in steps:
        path.append(int(step) if _is_list(here) and _INDEX.fullmatch(step) else step)
        inner = _within(here, step, schema)
        if inner is None:
            return None
        here = inner
    return Field(tuple(path), here)


def _steps(name: str) -> list[str]:
    """`customer.address.city`, `/customer/address/city`, both also below `document`."""
    inner = _DOCUMENT.match(name)
    is_pointer = name.startswith("/")
    rest = name[inner.end() :] if inner else name.removeprefix("/")
    if not is_pointer:
        return rest.split(".") if rest and all(rest.split(".")) else []
    return [step.replace("~1", "/").replace("~0", "~") for step in rest.split("/")]


def _within(schema: Schema, step: str, root: Schema) -> Schema | None:
    """None where the schema has no such member."""
    if _is_list(schema) and _INDEX.fullmatch(step):
        prefix, items = schema.get("prefixItems", ()), schema.get("items", {})
        found = prefix[int(step)] if int(step) < len(prefix) else items
    else:
        members = _members(schema, root)
        is_open = schema.get("additionalProperties", not members or "patternProperties" in schema)
        found = members.get(step, is_open)
    if found is False:
        return None
    return _followed(found, root) if isinstance(found, dict) else {}


def _followed(schema: Schema, root: Schema) -> Schema:
    """What the schema refers to, in its place."""
    for _ in range(MOST_REFERENCES_FOLLOWED):
        reference = schema.get("$ref")
        if not isinstance(reference, str) or not reference.startswith("#"):
            break
        found: Any = root
        for step in reference[1:].split("/")[1:]:
            found = found.get(step, {}) if isinstance(found, dict) else {}
        schema = found if isinstance(found, dict) else {}
    return schema


def _is_list(schema: Schema) -> bool:
    named = schema.get("type")
    return named == "array" or (isinstance(named, list) and "array" in named) or "items" in schema


def _members(schema: Schema, root: Schema) -> dict[str, Any]:
    """What it declares, in its parts too."""
    members: dict[str, Any] = {}
    for part in (_followed(each, root) for each in schema.get("allOf", ()) if isinstance(each, dict)):
        members |= part.get("properties", {})
    members |= schema.get("properties", {})
    return members


def _faults_of_doubles(names: Sequence[str | None]) -> list[Fault]:
    doubled = sorted({name for name in names if name and names.count(name) > 1})
    return [Fault(pointer([name]), "is there twice") for name in doubled]


def _faults_of_overlaps(fields: Sequence[Field | None]) -> list[Fault]:
    """`a` and `a.b` cannot both be."""
    paths = sorted({field.path for field in fields if field}, key=str)
    whole = set(paths)
    inner = [path for path in paths if any(path[:length] in whole for length in range(1, len(path)))]
    return [Fault(pointer([".".join(map(str, path))]), "lies within another column") for path in inner]


def _put(tree: dict[str | int, Any], path: Path, value: Any) -> None:
    *outer, last = path
    for step in outer:
        tree = tree.setdefault(step, {})
    tree[last] = value


def _closed(node: Any) -> Any:
    """Lists out of their numbered elements: one that is empty leaves no gap."""
    if not isinstance(node, dict):
        return node
    if node and all(isinstance(step, int) for step in node):
        return [_closed(node[step]) for step in sorted(node)]
    return {step: _closed(inner) for step, inner in node.items()}


def _reference(columns: Columns, cells: Sequence[Cell], zone: ZoneInfo) -> Any:
    cell = cells[columns.reference] if columns.reference < len(cells) else None
    value = value_of(cell, {"type": "string"}, zone)
    return value.strip() if isinstance(value, str) else value


def _priority(columns: Columns, cells: Sequence[Cell]) -> Any:
    if not 0 <= columns.priority < len(cells):
        return None
    cell = cells[columns.priority]
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, str):
        number = number_of(cell.strip())
        return cell.strip() or None if number is None else number
    return cell
