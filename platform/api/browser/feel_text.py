"""Values as FEEL writes them, for people who read rules; and names as the addresses of places in a page."""

import re
from collections.abc import Mapping
from typing import Any

from tenants import decimals

_MOST = 400
_UNFIT = re.compile(r"[^\w-]+")


def feel(value: Any) -> str:
    """`5218.00`, `"Austria"`, `[1, 2]`, `{filled: false}`; what is very long ends in …"""
    text = _written(value)
    return text if len(text) <= _MOST else text[:_MOST] + " …"


def anchor(name: str) -> str:
    return _UNFIT.sub("-", name.lower()).strip("-") or "table"


def path_parts(text: str) -> tuple[str, str]:
    """Where a field lives, and its own name: `document.ship_to.country` is read from its end."""
    home, _, name = text.rpartition(".")
    return (home, name) if re.fullmatch(r"[\w.-]+", text) else ("", text)


def _written(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_written(each)}" for name, each in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_written(each) for each in value) + "]"
    return decimals.dumps(value)
