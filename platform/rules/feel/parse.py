"""Text to tree: whole expressions and the unary tests of a cell."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass

from ..errors import FeelSyntaxError
from . import tree
from .forms import PREFIX
from .issues import Issue, mismatch
from .operators import INFIX, positive_tests
from .parser import COMPARISONS, MAX_HEIGHT, Grammar, Parser
from .scope import INPUT, Scope
from .shape import Shape

GRAMMAR = Grammar(PREFIX, INFIX)


@dataclass(frozen=True, slots=True)
class Expression:
    node: tree.Node
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    tests: tree.UnaryTests
    issues: tuple[Issue, ...] = ()


def parse_expression(text: str, scope: Scope) -> Expression:
    """Parse an expression; raises FeelSyntaxError with the place of the fault."""
    parser = Parser(text, GRAMMAR)
    node = parser.whole(scope)
    check_height(node, parser)
    return Expression(node, tuple(parser.issues))


def parse_unary_tests(text: str, scope: Scope, shape: Shape | None = None) -> Cell:
    """Parse the tests of a cell whose input has that shape; raises FeelSyntaxError."""
    parser = Parser(text, GRAMMAR)
    inner = scope.about(shape)
    tests = _tests(text.strip(), parser, inner)
    for test in tests.tests:
        check_height(test, parser)
        parser.note(_mismatch(test, shape))
    return Cell(tests, tuple(parser.issues))


def _tests(text: str, parser: Parser, scope: Scope) -> tree.UnaryTests:
    if text == "-":
        return tree.UnaryTests(())
    if text.startswith("not"):
        tests = parser.attempt(lambda: _negated(parser, scope))
        if tests is not None:
            return tests
    tests = tree.UnaryTests(positive_tests(parser, scope))
    parser.expect("end", scope)
    return tests


def _negated(parser: Parser, scope: Scope) -> tree.UnaryTests:
    parser.take(parser.peek(scope))
    parser.expect("(", scope)
    tests = positive_tests(parser, scope)
    parser.expect(")", scope)
    parser.expect("end", scope)
    return tree.UnaryTests(tests, is_negated=True)


def _mismatch(test: tree.Node, shape: Shape | None) -> Issue | None:
    """Note a test that can never hold, because its value has another type than the input."""
    if isinstance(test, tree.Compared):
        return mismatch(shape, test.operand.shape, test.at)
    if isinstance(test, tree.RangeOf):
        return mismatch(shape, test.low.shape, test.at) or mismatch(shape, test.high.shape, test.at)
    if not isinstance(test, tree.Literal):
        return None
    return mismatch(shape.element if shape and shape.kind == "list" else shape, test.shape, test.at)


def check_height(node: tree.Node, parser: Parser) -> None:
    """Refuse a tree that evaluation would have to climb too deep."""
    if parser.parts <= MAX_HEIGHT:
        return
    waiting = [(node, 1)]
    while waiting:
        current, height = waiting.pop()
        if height > MAX_HEIGHT:
            raise FeelSyntaxError(f"more than {MAX_HEIGHT} operators follow from each other", current.at)
        waiting.extend((child, height + 1) for child in children(current))


def children(node: object) -> Iterator[tree.Node]:
    """Give the nodes directly below one."""
    for part in _parts(node):
        if isinstance(part, tree.Node):
            yield part
        elif isinstance(part, tuple | tree.Iteration):
            yield from children(part)


def _parts(node: object) -> Iterator[object]:
    if isinstance(node, tuple):
        yield from node
    elif is_dataclass(node):
        yield from (getattr(node, each.name) for each in fields(node) if each.name not in {"shape", "type"})


def uses_input(node: tree.Node) -> bool:
    """Say whether an expression mentions `?`."""
    if isinstance(node, tree.Name):
        return node.name == INPUT
    return any(map(uses_input, children(node)))


__all__ = ["COMPARISONS", "Cell", "Expression", "children", "parse_expression", "parse_unary_tests", "uses_input"]
