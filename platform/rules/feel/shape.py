"""What a JSON Schema 2020-12 says of a value as far as FEEL needs it: fields, elements, type and typed strings."""

from collections.abc import Mapping
from typing import Any

TYPED_STRINGS = {
    "date": "date",
    "date-time": "date and time",
    "time": "time",
    "duration": "duration",
    "decimal": "number",
}
_KINDS = {"string": "string", "number": "number", "integer": "number", "boolean": "boolean", "array": "list",
          "object": "context"}  # fmt: skip


class Shape:
    """The known form of a value; None stands for what is not known."""

    __slots__ = ("element", "fields", "format", "kind", "values")

    def __init__(
        self,
        kind: str | None = None,
        fields: "dict[str, Shape] | None" = None,
        element: "Shape | None" = None,
        format: str | None = None,
        values: tuple[Any, ...] | None = None,
    ) -> None:
        self.kind = kind
        self.fields = fields
        self.element = element
        self.format = format
        self.values = values  # if there are no others

    def field(self, name: str) -> "Shape | None":
        """Give the shape of a field; of a list of contexts, the list of that field of each."""
        if self.fields is not None:
            return self.fields.get(name)
        found = self.element and self.element.field(name)
        return Shape("list", element=found) if found else None

    def declared(self) -> frozenset[str] | None:
        """Give the names of the fields that are known, or None where any may be there."""
        if self.fields is not None:
            return frozenset(self.fields)
        return self.element.declared() if self.element else None


def from_schema(schema: Mapping[str, Any] | None) -> Shape | None:
    return _Reader(schema).read(schema) if schema else None


def field_names(shape: Shape | None) -> set[str]:
    """Give the names of all fields that a shape declares, at any depth."""
    names: set[str] = set()
    seen: set[int] = set()
    waiting = [shape]
    while waiting:
        current = waiting.pop()
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        names.update(current.fields or ())
        waiting.extend([*(current.fields or {}).values(), current.element])
    return names


class _Reader:
    """Reads a schema once; a `$ref` to what is being read gives the same shape."""

    def __init__(self, root: Any) -> None:
        self._root = root
        self._shapes: dict[int, Shape] = {}

    def read(self, schema: Any) -> Shape | None:
        if not isinstance(schema, Mapping):
            return None
        if id(schema) in self._shapes:
            return self._shapes[id(schema)]
        if isinstance(schema.get("$ref"), str):
            return self._referenced(schema)
        shape = self._shapes[id(schema)] = Shape()
        self._fill(shape, schema)
        return shape

    def _referenced(self, schema: Mapping[str, Any]) -> Shape | None:
        target = _resolve(self._root, schema["$ref"])
        self._shapes[id(schema)] = Shape()
        shape = self.read(target)
        if shape is not None:
            self._shapes[id(schema)] = shape
        return shape

    def _fill(self, shape: Shape, schema: Mapping[str, Any]) -> None:
        shape.kind = _kind(schema.get("type"))
        if isinstance(schema.get("properties"), Mapping):
            shape.kind = shape.kind or "context"
            shape.fields = {name: self.read(part) or Shape() for name, part in schema["properties"].items()}
        if isinstance(schema.get("items"), Mapping):
            shape.kind = shape.kind or "list"
            shape.element = self.read(schema["items"])
        if isinstance(schema.get("enum"), list):
            shape.values = tuple(schema["enum"])
        if shape.kind == "string":
            shape.format = TYPED_STRINGS.get(schema.get("format", ""))
            shape.kind = shape.format or shape.kind
        for keyword in ("allOf", "anyOf", "oneOf"):
            for part in schema.get(keyword) or ():
                _merge(shape, self.read(part))


def _merge(shape: Shape, part: Shape | None) -> None:
    if part is None or part.kind is None:
        return
    shape.kind = shape.kind or part.kind
    shape.format = shape.format or part.format
    shape.element = shape.element or part.element
    if part.fields is not None:
        shape.fields = {**part.fields, **(shape.fields or {})}


def _kind(declared: Any) -> str | None:
    if isinstance(declared, list):
        kinds = [kind for kind in declared if kind != "null"]
        declared = kinds[0] if len(kinds) == 1 else None
    return _KINDS.get(declared) if isinstance(declared, str) else None


def _resolve(root: Any, reference: str) -> Any:
    """Follow a reference within the schema: `#`, `#/a/b` with RFC 6901 escapes, or `#anchor`."""
    if not reference.startswith("#"):
        return None
    node = root
    for token in reference[1:].split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        node = node.get(key) if isinstance(node, Mapping) else None
    return node if "/" in reference or reference == "#" else _anchored(root, reference[1:])


def _anchored(root: Any, anchor: str) -> Any:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Mapping):
            if node.get("$anchor") == anchor:
                return node
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)
    return None
