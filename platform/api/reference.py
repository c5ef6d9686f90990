"""The API reference: `/openapi.json`, and a page at `/docs` that shows it from local files under a strict policy."""

import secrets
from pathlib import Path
from typing import Any

from litestar import Request

from .answers import Answer
from .routes import get

STATIC = Path(__file__).parent / "static"

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:;"
    " connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
_HTML = b"text/html; charset=utf-8"


@get("/openapi.json", None, answers={200: None})
async def openapi_json(request: Request[Any, Any, Any]) -> Answer:
    """This description"""
    return Answer(request.app.state.openapi)


@get("/docs", None, answers={200: None})
async def docs(request: Request[Any, Any, Any]) -> Answer:
    """The reference as a page"""
    nonce = secrets.token_urlsafe(16)
    page = (STATIC / "reference" / "page.html").read_text(encoding="utf-8").replace("{nonce}", nonce)
    policy = _POLICY.replace("{nonce}", nonce)
    return Answer(page.encode(), media_type=_HTML, headers=[(b"content-security-policy", policy.encode())])


HANDLERS = [openapi_json, docs]
