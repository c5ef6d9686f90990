"""/v1/users: people, of the BPO and of tenants."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from litestar.params import FromPath
from msgspec import UNSET, Meta, Struct, UnsetType, field, structs
from sqlalchemy.ext.asyncio import AsyncSession

from tasks.leases import end_leases
from tenants import people
from tenants.ids import new_id
from tenants.models import INSTALLATION, User
from tenants.people import NewPerson, Person
from tenants.roles import TENANT_ROLES, Permission, Reach, Role

from ..access import Call, database, hold_to_active, office, reach, tenants_of
from ..answers import Answer, answer
from ..bodies import body
from ..errors import Forbidden
from ..etags import hold_to_preconditions, tagged
from ..idempotency import once
from ..people import assigned_tenants, hold_to_reach, of_any, visible_person, visible_to
from ..places import Page, Paging, page, place_of
from ..queries import TENANT, parameters, query
from ..routes import get, patch, post
from ..shapes import Name, Shape, Slug

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
    name: Name | UnsetType = UNSET
    tenants: list[Slug] | UnsetType = UNSET
    queues: list[Slug] | UnsetType | None = UNSET
    skills: Skills | UnsetType = UNSET
    capacity: Capacity | UnsetType | None = UNSET
    active: bool | UnsetType = UNSET


class UserFilter(Paging):
    role: Role | None = None


class UserView(Struct, frozen=True):
    """`queues` null: every queue whose skills they have; `capacity` null: no limit."""

    id: UUID
    email: str
    name: str
    role: str
    tenants: list[str]
    queues: list[str] | None
    skills: dict[str, int]
    capacity: int | None
    active: bool
    created_at: datetime


@post("/v1/users", Permission.CREATE_PEOPLE, body=NewUser, answers={201: UserView})
async def create_user(request: Call) -> Answer:
    """Make a person

    A tenant_admin makes people of their own tenant: `client` or `tenant_admin`.
    """
    _hold_to_active_tenants(request)
    asked = await body(request, NewUser)
    if reach(request) is Reach.OWN and asked.role not in TENANT_ROLES:
        raise Forbidden("People of the BPO are the BPO's to make.")
    tenants = assigned_tenants(request, asked.role, asked.tenants)
    hashed = await asyncio.to_thread(people.hash_password, asked.password) if asked.password else None
    now = datetime.now(UTC)
    new = NewPerson(
        id=new_id(now),
        email=asked.email,
        name=asked.name,
        role=asked.role,
        tenants=tuple(tenant.id for tenant in tenants),
        queues=asked.queues,
        skills=asked.skills,
        capacity=asked.capacity,
        password_hash=hashed,
    )

    async def create(session: AsyncSession) -> UserView:
        return _view(await people.create(session, request.user, new, now))

    return await once(request, 201, create, tenants=[*new.tenants, INSTALLATION])


@get("/v1/users", Permission.READ_PEOPLE, query=UserFilter, names_tenant=True, answers={200: Page[UserView]})
async def list_users(request: Call) -> Answer:
    """The people that you may see, newest first"""
    where = [visible_to(request.user)]
    if TENANT in parameters(request):
        where.append(of_any(tenants_of(request)))
    asked = query(request, UserFilter)
    place = place_of(asked.cursor, UUID)
    if asked.role is not None:
        where.append(User.role == asked.role.value)
    if place is not None:
        where.append(User.id < place)
    async with database(request).session(request.user.tenant_ids) as session:
        found = await people.list_of(session, *where, limit=asked.limit + 1)
    return answer(page([_view(person) for person in found], asked.limit, lambda user: user.id))


@get("/v1/users/{person_id:uuid}", Permission.READ_PEOPLE, answers={200: UserView})
async def read_user(request: Call, person_id: FromPath[UUID]) -> Answer:
    """One person"""
    async with database(request).session(request.user.tenant_ids) as session:
        person = await visible_person(session, request.user, person_id)
    return answer(_view(person), headers=tagged(person.revision))


@patch("/v1/users/{person_id:uuid}", Permission.CHANGE_PEOPLE, body=UserChanges, answers={200: UserView})
async def change_user(request: Call, person_id: FromPath[UUID]) -> Answer:
    """Change a person

    A supervisor changes skills, queues and capacity of operators; everybody their own name.
    """
    bound = (*request.user.tenant_ids, INSTALLATION)
    async with database(request).session(bound) as session:
        seen = await visible_person(session, request.user, person_id)
    _hold_to_active_tenants(request)
    asked = await body(request, UserChanges)
    changes: dict[str, Any] = {name: value for name, value in structs.asdict(asked).items() if value is not UNSET}
    hold_to_reach(request, seen, changes)
    if "tenants" in changes:
        changes["tenants"] = [tenant.id for tenant in assigned_tenants(request, seen.role, changes["tenants"])]
    async with database(request).session(bound) as session:
        person = await people.read_locked(session, person_id)
        hold_to_preconditions(request, person.revision)
        now = datetime.now(UTC)
        person = await people.change(session, request.user, person_id, changes, now)
        given_back = [] if person.active else await end_leases(session, person_id, now)
    for each in given_back:
        office(request).tell(each)
    return answer(_view(person), headers=tagged(person.revision))


HANDLERS = [create_user, list_users, read_user, change_user]


def _hold_to_active_tenants(request: Call) -> None:
    for tenant in request.user.tenants:
        hold_to_active(request, tenant)


def _view(person: Person) -> UserView:
    return UserView(*(getattr(person, field) for field in UserView.__struct_fields__))
