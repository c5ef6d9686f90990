"""Who asks: the principal behind a key, looked up with the request. A key that is no longer good stands for nobody."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from . import decimals, keys
from .database import Database
from .roles import STAFF_ROLES, Role

MOST_KNOWN = 10_000


class TenantRef(Struct, frozen=True):
    id: UUID
    slug: str
    name: str
    timezone: str
    country: str
    state: str
    weight: int


class Principal(Struct, frozen=True):
    """A person, or a tenant by a key of its own. `tenants` are those that it may see, in order of slug.

    `queues` names the queues that a member of staff serves (None: every one whose skills they have); `skills` maps a
    skill to its level, 1 to 10; `capacity` bounds what they hold at once (None: nothing does).
    """

    id: UUID
    key_id: UUID
    user_id: UUID | None
    name: str
    role: Role
    tenants: tuple[TenantRef, ...]
    queues: tuple[str, ...] | None
    skills: dict[str, int]
    capacity: int | None
    digest: bytes

    @property
    def is_staff(self) -> bool:
        return self.role in STAFF_ROLES

    @property
    def tenant_ids(self) -> tuple[UUID, ...]:
        return tuple(tenant.id for tenant in self.tenants)

    def as_actor(self) -> dict[str, Any]:
        """What history and audit say of it."""
        return {"role": self.role.value, "id": str(self.user_id or self.key_id), "name": self.name}


class Principals:
    """Those that this process has seen lately. What is known of one may be old: whoever goes by it confirms the key."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known: OrderedDict[bytes, Principal] = OrderedDict()

    async def known(self, key: str, now: datetime) -> Principal | None:
        """As it was when it was last looked up."""
        digest = keys.digest(key)
        if digest in self._known:
            self._known.move_to_end(digest)
            return self._known[digest]
        return await self.present(key, now)

    async def present(self, key: str, now: datetime) -> Principal | None:
        """As it is now."""
        digest = keys.digest(key)
        principal = await authenticate(self._db, digest, now)
        if principal is None:
            self._known.pop(digest, None)
            return None
        self._known[digest] = principal
        if len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)
        return principal


async def authenticate(db: Database, digest: bytes, now: datetime) -> Principal | None:
    rows = await db.fetch("select * from bpo_code.authenticate($1, $2)", digest, now)
    return principal_from_row(tuple(rows[0]), digest) if rows else None


async def authenticate_all(db: Database, digests: Iterable[bytes], now: datetime) -> dict[bytes, Principal]:
    """Those of these keys that are good, in one statement."""
    rows = await db.fetch(_AUTHENTICATE_ALL, sorted(set(digests)), now)
    return {digest: principal_from_row(rest, digest) for digest, *rest in rows}


_AUTHENTICATE_ALL = """
select d.digest, a.* from unnest($1::bytea[]) d (digest) cross join lateral bpo_code.authenticate(d.digest, $2) a"""


def principal_from_row(row: Sequence[Any], digest: bytes) -> Principal:
    """As the database's `authenticate` gives it."""
    principal, key_id, user_id, name, role, tenants, queues, skills, capacity = row
    return Principal(
        id=principal,
        key_id=key_id,
        user_id=user_id,
        name=name,
        role=Role(role),
        tenants=tuple(TenantRef(*tenant) for tenant in tenants),
        queues=None if queues is None else tuple(queues),
        skills=decimals.loads(skills) if skills else {},
        capacity=capacity,
        digest=digest,
    )
