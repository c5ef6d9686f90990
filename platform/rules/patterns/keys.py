"""The correlation keys of an item: only items with a key in common are looked at together."""

import hashlib

from ..feel.scope import Env
from ..feel.values import Value
from .candidates import SeenItem, bounded
from .identity import text_of
from .pattern import Pattern

KEY_BYTES = 16
MOST_KEYS = 200
"""Of one item; a list that is longer gives the first of them."""


class Keys(tuple[bytes, ...]):
    """The digests; `overran` where an expression, or their number, asked for more than it may."""

    __slots__ = ()
    overran = False


class CutKeys(Keys):
    __slots__ = ()
    overran = True


def keys_of(pattern: Pattern, own_type: str, item: SeenItem) -> Keys:
    """None for an item whose type has no place here, or whose key is null; one for each element of a list."""
    item_type = item.case["type"]
    code = pattern.by.get(None if item_type == own_type else item_type) or pattern.by.get(item_type)
    if code is None:
        return Keys()
    found = bounded(lambda: _digests(code(Env(item.case))))
    if found is None:
        return CutKeys()
    return CutKeys(found[:MOST_KEYS]) if len(found) > MOST_KEYS else Keys(found)


def _digests(value: Value) -> list[bytes]:
    elements = value if type(value) is list else [value]
    return list(dict.fromkeys(_digest(each) for each in elements[: MOST_KEYS + 1] if each is not None))


def _digest(value: Value) -> bytes:
    return hashlib.sha256(text_of(value).encode("utf-8", "surrogatepass")).digest()[:KEY_BYTES]
