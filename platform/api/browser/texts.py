"""Small texts that no language changes: keys as words, attributes of elements, a browser's name, what a clock shows."""

import re
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup


def countdown(seconds: float) -> str:
    """What is left, as a clock that runs down: `13:42`, `1:02:03`."""
    hours, rest = divmod(max(0, int(seconds)), 3600)
    minutes, rest = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def words(key: str) -> str:
    """A key as words: `order_review` is "order review"."""
    return key.replace("_", " ").replace("-", " ").strip()


def label(key: str) -> str:
    """A key, or a field's name, as what stands above it: `unit_price` and `unitPrice` are "Unit price"."""
    spaced = words(_HUMP.sub(r" \1", key)).lower()
    return spaced[:1].upper() + spaced[1:]


def attributes(given: Mapping[str, Any]) -> Markup:
    """Attributes of an element: true stands alone, false and none are left out, `data_key` is data-key."""
    shown = {name.replace("_", "-"): value for name, value in given.items() if value is not None and value is not False}
    return Markup("").join(
        Markup(" {}").format(name) if value is True else Markup(' {}="{}"').format(name, value)
        for name, value in shown.items()
    )


def browser(agent: str) -> str:
    """What a browser calls itself, in two words: "Firefox, Windows"."""
    name = next((name for mark, name in _BROWSERS if mark in agent), agent.partition("/")[0] or "?")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return f"{name}, {system}" if system else name


_HUMP = re.compile(r"(?<=[a-z0-9])([A-Z])")
_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
