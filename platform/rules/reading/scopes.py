"""The names that a rule's expressions know: the parts of a case, with what is known of their form."""

from collections.abc import Mapping
from typing import Any

from ..feel.compiled import FUNCTION_NAMES
from ..feel.scope import Scope
from ..feel.shape import Shape, from_schema

STRING, NUMBER, BOOLEAN = Shape("string"), Shape("number"), Shape("boolean")
INSTANT = Shape("date and time", format="date and time")
UNKNOWN = Shape()


def _context(**fields: Shape) -> Shape:
    return Shape("context", fields=fields)


def case_shapes(document: Shape | None) -> dict[str, Shape | None]:
    """Give the parts of a case (CONTRACT: the case) with the document's own shape."""
    task = _context(id=STRING, key=STRING, type=STRING, disposition=STRING, result=UNKNOWN, note=STRING, state=STRING)
    automation = _context(name=STRING, key=STRING, failed=BOOLEAN, result=UNKNOWN)
    signal = _context(name=STRING, at=INSTANT, data=UNKNOWN, items=Shape("list", element=UNKNOWN))
    event = _context(
        name=STRING, at=INSTANT, task=task, automation=automation, failed=BOOLEAN, signal=signal,
        timer=_context(name=STRING), before=document or UNKNOWN,
    )  # fmt: skip
    return {
        "type": STRING,
        "reference": STRING,
        "document": document,
        "facts": None,
        "tasks": None,
        "all_tasks": Shape("list", element=task),
        "signals": Shape("list", element=signal),
        "event": event,
        "tenant": _context(slug=STRING, timezone=STRING, country=STRING),
        "received_at": INSTANT,
        "priority": NUMBER,
    }


def case_scope(schema: Mapping[str, Any] | None) -> Scope:
    return Scope.root(case_shapes(from_schema(schema)), FUNCTION_NAMES)


def member_scope(schema: Mapping[str, Any] | None, aliases: list[str]) -> Scope:
    """Give the scope of a pattern's `where`: each member by its alias."""
    member = Shape(
        "context", fields={name: shape or UNKNOWN for name, shape in case_shapes(from_schema(schema)).items()}
    )
    return Scope.root(dict.fromkeys(aliases, member), FUNCTION_NAMES)
