"""Requests that somebody else's page has a browser send with our cookie: refused.

Two nets: what the browser itself says of where the request comes from, and a token that only our own pages know. The
token is made of the session's, so that it needs no place of its own, and no page can be read by another site.
"""

import hashlib
import hmac
import re
from urllib.parse import urlsplit

from ..bodies import AnyRequest
from ..errors import RequestError
from ..headers import header

FIELD = "csrf"
HEADER = "X-CSRF-Token"
PAD_BYTES = 32
_HEX = re.compile(f"[0-9a-f]{{{4 * PAD_BYTES}}}")
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Forged(RequestError):
    """This did not come from a page of ours that is still good. Load the page again, and repeat what you did."""


def csrf_of(token: str, pad: bytes) -> str:
    """What the pages of the session with this token send with everything that changes something.

    `pad`: 32 random bytes, others for each page, so that nothing can be told from how well pages compress (BREACH).
    """
    return pad.hex() + _xor(_secret_of(token), pad).hex()


def hold_to_our_site(request: AnyRequest) -> None:
    """Raises Forged for what another site's page has sent; browsers older than 2020 say nothing of it."""
    site = header(request, b"sec-fetch-site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise Forged
        return
    origin = header(request, b"origin")
    if origin is not None and urlsplit(origin).netloc != header(request, b"host"):
        raise Forged


def hold_to_token(token: str, sent: str | None) -> None:
    """Raises Forged unless the session's own was sent."""
    found = bytes.fromhex(sent) if sent and _HEX.fullmatch(sent) else bytes(2 * PAD_BYTES)
    pad, masked = found[:PAD_BYTES], found[PAD_BYTES:]
    if not hmac.compare_digest(_secret_of(token), _xor(masked, pad)):
        raise Forged


def _secret_of(token: str) -> bytes:
    return hmac.new(token.encode(), b"bpo csrf", hashlib.sha256).digest()


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
