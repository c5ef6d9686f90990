"""Which tests one worker runs, and in which order groups of them begin: what takes longest before all else, so that no
worker is left alone with it at the end; then file by file, so that what a module sets up is set up once."""

import re

import pytest

TOGETHER = {
    "tests/contract/test_1_fuzz.py": "fuzz",
    "tests/contract/": "contract",
    "tests/faults/": "installations",
    "tests/lifecycle/": "installations",
    "tests/races/": "installations",
    "tests/command/soak/test_soak.py": "installations",
    "tests/command/test_up.py": "up",
}
"""By how their paths begin: what would wait for each other's cores if two workers ran it at once, installations under
load; and what shares an installation, of which each worker would start its own. In the order in which they begin."""

_TURNS = {group: turn for turn, group in enumerate(dict.fromkeys(TOGETHER.values()))}


def group_of(item: pytest.Item) -> str:
    """One of those above, else that of its file."""
    file = item.nodeid.partition("::")[0]
    found = (group for start, group in TOGETHER.items() if file.startswith(start))
    return next(found, re.sub(r"\W", "_", file.removesuffix(".py")))


def turn_of(item: pytest.Item) -> int:
    """Of those that have the same, the order is that in which they were collected."""
    return _TURNS.get(group_of(item), len(_TURNS))
