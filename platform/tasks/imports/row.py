"""One row of a file as a new item, or what is wrong with it."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from rules.errors import Fault
from tasks.case import MOST_DOCUMENT_BYTES
from tasks.intake import NewItem
from tenants import decimals

LONGEST_REFERENCE = 200


class Row(Struct, frozen=True):
    """`number` counts the file's rows from 1, without its header. Either `new`, or faults. `cells` of a table's row."""

    number: int
    new: NewItem | None = None
    faults: tuple[Fault, ...] = ()
    cells: Sequence[Any] | None = None


class Sent(Struct, frozen=True):
    """What a row says, read but not yet looked into."""

    reference: Any = None
    document: Any = None
    priority: Any = None
    faults: tuple[Fault, ...] = ()


def unread(*faults: Fault) -> Sent:
    """Of a row that cannot be looked into: what stands in its members' place has no fault of its own."""
    return Sent("-", {}, faults=faults)


def row_of(number: int, type_: str, sent: Sent, cells: Sequence[Any] | None = None) -> Row:
    """Held to what every submission is held to; the document's schema is looked at when the item is made."""
    faults = [
        *sent.faults,
        *_faults_of_reference(sent.reference),
        *_faults_of_document(sent.document),
        *_faults_of_priority(sent.priority),
    ]
    if faults:
        return Row(number, faults=tuple(faults), cells=cells)
    return Row(number, NewItem(type_, sent.reference, sent.document, sent.priority), cells=cells)


def _faults_of_reference(reference: Any) -> Iterable[Fault]:
    if reference is None:
        yield Fault("/reference", "is required")
    elif not isinstance(reference, str) or not 1 <= len(reference) <= LONGEST_REFERENCE:
        yield Fault("/reference", f"must be a text of 1 to {LONGEST_REFERENCE} characters")
    elif "\0" in reference:
        yield Fault("/reference", "holds U+0000")


def _faults_of_document(document: Any) -> Iterable[Fault]:
    if document is None:
        yield Fault("/document", "is required")
    elif not isinstance(document, dict):
        yield Fault("/document", "must be an object")
    elif len(_encode(document)) > MOST_DOCUMENT_BYTES:
        yield Fault("/document", f"has more than {MOST_DOCUMENT_BYTES} bytes")


def _faults_of_priority(priority: Any) -> Iterable[Fault]:
    if priority is None:
        return
    if not isinstance(priority, int) or isinstance(priority, bool) or not 0 <= priority <= 100:  # noqa: PLR2004 - a priority's bounds
        yield Fault("/priority", "must be a whole number from 0 to 100")


def _encode(document: Any) -> bytes:
    try:
        return decimals.encode(document)
    except (msgspec.EncodeError, UnicodeEncodeError):
        return b""
