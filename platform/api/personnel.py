"""How a person is made and changed, for the API as for pages: what may be asked, and the one way of doing it."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType, field, structs

from tasks.leases import end_leases
from tenants import people
from tenants.ids import new_id
from tenants.models import INSTALLATION, User
from tenants.people import NewPerson, Person
from tenants.roles import TENANT_ROLES, Reach, Role

from .access import Call, database, hold_to_active, office, reach, tenants_of
from .errors import Forbidden
from .people import assigned_tenants, hold_to_reach, of_any, visible_to
from .places import Page, Paging, page, place_of
from .queries import TENANT, parameters
from .shapes import Name, Shape, Slug

Email = Annotated[str, Meta(max_length=254, extra_json_schema={"format": "email"})]
Password = Annotated[str, Meta(min_length=8, max_length=200)]
Skills = dict[Slug, Annotated[int, Meta(ge=1, le=10)]]
Capacity = Annotated[int, Meta(ge=1, le=1000)]


class NewUser(Shape):
    """`tenants`: those that staff are assigned to; the one that a `client` or `tenant_admin` belongs to."""

    email: Email
    name: Name
    role: Role
    tenants: list[Slug] = field(default_factory=list)
    queues: list[Slug] | None = None
    skills: Skills = field(default_factory=dict)
    capacity: Capacity | None = None
    password: Password | None = None


class UserChanges(Shape):
    """`password`: a new one for somebody who has lost theirs; it ends their sessions."""

    name: Name | UnsetType = UNSET
    tenants: list[Slug] | UnsetType = UNSET
    queues: list[Slug] | UnsetType | None = UNSET
    skills: Skills | UnsetType = UNSET
    capacity: Capacity | UnsetType | None = UNSET
    active: bool | UnsetType = UNSET
    password: Password | UnsetType = UNSET


class UserFilter(Paging):
    role: Role | None = None


async def people_seen(request: Call, asked: UserFilter) -> Page[Person]:
    """Those that the caller may see, newest first; of one tenant, where the query names it."""
    where = [visible_to(request.user)]
    if TENANT in parameters(request):
        where.append(of_any(tenants_of(request)))
    if asked.role is not None:
        where.append(User.role == asked.role.value)
    place = place_of(asked.cursor, UUID)
    if place is not None:
        where.append(User.id < place)
    async with database(request).session(request.user.tenant_ids) as session:
        found = await people.list_of(session, *where, limit=asked.limit + 1)
    return page(found, asked.limit, lambda person: person.id)


async def new_person(request: Call, asked: NewUser, now: datetime) -> NewPerson:
    """The record to be made. Raises Forbidden, Invalid."""
    if reach(request) is Reach.OWN and asked.role not in TENANT_ROLES:
        raise Forbidden("People of the BPO are the BPO's to make.")
    tenants = assigned_tenants(request, asked.role, asked.tenants)
    return NewPerson(
        id=new_id(now),
        email=asked.email,
        name=asked.name,
        role=asked.role,
        tenants=tuple(tenant.id for tenant in tenants),
        queues=asked.queues,
        skills=asked.skills,
        capacity=asked.capacity,
        password_hash=await _hashed(asked.password) if asked.password else None,
    )


async def change_person(request: Call, seen: Person, asked: UserChanges, hold: Callable[[int], None]) -> Person:
    """`hold` is asked with the revision that stands. Raises Forbidden, Invalid, and what `hold` raises."""
    changes: dict[str, Any] = {name: value for name, value in structs.asdict(asked).items() if value is not UNSET}
    hold_to_reach(request, seen, changes)
    hold(seen.revision)
    if "tenants" in changes:
        changes["tenants"] = [tenant.id for tenant in assigned_tenants(request, seen.role, changes["tenants"])]
    password = changes.pop("password", None)
    hashed = await _hashed(password) if password else None
    async with database(request).session((*request.user.tenant_ids, INSTALLATION)) as session:
        hold((await people.read_locked(session, seen.id)).revision)
        now = datetime.now(UTC)
        if hashed:
            await people.give_password(session, request.user, seen.id, hashed, now)
        person = await people.change(session, request.user, seen.id, changes, now)
        given_back = [] if person.active else await end_leases(session, seen.id, now)
    for each in given_back:
        office(request).tell(each)
    return person


def hold_to_active_tenants(request: Call) -> None:
    """Raises TenantSuspended."""
    for tenant in request.user.tenants:
        hold_to_active(request, tenant)


async def _hashed(password: str) -> str:
    return await asyncio.to_thread(people.hash_password, password)
