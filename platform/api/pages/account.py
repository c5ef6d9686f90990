"""/account: one's own password, language and sessions."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from litestar.params import FromPath

from tenants import people, sessions
from tenants.models import INSTALLATION, UserSession
from tenants.people import Person
from tenants.roles import Permission
from tenants.sessions import Account

from ..access import Call, database
from ..answers import Answer
from ..browser.forms import Form, form_of
from ..browser.languages import LOCALES, N_
from ..browser.rendering import see_other, show
from ..browser.routing import page
from ..errors import NotFound
from ..people import visible_person
from .home import ACCOUNT
from .login import address_of, counted, is_right

ENTRIES = ()
SHORTEST, LONGEST = 8, 200
_INVALID, _TOO_MANY = 422, 429


@page("GET", ACCOUNT, Permission.SELF)
async def show_account(request: Call) -> Answer:
    """My account"""
    return await _account(request)


@page("POST", f"{ACCOUNT}/password", Permission.SELF)
async def change_password(request: Call) -> Answer:
    """Change one's password, which ends one's other sessions"""
    form, me = await form_of(request), await _me(request)
    tried = await counted(request).spend(me.email, address_of(request))
    if tried.left < 0:
        return await _account(request, {"current": N_("Too many tries. Wait a minute.")}, _TOO_MANY)
    account = await sessions.account_of(database(request), me.email)
    if faults := await _faults(form, account):
        return await _account(request, faults, _INVALID)
    await counted(request).forgive(me.email, address_of(request))
    hashed, now = await asyncio.to_thread(people.hash_password, form.exact("new")), datetime.now(UTC)
    async with database(request).session(_bound(request)) as session:
        await people.set_password(session, request.user, hashed, now)
        await sessions.end(session, request.user, UserSession.id != request.user.key_id, now)
    return await _account(request, notice=N_("Your password is changed. All your other sessions have ended."))


@page("POST", f"{ACCOUNT}/language", Permission.SELF)
async def choose_language(request: Call) -> Answer:
    """Choose the language of one's screens"""
    locale = (await form_of(request)).text("locale")
    async with database(request).session(_bound(request)) as session:
        await people.set_locale(session, request.user, locale if locale in LOCALES else None)
    return see_other(request, ACCOUNT)


@page("POST", f"{ACCOUNT}/sessions/{{session_id:uuid}}/end", Permission.SELF)
async def end_session(request: Call, session_id: FromPath[UUID]) -> Answer:
    """End one of one's sessions"""
    async with database(request).session(_bound(request)) as session:
        if not await sessions.end(session, request.user, UserSession.id == session_id, datetime.now(UTC)):
            raise NotFound
    return see_other(request, ACCOUNT)


HANDLERS = [show_account, change_password, choose_language, end_session]


async def _account(
    request: Call, faults: Mapping[str, str] | None = None, status: int = 200, notice: str | None = None
) -> Answer:
    me = await _me(request)
    async with database(request).session(_bound(request)) as session:
        mine = await sessions.list_of(session, me.id, datetime.now(UTC))
    values = {"person": me, "sessions": mine, "faults": faults or {}, "notice": notice, "shortest": SHORTEST}
    return show(request, "account/page.html", values, status=status)


async def _me(request: Call) -> Person:
    if request.user.user_id is None:
        raise NotFound
    async with database(request).session(_bound(request)) as session:
        return await visible_person(session, request.user, request.user.user_id)


async def _faults(form: Form, account: Account | None) -> Mapping[str, str]:
    """By field, as messages."""
    if not await is_right(form.exact("current"), account):
        return {"current": N_("This is not your password.")}
    if not SHORTEST <= len(form.exact("new")) <= LONGEST:
        return {"new": N_("At least 8 characters.")}
    if form.exact("new") != form.exact("again"):
        return {"again": N_("This is not the same.")}
    return {}


def _bound(request: Call) -> tuple[UUID, ...]:
    return (*request.user.tenant_ids, INSTALLATION)
