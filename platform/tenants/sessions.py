"""Sessions of browsers: begun with a password, found by the digest of their token, ended at once.

A session is idle after two hours without a request, and over after twelve: a long shift.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from msgspec import Struct, structs
from sqlalchemy import ColumnElement, delete, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from . import audit, keys
from .code import located
from .database import Database
from .models import INSTALLATION, UserSession
from .principals import Principal, principal_from_row

IDLE = timedelta(hours=2)
LASTS = timedelta(hours=12)
LONGEST_AGENT = 300


class Account(Struct, frozen=True):
    """Of somebody who may log in; without a password nobody can with one."""

    user_id: UUID
    tenant_id: UUID | None
    name: str
    role: str
    password_hash: str | None


class SignedIn(Struct, frozen=True):
    """Who a session stands for; `locale` is the language that they chose, if they did."""

    principal: Principal
    locale: str | None


class SessionRecord(Struct, frozen=True):
    id: UUID
    agent: str
    address: str
    created_at: datetime
    seen_at: datetime


def fits(password: str, password_hash: str | None) -> bool:
    """Whether it is this account's; takes as long where there is no account. Keep it out of the event loop."""
    try:
        return PasswordHasher().verify(password_hash or _nobodys(), password) and password_hash is not None
    except (VerifyMismatchError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    """Held against what is sent for an address that is not known, so that both answers take the same time. Made when
    first asked for, since it takes a quarter of a second, which no start shall wait for."""
    return PasswordHasher().hash("the password of nobody")


async def account_of(db: Database, email: str) -> Account | None:
    rows = await db.fetch("select * from bpo_code.account_of($1)", email)
    return Account(*rows[0]) if rows else None


async def begin(session: AsyncSession, account: Account, new: SessionRecord, token: str) -> None:
    """`token` is what the browser keeps; only its digest is stored. The session is bound to the account's tenant, or to
    INSTALLATION where it has none."""
    values = structs.asdict(new) | {"agent": new.agent[:LONGEST_AGENT], "digest": keys.digest(token)}
    await session.execute(_BEGIN, values | {"user_id": account.user_id, "idle": IDLE, "lasts": LASTS})
    actor = {"role": account.role, "id": str(account.user_id), "name": account.name}
    owner = account.tenant_id or INSTALLATION
    await audit.record(session, actor, "session.begun", str(new.id), now=new.created_at, tenant_id=owner)


async def present(db: Database, token: str, now: datetime) -> SignedIn | None:
    """Who a token stands for as things are now."""
    digest = keys.digest(token)
    rows = await db.fetch("select * from bpo_code.authenticate_session($1, $2, $3)", digest, IDLE, now)
    if not rows:
        return None
    *principal, locale = rows[0]
    return SignedIn(principal_from_row(principal, digest), locale)


async def list_of(session: AsyncSession, user_id: UUID, now: datetime) -> Sequence[SessionRecord]:
    """Those of a person that are not over, used last first."""
    columns = (UserSession.id, UserSession.agent, UserSession.address, UserSession.created_at, UserSession.seen_at)
    living = (UserSession.user_id == user_id) & (UserSession.idle_until > now) & (UserSession.expires_at > now)
    rows = await session.execute(select(*columns).where(living).order_by(UserSession.seen_at.desc()))
    return [SessionRecord(*row) for row in rows]


async def end(session: AsyncSession, actor: Principal, which: ColumnElement[bool], now: datetime) -> int:
    """Ends those of the person's own sessions for which `which` holds; their next request is nobody's."""
    mine = UserSession.user_id == actor.user_id
    ended = (await session.scalars(delete(UserSession).where(mine, which).returning(UserSession.id))).all()
    owner = INSTALLATION if actor.is_staff else actor.tenants[0].id
    for id_ in ended:
        await audit.record(session, actor.as_actor(), "session.ended", str(id_), now=now, tenant_id=owner)
    return len(ended)


_BEGIN = text(
    located(
        "select bpo_code.begin_session(:id, :digest, :user_id, :agent, :address, :idle, :lasts, :created_at)",
    )
)
