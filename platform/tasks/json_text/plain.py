"""The fast way to decode JSON: the usual text is found to have no fault without being walked.

Decimals never become floats. A number beyond decimal128, a doubled member, U+0000, a lone surrogate and more than 64
levels are faults with their pointers.
"""

import re
from decimal import Decimal
from typing import Any

import msgspec

from tasks.errors import TextNotJson

from .wary import MOST_DIGITS, MOST_LEVELS, Piece, decode_piece, decode_warily


def decode(raw: bytes) -> Any:
    """The value that `raw` says: dict, list, str, int, Decimal, bool or None. Raises TextNotJson or InputInvalid."""
    value = _decode_fast(raw)
    return decode_warily(raw) if value is _WANTS_A_WALK else value


def decode_alone(raw: bytes) -> Piece:
    """As `decode`, of one text of many: what is wrong with it is said beside what is sound. Raises TextNotJson, and
    InputInvalid for what is far too deep."""
    value = _decode_fast(raw)
    return decode_piece(raw) if value is _WANTS_A_WALK else Piece(value)


_WANTS_A_WALK = object()


def _decode_fast(raw: bytes) -> Any:
    if _looks_plain(raw):
        value = _decode_plain(raw)
        if raw.count(b":") == _ENCODER.encode(value).count(b":"):  # as many members out as in: none was there twice
            return value
    return _WANTS_A_WALK


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(float_hook=Decimal)
_ZEROS_FOR_DIGITS = bytes.maketrans(b"123456789E", b"000000000e")
_LONG_NUMBER = b"0" * (MOST_DIGITS + 1)
_LONG_EXPONENT = re.compile(rb"0e[+-]?0000")
_RARE_ESCAPE = re.compile(rb"\\u(?:0000|003a|d)", re.IGNORECASE)  # NUL; a colon, since they are counted; a surrogate


def _looks_plain(raw: bytes) -> bool:
    digits = raw.translate(_ZEROS_FOR_DIGITS, b".")
    return not (
        raw.count(b"{") + raw.count(b"[") > MOST_LEVELS
        or _LONG_NUMBER in digits
        or (b"0e" in digits and _LONG_EXPONENT.search(digits))
        or _RARE_ESCAPE.search(raw)
    )


def _decode_plain(raw: bytes) -> Any:
    try:
        return _DECODER.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise TextNotJson(str(fault)) from None
