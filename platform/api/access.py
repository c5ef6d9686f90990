"""Who asks, whether they may, and which tenants the request is about."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from litestar import Request
from litestar.datastructures import State

from tasks.case import Step
from tasks.office import Office
from tasks.wake_ups import WakeUps
from tenants import sessions
from tenants.database import Database
from tenants.errors import TenantSuspended
from tenants.principals import Principal, Principals, TenantRef
from tenants.roles import Reach, reach_of

from .answers import Answer
from .bodies import body
from .browser import forgery
from .browser.cookies import token_of
from .endpoints import Endpoint, endpoint_of
from .errors import Forbidden, NotFound, TenantRequired, Unauthenticated
from .headers import header
from .queries import parameters

Call = Request[Principal, Any, State]
"""A request whose key was looked up: `request.user` is its principal."""

Handler = Callable[..., Awaitable[Answer]]


def guarded(handler: Handler, endpoint: Endpoint) -> Handler:
    """Every route that is not open: 401 without a good key, 403 where the matrix has no mark. A wrapper, since a guard
    of Litestar's costs a copy of the route's handler at each request."""

    @wraps(handler)
    async def admitted(request: Call, **parameters: Any) -> Answer:
        await _authorize(request, endpoint)
        return await handler(request, **parameters)

    return admitted


async def _authorize(request: Call, endpoint: Endpoint) -> None:
    principal = await _principal(request, is_confirmed_later=endpoint.confirms_key, by_session=endpoint.by_session)
    permission = endpoint.permission
    if permission is None or reach_of(principal.role, permission) is None:
        raise Forbidden
    if "\0" in request.scope["path"]:  # PostgreSQL cannot even be asked for it
        raise NotFound
    request.scope["user"] = principal


async def _principal(request: Call, *, is_confirmed_later: bool, by_session: bool = False) -> Principal:
    key = _bearer(header(request, b"authorization"))
    if key is None and by_session:
        return await _principal_of_session(request)
    principals: Principals = request.app.state.principals
    look_up = principals.known if is_confirmed_later else principals.present
    principal = await look_up(key, datetime.now(UTC)) if key else None
    if principal is None:
        raise Unauthenticated
    return principal


async def _principal_of_session(request: Call) -> Principal:
    token = token_of(request)
    signed_in = await sessions.present(database(request), token, datetime.now(UTC)) if token else None
    if token is None or signed_in is None:
        raise Unauthenticated
    if request.method not in forgery.SAFE:
        forgery.hold_to_our_site(request)
        forgery.hold_to_token(token, header(request, forgery.HEADER.lower().encode()))
    return signed_in.principal


def confirming(handler: Handler) -> Handler:
    """For a handler whose own database call confirms the key, so that it costs no round trip of its own.

    Whatever the handler refuses is refused only to a principal that is as it was known; else it is asked again.
    """

    @wraps(handler)
    async def confirmed(request: Call, **parameters: Any) -> Answer:
        try:
            return await handler(request, **parameters)
        except Exception:
            present = await _principal(request, is_confirmed_later=False)
            if present == request.user:
                raise
            request.scope["user"] = present
        return await handler(request, **parameters)

    return confirmed


def _bearer(authorization: str | None) -> str | None:
    scheme, _, key = (authorization or "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else None


def database(request: Request[Any, Any, Any]) -> Database:
    found: Database = request.app.state.database
    return found


def office(request: Request[Any, Any, Any]) -> Office:
    found: Office = request.app.state.office
    return found


def wake_relay(request: Request[Any, Any, Any], step: Step) -> None:
    """To be called when a step is written: it may have messages."""
    if step.has_messages:
        ring_relay(request)


def ring_relay(request: Request[Any, Any, Any]) -> None:
    wake_ups: WakeUps = request.app.state.wake_ups
    wake_ups.ring()


def reach(request: Call) -> Reach:
    """How far the route's permission goes for who asks."""
    permission = endpoint_of(request.route_handler).permission
    found = reach_of(request.user.role, permission) if permission else None
    if found is None:
        raise Forbidden
    return found


async def tenant_of(request: Call, read_body: Callable[[], Awaitable[Any]] | None = None) -> TenantRef:
    """The one tenant that the request is about: staff name it, everyone else has but one.

    Raises NotFound for one that the caller may not see, TenantRequired where none is named. The latter is a fault of
    the query, so what is wrong with the body's form answers first: as the route's shape says, or as `read_body` finds.
    """
    slug = parameters(request).get("tenant")
    if slug is None and request.user.is_staff:
        shape = endpoint_of(request.route_handler).body
        if read_body is not None:
            await read_body()
        elif shape is not None:
            await body(request, shape)
        raise TenantRequired
    return request.user.tenants[0] if slug is None else tenant_named(request, slug)


async def tenant_to_change(request: Call, read_body: Callable[[], Awaitable[Any]] | None = None) -> TenantRef:
    """As `tenant_of`; raises TenantSuspended for one that may only read."""
    return _changeable(await tenant_of(request, read_body))


def hold_to_active(request: Call, tenant: TenantRef) -> None:
    """Raises TenantSuspended for who belongs to a suspended tenant; the BPO still looks after its people and keys."""
    if tenant.state == "suspended" and not request.user.is_staff:
        raise TenantSuspended


def tenants_of(request: Call) -> tuple[TenantRef, ...]:
    """The tenants that a list spans: the one that is named, else all that the caller may see."""
    slug = parameters(request).get("tenant")
    return request.user.tenants if slug is None else (tenant_named(request, slug),)


def tenant_named(request: Call, slug: str) -> TenantRef:
    """Raises NotFound for a tenant that the caller may not see, whether or not there is one."""
    for tenant in request.user.tenants:
        if tenant.slug == slug:
            return tenant
    raise NotFound


def tenant_named_to_change(request: Call, slug: str) -> TenantRef:
    """As `tenant_named`; raises TenantSuspended for one that may only read."""
    return _changeable(tenant_named(request, slug))


def _changeable(tenant: TenantRef) -> TenantRef:
    if tenant.state == "suspended":
        raise TenantSuspended
    return tenant
