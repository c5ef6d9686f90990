"""What goes wrong on a page, as a page; within a page that is there, as a notice. In the words of who reads it.

Programs get problem documents as ever: `respond` looks at what was asked for.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from litestar import Request, Response

from .. import problems
from ..endpoints import OPTION, Endpoint
from ..headers import header
from ..problems import Kind
from . import forgery
from .cookies import forget_token
from .languages import N_
from .rendering import POLICY, is_swap, render, swaps

LOGIN = "/login"

_HTML = "text/html"
_CLIENT_ERROR = 400
_UNAUTHENTICATED = 401
_SERVER_ERROR = 500

Words = tuple[str, str]
"""What is the matter, and what to do about it."""

BY_CODE: Mapping[str, Words] = {
    "forged": (N_("This page was too old."), N_("Load it again, and repeat what you did.")),
    "tenant-suspended": (N_("This client is suspended."), N_("It can be looked at, but nothing of it can be changed.")),
    "lease-lost": (N_("This task is no longer yours."), N_("Its lease ended. Take it again, or the next one.")),
    "taken": (N_("Somebody else has this task."), N_("Take the next one.")),
    "not-offered": (N_("This task is not offered to you."), N_("Take the next one.")),
    "not-by": (N_("This task asks for other eyes."), N_("You have worked on this item. Give the task back.")),
    "at-capacity": (N_("You hold as many tasks as you may."), N_("Finish or pend one of them first.")),
    "item-ended": (N_("The item has ended."), N_("Nothing can be done with it any more, unless it is opened again.")),
    "item-open": (N_("The item is open."), N_("This can be done when it has ended.")),
    "wrong-state": (N_("The task has moved on."), N_("Load the page again to see its state.")),
    "document-changed": (N_("The document has changed."), N_("Read what is new before you finish.")),
    "still-used": (N_("Something still uses this."), N_("Change what uses it first.")),
    "not-removable": (N_("This stays."), N_("Every client has it.")),
    "nothing-published": (N_("Nothing is published yet."), N_("Publish a version first.")),
    "draft-unchanged": (N_("Nothing has changed."), N_("The draft is what is published already.")),
    "check-failed": (N_("The draft has faults."), N_("Mend them, then publish.")),
    "slug-taken": (N_("There is a client with this name already."), N_("Choose another short name.")),
    "email-taken": (N_("Somebody has this e-mail address already."), N_("Use another one.")),
    "reference-taken": (N_("This reference is taken."), N_("Each item of a type has one of its own.")),
}
BY_STATUS: Mapping[int, Words] = {
    400: (N_("This request cannot be read."), N_("Go back, and try again.")),
    403: (N_("This is not for your role."), N_("Somebody with another role can do it for you.")),
    404: (N_("There is nothing here."), N_("It was moved or removed, or it is not for you to see.")),
    405: (N_("This page has no such action."), N_("Go back, and try again.")),
    409: (N_("Something changed meanwhile."), N_("Load the page again to see how things are.")),
    412: (N_("Somebody changed this before you."), N_("Load the page again to see how things are.")),
    413: (N_("This is too large."), N_("Send less at once.")),
    415: (N_("This is not what is wanted here."), N_("Use the form of the page.")),
    422: (N_("Something in this does not fit."), N_("Look at what you entered, or at the address.")),
    503: (N_("A server behind is away."), N_("Nothing was lost. Try again in a moment.")),
    500: (N_("Something went wrong here."), N_("It was written down. Try again, or tell whoever looks after this.")),
}


def respond(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """The one exception handler of the application."""
    if not _is_page(request):
        return problems.respond(request, error)
    kind = problems.kind_of(error)
    if kind.status == _UNAUTHENTICATED:
        return _to_login(request)
    if kind is problems.INTERNAL:
        problems.log_unforeseen(request, error)
    what, advice = words_of(kind)
    values = {"what": what, "advice": advice, "path": ""}
    text = (
        swaps(request, values, ["failure/_notice.html"])
        if is_swap(request)
        else render(request, "failure/page.html", values)
    )
    headers = {**kind.headers, POLICY[0].decode(): POLICY[1].decode()}
    return Response(text.encode(), status_code=kind.status, media_type=_HTML, headers=headers)


def words_of(kind: Kind) -> Words:
    server = kind.status >= _SERVER_ERROR
    return BY_CODE.get(kind.code) or BY_STATUS.get(kind.status) or BY_STATUS[_SERVER_ERROR if server else _CLIENT_ERROR]


def _is_page(request: Request[Any, Any, Any]) -> bool:
    """Whether a page was asked for: by its route, or, where there is none, by a browser outside of /v1."""
    handler = request.scope.get("route_handler")
    endpoint: Endpoint | None = handler.opt.get(OPTION) if handler is not None else None
    if endpoint is not None:
        return endpoint.is_page
    return not request.scope["path"].startswith("/v1/") and "text/html" in (header(request, b"accept") or "")


def _to_login(request: Request[Any, Any, Any]) -> Response[bytes]:
    """And back again, to what was on the screen."""
    here = _shown(request)
    place = f"{LOGIN}?next={quote(here)}" if here not in ("", "/") else LOGIN
    name, value = forget_token(request)
    headers = {name.decode(): value.decode(), "cache-control": "no-store"}
    if is_swap(request):
        return Response(b"", status_code=_UNAUTHENTICATED, media_type=_HTML, headers={**headers, "hx-redirect": place})
    return Response(b"", status_code=303, media_type=_HTML, headers={**headers, "location": place})


def _shown(request: Request[Any, Any, Any]) -> str:
    if is_swap(request):
        current = urlsplit(header(request, b"hx-current-url") or "")
        return f"{current.path}?{current.query}" if current.query else current.path
    if request.method not in forgery.SAFE:
        return ""
    query = request.scope["query_string"].decode("latin-1")
    return f"{request.scope['path']}?{query}" if query else str(request.scope["path"])
