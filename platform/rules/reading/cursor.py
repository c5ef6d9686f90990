"""A place in a JSON document that remembers its pointer and gathers faults."""

from collections.abc import Collection
from typing import Any

from ..errors import Fault, Mend
from ..suggestions import did_you_mean, nearest

_NAMES = {dict: "an object", list: "a list", str: "a string", bool: "true or false", type(None): "null"}


def escaped(key: str | int) -> str:
    """Give a step of an RFC 6901 pointer."""
    return str(key).replace("~", "~0").replace("/", "~1")


class Cursor:
    """One value of the document; its faults are shared with every other place of it."""

    __slots__ = ("faults", "pointer", "value")

    def __init__(self, value: Any, pointer: str = "", faults: list[Fault] | None = None) -> None:
        self.value = value
        self.pointer = pointer
        self.faults: list[Fault] = [] if faults is None else faults

    def at(self, key: str | int) -> "Cursor":
        return Cursor(self.value[key], f"{self.pointer}/{escaped(key)}", self.faults)

    def fault(self, detail: str, column: int | None = None, mend: Mend | None = None) -> None:
        self.faults.append(Fault(self.pointer, detail, column, mend))

    def members(self, required: Collection[str], optional: Collection[str] = ()) -> "dict[str, Cursor] | None":
        """Give the members of an object, with faults for those that are missing or unknown; None if it is none."""
        if not self._is(dict, "an object"):
            return None
        known = [*required, *optional]
        for name in self.value:
            if name not in known:
                near = nearest(name, known)
                mend = Mend(name=near) if near else None
                self.at(name).fault(f"`{name}` is no member here{did_you_mean(near)}", mend=mend)
        for name in required:
            if name not in self.value:
                self.fault(f"`{name}` is required")
        return {name: self.at(name) for name in self.value if name in known}

    def entries(self) -> "dict[str, Cursor]":
        """Give all members of an object of any names."""
        return {name: self.at(name) for name in self.value} if self._is(dict, "an object") else {}

    def elements(self) -> "list[Cursor]":
        return [self.at(index) for index in range(len(self.value))] if self._is(list, "a list") else []

    def text(self) -> str | None:
        return self.value if self._is(str, "a string") else None

    def name(self) -> str | None:
        """Give a string that is not blank."""
        text = self.text()
        if text is not None and not text.strip():
            self.fault("a name may not be blank")
            return None
        return text

    def one_of(self, options: Collection[str]) -> str | None:
        text = self.text()
        if text is None or text in options:
            return text
        near = nearest(text, options)
        others = did_you_mean(near) or f"; it is one of {', '.join(options)}"
        self.fault(f"`{text}` is not known here{others}", mend=Mend(text=near) if near else None)
        return None

    def _is(self, wanted: type, description: str) -> bool:
        if type(self.value) is wanted:
            return True
        self.fault(f"{description} is expected, not {_NAMES.get(type(self.value), 'a number')}")
        return False
