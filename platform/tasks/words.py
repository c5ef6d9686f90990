"""The words by which an item is found: those of its document's texts, however they are written. Pure."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from typing import Any

MOST_WORDS = 32
"""Of one document: the first that differ."""

SHORTEST, LONGEST = 2, 40

_WORD = re.compile(r"\w(?:[^\s,;/|]*\w)?")
"""With what stands within it, `11072-a`, `o'neill`, `anna@example.com`, and nothing around it."""


def words_of(text: str) -> Iterator[str]:
    """In lower case and one form of each character (NFKC); a longer one is cut, a shorter one is none."""
    for word in _WORD.findall(unicodedata.normalize("NFKC", text).lower()):
        if len(word) >= SHORTEST:
            yield word[:LONGEST]


def words_in(document: Any) -> list[str]:
    """In the order of the document."""
    found: dict[str, None] = {}
    for text in _texts(document):
        found.update(dict.fromkeys(islice(words_of(text), MOST_WORDS)))
        if len(found) >= MOST_WORDS:
            break
    return list(found)[:MOST_WORDS]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
