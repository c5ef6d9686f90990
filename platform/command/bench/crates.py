"""Orders as the lines of files: NDJSON, and CSV with a column for each field."""

import csv
import json
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO
from typing import Any
from uuid import uuid4

from tenants import decimals

from .floor import order_for

DESK = "desk-1"


def ndjson_lines(rows: int) -> Iterator[bytes]:
    """So many, each with a reference of its own."""
    mark = uuid4().hex
    after = f'","document":{decimals.dumps(order_for(DESK))}}}\n'.encode()
    for number in range(rows):
        yield b'{"type":"order","reference":"%s-%08d%s' % (mark.encode(), number, after)


def csv_lines(rows: int) -> Iterator[bytes]:
    """A header and so many."""
    mark, cells = uuid4().hex, flat(json.loads(decimals.dumps(order_for(DESK)), parse_float=Decimal))
    yield line("reference", *cells)
    rest = line(*cells.values())
    for number in range(rows):
        yield b"%s-%08d,%s" % (mark.encode(), number, rest)


def flat(value: Any, path: str = "") -> dict[str, Any]:
    """The leaves of a document by their paths, with dots."""
    if not isinstance(value, dict | list):
        return {path: value}
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    return {place: leaf for name, each in inner for place, leaf in flat(each, f"{path}.{name}".lstrip(".")).items()}


def line(*cells: Any) -> bytes:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue().encode()
