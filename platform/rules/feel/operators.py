"""What may follow an expression: operators, paths, filters, calls, `in`, `between` and `instance of`."""

import re

from ..errors import FeelSyntaxError
from . import tree
from .issues import mismatch, unknown_function, unknown_member
from .names import DECLARED, normalized
from .parser import AND, BINDS, COMPARE, COMPARISONS, OR, Infix, Parser
from .scanner import Token
from .scope import Scope
from .shape import Shape
from .type_names import type_name

BOOLEAN, NUMBER, STRING = Shape("boolean"), Shape("number"), Shape("string")
_ARGUMENT_NAME = re.compile(DECLARED.pattern + r"(?=:)")


def arithmetic(parser: Parser, left: tree.Node, token: Token, scope: Scope) -> tree.Node:
    right = parser.expression(scope, BINDS[token.kind])
    return tree.Arithmetic(token.at, token.kind, left, right, shape=_sum_shape(left.shape, right.shape))


def comparison(parser: Parser, left: tree.Node, token: Token, scope: Scope) -> tree.Node:
    is_equality = token.kind in {"=", "!="}
    is_range = is_equality and parser.peek(scope).kind in COMPARISONS  # as in `x = >= 2` (DMN 1.5, rule 7)
    right = parser.compared(scope) if is_range else parser.expression(scope, COMPARE)
    parser.note(mismatch(left.shape, right.shape, token.at))
    return tree.Comparison(token.at, token.kind, left, right, shape=BOOLEAN)


def logical(parser: Parser, left: tree.Node, token: Token, scope: Scope) -> tree.Node:
    """Parse all parts of an `and` or `or` into one node, so that long ones are not deep."""
    parts = [left, parser.expression(scope, BINDS[token.kind])]
    while parser.accept(token.kind, scope):
        parts.append(parser.expression(scope, AND if token.kind == "and" else OR))
    return tree.Logical(token.at, token.kind, tuple(parts), shape=BOOLEAN)


def between(parser: Parser, left: tree.Node, token: Token, scope: Scope) -> tree.Node:
    low = parser.expression(scope, COMPARE)
    parser.expect("and", scope)
    high = parser.expression(scope, COMPARE)
    parser.note(mismatch(left.shape, low.shape, low.at))
    parser.note(mismatch(left.shape, high.shape, high.at))
    return tree.Between(token.at, left, low, high, shape=BOOLEAN)


def membership(parser: Parser, left: tree.Node, token: Token, scope: Scope) -> tree.Node:
    return tree.In(token.at, left, _in_tests(parser, scope), shape=BOOLEAN)


def _in_tests(parser: Parser, scope: Scope) -> tuple[tree.Node, ...]:
    token = parser.peek(scope)
    if token.kind in COMPARISONS:
        return (parser.compared(scope),)
    if token.kind == "(":
        tests = parser.attempt(lambda: _listed_tests(parser, scope))
        if tests is not None:
            return tests
    return (parser.expression(scope, COMPARE),)


def _listed_tests(parser: Parser, scope: Scope) -> tuple[tree.Node, ...]:
    """Parse `(test, …)`; what goes on after it was an expression in parentheses."""
    parser.expect("(", scope)
    tests = positive_tests(parser, scope)
    parser.expect(")", scope)
    after = parser.peek(scope)
    if BINDS.get(after.kind, 0) > COMPARE:
        raise FeelSyntaxError("the tests end here", after.at)
    return tests


def positive_tests(parser: Parser, scope: Scope) -> tuple[tree.Node, ...]:
    tests = [positive_test(parser, scope)]
    while parser.accept(",", scope):
        tests.append(positive_test(parser, scope))
    return tuple(tests)


def positive_test(parser: Parser, scope: Scope) -> tree.Node:
    return parser.compared(scope) if parser.peek(scope).kind in COMPARISONS else parser.expression(scope)


def instance_of(parser: Parser, left: tree.Node, token: Token, scope: Scope) -> tree.Node:
    word = parser.peek(scope)
    if word.value != "of" and word.kind != "of":
        raise FeelSyntaxError("`of` is expected after `instance`", word.at)
    parser.take(word)
    return tree.InstanceOf(token.at, left, type_name(parser, scope), shape=BOOLEAN)


def path(parser: Parser, left: tree.Node, token: Token, scope: Scope) -> tree.Node:
    field = parser.scanner.peek_field(scope, left.shape)
    parser.take(field)
    name = str(field.value)
    return tree.Path(field.at, left, name, shape=member_shape(parser, left.shape, name, field.at))


def member_shape(parser: Parser, shape: Shape | None, name: str, at: int) -> Shape | None:
    """Give the shape of a field and note one that the schema does not declare."""
    declared = shape.declared() if shape else None
    if declared is not None and name not in declared:
        parser.note(unknown_member(name, declared, at))
    return shape.field(name) if shape else None


def filtered(parser: Parser, left: tree.Node, token: Token, scope: Scope) -> tree.Node:
    element = left.shape.element if left.shape and left.shape.kind == "list" else left.shape
    fields = (element.fields if element else None) or {}
    inner = scope.with_names({"item": element, **fields}, is_open=not fields)
    test = parser.expression(inner)
    parser.expect("]", scope)
    is_index = isinstance(test, tree.Literal) and test.shape is NUMBER
    return tree.Filter(token.at, left, test, shape=element if is_index else element and Shape("list", element=element))


def call(parser: Parser, left: tree.Node, token: Token, scope: Scope) -> tree.Node:
    if isinstance(left, tree.Name) and not scope.knows(left.name):
        parser.issues = [issue for issue in parser.issues if issue.at != left.at]
        parser.note(unknown_function(left.name, [*scope.functions, *scope.shapes], left.at))
    if parser.accept(")", scope):
        return tree.Call(left.at, left, ())
    if parser.scanner.match(_ARGUMENT_NAME):
        return tree.NamedCall(left.at, left, _named_arguments(parser, scope))
    arguments = positive_tests(parser, scope)
    parser.expect(")", scope)
    return tree.Call(left.at, left, arguments)


def _named_arguments(parser: Parser, scope: Scope) -> tuple[tuple[str, tree.Node], ...]:
    arguments = [_named_argument(parser, scope)]
    while parser.accept(",", scope):
        arguments.append(_named_argument(parser, scope))
    parser.expect(")", scope)
    return tuple(arguments)


def _named_argument(parser: Parser, scope: Scope) -> tuple[str, tree.Node]:
    found = parser.scanner.match(_ARGUMENT_NAME)
    if not found:
        raise FeelSyntaxError("the name of an argument and `:` are expected", parser.scanner.at)
    parser.scanner.at = found.end() + 1
    return normalized(found.group()), parser.expression(scope)


def _sum_shape(left: Shape | None, right: Shape | None) -> Shape | None:
    kinds = {shape.kind if shape else None for shape in (left, right)}
    if kinds == {"number"}:
        return NUMBER
    return STRING if kinds == {"string"} else None


INFIX: dict[str, Infix] = {
    **dict.fromkeys(("+", "-", "*", "/", "**"), arithmetic),
    **dict.fromkeys(COMPARISONS, comparison),
    "and": logical,
    "or": logical,
    "between": between,
    "in": membership,
    "instance": instance_of,
    ".": path,
    "[": filtered,
    "(": call,
}
