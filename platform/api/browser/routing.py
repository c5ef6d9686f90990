"""How a page is declared: as a route of the API, with its permission of the same matrix, but for who has a session.

    @page("GET", "/work", Permission.WORK)
    async def show_work(request: Call) -> Answer:
        return show(request, "work/page.html", {"task": ...}, parts=("work/_desk.html",))

Pages are not part of /openapi.json. Whatever changes something must bring the session's token (`forgery`).
"""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from litestar.handlers import HTTPRouteHandler

from tenants import sessions
from tenants.roles import Permission, reach_of

from ..access import Call, Handler, database
from ..answers import Answer
from ..endpoints import OPTION, Endpoint
from ..errors import Forbidden, NotFound, Unauthenticated
from ..headers import header
from . import forgery
from .cookies import token_of
from .forms import form_of
from .languages import chosen
from .viewers import Viewer, remember


def page(method: str, path: str, permission: Permission | None) -> Callable[[Handler], HTTPRouteHandler]:
    """`permission` None: open to everybody, with or without a session."""
    endpoint = Endpoint(permission=permission, answers={200: None}, is_page=True)
    declare = HTTPRouteHandler(
        path,
        http_method=method,  # type: ignore[arg-type]  # a str that is one of its literals
        opt={OPTION: endpoint},
        status_code=200,  # each answer brings its own
    )

    def declared(handler: Handler) -> HTTPRouteHandler:
        return declare(_guarded(handler, permission))

    return declared


def _guarded(handler: Handler, permission: Permission | None) -> Handler:
    @wraps(handler)
    async def admitted(request: Call, **parameters: Any) -> Answer:
        request.scope["query_string"] = _without_blanks(request.scope["query_string"])
        if request.method not in forgery.SAFE:
            forgery.hold_to_our_site(request)
        if permission is not None:
            await admit(request, permission)
        return await handler(request, **parameters)

    return admitted


def _without_blanks(query: bytes) -> bytes:
    """A form sends its empty fields, too: they ask for nothing."""
    return b"&".join(pair for pair in query.split(b"&") if not pair.endswith(b"="))


async def admit(request: Call, permission: Permission) -> None:
    """By the session's cookie. Raises Unauthenticated, Forged, Forbidden."""
    token = token_of(request)
    signed_in = await sessions.present(database(request), token, datetime.now(UTC)) if token else None
    if token is None or signed_in is None:
        raise Unauthenticated
    locale = chosen(signed_in.locale, header(request, b"accept-language"))
    remember(
        request, Viewer(signed_in.principal, forgery.csrf_of(token, secrets.token_bytes(forgery.PAD_BYTES)), locale)
    )
    if request.method not in forgery.SAFE:
        forgery.hold_to_token(token, await _sent_token(request))
    if reach_of(signed_in.principal.role, permission) is None:
        raise Forbidden
    if "\0" in request.scope["path"]:  # PostgreSQL cannot even be asked for it
        raise NotFound
    request.scope["user"] = signed_in.principal


async def _sent_token(request: Call) -> str | None:
    sent = header(request, forgery.HEADER.lower().encode())
    return sent if sent is not None else (await form_of(request)).exact(forgery.FIELD)
