"""JSON values of actions as FEEL, as cells hold them, and back: what is no constant is an expression, `=…` in JSON."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ..errors import FeelSyntaxError
from ..feel import tree
from ..feel.compiled import FUNCTION_NAMES
from ..feel.parse import parse_expression
from ..feel.scope import Scope
from ..reading.scopes import case_shapes
from ..templates import MARK

PARTS = frozenset(case_shapes(None))  # of a case, which every expression knows
_SCOPE = Scope.root(case_shapes(None), FUNCTION_NAMES, is_open=True)
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]*", re.ASCII)
_RESERVED = PARTS | {"true", "false", "null", "item"}
_ESCAPED = re.compile(r'[\\"\x00-\x1f\x7f\ufffe\uffff]')
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def feel_text(value: Any) -> str:
    """Give a JSON value in which strings that begin with `=` are expressions as one FEEL expression."""
    match value:
        case str() if value.startswith(MARK):
            return value[len(MARK) :].strip()
        case str():
            return _quoted(value)
        case bool() | None:
            return {True: "true", False: "false", None: "null"}[value]
        case int() | Decimal():
            return str(value)
        case list():
            return f"[{', '.join(map(feel_text, value))}]"
    return f"{{{', '.join(f'{_quoted(name)}: {feel_text(part)}' for name, part in value.items())}}}"


def _quoted(text: str) -> str:
    return f'"{_ESCAPED.sub(lambda found: _escape(found.group()), text)}"'


def _escape(character: str) -> str:
    return _ESCAPES.get(character) or f"\\u{ord(character):04x}"


def json_value(text: str) -> Any:
    """Give what a cell says as JSON. A single word that names nothing is taken for a string: `orders`, `PT4H`."""
    text = text.strip()
    if _WORD.fullmatch(text) and text not in _RESERVED:
        return text
    try:
        node = parse_expression(text, _SCOPE).node
    except FeelSyntaxError:
        return MARK + text
    if isinstance(node, tree.ListOf) and text.startswith("["):
        elements = list(_split(text[1:-1])) if node.elements else []
        if len(elements) == len(node.elements):
            return [_element(element) for element in elements]
    try:
        constant = _constant(node)
    except _NotConstantError:
        return MARK + text
    return MARK + text if isinstance(constant, str) and constant.startswith(MARK) else constant


def _element(text: str) -> Any:
    return MARK + text.strip() if _WORD.fullmatch(text.strip()) and text.strip() == "item" else json_value(text)


class _NotConstantError(Exception):
    """An expression has to be evaluated."""


def _constant(node: tree.Node) -> Any:
    match node:
        case tree.Literal(value=None | bool() | int() | Decimal() | str() as value):
            return value
        case tree.ListOf(elements=elements):
            return [_plain(element) for element in elements]
        case tree.ContextOf(entries=entries):
            return {name: _plain(part) for name, part in entries}
    raise _NotConstantError


def _plain(node: tree.Node) -> Any:
    """Give a constant within another, where a string that begins with `=` could not be told from an expression."""
    value = _constant(node)
    if isinstance(value, str) and value.startswith(MARK):
        raise _NotConstantError
    return value


def _split(text: str) -> Iterator[str]:
    """Split at the commas that are not within a string or brackets."""
    start, depth, is_quoted, is_escaped = 0, 0, False, False
    for place, character in enumerate(text):
        if is_quoted:
            is_quoted = is_escaped or character != '"'
            is_escaped = character == "\\" and not is_escaped
        elif character == '"':
            is_quoted = True
        elif character == "," and not depth:
            yield text[start:place]
            start = place + 1
        else:
            depth += (character in "([{") - (character in ")]}")
    yield text[start:]
