"""A body of multipart/form-data (RFC 7578) that holds one file, read as it comes."""

from collections.abc import AsyncIterator
from email.message import Message

from msgspec import Struct
from multipart import MultipartError, MultipartSegment, PushMultipartParser

from rules.errors import Fault

from .bodies import AnyRequest, hold_to_length, streamed_body
from .endpoints import Files
from .errors import BodyTooLarge, Invalid, UnsupportedMediaType
from .headers import header

FIELD = "file"
FORM = Files(
    {
        "multipart/form-data": {
            "type": "object",
            "properties": {FIELD: {"type": "string", "format": "binary"}},
            "required": [FIELD],
        }
    }
)
AROUND_BYTES = 64 * 1024
"""What the form may add to its file."""


class SentFile(Struct, frozen=True):
    """`pieces` are to be read once, and to their end."""

    name: str | None
    pieces: AsyncIterator[bytes]


async def sent_file(request: AnyRequest, most_bytes: int) -> SentFile:
    """The one file of the form, when its pieces begin. Its pieces raise what is wrong with the rest of the form.

    Raises BodyTooLarge, UnsupportedMediaType, Invalid.
    """
    hold_to_length(request, most_bytes + AROUND_BYTES)
    events = _events(request, _boundary(request), most_bytes)
    async for event in events:
        if isinstance(event, MultipartSegment):
            return SentFile(event.filename, _pieces(events, most_bytes))
    raise Invalid(Fault(f"/{FIELD}", "is required"))


def _boundary(request: AnyRequest) -> str:
    said = Message()
    said["content-type"] = header(request, b"content-type") or ""
    boundary = said.get_boundary()
    if said.get_content_type() not in FORM.schemas or not boundary:
        raise UnsupportedMediaType(f'The body must be multipart/form-data with a file in "{FIELD}".')
    return boundary


async def _events(
    request: AnyRequest, boundary: str, most_bytes: int
) -> AsyncIterator[MultipartSegment | bytes | bytearray | None]:
    """Of the parser; every part but the file is a fault."""
    seen = 0
    try:
        with PushMultipartParser(boundary) as parser:
            async for chunk in streamed_body(request, most_bytes + AROUND_BYTES):
                for event in parser.parse(chunk) if chunk and not parser.closed else ():
                    if isinstance(event, MultipartSegment):
                        _hold_to_file(event, seen)
                        seen += 1
                    yield event
    except MultipartError as fault:
        raise Invalid(Fault("", f"is not multipart/form-data: {fault}")) from None


def _hold_to_file(part: MultipartSegment, seen: int) -> None:
    if part.name != FIELD:
        raise Invalid(Fault(f"/{part.name}", "is not known here"))
    if seen:
        raise Invalid(Fault(f"/{FIELD}", "is there twice"))


async def _pieces(
    events: AsyncIterator[MultipartSegment | bytes | bytearray | None], most_bytes: int
) -> AsyncIterator[bytes]:
    size_bytes = 0
    async for event in events:
        if isinstance(event, bytes | bytearray):
            size_bytes += len(event)
            if size_bytes > most_bytes:
                raise BodyTooLarge(most_bytes)
            yield bytes(event)
