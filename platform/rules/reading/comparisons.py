"""Reads the comparisons of a pattern's `where`: each side is about one member."""

from collections.abc import Sequence
from dataclasses import replace

from ..errors import FeelSyntaxError
from ..feel import tree
from ..feel.codes import Code, code
from ..feel.parse import Expression, children, parse_expression
from ..patterns.pattern import Comparison, Member, Side
from .cursor import Cursor
from .expressions import Place
from .facts_named import FactsNamed

MAX_COMPARISONS = 16
FLIPPED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


class Comparisons:
    """Those between two members, and those about one alone, which are conditions of it."""

    def __init__(self, members: Sequence[Member], negated_from: int, *, is_any: bool) -> None:
        self._members = members
        self._places = {member.alias: place for place, member in enumerate(members)}
        self._negated_from = negated_from
        self._is_any = is_any
        self._between: list[Comparison] = []
        self._checks: dict[int, list[Code]] = {}

    def read(self, cursor: Cursor, place: Place, facts: FactsNamed) -> None:
        parsed = _parsed(cursor, place)
        if parsed is None:
            return
        node = parsed.node
        if not isinstance(node, tree.Comparison) or node.operator not in FLIPPED:
            cursor.fault("a comparison of two expressions is expected", 1)
            return
        place.doubt(parsed.issues, cursor)
        facts.note(node)
        left, right = self._about(node.left), self._about(node.right)
        if len(left) > 1 or len(right) > 1:
            cursor.fault("each side of a comparison is about one member", node.at + 1)
        elif not left | right:
            cursor.fault("a comparison is about a member", 1)
        elif len(left | right) == 1:
            self._checks.setdefault((left | right).pop(), []).append(code(node))
        else:
            self._add(cursor, Side(left.pop(), code(node.left)), node.operator, Side(right.pop(), code(node.right)))

    def _add(self, cursor: Cursor, left: Side, operator: str, right: Side) -> None:
        if left.place > right.place:
            left, operator, right = right, FLIPPED[operator], left
        if left.place >= self._negated_from:
            cursor.fault("two members of `not` cannot be compared: neither is there")
        elif self._is_any and right.place < self._negated_from:
            cursor.fault("two members of `any` cannot be compared: only one is there")
        elif len(self._between) == MAX_COMPARISONS:
            cursor.fault(f"a pattern compares its members at most {MAX_COMPARISONS} times")
        self._between.append(Comparison(left, operator, right))

    def _about(self, node: object) -> set[int]:
        if isinstance(node, tree.Name):
            return {self._places[node.name]} if node.name in self._places else set()
        return {place for child in children(node) for place in self._about(child)}

    def with_checks(self) -> tuple[Member, ...]:
        """The members, each with the comparisons about it alone."""
        return tuple(
            replace(member, checks=tuple(self._checks.get(place, ()))) for place, member in enumerate(self._members)
        )

    def between(self) -> tuple[Comparison, ...]:
        return tuple(self._between)


def _parsed(cursor: Cursor, place: Place) -> Expression | None:
    text = cursor.text()
    try:
        return None if text is None else parse_expression(text, place.known.scope)
    except FeelSyntaxError as error:
        cursor.fault(error.detail, error.at + 1)
        return None
