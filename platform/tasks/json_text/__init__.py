"""JSON as it comes from outside: text to values with every digit kept, and what RFC 8259 leaves open decided."""

from .plain import decode, decode_alone
from .wary import MOST_DIGITS, MOST_EXPONENT, Piece, decode_apart

__all__ = ["MOST_DIGITS", "MOST_EXPONENT", "Piece", "decode", "decode_alone", "decode_apart"]
