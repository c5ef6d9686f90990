"""FEEL's names: what may stand in one, and the known names with blanks or operators, found longest first."""

import re
from functools import lru_cache

_START = (
    "A-Za-z_?\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_PART = _START + "0-9\u00b7\u0300-\u036f\u203f-\u2040"
IDENTIFIER = re.compile(f"[{_START}][{_PART}]*")
DECLARED = re.compile(rf"[{_START}][{_PART}'\-+*/. \t\r\n\u00a0]*")
_PLAIN = re.compile(f"[{_START}][{_PART}]*\\Z")
_ENDS_IN_PART = re.compile(f"[{_PART}]\\Z")

KEYWORDS = frozenset(
    {
        "true", "false", "null", "if", "then", "else", "for", "in", "return", "some", "every", "satisfies",
        "instance", "of", "function", "external", "and", "or", "between",
    }
)  # fmt: skip


def normalized(name: str) -> str:
    return " ".join(name.split())


def is_odd(name: str) -> bool:
    """Say whether a name needs the scope to be recognised: it holds a blank, an operator, or is a keyword."""
    return not _PLAIN.match(name) or name in KEYWORDS


@lru_cache(maxsize=4096)
def _pattern(name: str) -> re.Pattern[str]:
    words = r"\s+".join(re.escape(word) for word in name.split())
    return re.compile(words + (f"(?![{_PART}])" if _ENDS_IN_PART.search(name) else ""))


class OddNames:
    """The known odd names, by their first character; immutable."""

    __slots__ = ("_by_first", "names")

    def __init__(self, names: frozenset[str] = frozenset()) -> None:
        self.names = names
        self._by_first: dict[str, list[str]] = {}
        for name in sorted(names, key=len, reverse=True):
            self._by_first.setdefault(name[0], []).append(name)

    def with_names(self, names: "frozenset[str] | set[str]") -> "OddNames":
        added = {name for name in names if name and is_odd(name)} - self.names
        return OddNames(self.names | added) if added else self

    def match(self, text: str, at: int) -> tuple[str, int] | None:
        """Find the longest known name at a place; give it with its end."""
        for name in self._by_first.get(text[at : at + 1], ()):
            found = _pattern(name).match(text, at)
            if found:
                return name, found.end()
        return None
