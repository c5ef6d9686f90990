"""Which field each column of a file stands for, where its header calls it otherwise: what may be chosen, and a guess.

Pure. A mapping names our field for a name of the header; none for a column that is left out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Schema = Mapping[str, Any]
Mapped = Mapping[str, str | None]

REFERENCES = ("reference", "id", "number", "order id", "order number", "claim id", "claim number")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+|\d+")


def fields_of(schema: Schema, at: str = "") -> Iterator[str]:
    """The places of a document that a cell may fill, with dots; a list as a whole, as JSON."""
    for name, each in schema.get("properties", {}).items():
        inner = each.get("properties") if isinstance(each, Mapping) else None
        if inner:
            yield from fields_of(each, f"{at}{name}.")
        else:
            yield f"{at}{name}"


def guess(header: Sequence[str], schema: Schema) -> dict[str, str | None]:
    """By the names: the surest first, each field once."""
    free = list(fields_of(schema))
    pairs = sorted(
        ((_likeness(name, field), name, field) for name in header for field in free), key=lambda each: -each[0]
    )
    found: dict[str, str | None] = dict.fromkeys(header)
    taken: set[str] = set()
    for likeness, name, field in pairs:
        if likeness and found[name] is None and field not in taken:
            found[name] = field
            taken.add(field)
    return found


def guess_reference(header: Sequence[str]) -> str | None:
    """The column that is called as references are; else the first."""
    named = {" ".join(_words(name)): name for name in reversed(header)}
    return next((named[each] for each in REFERENCES if each in named), header[0] if header else None)


def _likeness(name: str, field: str) -> int:
    """All words of the place; its own; some of it, to the last; its own and another; as many, the first alike."""
    ours, own, theirs = _words(field), _words(field.rpartition(".")[2]), _words(name)
    tests = (
        ours == theirs,
        own == theirs,
        bool(theirs) and ours[-1:] == theirs[-1:] and set(theirs) <= set(ours),
        len(theirs) == len(own) + 1 and theirs[: len(own)] == own,
        len(theirs) > 1 and theirs[:1] == ours[:1] and len(ours) == len(theirs) and ours == own,
    )
    return len(tests) - tests.index(True) if True in tests else 0


def _words(name: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(name)]
