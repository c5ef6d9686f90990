"""Evaluates calls of built-in functions and of function values, with arguments by place or by name."""

from . import tree
from .built_in import UNFIT, BuiltIn, built_in, call_built_in
from .codes import Code, code
from .scope import Env, Run
from .types import coerced
from .values import Function, Parameter, Value


@code.register
def _built_in(node: tree.BuiltIn) -> Code:
    value = as_function(built_in(node.name))
    return lambda env: value


def as_function(function: BuiltIn) -> Function:
    """Give a built-in function as a value."""
    first = function.signatures[0]
    parameters = tuple(Parameter(parameter.name) for parameter in first.parameters)
    return Function(parameters, lambda arguments, run: call_built_in(function, arguments, run), built_in=function)


@code.register
def _call(node: tree.Call) -> Code:
    arguments = tuple(map(code, node.arguments))
    if isinstance(node.function, tree.BuiltIn):
        function = built_in(node.function.name)
        return lambda env: call_built_in(function, [argument(env) for argument in arguments], env.run)
    callee = code(node.function)

    def compute(env: Env) -> Value:
        return call(callee(env), [argument(env) for argument in arguments], env.run)

    return compute


def call(function: Value, arguments: list[Value], run: Run) -> Value:
    """Call a function value; null where it is none or takes another number of arguments."""
    if type(function) is not Function:
        return None
    if function.built_in is None and len(arguments) != len(function.parameters):
        return None
    return coerced(function.call(arguments, run), function.result)


@code.register
def _named_call(node: tree.NamedCall) -> Code:
    arguments = tuple((name, code(value)) for name, value in node.arguments)
    if len({name for name, _ in arguments}) < len(arguments):
        return lambda env: None
    if isinstance(node.function, tree.BuiltIn):
        function = built_in(node.function.name)
        return lambda env: call_by_name(function, {name: value(env) for name, value in arguments}, env.run)
    callee = code(node.function)

    def compute(env: Env) -> Value:
        return call_with_names(callee(env), {name: value(env) for name, value in arguments}, env.run)

    return compute


def call_with_names(function: Value, arguments: dict[str, Value], run: Run) -> Value:
    """Call a function value with arguments by name; null where the names are not those of its parameters."""
    if type(function) is Function and function.built_in is not None:
        return call_by_name(function.built_in, arguments, run)
    if type(function) is not Function or {each.name for each in function.parameters} != arguments.keys():
        return None
    return call(function, [arguments[each.name] for each in function.parameters], run)


def call_by_name(function: BuiltIn, arguments: dict[str, Value], run: Run) -> Value:
    """Call a built-in function with the signature that has these names."""
    for signature in function.signatures:
        if signature.takes(arguments.keys()):
            values = [arguments[each.name] for each in signature.parameters if each.name in arguments]
            result = signature.call(values, run)
            if result is not UNFIT:
                return result
    return None
