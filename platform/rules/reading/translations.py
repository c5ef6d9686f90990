"""FEEL that was translated before, by its text: whoever saves a large draft again waits for what they changed of it.

Checks, trials, simulations and decisions in one process share it. What of one schema was translated stays together;
when all of it is too much, the schema that was used least recently gives way.
"""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.json import Encoder

from ..feel import tree
from ..feel.code_paths import is_plain
from ..feel.codes import code
from ..feel.compiled import CompiledCell, CompiledExpression, compile_cell, compile_expression
from ..feel.issues import Issue, unknown_member, unknown_name
from ..feel.scope import Scope
from ..feel.shape import Shape
from ..keys import PATH
from ..tables import Input
from .scopes import case_scope

MOST_BYTES = 64 * 1024 * 1024  # as reckoned here: 20,000 short cells are 15 MB, reckoned as 25
BYTES_OF_EACH = 500
BYTES_OF_A_CHARACTER = 100  # of a dense expression up to 400
Name = TypeVar("Name")
Made = TypeVar("Made")
_ENCODER = Encoder(decimal_format="number")


class Column(Struct, frozen=True):
    """What the cells of a column are about, and what is doubtful in it."""

    input: Input
    issues: tuple[Issue, ...]


class Translations:
    """Those over one scope; `size_bytes` reckons what they take. What is no FEEL is looked at anew each time."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self._expressions: dict[str, CompiledExpression] = {}
        self._cells: dict[tuple[str, Shape | None], CompiledCell] = {}
        self._columns: dict[str, Column] = {}
        self._of_item: Translations | None = None
        self._bytes = 0

    @property
    def size_bytes(self) -> int:
        return self._bytes + (self._of_item.size_bytes if self._of_item else 0)

    @property
    def of_item(self) -> "Translations":
        """Those over the scope that also knows `item`, an element of `each`."""
        if self._of_item is None:
            self._of_item = Translations(self.scope.with_names({"item": None}))
        return self._of_item

    def expression(self, text: str) -> CompiledExpression:
        """Raises FeelSyntaxError."""
        found = self._expressions.get(text)
        return found or self._keep(self._expressions, text, len(text), compile_expression(text, self.scope))

    def cell(self, text: str, shape: Shape | None) -> CompiledCell:
        """Of an input of that very shape. Raises FeelSyntaxError."""
        found = self._cells.get((text, shape))
        return found or self._keep(self._cells, (text, shape), len(text), compile_cell(text, self.scope, shape))

    def column(self, text: str) -> Column:
        """A path, literally, or an expression. Raises FeelSyntaxError."""
        found = self._columns.get(text)
        if found is None:
            made = self._path(text) if PATH.fullmatch(text) else self._computed(text)
            found = self._keep(self._columns, text, len(text), made)
        return found

    def _keep(self, among: dict[Name, Made], name: Name, characters: int, made: Made) -> Made:
        if self._bytes < MOST_BYTES:
            among[name] = made
            self._bytes += BYTES_OF_EACH + BYTES_OF_A_CHARACTER * characters
        return made

    def _computed(self, text: str) -> Column:
        compiled = self.expression(text)
        return Column(Input(text, compiled.code, compiled.node.shape, node=compiled.node), compiled.issues)

    def _path(self, text: str) -> Column:
        first, *others = names = text.split(".")
        shapes, issues = self.scope.shapes, list[Issue]()
        if first not in shapes:
            issues.append(unknown_name(first, shapes, 0))
        shape = shapes.get(first)
        node: tree.Node = tree.Name(0, first, shape=shape)
        at = len(first) + 1
        for name in others:
            declared = shape.declared() if shape else None
            if declared is not None and name not in declared:
                issues.append(unknown_member(name, declared, at))
            shape = shape.field(name) if shape else None
            node = tree.Path(0, node, name, shape=shape)
            at += len(name) + 1
        return Column(Input(text, code(node), shape, tuple(names) if is_plain(node) else None, node), tuple(issues))


class _Kept:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_schema: OrderedDict[bytes, Translations] = OrderedDict()

    def over(self, schema: Mapping[str, Any] | None) -> Translations:
        key = _ENCODER.encode(schema)
        with self._lock:
            found = self._by_schema.pop(key, None)
            if found is None or found.size_bytes >= MOST_BYTES:
                found = Translations(case_scope(schema))
            self._by_schema[key] = found
            while sum(map(_size, self._by_schema.items())) > MOST_BYTES and len(self._by_schema) > 1:
                self._by_schema.popitem(last=False)
        return found


def _size(kept: tuple[bytes, Translations]) -> int:
    schema, translations = kept
    return len(schema) + translations.size_bytes


_KEPT = _Kept()


def translations_over(schema: Mapping[str, Any] | None) -> Translations:
    """Those for the cases of a work type with that schema."""
    return _KEPT.over(schema)
