"""A JSON Schema as forms and documents read it: every part an object, references followed, null no type of its own.
Pure.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from tasks.pointers import parts_of

Schema = Mapping[str, Any]

MOST_PARTS = 2_000
"""What lies beyond them says nothing: references can make a short text a very large schema."""
_COMBINED = ("allOf", "anyOf", "oneOf")
_NULL = {"type": "null"}


def plain(schema: Any) -> Schema:
    """`{}` for a part of which nothing is said, and for one that leads into itself."""
    return _Reading(schema).of(schema, ())


class _Reading:
    def __init__(self, root: Any) -> None:
        self._root = root
        self._left = MOST_PARTS

    def of(self, schema: Any, followed: tuple[str, ...]) -> dict[str, Any]:
        """`followed`: the references on the way here."""
        if not isinstance(schema, Mapping) or self._left == 0:
            return {}
        self._left -= 1
        if isinstance(reference := schema.get("$ref"), str):
            return {} if reference in followed else self.of(self._led(schema, reference), (*followed, reference))
        for word in _COMBINED:
            if (only := _only(schema.get(word))) is not None:
                return self.of({**only, **_without(schema, word)}, followed)
        found = _not_null(schema)
        if "properties" in found:
            found["properties"] = {name: self.of(each, followed) for name, each in found["properties"].items()}
        if "items" in found:
            found["items"] = self.of(found["items"], followed)
        return found

    def _led(self, schema: Schema, reference: str) -> Schema:
        """What the reference names, and what is said beside it."""
        found = self._root
        for step in parts_of(unquote(reference.removeprefix("#"))):
            if isinstance(found, list):
                found = found[int(step)] if step.isdecimal() and int(step) < len(found) else None
            else:
                found = found.get(step) if isinstance(found, Mapping) else None
        return {**(found if isinstance(found, Mapping) else {}), **_without(schema, "$ref")}


def _only(combined: Any) -> Schema | None:
    """The one schema of a combination that has no other but null."""
    parts = [each for each in combined or () if each != _NULL]
    return parts[0] if len(parts) == 1 and isinstance(parts[0], Mapping) else None


def _without(schema: Schema, word: str) -> dict[str, Any]:
    return {name: value for name, value in schema.items() if name != word}


def _not_null(schema: Schema) -> dict[str, Any]:
    found = dict(schema)
    if isinstance(found.get("type"), list):
        types = [each for each in found.pop("type") if each != "null"]
        found |= {"type": types[0]} if len(types) == 1 else {}
    if "enum" in found:
        found["enum"] = [each for each in found["enum"] if each is not None]
    return found
