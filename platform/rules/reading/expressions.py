"""Reads the FEEL in a ruleset: faults with their column, and doubts for the check."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ..errors import FeelSyntaxError
from ..feel import tree
from ..feel.code_paths import is_plain
from ..feel.codes import code
from ..feel.compiled import CompiledCell, CompiledExpression, compile_cell, compile_expression
from ..feel.issues import Issue, unknown_member, unknown_name
from ..feel.scope import Scope
from ..feel.shape import Shape
from ..keys import PATH
from ..ruleset import Doubt
from ..tables import Input
from ..templates import MARK, Template, computed, constant, list_of, object_of
from .cursor import Cursor

FAULTS = frozenset({"unknown_function", "invalid_literal"})  # what FEEL takes for null, but nobody writes on purpose


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a ruleset expressions are read: their scope, and whose doubts they are."""

    scope: Scope
    table: str | None = None
    rule: str | None = None
    doubts: list[Doubt] = field(default_factory=list)

    def within(self, scope: Scope) -> "Place":
        return replace(self, scope=scope)

    def doubt(self, issues: Iterable[Issue], cursor: Cursor, offset: int = 0) -> None:
        for issue in issues:
            if issue.kind in FAULTS:
                cursor.fault(issue.detail, issue.at + offset + 1)
            else:
                self.doubts.append(Doubt(issue.kind, cursor.pointer, issue.detail, self.table, self.rule))


def read_expression(cursor: Cursor, place: Place) -> CompiledExpression | None:
    text = cursor.text()
    return None if text is None else _expression(text, cursor, place)


def _expression(text: str, cursor: Cursor, place: Place, offset: int = 0) -> CompiledExpression | None:
    try:
        compiled = compile_expression(text, place.scope)
    except FeelSyntaxError as error:
        cursor.fault(error.detail, error.at + offset + 1)
        return None
    place.doubt(compiled.issues, cursor, offset)
    return compiled


class Cells:
    """The cells of one input; those with the same text are translated once."""

    def __init__(self, shape: Shape | None) -> None:
        self._shape = shape
        self._compiled: dict[str, CompiledCell] = {}

    def read(self, cursor: Cursor, place: Place) -> CompiledCell | None:
        text = cursor.text()
        if text is None:
            return None
        compiled = self._compiled.get(text)
        if compiled is None:
            try:
                compiled = self._compiled[text] = compile_cell(text, place.scope, self._shape)
            except FeelSyntaxError as error:
                cursor.fault(error.detail, error.at + 1)
                return None
        place.doubt(compiled.issues, cursor)
        return compiled


def read_input(text: str, cursor: Cursor, place: Place) -> Input | None:
    """Read what a column is about: a path, literally, or an expression."""
    if not PATH.fullmatch(text):
        compiled = _expression(text, cursor, place)
        return None if compiled is None else Input(text, compiled.code, compiled.node.shape, node=compiled.node)
    names = text.split(".")
    if "" in names:
        cursor.fault("a path has a name between any two dots", text.find("..") + 1 or 1)
        return None
    node = _path(names, cursor, place)
    return Input(text, code(node), node.shape, tuple(names) if is_plain(node) else None, node)


def _path(names: list[str], cursor: Cursor, place: Place) -> tree.Node:
    first, shapes = names[0], place.scope.shapes
    if first not in shapes:
        place.doubt([unknown_name(first, shapes, 0)], cursor)
    shape = shapes.get(first)
    node: tree.Node = tree.Name(0, first, shape=shape)
    for name in names[1:]:
        declared = shape.declared() if shape else None
        if declared is not None and name not in declared:
            place.doubt([unknown_member(name, declared, 0)], cursor)
        shape = shape.field(name) if shape else None
        node = tree.Path(0, node, name, shape=shape)
    return node


def read_template(cursor: Cursor, place: Place) -> Template:
    """Read JSON in which strings that begin with `=` are FEEL."""
    value = cursor.value
    if type(value) is dict:
        return object_of({name: read_template(part, place) for name, part in cursor.entries().items()})
    if type(value) is list:
        return list_of([read_template(part, place) for part in cursor.elements()])
    if type(value) is str and value.startswith(MARK):
        compiled = _expression(value[len(MARK) :], cursor, place, offset=len(MARK))
        return constant(None) if compiled is None else computed(compiled.code)
    return constant(value)
