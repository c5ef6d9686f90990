"""Evaluates lists, contexts, ranges, `if`, `for`, `some`, `every` and function values."""

from collections.abc import Iterator

from . import tree
from .codes import Code, code
from .iterations import Source, environments, source_code
from .logic import and_all, or_any
from .scope import Env, Run, of_size
from .types import FeelType, coerced, type_of
from .values import Function, Parameter, Range, Value, kind


@code.register
def _list(node: tree.ListOf) -> Code:
    elements = tuple(map(code, node.elements))
    return lambda env: [element(env) for element in elements]


@code.register
def _context(node: tree.ContextOf) -> Code:
    """Later entries see earlier ones; a key that is there twice makes the whole null."""
    entries = tuple((key, code(value)) for key, value in node.entries)
    if len({key for key, _ in entries}) < len(entries):
        return lambda env: None

    def build(env: Env) -> Value:
        inner = Env(dict(env.names), env.run)
        context = {}
        for key, value in entries:
            context[key] = inner.names[key] = value(inner)
        return context

    return build


@code.register
def _range(node: tree.RangeOf) -> Code:
    low, high = code(node.low), code(node.high)

    def build(env: Env) -> Range | None:
        first, last = low(env), high(env)
        if first is None or kind(first) != kind(last):
            return None
        return Range(first, last, node.has_low, node.has_high)

    return build


@code.register
def _compared(node: tree.Compared) -> Code:
    """A comparison without a left side is, as a value, the range of what it holds for."""
    operand, operator = code(node.operand), node.operator

    def build(env: Env) -> Range | None:
        end = operand(env)
        if end is None or operator == "!=":
            return None
        low = end if operator in {">", ">=", "="} else None
        high = end if operator in {"<", "<=", "="} else None
        return Range(low, high, operator in {">=", "="}, operator in {"<=", "="})

    return build


@code.register
def _if(node: tree.If) -> Code:
    condition, consequence, alternative = code(node.condition), code(node.consequence), code(node.alternative)
    return lambda env: consequence(env) if condition(env) is True else alternative(env)


@code.register
def _for(node: tree.For) -> Code:
    sources, body = _sources(node.iterations), code(node.body)

    def collect(env: Env) -> Value:
        results: list[Value] = []
        inner = env.bound({"partial": results})
        each = environments(sources, inner)
        if each is None:
            return None
        for bound in each:
            results.append(body(bound))
            of_size(len(results))
        return results

    return collect


@code.register
def _quantified(node: tree.Quantified) -> Code:
    sources, test = _sources(node.iterations), code(node.test)
    combine = or_any if node.quantifier == "some" else and_all

    def decide(env: Env) -> Value:
        each = environments(sources, env)
        return None if each is None else combine(map(test, each))

    return decide


def _sources(iterations: tuple[tree.Iteration, ...]) -> tuple[Source, ...]:
    return tuple(map(source_code, iterations))


@code.register
def _function(node: tree.FunctionOf) -> Code:
    body = code(node.body)
    parameters = tuple(Parameter(name, declared) for name, declared in node.parameters)
    gives = type_of(node.body.shape)
    return lambda env: closure(parameters, body, env, gives)


def closure(parameters: tuple[Parameter, ...], body: Code, env: Env, gives: FeelType | None = None) -> Function:
    """Make a function that sees the names of the place where it was written."""

    def call(arguments: list[Value], run: Run) -> Value:
        bound = dict(_coerced(parameters, arguments))
        run.enter()
        try:
            return body(Env({**env.names, **bound}, run))
        finally:
            run.leave()

    return Function(parameters, call, gives=gives)


def _coerced(parameters: tuple[Parameter, ...], arguments: list[Value]) -> Iterator[tuple[str, Value]]:
    for parameter, argument in zip(parameters, arguments, strict=True):
        yield parameter.name, coerced(argument, parameter.type)
