"""The cookie that holds a session's token: out of reach of scripts, and of pages that others wrote."""

from http.cookies import CookieError, SimpleCookie

from tenants.sessions import LASTS

from ..bodies import AnyRequest
from ..headers import header

Header = tuple[bytes, bytes]


def token_of(request: AnyRequest) -> str | None:
    """What the browser keeps of its session."""
    try:
        found = SimpleCookie(header(request, b"cookie") or "").get(_name(request))
    except CookieError:
        return None
    return found.value if found else None


def set_token(request: AnyRequest, token: str) -> Header:
    return _header(request, token, round(LASTS.total_seconds()))


def forget_token(request: AnyRequest) -> Header:
    return _header(request, "", 0)


def is_encrypted(request: AnyRequest) -> bool:
    """Whether the browser speaks https, to us or to the proxy before us."""
    return bool(request.scope["scheme"] == "https")


def _name(request: AnyRequest) -> str:
    """With the prefix a browser takes it only from us, encrypted and for the whole of this host (RFC 6265bis)."""
    return "__Host-bpo_session" if is_encrypted(request) else "bpo_session"


def _header(request: AnyRequest, token: str, lasts_s: int) -> Header:
    text = f"{_name(request)}={token}; Path=/; Max-Age={lasts_s}; HttpOnly; SameSite=Lax"
    return b"set-cookie", (text + ("; Secure" if is_encrypted(request) else "")).encode()
