"""Splits FEEL's text into tokens, one at a time, because what a name is depends on the scope at its place."""

import re
from decimal import Decimal
from typing import NamedTuple

from ..errors import FeelSyntaxError
from .names import IDENTIFIER, KEYWORDS
from .numbers import DECIMAL128, Number
from .scope import Scope
from .shape import Shape

_BLANK = re.compile(r"(?:[\s\u0085\u180e\u200b\ufeff]|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_NUMBER = re.compile(r"(?:\d+(?:\.(?!\.)\d+)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_OPERATOR = re.compile(r"\*\*|\.\.|->|<=|>=|!=|[-+*/=<>()\[\]{},:.@]")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "'": "'", '"': '"', "\\": "\\"}
MAX_EXPONENT = 6144
MAX_CHARACTER = 0x10FFFF


class Token(NamedTuple):
    """`kind` is number, string, name, end, or the keyword or operator itself."""

    kind: str
    value: object
    at: int
    end: int


class Scanner:
    """Reads tokens from a place on; the caller may look, take, and go back."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self._peeked: tuple[int, Scope | None, Token] = (-1, None, Token("end", None, 0, 0))

    def skip_blank(self) -> None:
        if self.text[self.at : self.at + 1].isalnum():
            return
        found = _BLANK.match(self.text, self.at)
        if found:
            self.at = found.end()

    def peek(self, scope: Scope) -> Token:
        """Read the next token without taking it."""
        at, known, token = self._peeked
        if at == self.at and known is scope:
            return token
        self.skip_blank()
        token = self._read(scope)
        self._peeked = self.at, scope, token
        return token

    def _read(self, scope: Scope) -> Token:
        text, at = self.text, self.at
        if at >= len(text):
            return Token("end", None, at, at)
        if (name := scope.match(text, at)) is not None:
            return Token("name", name[0], at, name[1])
        if (word := IDENTIFIER.match(text, at)) is not None:
            value = word.group()
            return Token(value if value in KEYWORDS else "name", value, at, word.end())
        if (number := _NUMBER.match(text, at)) is not None:
            return Token("number", _number(number.group(), at), at, number.end())
        if text[at] == '"':
            return self._string(at)
        if (operator := _OPERATOR.match(text, at)) is not None:
            return Token(operator.group(), None, at, operator.end())
        raise FeelSyntaxError(f"{text[at]!r} means nothing here", at)

    def peek_field(self, scope: Scope, shape: Shape | None) -> Token:
        """Read what stands after a dot: a name, keywords included."""
        self.skip_blank()
        if (name := scope.match_field(shape, self.text, self.at)) is not None:
            return Token("name", name[0], self.at, name[1])
        if (word := IDENTIFIER.match(self.text, self.at)) is not None:
            return Token("name", word.group(), self.at, word.end())
        raise FeelSyntaxError("a name is expected after the dot", self.at)

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Match a pattern at the next place that is not blank, without taking it."""
        self.skip_blank()
        return pattern.match(self.text, self.at)

    def _string(self, at: int) -> Token:
        found = _STRING.match(self.text, at)
        if not found:
            raise FeelSyntaxError("the string has no end", at)
        return Token("string", unescaped(found.group(1), at + 1), at, found.end())


def unescaped(text: str, at: int) -> str:
    """Replace the escapes of a string literal; other backslashes stand for themselves.

    A pair of `\\u` surrogates is one character.
    """
    if "\\" not in text:
        return text

    def replace(found: re.Match[str]) -> str:
        short, long, single = found.groups()
        if single:
            return _ESCAPED.get(single, found.group())
        code = int(short or long, 16)
        if not 0 < code <= MAX_CHARACTER:  # nor does any JSON that comes in hold U+0000: no database keeps it
            raise FeelSyntaxError(f"{found.group()} is no character", at + found.start())
        return chr(code)

    replaced = _ESCAPE.sub(replace, text)
    return replaced.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _number(text: str, at: int) -> Number:
    if text.isdigit() and len(text) <= DECIMAL128.prec:
        return int(text)
    value = DECIMAL128.create_decimal(text)
    if not value.is_finite() or abs(Decimal(text).adjusted()) > MAX_EXPONENT:
        raise FeelSyntaxError("the number is too large", at)
    return value
