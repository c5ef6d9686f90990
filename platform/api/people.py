"""Which people a caller may see: the reach of `READ_PEOPLE`, and one's own record always."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, true
from sqlalchemy.ext.asyncio import AsyncSession

from tenants import people
from tenants.models import User
from tenants.people import Person, assigned_to_any
from tenants.principals import Principal
from tenants.roles import STAFF_ROLES, Permission, Reach, reach_of

from .errors import NotFound


def visible_to(principal: Principal) -> ColumnElement[bool]:
    """The condition under which `principal` sees a row of users."""
    oneself = User.id == principal.user_id
    match reach_of(principal.role, Permission.READ_PEOPLE):
        case Reach.ALL:
            return true()
        case Reach.STAFF:
            return oneself | (User.role.in_(sorted(STAFF_ROLES)) & assigned_to_any(principal.tenant_ids))
        case Reach.OWN:
            return oneself | User.tenant_id.in_(principal.tenant_ids)
    return oneself


async def visible_person(session: AsyncSession, principal: Principal, person_id: UUID) -> Person:
    """Raises NotFound for nobody, and for somebody whom the caller may not see."""
    found: Sequence[Person] = await people.list_of(session, visible_to(principal), User.id == person_id, limit=1)
    if not found:
        raise NotFound
    return found[0]
