"""Reads the FEEL in a ruleset: faults with their column, and doubts for the check."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ..errors import FeelSyntaxError, Mend
from ..feel.compiled import CompiledCell, CompiledExpression
from ..feel.issues import Issue
from ..feel.shape import Shape
from ..keys import PATH
from ..ruleset import Doubt
from ..tables import Input
from ..templates import MARK, Template, computed, constant, list_of, object_of
from .cursor import Cursor
from .translations import Translations

FAULTS = frozenset({"unknown_function", "invalid_literal"})  # what FEEL takes for null, but nobody writes on purpose


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a ruleset expressions are read: what is known there, and whose doubts they are."""

    known: Translations
    table: str | None = None
    rule: str | None = None
    doubts: list[Doubt] = field(default_factory=list)

    def of_item(self) -> "Place":
        """With the name `item`."""
        return replace(self, known=self.known.of_item)

    def doubt(self, issues: Iterable[Issue], cursor: Cursor, *, offset: int = 0, name: str | None = None) -> None:
        """Note them; `offset` is where in the text their expression begins, `name` given where they are about the name
        of what is there, not about its text."""
        for issue in issues:
            instead = issue.mended(cursor.value if name is None else name, offset)
            mend = instead and (Mend(text=instead) if name is None else Mend(name=instead))
            if issue.kind in FAULTS:
                cursor.fault(issue.detail, issue.at + offset + 1, mend or None)
            else:
                self.doubts.append(Doubt(issue.kind, cursor.pointer, issue.detail, self.table, self.rule, mend or None))


def read_expression(cursor: Cursor, place: Place) -> CompiledExpression | None:
    text = cursor.text()
    return None if text is None else _expression(text, cursor, place)


def _expression(text: str, cursor: Cursor, place: Place, offset: int = 0) -> CompiledExpression | None:
    try:
        compiled = place.known.expression(text)
    except FeelSyntaxError as error:
        cursor.fault(error.detail, error.at + offset + 1)
        return None
    place.doubt(compiled.issues, cursor, offset=offset)
    return compiled


def read_cell(cursor: Cursor, place: Place, shape: Shape | None) -> CompiledCell | None:
    """Read the tests of an input of that shape."""
    text = cursor.text()
    if text is None:
        return None
    try:
        compiled = place.known.cell(text, shape)
    except FeelSyntaxError as error:
        cursor.fault(error.detail, error.at + 1)
        return None
    place.doubt(compiled.issues, cursor)
    return compiled


def read_input(text: str, cursor: Cursor, place: Place, *, is_name: bool = True) -> Input | None:
    """Read what a column is about: a path, literally, or an expression. `is_name`: it names what the cursor is at."""
    if PATH.fullmatch(text) and "" in text.split("."):
        cursor.fault("a path has a name between any two dots", text.find("..") + 1 or 1)
        return None
    try:
        column = place.known.column(text)
    except FeelSyntaxError as error:
        cursor.fault(error.detail, error.at + 1)
        return None
    place.doubt(column.issues, cursor, name=text if is_name else None)
    return column.input


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
