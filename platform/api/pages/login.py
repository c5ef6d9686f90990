"""/login, /logout: a session begins with an e-mail address and a password, and ends at once."""

import asyncio
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime

from tenants import sessions
from tenants.ids import new_id
from tenants.models import INSTALLATION, UserSession
from tenants.principals import Principals
from tenants.roles import Permission
from tenants.sessions import Account, SessionRecord

from ..access import Call, database
from ..answers import Answer
from ..browser.cookies import forget_token, set_token, token_of
from ..browser.failures import LOGIN
from ..browser.forms import Form, form_of
from ..browser.rendering import see_other, show
from ..browser.routing import page
from ..browser.tries import Tried, Tries
from ..errors import NotFound
from ..headers import header
from ..queries import parameters

TOKEN_BYTES = 32
_TEMPLATE = "login/page.html"
_WRONG, _TOO_MANY = 422, 429


@page("GET", LOGIN, None)
async def show_login(request: Call) -> Answer:
    """The form to log in with"""
    if await _signed_in(request):
        return see_other(request, _safe(parameters(request).get("next")))
    return await _form(request, Form([("next", parameters(request).get("next", ""))]))


@page("POST", LOGIN, None)
async def log_in(request: Call) -> Answer:
    """Begin a session"""
    form = await form_of(request)
    email, address = form.text("email"), address_of(request)
    tried = await counted(request).spend(email, address)
    if tried.left < 0:
        return await _form(request, form, tried)
    account = await sessions.account_of(database(request), email)
    if not await _is_let_in(request, form.exact("password"), account) or account is None:
        return await _form(request, form, tried)
    await counted(request).forgive(email, address)
    return see_other(request, _safe(form.text("next")), headers=[await begin(request, account)])


@page("POST", "/login/as", None)
async def log_in_as(request: Call) -> Answer:
    """Come in as somebody of the demo, without a password: only those whom the installation names"""
    email = (await form_of(request)).text("email")
    account = await sessions.account_of(database(request), email) if email in demo_people(request) else None
    if account is None:
        raise NotFound
    return see_other(request, "/", headers=[await begin(request, account)])


@page("POST", "/logout", Permission.SELF)
async def log_out(request: Call) -> Answer:
    """End this session"""
    async with database(request).session([*request.user.tenant_ids, INSTALLATION]) as session:
        await sessions.end(session, request.user, UserSession.id == request.user.key_id, datetime.now(UTC))
    return see_other(request, LOGIN, headers=[forget_token(request)])


HANDLERS = [show_login, log_in, log_in_as, log_out]


async def begin(request: Call, account: Account) -> tuple[bytes, bytes]:
    """A new session of this account; the cookie for it."""
    token, now = secrets.token_urlsafe(TOKEN_BYTES), datetime.now(UTC)
    record = SessionRecord(new_id(now), header(request, b"user-agent") or "", address_of(request), now, now)
    async with database(request).session([account.tenant_id or INSTALLATION]) as session:
        await sessions.begin(session, account, record, token)
    return set_token(request, token)


async def is_right(password: str, account: Account | None) -> bool:
    return await asyncio.to_thread(sessions.fits, password, account.password_hash if account else None)


async def _is_let_in(request: Call, password: str, account: Account | None) -> bool:
    """By the password; who has none yet, as the administrator of a new installation, by a key of theirs."""
    if account is None or account.password_hash is not None:
        return await is_right(password, account)
    principals: Principals = request.app.state.principals
    principal = await principals.present(password, datetime.now(UTC))
    return principal is not None and principal.user_id == account.user_id


def counted(request: Call) -> Tries:
    return Tries(request.app.state.broker)


def demo_people(request: Call) -> Sequence[str]:
    """Addresses that anybody may come in with: none but in the demo."""
    found: Sequence[str] = request.app.state.demo_people
    return found


def address_of(request: Call) -> str:
    client = request.scope["client"]
    return client[0] if client else ""


async def _signed_in(request: Call) -> bool:
    token = token_of(request)
    return token is not None and await sessions.present(database(request), token, datetime.now(UTC)) is not None


async def _form(request: Call, form: Form, tried: Tried | None = None) -> Answer:
    """With what was entered, but the password, and what is wrong with it."""
    status = 200 if tried is None else _WRONG if tried.left >= 0 else _TOO_MANY
    waits = [(b"retry-after", str(tried.wait_s).encode())] if tried and tried.left < 0 else []
    found = [(email, await sessions.account_of(database(request), email)) for email in demo_people(request)]
    people = [(email, account) for email, account in found if account is not None]
    values = {"form": form, "tried": tried, "people": people}
    return show(request, _TEMPLATE, values, status=status, headers=waits)


def _safe(place: str | None) -> str:
    """A path of ours to go on to; never another site's."""
    is_ours = place and place.startswith("/") and not place.startswith(("//", "/\\")) and place.isprintable()
    return place if place and is_ours and place.isascii() else "/"
