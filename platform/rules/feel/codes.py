"""Turns a syntax tree into closures: `code(node)` gives a function from an environment to a value.

Each kind of node registers its own translation; import `rules.feel.compiled` to have all of them.
"""

from collections.abc import Callable
from functools import singledispatch

from . import tree
from .scope import Env
from .values import Value

Code = Callable[[Env], Value]


@singledispatch
def code(node: tree.Node) -> Code:
    """Translate a node."""
    raise TypeError(f"{type(node).__name__} has no translation")


@code.register
def _literal(node: tree.Literal) -> Code:
    value = node.value
    return lambda env: value
