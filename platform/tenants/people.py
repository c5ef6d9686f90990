"""People: of the BPO, assigned to tenants, or of one tenant. Who may do what to whom is not asked here."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from argon2 import PasswordHasher
from msgspec import Struct, structs
from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.dialects.postgresql import aggregate_order_by, insert
from sqlalchemy.ext.asyncio import AsyncSession

from . import audit
from .errors import EmailTaken
from .models import INSTALLATION, Membership, Tenant, User, UserSession
from .principals import Principal
from .roles import TENANT_ROLES, Role


class NewPerson(Struct, frozen=True):
    """`tenants`: those that staff are assigned to, or the one that a person of a tenant belongs to."""

    id: UUID
    email: str
    name: str
    role: Role
    tenants: tuple[UUID, ...]
    queues: list[str] | None
    skills: dict[str, int]
    capacity: int | None
    password_hash: str | None


class Person(Struct, frozen=True):
    """A person as the installation knows them; `tenants` are slugs, in their order."""

    id: UUID
    email: str
    name: str
    role: Role
    tenants: list[str]
    queues: list[str] | None
    skills: dict[str, int]
    capacity: int | None
    active: bool
    created_at: datetime
    revision: int


def hash_password(password: str) -> str:
    """Argon2id with the library's parameters (RFC 9106). Takes a quarter of a second: keep it out of the event loop."""
    return PasswordHasher().hash(password)


async def create(session: AsyncSession, actor: Principal, new: NewPerson, now: datetime) -> Person:
    """Raises EmailTaken."""
    belongs_to = new.tenants[0] if new.role in TENANT_ROLES else None
    values = structs.asdict(new) | {"tenant_id": belongs_to, "role": new.role.value, "created_at": now}
    del values["tenants"]
    made = insert(User).values(**values).on_conflict_do_nothing().returning(User.id)
    if (await session.execute(made)).scalar_one_or_none() is None:
        raise EmailTaken
    if belongs_to is None:
        await _assign(session, new.id, new.tenants)
    await _record(session, actor, "user.created", new.id, {"email": new.email, "role": new.role.value}, now, belongs_to)
    return await _read_whole(session, new.id)


async def change(
    session: AsyncSession, actor: Principal, person_id: UUID, changes: dict[str, Any], now: datetime
) -> Person:
    """`changes` maps fields of `Person` to their values; `tenants` are ids. What they held stays theirs."""
    row = (await session.execute(select(User).where(User.id == person_id).with_for_update(key_share=True))).scalar_one()
    for field, value in changes.items():
        if field == "tenants":
            await _assign(session, person_id, value)
        else:
            setattr(row, field, value)
    row.revision += 1
    row.lanes_version += 1
    await session.flush()
    await _record(session, actor, "user.changed", person_id, changes, now, row.tenant_id)
    return await _read_whole(session, person_id)


async def set_password(session: AsyncSession, actor: Principal, password_hash: str, now: datetime) -> None:
    """The actor's own."""
    await _set_own(session, actor, "password_hash", password_hash)
    await _record(session, actor, "user.password_changed", _own_id(actor), {}, now, _own_tenant(actor))


async def give_password(
    session: AsyncSession, actor: Principal, person_id: UUID, password_hash: str, now: datetime
) -> None:
    """To somebody else, who has lost theirs; ends their sessions."""
    row = (await session.execute(select(User).where(User.id == person_id).with_for_update(key_share=True))).scalar_one()
    row.password_hash = password_hash
    await session.execute(delete(UserSession).where(UserSession.user_id == person_id))
    await _record(session, actor, "user.password_given", person_id, {}, now, row.tenant_id)


async def set_locale(session: AsyncSession, actor: Principal, locale: str | None) -> None:
    """The language of the actor's own screens; None: what the browser asks for."""
    await _set_own(session, actor, "locale", locale)


async def read_locked(session: AsyncSession, person_id: UUID) -> Person:
    """As it is once nobody else is changing it."""
    await session.execute(select(User.id).where(User.id == person_id).with_for_update(key_share=True))
    return await _read_whole(session, person_id)


async def list_of(session: AsyncSession, *where: ColumnElement[bool], limit: int) -> Sequence[Person]:
    """People in falling order of id, newest first."""
    rows = await session.execute(_PEOPLE.where(*where).order_by(User.id.desc()).limit(limit))
    return [_person(row, slugs) for row, slugs in rows]


async def serving(session: AsyncSession, person_id: UUID, tenant_id: UUID) -> Person | None:
    """An active operator or supervisor who is assigned to the tenant."""
    roles = User.role.in_([Role.OPERATOR, Role.SUPERVISOR])
    found = await list_of(
        session, User.id == person_id, User.active.is_(True), roles, assigned_to_any([tenant_id]), limit=1
    )
    return found[0] if found else None


def assigned_to_any(tenants: Iterable[UUID]) -> ColumnElement[bool]:
    """The condition that a member of staff is assigned to one of these tenants."""
    return User.id.in_(select(Membership.user_id).where(Membership.tenant_id.in_(list(tenants))))


_SLUGS = (
    select(func.array_agg(aggregate_order_by(Tenant.slug, Tenant.slug)))
    .where(
        (Tenant.id == User.tenant_id)
        | Tenant.id.in_(select(Membership.tenant_id).where(Membership.user_id == User.id).correlate(User))
    )
    .correlate(User)
    .scalar_subquery()
)
_PEOPLE = select(User, _SLUGS)


async def _set_own(session: AsyncSession, actor: Principal, field: str, value: str | None) -> None:
    await session.execute(update(User).where(User.id == _own_id(actor)).values({field: value}))


def _own_id(actor: Principal) -> UUID:
    if actor.user_id is None:
        raise ValueError("a key of a tenant is nobody's account")
    return actor.user_id


def _own_tenant(actor: Principal) -> UUID | None:
    return None if actor.is_staff else actor.tenants[0].id


async def _read_whole(session: AsyncSession, person_id: UUID) -> Person:
    (person,) = await list_of(session, User.id == person_id, limit=1)
    return person


def _person(row: User, slugs: list[str] | None) -> Person:
    return Person(
        id=row.id,
        email=row.email,
        name=row.name,
        role=Role(row.role),
        tenants=slugs or [],
        queues=row.queues,
        skills=row.skills,
        capacity=row.capacity,
        active=row.active,
        created_at=row.created_at,
        revision=row.revision,
    )


async def _assign(session: AsyncSession, person_id: UUID, tenants: Iterable[UUID]) -> None:
    wanted = list(dict.fromkeys(tenants))
    await session.execute(
        delete(Membership).where(Membership.user_id == person_id, Membership.tenant_id.not_in(wanted))
    )
    if wanted:
        rows = [{"user_id": person_id, "tenant_id": tenant} for tenant in wanted]
        await session.execute(insert(Membership).values(rows).on_conflict_do_nothing())


async def _record(
    session: AsyncSession,
    actor: Principal,
    action: str,
    person_id: UUID,
    data: dict[str, Any],
    now: datetime,
    tenant_id: UUID | None,
) -> None:
    data = {name: [str(each) for each in value] if name == "tenants" else value for name, value in data.items()}
    owner = tenant_id or INSTALLATION
    await audit.record(session, actor.as_actor(), action, str(person_id), now=now, data=data, tenant_id=owner)
