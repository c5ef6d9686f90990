"""A form as a browser sends it (application/x-www-form-urlencoded): names and texts, in their order."""

from collections.abc import Sequence
from urllib.parse import parse_qsl

from msgspec import Struct

from ..bodies import AnyRequest, raw_body
from ..errors import Invalid, UnsupportedMediaType
from ..headers import header

MOST_BYTES = 512 * 1024
MOST_FIELDS = 5_000
_TYPE = "application/x-www-form-urlencoded"


class Form(Struct, frozen=True):
    pairs: Sequence[tuple[str, str]]

    def text(self, name: str) -> str:
        """The last value of this name, without blanks around it; none: empty."""
        return next((value.strip() for known, value in reversed(self.pairs) if known == name), "")

    def exact(self, name: str) -> str:
        """As `text`, with the blanks: for passwords."""
        return next((value for known, value in reversed(self.pairs) if known == name), "")

    def all(self, name: str) -> list[str]:
        return [value for known, value in self.pairs if known == name]

    def __contains__(self, name: str) -> bool:
        return any(known == name for known, _ in self.pairs)


async def form_of(request: AnyRequest) -> Form:
    """Raises BodyTooLarge, UnsupportedMediaType, Invalid."""
    raw = await raw_body(request, MOST_BYTES)
    if raw and not (header(request, b"content-type") or "").startswith(_TYPE):
        raise UnsupportedMediaType("The body must be a form.")
    try:
        pairs = parse_qsl(raw.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError:
        raise Invalid from None
    if any("\0" in name or "\0" in value for name, value in pairs):
        raise Invalid
    return Form([(name, value.replace("\r\n", "\n")) for name, value in pairs])
