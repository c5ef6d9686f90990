"""By what items are recognised as the same: a digest of some fields of the document, or of the whole of it.

Two documents that differ only in the order of members or in how a number is written have the same fingerprint.
"""

import hashlib
from decimal import Context, Decimal
from typing import Any
from uuid import UUID

from tenants import decimals

from .configuration import FingerprintSetConfig

DIGEST_BYTES = 16
_DECIMAL128 = Context(prec=decimals.MAX_DIGITS)


def fingerprint(document: Any, fields: tuple[str, ...]) -> bytes:
    """Of the fields at these dotted paths, a missing one as null; without fields, of the whole document."""
    value = [_at(document, path) for path in fields] if fields else document
    return hashlib.sha256(decimals.encode(_canonical(value))).digest()[:DIGEST_BYTES]


def fingerprint_rows(document: Any, sets: tuple[FingerprintSetConfig, ...]) -> list[tuple[UUID, bytes]]:
    return [(each.id, fingerprint(document, each.fields)) for each in sets]


def _at(value: Any, path: str) -> Any:
    for name in path.removeprefix("document.").split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _canonical(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _canonical(value[name]) for name in sorted(value)}
    if isinstance(value, list):
        return [_canonical(each) for each in value]
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        number = _DECIMAL128.add(Decimal(value), 0)  # takes its sign from a zero
        return f"\0{number.normalize(_DECIMAL128)}"  # no text can hold NUL, so none can look like a number
    return value
