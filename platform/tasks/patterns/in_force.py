"""A pattern that is in force, compiled with the schemas that its types have now."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from msgspec import Struct

from rules import RulesetInvalid, load
from rules.patterns import Pattern

from ..models import Pattern as PatternRow


class PatternInForce(Struct, frozen=True):
    """`key` is that of its ruleset, and the type of members that name none."""

    id: UUID
    key: str
    types: tuple[str, ...]
    pattern: Pattern

    @property
    def name(self) -> str:
        return self.pattern.name


def compiled(row: PatternRow, schemas: Mapping[str, Mapping[str, Any]]) -> PatternInForce | None:
    """None where it cannot be read with these schemas: then it matches nothing until it can."""
    content = {"tables": [], "patterns": [row.content]}
    try:
        ruleset = load(content, schema=schemas.get(row.key), schemas=schemas)
    except RulesetInvalid:
        return None
    return PatternInForce(row.id, row.key, tuple(row.types), ruleset.patterns[0])


def by_type(patterns: Iterable[PatternInForce]) -> dict[str, tuple[PatternInForce, ...]]:
    found: dict[str, tuple[PatternInForce, ...]] = {}
    for each in patterns:
        for item_type in each.types:
            found[item_type] = (*found.get(item_type, ()), each)
    return found
