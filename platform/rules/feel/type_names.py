"""Parses the names of types: `list<number>`, `context<a: string>`, `function<date> -> boolean`, declared types."""

import re
from functools import lru_cache

from ..errors import FeelSyntaxError
from .names import DECLARED, normalized
from .parser import Parser
from .scope import Scope
from .types import ALIASES, SIMPLE, FeelType, simple

_FIELD = re.compile(DECLARED.pattern + r"(?=:)")


def type_name(parser: Parser, scope: Scope) -> FeelType:
    """Parse a type; what it cannot name is a fault."""
    name = _name(parser, scope)
    if name in scope.types:
        return scope.types[name]
    if name in {"list", "range", "context", "function"} and parser.accept("<", scope):
        return _generic(parser, scope, name)
    found = simple(name)
    if found is None:
        raise FeelSyntaxError(f"there is no type `{name}`", parser.scanner.at)
    return found


def _name(parser: Parser, scope: Scope) -> str:
    found = parser.scanner.match(_pattern(frozenset(scope.types)))
    if not found:
        raise FeelSyntaxError("the name of a type is expected", parser.scanner.at)
    parser.scanner.at = found.end()
    return normalized(found.group())


@lru_cache(maxsize=256)
def _pattern(declared: frozenset[str]) -> re.Pattern[str]:
    names = sorted({*declared, *SIMPLE, *ALIASES}, key=len, reverse=True)
    words = "|".join(r"\s+".join(map(re.escape, name.split())) for name in names if name)
    return re.compile(rf"(?:{words})(?!\w)")


def _generic(parser: Parser, scope: Scope, name: str) -> FeelType:
    if name == "context":
        return FeelType(name, fields=_fields(parser, scope))
    if name == "function":
        return _function(parser, scope)
    of = type_name(parser, scope)
    parser.expect(">", scope)
    return FeelType(name, of)


def _fields(parser: Parser, scope: Scope) -> tuple[tuple[str, FeelType], ...]:
    fields = []
    while True:
        found = parser.scanner.match(_FIELD)
        if not found:
            raise FeelSyntaxError("the name of an entry and `:` are expected", parser.scanner.at)
        parser.scanner.at = found.end() + 1
        fields.append((normalized(found.group()), type_name(parser, scope)))
        if not parser.accept(",", scope):
            parser.expect(">", scope)
            return tuple(fields)


def _function(parser: Parser, scope: Scope) -> FeelType:
    parameters: list[FeelType] = []
    if not parser.accept(">", scope):
        parameters.append(type_name(parser, scope))
        while parser.accept(",", scope):
            parameters.append(type_name(parser, scope))
        parser.expect(">", scope)
    parser.expect("->", scope)
    return FeelType("function", type_name(parser, scope), parameters=tuple(parameters))
