"""RFC 9457: every error of ours, of Litestar's and of the servers behind, as the problem that a client is told.

THE table of errors is here; what an error knows besides its message and its faults stands in its attributes.
"""

import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException

from tasks import errors as of_tasks
from tenants import errors as of_tenants
from tenants.outages import is_outage

from . import errors
from .answers import encode
from .browser.forgery import Forged

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Kind:
    """A kind of problem; `members` are attributes of the error that the document repeats."""

    code: str
    status: int
    title: str
    members: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


_SOON = {"Retry-After": "1"}
INTERNAL = Kind("internal", 500, "Something went wrong here")
UNAVAILABLE = Kind("unavailable", 503, "A server behind is away; nothing was done, or it was done whole", headers=_SOON)

_UNAUTHENTICATED = Kind("unauthenticated", 401, "Who are you?", headers={"WWW-Authenticate": "Bearer"})
_NOT_FOUND = Kind("not-found", 404, "Not found")
_TOO_LARGE = Kind("too-large", 413, "Too large")
_INVALID = Kind("invalid", 422, "Invalid input")
_CONTENDED = Kind("contended", 503, "Too much happens to this item at once", headers=_SOON)

KINDS: Mapping[type[Exception], Kind] = {
    errors.Unauthenticated: _UNAUTHENTICATED,
    errors.Forbidden: Kind("forbidden", 403, "Your role may not do this"),
    Forged: Kind("forged", 403, "This did not come from a page of ours"),
    errors.NotFound: _NOT_FOUND,
    errors.BodyTooLarge: _TOO_LARGE,
    errors.UnsupportedMediaType: Kind("unsupported-media-type", 415, "JSON is wanted here"),
    errors.NotJson: Kind("not-json", 400, "Not JSON"),
    errors.Disconnected: Kind("disconnected", 400, "The request was broken off"),
    errors.Invalid: _INVALID,
    errors.TenantRequired: Kind("tenant-required", 422, "Which tenant?"),
    errors.KeyReused: Kind("idempotency-key-reused", 422, "Idempotency-Key was used before"),
    errors.InFlight: Kind("in-flight", 409, "The same request is being worked on", headers=_SOON),
    errors.PreconditionFailed: Kind("precondition-failed", 412, "The resource has changed"),
    of_tenants.TenantSuspended: Kind("tenant-suspended", 403, "The tenant is suspended"),
    of_tenants.Overtaken: _CONTENDED,
    of_tenants.SlugTaken: Kind("slug-taken", 409, "This slug is taken"),
    of_tenants.EmailTaken: Kind("email-taken", 409, "This e-mail address is taken"),
    of_tasks.NotFound: _NOT_FOUND,
    of_tasks.KeyNoLongerGood: _UNAUTHENTICATED,
    of_tasks.InputInvalid: _INVALID,
    of_tasks.ReferenceTaken: Kind("reference-taken", 409, "This reference is taken", ("work_item_id",)),
    of_tasks.LeaseLost: Kind("lease-lost", 409, "You no longer hold this task"),
    of_tasks.Taken: Kind("taken", 409, "This task is not to be had"),
    of_tasks.NotOffered: Kind("not-offered", 409, "This task is not offered to you"),
    of_tasks.NotBy: Kind("not-by", 409, "This task asks for other eyes"),
    of_tasks.AtCapacity: Kind("at-capacity", 409, "You hold as much as you may"),
    of_tasks.DocumentTooLarge: _TOO_LARGE,
    of_tasks.ItemEnded: Kind("item-ended", 409, "The item has ended"),
    of_tasks.ItemOpen: Kind("item-open", 409, "The item is open"),
    of_tasks.WrongState: Kind("wrong-state", 409, "Not in this state"),
    of_tasks.DocumentChanged: Kind("document-changed", 409, "The document has changed"),
    of_tasks.StillUsed: Kind("still-used", 409, "Something still uses this", ("used_by",)),
    of_tasks.NotRemovable: Kind("not-removable", 409, "This stays"),
    of_tasks.NothingPublished: Kind("nothing-published", 409, "Nothing is published"),
    of_tasks.DraftUnchanged: Kind("draft-unchanged", 409, "Nothing has changed"),
    of_tasks.CheckFailed: Kind("check-failed", 422, "The draft has faults", ("warnings",)),
    of_tasks.Contended: _CONTENDED,
}
OF_ROUTING: Mapping[int, Kind] = {
    400: Kind("bad-request", 400, "No request that can be served"),
    404: _NOT_FOUND,
    405: Kind("method-not-allowed", 405, "This path has other methods"),
}

_log = structlog.get_logger(__name__)


def kind_of(error: Exception) -> Kind:
    """What the table says of the nearest class of `error`; of what nobody foresaw: INTERNAL."""
    for ancestor in type(error).__mro__:
        if ancestor in KINDS:
            return KINDS[ancestor]
    if isinstance(error, HTTPException):
        return OF_ROUTING.get(error.status_code, INTERNAL)
    return UNAVAILABLE if is_outage(error) else INTERNAL


def document_of(error: Exception) -> dict[str, Any]:
    """The problem document; an item of a bulk answer takes its `detail` and `errors` from it."""
    kind = kind_of(error)
    document: dict[str, Any] = {
        "type": f"urn:bpo:{kind.code}",
        "title": kind.title,
        "status": kind.status,
        "detail": str(error) if isinstance(error, tuple(KINDS)) else kind.title,
    }
    if faults := getattr(error, "faults", None):
        document["errors"] = faults
    return document | {member: getattr(error, member) for member in kind.members}


def respond(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """An error as a problem document."""
    kind = kind_of(error)
    if kind is INTERNAL:
        log_unforeseen(request, error)
    headers = dict(kind.headers)
    if isinstance(error, HTTPException):
        headers |= error.headers or {}
    return Response(encode(document_of(error)), status_code=kind.status, media_type=MEDIA_TYPE, headers=headers)


def log_unforeseen(request: Request[Any, Any, Any], error: Exception) -> None:
    trace = "".join(traceback.format_exception(error))  # as text: renderers of exceptions show locals, keys too
    _log.error("unforeseen", path=request.scope["path"], trace=trace)
