"""Evaluates names, paths and filters."""

from collections.abc import Callable

from . import tree
from .codes import Code, code
from .members import member
from .numbers import NUMERIC, as_int
from .scope import Env
from .typed_strings import reader
from .values import Value


@code.register
def _name(node: tree.Name) -> Code:
    name = node.name
    return _read(node, lambda env: env.names.get(name))


@code.register
def _path(node: tree.Path) -> Code:
    keys, source = [node.name], node.source
    while isinstance(source, tree.Path) and reader(source.shape) is None:
        keys.append(source.name)
        source = source.source
    if isinstance(source, tree.Name) and reader(source.shape) is None:
        return _read(node, dig(source.name, tuple(reversed(keys))))
    inner, name = code(node.source), node.name
    return _read(node, lambda env: member(inner(env), name))


def is_plain(node: tree.Node) -> bool:
    """Say whether a path gives what stands in the case, with nothing on its way read as a date or number."""
    if reader(node.shape) is not None:
        return False
    return is_plain(node.source) if isinstance(node, tree.Path) else isinstance(node, tree.Name)


def dig(first: str, keys: tuple[str, ...]) -> Code:
    """Give the code that follows a path of plain names from the environment."""
    if len(keys) == 1:
        return _dig_one(first, keys[0])

    def follow(env: Env) -> Value:
        value = env.names.get(first)
        for key in keys:
            value = value.get(key) if type(value) is dict else member(value, key)
        return value

    return follow


def _dig_one(first: str, key: str) -> Code:
    def follow(env: Env) -> Value:
        value = env.names.get(first)
        return value.get(key) if type(value) is dict else member(value, key)

    return follow


def _read(node: tree.Node, raw: Code) -> Code:
    """Read strings that the schema types as the values that they stand for."""
    convert = reader(node.shape)
    if convert is None:
        return raw
    return _converted(raw, convert)


def _converted(raw: Code, convert: Callable[[Value], Value]) -> Code:
    return lambda env: convert(raw(env))


@code.register
def _filter(node: tree.Filter) -> Code:
    source, test = code(node.source), code(node.test)
    may_be_index = not isinstance(node.test, tree.Comparison | tree.Logical | tree.Quantified | tree.In)
    return lambda env: select(source(env), test, env, may_be_index=may_be_index)


def select(values: Value, test: Code, env: Env, *, may_be_index: bool = True) -> Value:
    """Give the element at a place, or the elements for which the test is true."""
    if values is None:
        return None
    elements = values if type(values) is list else [values]
    if may_be_index:
        index = test(env)
        if type(index) in NUMERIC:
            return element_at(elements, index)
    return [element for element in elements if test(_about(env, element)) is True]


def element_at(elements: list[Value], index: Value) -> Value:
    """Give the element at a place counted from 1, from the end where negative."""
    place = as_int(index)
    if place is None or not 0 < abs(place) <= len(elements):
        return None
    return elements[place - 1 if place > 0 else place]


def _about(env: Env, element: Value) -> Env:
    """Bind `item` and the element's own entries, which win over `item`."""
    env.run.step()
    if type(element) is dict:
        return Env({**env.names, "item": element, **element}, env.run)
    return Env({**env.names, "item": element}, env.run)
