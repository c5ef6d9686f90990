"""JSON as it comes over the wire, and what the API calls its faults."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tasks import json_text
from tasks.errors import InputInvalid, TextNotJson

from .errors import Invalid, NotJson


def decode(raw: bytes) -> Any:
    """The value that `raw` says: dict, list, str, int, Decimal, bool or None. Raises NotJson or Invalid."""
    with _faults_of_requests():
        return json_text.decode(raw)


def decode_alone(raw: bytes) -> json_text.Piece:
    """One text of many. Raises NotJson or Invalid."""
    with _faults_of_requests():
        return json_text.decode_alone(raw)


def decode_apart(raw: bytes, member: str) -> tuple[Any, list[json_text.Piece]]:
    """An object without the elements of this list of it, and those each as if it stood alone. Raises NotJson or
    Invalid."""
    with _faults_of_requests():
        return json_text.decode_apart(raw, member)


@contextmanager
def _faults_of_requests() -> Iterator[None]:
    try:
        yield
    except TextNotJson as fault:
        raise NotJson(f"The body is not JSON: {fault}.") from None
    except InputInvalid as fault:
        raise Invalid(*fault.faults) from None
