"""/v1/users: people, of the BPO and of tenants."""

from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from litestar.params import FromPath
from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from tenants import people
from tenants.models import INSTALLATION
from tenants.people import Person
from tenants.roles import Permission

from ..access import Call, database, tenants_of
from ..answers import Answer, answer
from ..bodies import body
from ..etags import hold_to_preconditions, tagged
from ..idempotency import once
from ..people import visible_person
from ..personnel import (
    NewUser,
    UserChanges,
    UserFilter,
    change_person,
    hold_to_active_tenants,
    new_person,
    people_seen,
)
from ..places import Page
from ..queries import query
from ..routes import get, patch, post


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
    hold_to_active_tenants(request)
    asked, now = await body(request, NewUser), datetime.now(UTC)
    new = await new_person(request, asked, now)

    async def create(session: AsyncSession) -> UserView:
        return _view(await people.create(session, request.user, new, now))

    return await once(request, 201, create, tenants=[*new.tenants, INSTALLATION])


@get("/v1/users", Permission.READ_PEOPLE, query=UserFilter, names_tenant=True, answers={200: Page[UserView]})
async def list_users(request: Call) -> Answer:
    """The people that you may see, newest first"""
    tenants_of(request)  # one that is not there answers before a bad query
    found = await people_seen(request, query(request, UserFilter))
    return answer(Page([_view(person) for person in found.items], found.next_cursor))


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
    async with database(request).session(request.user.tenant_ids) as session:
        seen = await visible_person(session, request.user, person_id)
    hold_to_active_tenants(request)
    asked = await body(request, UserChanges)
    person = await change_person(request, seen, asked, partial(hold_to_preconditions, request))
    return answer(_view(person), headers=tagged(person.revision))


HANDLERS = [create_user, list_users, read_user, change_user]


def _view(person: Person) -> UserView:
    return UserView(*(getattr(person, field) for field in UserView.__struct_fields__))
