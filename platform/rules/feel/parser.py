"""Parses FEEL's expressions by operator precedence (Pratt), with places kept and names resolved from the scope."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from ..errors import FeelSyntaxError
from . import tree
from .issues import Issue
from .scanner import Scanner, Token
from .scope import Scope

MAX_LENGTH = 20_000
MAX_NESTED = 48
MAX_PARTS = 40_000  # expressions and operators, counting those taken back
MAX_HEIGHT = 200  # operators on the way from the whole to a part

COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})
OR, AND, COMPARE, ADD, MULTIPLY, POWER, UNARY, INSTANCE, POSTFIX = range(1, 10)
BINDS = {
    "or": OR, "and": AND, "between": COMPARE, "in": COMPARE, **dict.fromkeys(COMPARISONS, COMPARE),
    "+": ADD, "-": ADD, "*": MULTIPLY, "/": MULTIPLY, "**": POWER, "instance": INSTANCE,
    ".": POSTFIX, "[": POSTFIX, "(": POSTFIX,
}  # fmt: skip


Parsed = TypeVar("Parsed")
Prefix = Callable[["Parser", Token, Scope], tree.Node]
Infix = Callable[["Parser", tree.Node, Token, Scope], tree.Node]


@dataclass(frozen=True, slots=True)
class Grammar:
    """What a token begins, and what it goes on with; both are called with the token taken."""

    prefix: Mapping[str, Prefix]
    infix: Mapping[str, Infix]


class Parser:
    """One text on its way to a tree; `issues` gathers what is doubtful but no fault."""

    def __init__(self, text: str, grammar: "Grammar") -> None:
        if len(text) > MAX_LENGTH:
            raise FeelSyntaxError(f"an expression has at most {MAX_LENGTH:,} characters", MAX_LENGTH)
        self._grammar = grammar
        self.scanner = Scanner(text)
        self.issues: list[Issue] = []
        self._nested = 0
        self.parts = 0
        self._filters = True

    def whole(self, scope: Scope) -> tree.Node:
        node = self.expression(scope)
        self.expect("end", scope)
        return node

    def expression(self, scope: Scope, least: int = 0) -> tree.Node:
        """Parse an expression whose operators bind more tightly than `least`."""
        self._enter()
        left = self._prefix(scope)
        while True:
            token = self.scanner.peek(scope)
            binds = BINDS.get(token.kind, 0)
            if binds <= least or (token.kind == "[" and not self._filters):
                self._nested -= 1
                return left
            self.take(token)
            self.parts += 1
            left = self._grammar.infix[token.kind](self, left, token, scope)

    def peek(self, scope: Scope) -> Token:
        return self.scanner.peek(scope)

    def take(self, token: Token) -> None:
        self.scanner.at = token.end

    def accept(self, kind: str, scope: Scope) -> Token | None:
        """Take the next token if it is of that kind."""
        token = self.scanner.peek(scope)
        if token.kind != kind:
            return None
        self.take(token)
        return token

    def expect(self, kind: str, scope: Scope) -> Token:
        token = self.scanner.peek(scope)
        if token.kind != kind:
            wanted = "the end of the expression" if kind == "end" else f"`{kind}`"
            raise FeelSyntaxError(f"{wanted} is expected, not {described(token)}", token.at)
        self.take(token)
        return token

    def attempt(self, parse: Callable[[], Parsed]) -> Parsed | None:
        """Parse something that may turn out to be something else: None, and all taken back, if it does."""
        at, nested, issues = self.scanner.at, self._nested, len(self.issues)
        try:
            return parse()
        except FeelSyntaxError:
            self.scanner.at, self._nested = at, nested
            del self.issues[issues:]
            return None

    def range_end(self, scope: Scope) -> tuple[tree.Node, bool]:
        """Parse the high end of a range and say whether it belongs to it: in `1..5[` no filter begins."""
        found = self.attempt(lambda: self._range_end(scope))
        if found is None:
            outer, self._filters = self._filters, False
            try:
                found = self._range_end(scope)
            finally:
                self._filters = outer
        return found

    def compared(self, scope: Scope) -> tree.Compared:
        """Parse a comparison without its left side."""
        token = self.scanner.peek(scope)
        self.take(token)
        operand = self.expression(scope, COMPARE)
        return tree.Compared(token.at, token.kind, operand)

    def note(self, issue: Issue | None) -> None:
        if issue is not None:
            self.issues.append(issue)

    def _enter(self) -> None:
        self._nested += 1
        self.parts += 1
        if self._nested > MAX_NESTED or self.parts > MAX_PARTS:
            raise FeelSyntaxError("the expression is nested too deeply", self.scanner.at)

    def _range_end(self, scope: Scope) -> tuple[tree.Node, bool]:
        high = self.expression(scope)
        token = self.scanner.peek(scope)
        if token.kind not in {"]", ")", "["}:
            raise FeelSyntaxError(f"the end of the range is expected, not {described(token)}", token.at)
        self.take(token)
        return high, token.kind == "]"

    def _prefix(self, scope: Scope) -> tree.Node:
        token = self.scanner.peek(scope)
        parse = self._grammar.prefix.get(token.kind)
        if parse is None:
            raise FeelSyntaxError(f"an expression is expected, not {described(token)}", token.at)
        self.take(token)
        return parse(self, token, scope)


def described(token: Token) -> str:
    if token.kind == "end":
        return "the end"
    return f"`{token.value if token.value is not None else token.kind}`"
