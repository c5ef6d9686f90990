"""Rows that are JSON, one a line, each as it would be posted alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rules.errors import Fault
from tasks import json_text
from tasks.case import MOST_DOCUMENT_BYTES
from tasks.errors import InputInvalid, TextNotJson
from tasks.pointers import pointer

from .row import Sent, unread

LONGEST_LINE_BYTES = MOST_DOCUMENT_BYTES + 16 * 1024
_MEMBERS = frozenset({"type", "reference", "document", "priority"})
_BOM = b"\xef\xbb\xbf"


def ndjson_lines(path: Path) -> Iterator[bytes | str]:
    """All lines that are not blank; a text where one is too long, which says so."""
    with path.open("rb") as file:
        if file.read(len(_BOM)) != _BOM:
            file.seek(0)
        while line := file.readline(LONGEST_LINE_BYTES):
            if len(line) == LONGEST_LINE_BYTES and not line.endswith(b"\n"):
                while (rest := file.readline(LONGEST_LINE_BYTES)) and not rest.endswith(b"\n"):
                    pass
                yield f"is longer than {LONGEST_LINE_BYTES} bytes"
            elif line.strip():
                yield line


def sent_in(line: bytes, type_: str) -> Sent:
    try:
        value = json_text.decode(line.strip())
    except TextNotJson as fault:
        return unread(Fault("", f"is not JSON: {fault}"))
    except InputInvalid as invalid:
        return unread(*invalid.faults)
    if not isinstance(value, dict):
        return unread(Fault("", "must be an object"))
    return Sent(value.get("reference"), value.get("document"), value.get("priority"), tuple(_faults(value, type_)))


def _faults(value: dict[str, Any], type_: str) -> Iterator[Fault]:
    yield from (Fault(pointer([name]), "is not known here") for name in value if name not in _MEMBERS)
    if value.get("type", type_) != type_:
        yield Fault("/type", f'must be "{type_}", as the import says')
