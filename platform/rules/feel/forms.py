"""What an expression may begin with: literals, names, lists, contexts, ranges, `if`, `for`, `some`, functions."""

import re

from ..errors import FeelSyntaxError
from . import tree
from .issues import Issue, unknown_name
from .names import DECLARED, normalized
from .numbers import negate
from .operators import BOOLEAN, NUMBER, STRING
from .parser import COMPARISONS, UNARY, Parser, Prefix
from .scanner import Token, unescaped
from .scope import Scope
from .shape import Shape
from .temporal_text import parse_any
from .type_names import type_name
from .types import FeelType
from .values import kind

_ENTRY_NAME = re.compile(DECLARED.pattern + r"(?=:)")
_ENTRY_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"(?=\s*:)', re.DOTALL)
_PARAMETER = re.compile(DECLARED.pattern + r"(?=[:,)])")
_VARIABLE = re.compile(f"(?:{DECLARED.pattern}?)(?=\\s+in\\b)")
UNKNOWN = Shape()
_CONSTANTS = {"true": True, "false": False, "null": None}


def literal(parser: Parser, token: Token, scope: Scope) -> tree.Node:
    return tree.Literal(token.at, token.value, shape=NUMBER if token.kind == "number" else STRING)


def constant(parser: Parser, token: Token, scope: Scope) -> tree.Node:
    value = _CONSTANTS[token.kind]
    return tree.Literal(token.at, value, shape=None if value is None else BOOLEAN)


def at_literal(parser: Parser, token: Token, scope: Scope) -> tree.Node:
    text = str(parser.expect("string", scope).value)
    value = parse_any(text)
    if value is None:
        parser.note(Issue("invalid_literal", f'`@"{text}"` is no date, time or duration', token.at))
    return tree.Literal(token.at, value, shape=None if value is None else Shape(kind(value)))


def name(parser: Parser, token: Token, scope: Scope) -> tree.Node:
    text = str(token.value)
    if text in scope.functions and text not in scope.shapes:
        return tree.BuiltIn(token.at, text)
    if not scope.knows(text):
        parser.note(unknown_name(text, scope.shapes, token.at))
    return tree.Name(token.at, text, shape=scope.shapes.get(text))


def negation(parser: Parser, token: Token, scope: Scope) -> tree.Node:
    operand = parser.expression(scope, UNARY)
    if isinstance(operand, tree.Literal) and operand.shape is NUMBER:
        return tree.Literal(token.at, negate(operand.value), shape=NUMBER)
    return tree.Negation(token.at, operand, shape=operand.shape)


def parenthesised(parser: Parser, token: Token, scope: Scope) -> tree.Node:
    if parser.peek(scope).kind in COMPARISONS:
        compared = parser.compared(scope)
        parser.expect(")", scope)
        return compared
    inner = parser.expression(scope)
    if parser.accept("..", scope):
        return _range(parser, token, inner, scope)
    parser.expect(")", scope)
    return inner


def bracketed(parser: Parser, token: Token, scope: Scope) -> tree.Node:
    """Parse what `[` begins: a list or a range."""
    if parser.accept("]", scope):
        return tree.ListOf(token.at, ())
    first = parser.expression(scope)
    if parser.accept("..", scope):
        return _range(parser, token, first, scope)
    elements = [first]
    while parser.accept(",", scope):
        elements.append(parser.expression(scope))
    parser.expect("]", scope)
    return tree.ListOf(token.at, tuple(elements), shape=Shape("list", element=_common(elements)))


def open_range(parser: Parser, token: Token, scope: Scope) -> tree.Node:
    low = parser.expression(scope)
    parser.expect("..", scope)
    return _range(parser, token, low, scope)


def _range(parser: Parser, token: Token, low: tree.Node, scope: Scope) -> tree.Node:
    high, has_high = parser.range_end(scope)
    return tree.RangeOf(token.at, low, high, token.kind == "[", has_high)


def _common(elements: list[tree.Node]) -> Shape | None:
    """Give the shape that all elements have; contexts together have the entries of each."""
    shapes = {element.shape for element in elements}
    if len(shapes) == 1:
        return shapes.pop()
    fields: dict[str, Shape] = {}
    for shape in shapes:
        if shape is None or shape.fields is None:
            return None
        fields |= {name: UNKNOWN if name in fields else part for name, part in shape.fields.items()}
    return Shape("context", fields=fields)


def context(parser: Parser, token: Token, scope: Scope) -> tree.Node:
    entries: list[tuple[str, tree.Node]] = []
    if not parser.accept("}", scope):
        while True:
            key = _entry_name(parser)
            value = parser.expression(scope)
            entries.append((key, value))
            scope = scope.with_names({key: value.shape})
            if not parser.accept(",", scope):
                break
        parser.expect("}", scope)
    return tree.ContextOf(token.at, tuple(entries), shape=_context_shape(entries))


def _entry_name(parser: Parser) -> str:
    string = parser.scanner.match(_ENTRY_STRING)
    found = string or parser.scanner.match(_ENTRY_NAME)
    if not found:
        raise FeelSyntaxError("the name of an entry and `:` are expected", parser.scanner.at)
    parser.scanner.at = found.end()
    parser.scanner.skip_blank()
    parser.scanner.at += 1
    return unescaped(string.group(1), string.start() + 1) if string else normalized(found.group())


def _context_shape(entries: list[tuple[str, tree.Node]]) -> Shape:
    return Shape("context", fields={key: value.shape or Shape() for key, value in entries})


def conditional(parser: Parser, token: Token, scope: Scope) -> tree.Node:
    condition = parser.expression(scope)
    parser.expect("then", scope)
    consequence = parser.expression(scope)
    parser.expect("else", scope)
    alternative = parser.expression(scope)
    shape = consequence.shape if consequence.shape is alternative.shape else None
    return tree.If(token.at, condition, consequence, alternative, shape=shape)


def loop(parser: Parser, token: Token, scope: Scope) -> tree.Node:
    iterations, inner = _iterations(parser, scope)
    parser.expect("return", inner)
    body = parser.expression(inner.with_names({"partial": None}))
    return tree.For(token.at, iterations, body, shape=Shape("list", element=body.shape))


def quantified(parser: Parser, token: Token, scope: Scope) -> tree.Node:
    iterations, inner = _iterations(parser, scope)
    parser.expect("satisfies", inner)
    return tree.Quantified(token.at, token.kind, iterations, parser.expression(inner), shape=BOOLEAN)


def _iterations(parser: Parser, scope: Scope) -> tuple[tuple[tree.Iteration, ...], Scope]:
    """Parse `name in source, …`; each may use the names before it."""
    iterations = []
    while True:
        iteration, shape = _iteration(parser, scope)
        iterations.append(iteration)
        scope = scope.with_names({iteration.name: shape})
        if not parser.accept(",", scope):
            return tuple(iterations), scope


def _iteration(parser: Parser, scope: Scope) -> tuple[tree.Iteration, Shape | None]:
    found = parser.scanner.match(_VARIABLE)
    if not found:
        raise FeelSyntaxError("a name and `in` are expected", parser.scanner.at)
    parser.scanner.at = found.end()
    parser.expect("in", scope)
    source = parser.expression(scope)
    high = parser.expression(scope) if parser.accept("..", scope) else None
    element = source.shape if high else source.shape and source.shape.element
    return tree.Iteration(normalized(found.group()), source, high), element


def function(parser: Parser, token: Token, scope: Scope) -> tree.Node:
    parser.expect("(", scope)
    parameters: list[tuple[str, FeelType | None]] = []
    if not parser.accept(")", scope):
        parameters.append(_parameter(parser, scope))
        while parser.accept(",", scope):
            parameters.append(_parameter(parser, scope))
        parser.expect(")", scope)
    inner = scope.with_names({name: None for name, _ in parameters})
    if parser.accept("external", inner):
        parser.expression(inner)
        parser.note(Issue("unknown_function", "functions of other languages are not run and give null", token.at))
        return tree.FunctionOf(token.at, tuple(parameters), tree.Literal(token.at, None))
    return tree.FunctionOf(token.at, tuple(parameters), parser.expression(inner))


def _parameter(parser: Parser, scope: Scope) -> tuple[str, FeelType | None]:
    found = parser.scanner.match(_PARAMETER)
    if not found:
        raise FeelSyntaxError("the name of a parameter is expected", parser.scanner.at)
    parser.scanner.at = found.end()
    declared = type_name(parser, scope) if parser.accept(":", scope) else None
    return normalized(found.group()), declared


PREFIX: dict[str, Prefix] = {
    "number": literal,
    "string": literal,
    "true": constant,
    "false": constant,
    "null": constant,
    "@": at_literal,
    "name": name,
    "-": negation,
    "(": parenthesised,
    "[": bracketed,
    "]": open_range,
    "{": context,
    "if": conditional,
    "for": loop,
    "some": quantified,
    "every": quantified,
    "function": function,
}
