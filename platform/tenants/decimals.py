"""JSON whose numbers are decimals: read and written with the digits that were sent, never as binary floats."""

from decimal import Decimal
from typing import Any

import msgspec

from rules.feel.numbers import DECIMAL128

MAX_DIGITS = 34
"""Significant digits of decimal128."""

_decoder = msgspec.json.Decoder(float_hook=Decimal)
_encoder = msgspec.json.Encoder(decimal_format="number")


def loads(text: str | bytes) -> Any:
    return _decoder.decode(text)


def dumps(value: Any) -> str:
    return _encoder.encode(value).decode()


def encode(value: Any) -> bytes:
    return _encoder.encode(value)


def plain(number: Decimal) -> Decimal:
    """Without an exponent where 34 digits are enough: of PostgreSQL's 100000 its driver makes 1.0E+5, which a program
    that expects a whole number cannot read."""
    return DECIMAL128.add(number, 0)
