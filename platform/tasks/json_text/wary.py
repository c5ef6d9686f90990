"""The slow way to decode JSON: everything that is wrong with a text, each with its pointer."""

import json
import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Never

from msgspec import Struct

from rules.errors import Fault
from tasks.errors import InputInvalid, TextNotJson
from tasks.pointers import escape, pointer

MOST_DIGITS = 34
MOST_EXPONENT = 6144
MOST_LEVELS = 64


class Piece(Struct, frozen=True):
    """A part of a text that may be wrong on its own; what is wrong of `value` is null in it."""

    value: Any
    faults: Sequence[Fault] = ()


def decode_warily(raw: bytes) -> Any:
    """As `decode`; about fifteen times slower than its fast way, and without need of it."""
    return _sound(_piece(_tree(raw)))


def decode_piece(raw: bytes) -> Piece:
    """As `decode_warily`, for who goes on with what is sound. Raises TextNotJson, and InputInvalid for what is far too
    deep."""
    return _piece(_tree(raw))


def decode_apart(raw: bytes, member: str) -> tuple[Any, list[Piece]]:
    """An object whose `member` is a list: the object with that list empty, and each element as if it stood alone.

    Raises what `decode_warily` raises, but not for what is wrong within an element.
    """
    tree = _tree(raw)
    lists = [node for name, node in tree if name == member] if isinstance(tree, _Members) else []
    pieces: list[Piece] = []
    for found in lists:
        if isinstance(found, list) and not isinstance(found, _Members):
            pieces = [_piece(each) for each in found]
            found.clear()
    return _sound(_piece(tree)), pieces


def _tree(raw: bytes) -> Any:
    try:
        text = raw.decode()
        return _DECODER.decode(text)
    except (json.JSONDecodeError, UnicodeDecodeError) as fault:
        raise TextNotJson(str(fault)) from None
    except RecursionError:
        raise InputInvalid([Fault(_first_beyond_levels(text), _TOO_DEEP)]) from None


def _piece(tree: Any) -> Piece:
    walk = _Walk()
    return Piece(walk.value(tree, "", 0), walk.faults)


def _sound(piece: Piece) -> Any:
    if piece.faults:
        raise InputInvalid(list(piece.faults))
    return piece.value


class _Members(list[tuple[str, Any]]):
    """An object's members as they came, doubled ones too."""


class _Whole(str):
    """The text of a number without point and exponent."""


class _Fraction(str):
    """The text of any other number."""


def _refuse(constant: str) -> Never:
    raise TextNotJson(f"{constant} is no number")


_DECODER = json.JSONDecoder(object_pairs_hook=_Members, parse_int=_Whole, parse_float=_Fraction, parse_constant=_refuse)


class _Unfit(Exception):
    """What stands here cannot be taken."""


class _Walk:
    """Turns what the decoder left as text into values, and gathers every fault on the way."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def value(self, node: Any, at: str, levels: int) -> Any:
        """The value of `node`, which stands at pointer `at` within so many arrays and objects."""
        try:
            match node:
                case _Members():
                    return self._object(node, at, _deeper(levels))
                case list():
                    levels = _deeper(levels)
                    return [self.value(each, f"{at}/{index}", levels) for index, each in enumerate(node)]
                case _Whole():
                    return _whole(node)
                case _Fraction():
                    return _fraction(node)
                case str():
                    return _storable(node)
        except _Unfit as fault:
            self.faults.append(Fault(at, str(fault)))
            node = None
        return node

    def _object(self, members: _Members, at: str, levels: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, node in members:
            here = f"{at}/{escape(name)}"
            if name in found:
                self.faults.append(Fault(here, "is there twice"))
            self.value(name, here, levels)
            found[name] = self.value(node, here, levels)
        return found


def _deeper(levels: int) -> int:
    if levels == MOST_LEVELS:
        raise _Unfit(_TOO_DEEP)
    return levels + 1


def _whole(text: str) -> int:
    if len(text.lstrip("-")) > MOST_DIGITS:
        raise _Unfit(_TOO_LONG)
    return int(text)


def _fraction(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise _Unfit(_TOO_FAR) from None
    if abs(number.adjusted()) > MOST_EXPONENT:
        raise _Unfit(_TOO_FAR)
    if len(number.as_tuple().digits) > MOST_DIGITS:
        raise _Unfit(_TOO_LONG)
    return number


def _storable(text: str) -> str:
    if _UNSTORABLE.search(text):
        raise _Unfit("holds U+0000 or half of a surrogate pair")
    return text


_TOO_DEEP = f"has more than {MOST_LEVELS} levels"
_TOO_LONG = f"has more than {MOST_DIGITS} digits"
_TOO_FAR = f"has an exponent beyond ±{MOST_EXPONENT}"
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_STRUCTURE = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]')


def _first_beyond_levels(text: str) -> str:
    """The pointer to the first array or object that is too deep, in a text too deep to be decoded at all."""
    path: list[str | int] = []
    name = ""
    for token in _STRUCTURE.findall(text):
        match token:
            case "[" | "{" if len(path) == MOST_LEVELS:
                break
            case "[":
                path.append(0)
            case "{":
                path.append("")
            case "]" | "}":
                path.pop()
            case "," if isinstance(path[-1], int):
                path[-1] += 1
            case ":":
                path[-1] = json.loads(name)
            case _:
                name = token
    return pointer(path)
