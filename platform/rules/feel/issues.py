"""What is doubtful in an expression that can be parsed: unknown names and comparisons that can only be null."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..suggestions import did_you_mean, nearest
from .shape import Shape


@dataclass(frozen=True, slots=True)
class Issue:
    """Kinds: unknown_field, unknown_function, invalid_literal, type_mismatch."""

    kind: str
    detail: str
    at: int
    name: str = ""
    near: str | None = None

    def mended(self, text: str, offset: int = 0) -> str | None:
        """Give the text in which the name that is near stands instead; the issue's place in it is `offset` later."""
        at = self.at + offset
        if self.near is None or not text.startswith(self.name, at):
            return None
        return f"{text[:at]}{self.near}{text[at + len(self.name) :]}"


def unknown_name(name: str, known: Iterable[str], at: int) -> Issue:
    near = nearest(name, known)
    return Issue("unknown_field", f"`{name}` is not known{did_you_mean(near)}", at, name, near)


def unknown_function(name: str, known: Iterable[str], at: int) -> Issue:
    near = nearest(name, known)
    return Issue("unknown_function", f"there is no function `{name}`{did_you_mean(near)}", at, name, near)


def unknown_member(name: str, declared: frozenset[str], at: int) -> Issue:
    near = nearest(name, declared)
    return Issue("unknown_field", f"the schema declares no field `{name}`{did_you_mean(near)}", at, name, near)


def mismatch(left: Shape | None, right: Shape | None, at: int) -> Issue | None:
    """Say that two values of known types are compared that have no order and no equality."""
    if left is None or right is None or left.kind is None or right.kind is None or _comparable(left.kind, right.kind):
        return None
    return Issue("type_mismatch", f"a {left.kind} compared with a {right.kind} is always null", at)


def _comparable(left: str, right: str) -> bool:
    if left == right:
        return True
    return "duration" in (left, right) and left.endswith("duration") and right.endswith("duration")
