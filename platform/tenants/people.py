"""People: of the BPO, assigned to tenants, or of one tenant. Who may do what to whom is not asked here."""

from datetime import datetime
from uuid import UUID

from argon2 import PasswordHasher
from msgspec import Struct
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from .errors import EmailTaken
from .models import User
from .principals import Principal
from .roles import TENANT_ROLES, Role


class NewPerson(Struct, frozen=True):
    """`tenants`: those that staff are assigned to, or the one that a person of a tenant belongs to."""

    id: UUID
    email: str
    name: str
    role: Role
    tenants: tuple[UUID, ...]
    queues: tuple[str, ...] | None
    skills: dict[str, int]
    capacity: int | None
    password_hash: str | None


class Person(Struct, frozen=True):
    """A row with the tenants it is assigned to, of those that the session sees."""

    row: User
    tenants: tuple[UUID, ...]


def hash_password(password: str) -> str:
    """Argon2id, by the library's parameters (RFC 9106, low memory); takes a quarter of a second: not in the loop."""
    return PasswordHasher().hash(password)


async def create(session: AsyncSession, actor: Principal, new: NewPerson, now: datetime) -> Person:
    """Raises EmailTaken."""
    belongs_to = new.tenants[0] if new.role in TENANT_ROLES else None
    values = {field: getattr(new, field) for field in new.__struct_fields__ if field != "tenants"}
    values |= {"tenant_id": belongs_to, "role": new.role.value, "created_at": now}
    made = insert(User).values(**values).on_conflict_do_nothing().returning(User.id)
    if (await session.execute(made)).scalar_one_or_none() is None:
        raise EmailTaken
    await _assign(session, new.id, new.tenants if belongs_to is None else ())
    person = await read(session, new.id)
    assert person is not None
    await _record(session, actor, "user.created", person, {"email": new.email, "role": new.role.value}, now)
    return person
