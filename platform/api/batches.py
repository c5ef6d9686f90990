"""The body of a bulk request, NDJSON or JSON with `items`: each element is read, and may be wrong, on its own."""

from typing import Any, Generic, TypeVar

from msgspec import Struct

from tasks.json_text import Piece

from . import wire
from .access import Call
from .answers import encode
from .bodies import raw_body
from .errors import BodyTooLarge, Invalid, NotJson, RequestError, UnsupportedMediaType
from .headers import header
from .shapes import Shape, fit

S = TypeVar("S", bound=Shape)

MOST_BYTES = 64 * 1024 * 1024
MOST_ELEMENTS = 10_000
NDJSON = ("application/x-ndjson", "application/ndjson", "application/jsonl")


class Batch(Shape):
    """What a bulk request holds when it is JSON; as NDJSON it is one element a line."""

    most_bytes = MOST_BYTES

    items: list[Any]


class Element(Struct, Generic[S], frozen=True):
    """`asked`, or the fault that stands in its place. `value` is what was sent, where it was JSON at all."""

    asked: S | None = None
    fault: RequestError | None = None
    value: Any = None


class TooManyElements(BodyTooLarge):
    def __init__(self) -> None:
        RequestError.__init__(self, f"A bulk request may hold at most {MOST_ELEMENTS} elements.")


async def elements(request: Call, shape: type[S]) -> list[Element[S]]:
    """Raises BodyTooLarge, UnsupportedMediaType, NotJson, Invalid for what is wrong with the body as a whole."""
    raw = await raw_body(request, MOST_BYTES)
    media_type = (header(request, b"content-type") or "application/json").partition(";")[0].strip().lower()
    if media_type in NDJSON:
        lines = [line for line in raw.split(b"\n") if line.strip()]
        found = [_of_line(line, shape) for line in _bounded(lines)]
    elif media_type == "application/json":
        whole, pieces = wire.decode_apart(raw or b"{}", "items")
        fit(whole, Batch)
        found = [_of_piece(piece, shape) for piece in _bounded(pieces)]
    else:
        raise UnsupportedMediaType
    return found


def _bounded(sent: list[Any]) -> list[Any]:
    if len(sent) > MOST_ELEMENTS:
        raise TooManyElements
    return sent


def _of_line(line: bytes, shape: type[S]) -> Element[S]:
    try:
        return _of_piece(wire.decode_alone(line), shape)
    except (NotJson, Invalid) as fault:
        return Element(fault=fault)


def _of_piece(piece: Piece, shape: type[S]) -> Element[S]:
    value = piece.value
    if piece.faults:
        return Element(fault=Invalid(*piece.faults), value=value)
    try:
        for member, most_bytes in shape.most_bytes_of.items():
            if isinstance(value, dict) and len(encode(value.get(member))) > most_bytes:
                raise BodyTooLarge(most_bytes)
        return Element(asked=fit(value, shape), value=value)
    except (BodyTooLarge, Invalid) as fault:
        return Element(fault=fault, value=value)
