"""Which people a caller may see, and what of them they may change: how far the permissions about people reach."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, true
from sqlalchemy.ext.asyncio import AsyncSession

from rules import Fault
from tenants import people
from tenants.models import User
from tenants.people import Person, assigned_to_any
from tenants.principals import Principal, TenantRef
from tenants.roles import STAFF_ROLES, TENANT_ROLES, Permission, Reach, Role, reach_of

from .access import Call, reach
from .errors import Forbidden, Invalid, NotFound

CHANGEABLE: Mapping[Reach, frozenset[str]] = {
    Reach.ALL: frozenset({"name", "tenants", "queues", "skills", "capacity", "active", "password"}),
    Reach.OPERATORS: frozenset({"skills", "queues", "capacity"}),
    Reach.SELF: frozenset({"name"}),
    Reach.OWN: frozenset({"name", "active", "password"}),
}


def visible_to(principal: Principal) -> ColumnElement[bool]:
    """The condition under which `principal` sees a row of users; one's own record always."""
    oneself = User.id == principal.user_id
    match reach_of(principal.role, Permission.READ_PEOPLE):
        case Reach.ALL:
            return true()
        case Reach.STAFF:
            return oneself | (User.role.in_(sorted(STAFF_ROLES)) & assigned_to_any(principal.tenant_ids))
        case Reach.OWN:
            return oneself | User.tenant_id.in_(principal.tenant_ids)
    return oneself


def of_any(tenants: Sequence[TenantRef]) -> ColumnElement[bool]:
    """The condition under which a person belongs, or is assigned, to one of these tenants."""
    ids = [tenant.id for tenant in tenants]
    return User.tenant_id.in_(ids) | assigned_to_any(ids)


async def visible_person(session: AsyncSession, principal: Principal, person_id: UUID) -> Person:
    """Raises NotFound for nobody, and for somebody whom the caller may not see."""
    found: Sequence[Person] = await people.list_of(session, visible_to(principal), User.id == person_id, limit=1)
    if not found:
        raise NotFound
    return found[0]


def hold_to_reach(request: Call, person: Person, changes: Mapping[str, Any]) -> None:
    """Raises Forbidden for a person, or a member of their record, that is not the caller's to change."""
    if refused := sorted(set(changes) - changeable_by(request.user, person)):
        raise Forbidden(f"This is not yours to change here: {', '.join(refused)}.")


def changeable_by(principal: Principal, person: Person) -> frozenset[str]:
    """Members of this person's record. One's own password is changed where the old one is asked for."""
    far = reach_of(principal.role, Permission.CHANGE_PEOPLE)
    if far is None:
        return frozenset()
    if person.id == principal.user_id:
        return (CHANGEABLE[far] | CHANGEABLE[Reach.SELF]) - {"password"}
    is_anothers = far is Reach.OPERATORS and person.role is not Role.OPERATOR
    return frozenset() if is_anothers else CHANGEABLE[far]


def assigned_tenants(request: Call, role: Role, slugs: Sequence[str]) -> Sequence[TenantRef]:
    """The tenants of a person of this role; a tenant_admin's people are of their own tenant, named or not.

    Raises Invalid for tenants that the caller does not see, and for more or less than the one that a person of a
    tenant belongs to.
    """
    known = {tenant.slug: tenant for tenant in request.user.tenants}
    if reach(request) is Reach.OWN and not slugs:
        slugs = list(known)
    unknown = [Fault(f"/tenants/{index}", "is no tenant") for index, slug in enumerate(slugs) if slug not in known]
    if unknown:
        raise Invalid(*unknown)
    named = [known[slug] for slug in dict.fromkeys(slugs)]
    if role in TENANT_ROLES and len(named) != 1:
        raise Invalid(Fault("/tenants", f"a person of role {role} belongs to one tenant"))
    return named
