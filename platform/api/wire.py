"""JSON as it comes over the wire, and what the API calls its faults."""

from typing import Any

from tasks import json_text
from tasks.errors import InputInvalid, TextNotJson

from .errors import Invalid, NotJson


def decode(raw: bytes) -> Any:
    """The value that `raw` says: dict, list, str, int, Decimal, bool or None. Raises NotJson or Invalid."""
    try:
        return json_text.decode(raw)
    except TextNotJson as fault:
        raise NotJson(f"The body is not JSON: {fault}.") from None
    except InputInvalid as fault:
        raise Invalid(*fault.faults) from None
