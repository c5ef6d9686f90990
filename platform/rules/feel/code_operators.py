"""Evaluates operators: arithmetic, comparisons, three-valued logic, `between`, `in`, `instance of`."""

from collections.abc import Callable
from decimal import Decimal

from . import arithmetic, tree
from .codes import Code, code
from .logic import COMPARE, and_all, at_most, or_any
from .numbers import DECIMAL128, NUMERIC, finite
from .scope import Env
from .tests_of_cells import test_code
from .types import is_instance
from .values import Truth, Value

_OPERATIONS = {
    "+": arithmetic.add,
    "-": arithmetic.subtract,
    "*": arithmetic.multiply,
    "/": arithmetic.divide,
}
POWER_STEPS = 10
_QUICK: dict[str, Callable[[Value, Value], Decimal]] = {
    "+": DECIMAL128.add,
    "-": DECIMAL128.subtract,
    "*": DECIMAL128.multiply,
}


@code.register
def _arithmetic(node: tree.Arithmetic) -> Code:
    left, right = code(node.left), code(node.right)
    if node.operator == "**":
        return _power(left, right)
    operation, quick = _OPERATIONS[node.operator], _QUICK.get(node.operator)
    if quick is None:
        return lambda env: operation(left(env), right(env))

    def compute(env: Env) -> Value:
        first, second = left(env), right(env)
        if type(first) in NUMERIC and type(second) in NUMERIC:
            return finite(quick(first, second))
        return env.run.grown(operation(first, second))

    return compute


def _power(base: Code, exponent: Code) -> Code:
    def compute(env: Env) -> Value:
        env.run.step(POWER_STEPS)
        return arithmetic.power(base(env), exponent(env))

    return compute


@code.register
def _negation(node: tree.Negation) -> Code:
    operand = code(node.operand)
    return lambda env: arithmetic.negate(operand(env))


@code.register
def _comparison(node: tree.Comparison) -> Code:
    left, right, compare = code(node.left), code(node.right), COMPARE[node.operator]
    return lambda env: compare(left(env), right(env))


@code.register
def _logical(node: tree.Logical) -> Code:
    parts = tuple(map(code, node.parts))
    if node.operator == "and":
        return lambda env: and_all(part(env) for part in parts)
    return lambda env: or_any(part(env) for part in parts)


@code.register
def _between(node: tree.Between) -> Code:
    value, low, high = code(node.value), code(node.low), code(node.high)

    def compute(env: Env) -> Truth:
        subject = value(env)
        return and_all((at_most(low(env), subject), at_most(subject, high(env))))

    return compute


@code.register
def _in(node: tree.In) -> Code:
    value, tests = code(node.value), tuple(map(test_code, node.tests))

    def compute(env: Env) -> Truth:
        subject = value(env)
        return or_any(test(subject, env) for test in tests)

    return compute


@code.register
def _instance_of(node: tree.InstanceOf) -> Code:
    value, wanted = code(node.value), node.type
    return lambda env: is_instance(value(env), wanted)
