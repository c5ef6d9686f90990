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


ITEM_PARTS = ("type", "reference", "document", "facts", "tenant", "received_at", "priority")
"""What a pattern sees of an item: what does not depend on when it is looked at."""


def item_scope(schema: Mapping[str, Any] | None) -> Scope:
    """Give the scope of a pattern's key and conditions: the parts of one item."""
    return Scope.root(_item_shapes(schema), FUNCTION_NAMES)


def aliased_scope(schemas: Mapping[str, Mapping[str, Any] | None]) -> Scope:
    """Give the scope of a pattern's `where`: each member by its alias, with its type's schema."""
    return Scope.root(_by_alias(schemas), FUNCTION_NAMES)


def signal_scope(schemas: Mapping[str, Mapping[str, Any] | None], *, are_lists: bool) -> Scope:
    """Give the scope of what a pattern raises: the item that the signal goes to, whose type may be any of these, and
    each member by its alias, one item or a list of them."""
    members = _by_alias(schemas)
    if are_lists:
        members = {alias: Shape("list", element=shape) for alias, shape in members.items()}
    only = next(iter(schemas.values()), None) if len({id(schema) for schema in schemas.values()}) == 1 else None
    return Scope.root({**_item_shapes(only), **members}, FUNCTION_NAMES)


def _by_alias(schemas: Mapping[str, Mapping[str, Any] | None]) -> dict[str, Shape | None]:
    items = {alias: _item_shapes(schema) for alias, schema in schemas.items()}
    return {
        alias: Shape("context", fields={name: shape or UNKNOWN for name, shape in shapes.items()})
        for alias, shapes in items.items()
    }


def _item_shapes(schema: Mapping[str, Any] | None) -> dict[str, Shape | None]:
    shapes = case_shapes(from_schema(schema))
    return {name: shapes[name] for name in ITEM_PARTS}
