"""Evaluates the unary tests of a cell: from an input's value and an environment to true, false or null."""

from collections.abc import Callable

from . import tree
from .codes import Code, code
from .logic import COMPARE, and_all, at_most, included, less, negated, or_any, satisfies
from .numbers import NUMERIC
from .parse import uses_input
from .scope import INPUT, Env
from .values import Range, Truth, Value

Test = Callable[[Value, Env], Truth]


def cell_code(tests: tree.UnaryTests) -> Test:
    """Translate a cell; `-` holds always."""
    if not tests.tests:
        return lambda value, env: True
    parts = tuple(map(test_code, tests.tests))
    test = parts[0] if len(parts) == 1 else _any_of(parts)
    return _negated(test) if tests.is_negated else test


def _any_of(parts: tuple[Test, ...]) -> Test:
    return lambda value, env: or_any(part(value, env) for part in parts)


def _negated(test: Test) -> Test:
    return lambda value, env: negated(test(value, env))


def test_code(node: tree.Node) -> Test:
    """Translate one test."""
    match node:
        case tree.Literal():
            return _literal_test(node.value)
        case tree.Compared():
            return _compared_test(node)
        case tree.RangeOf():
            return _range_test(node)
    return _expression_test(node)


def _literal_test(wanted: Value) -> Test:
    if type(wanted) is str:
        return lambda value, env: value == wanted if type(value) is str else satisfies(value, wanted)
    if type(wanted) in NUMERIC:
        return lambda value, env: value == wanted if type(value) in NUMERIC else satisfies(value, wanted)
    return lambda value, env: satisfies(value, wanted)


def _compared_test(node: tree.Compared) -> Test:
    compare, operand = COMPARE[node.operator], code(node.operand)
    if isinstance(node.operand, tree.Literal):
        constant = node.operand.value
        return lambda value, env: compare(value, constant)
    return lambda value, env: compare(value, operand(_about(env, value)))


def _range_test(node: tree.RangeOf) -> Test:
    interval = constant_range(node)
    if interval is not None:
        return lambda value, env: included(value, interval)
    low, high = code(node.low), code(node.high)
    above = at_most if node.has_low else less
    below = at_most if node.has_high else less

    def test(value: Value, env: Env) -> Truth:
        inner = _about(env, value)
        return and_all((above(low(inner), value), below(value, high(inner))))

    return test


def constant_range(node: tree.RangeOf) -> Range | None:
    """Give the range of two literals, or None."""
    low, high = node.low, node.high
    if not isinstance(low, tree.Literal) or not isinstance(high, tree.Literal):
        return None
    if low.value is None or high.value is None:
        return None
    return Range(low.value, high.value, node.has_low, node.has_high)


def _expression_test(node: tree.Node) -> Test:
    expression = code(node)
    if uses_input(node):
        return _test_about_input(expression)

    def test(value: Value, env: Env) -> Truth:
        result = expression(env)
        return result if type(result) is bool and type(value) is not bool else satisfies(value, result)

    return test


def _test_about_input(expression: Code) -> Test:
    """A test that mentions `?` says itself whether it holds; any other value is compared with the input."""

    def test(value: Value, env: Env) -> Truth:
        result = expression(_about(env, value))
        return result if result is None or type(result) is bool else satisfies(value, result)

    return test


def _about(env: Env, value: Value) -> Env:
    return env.bound({INPUT: value})
