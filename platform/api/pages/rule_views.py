"""What the pages around one ruleset have in common: whose it is, what it is called, and what the reader may do."""

from typing import Any

from tasks.configuring import rulesets
from tenants.principals import TenantRef
from tenants.roles import Permission, reach_of

from ..access import Call, database
from ..browser.forms import Form
from ..errors import NotFound
from ..rulesets import NEWEST_VERSION
from .holding import whole


async def ruleset_values(request: Call, tenant: TenantRef, key: str) -> dict[str, Any]:
    """`published` is the version in force, None where there is none. Raises NotFound without the work type."""
    async with database(request).session([tenant.id]) as session:
        standing = await rulesets.standing_of(session, tenant.id, key)
    return {
        "tenant": tenant,
        "key": key,
        "title": standing.name,
        "published": standing.published,
        "has_draft": standing.has_draft,
        "zone": tenant.timezone,
        **may(request, tenant),
    }


def version_in(form: Form, name: str) -> int | None:
    """None where none is named. Raises NotFound for what can be no version."""
    if not (text := form.text(name)):
        return None
    if not 0 < (number := whole(text)) <= NEWEST_VERSION:
        raise NotFound
    return number


def may(request: Call, tenant: TenantRef) -> dict[str, bool]:
    """Whether the reader may look behind what is published, and whether they may change it."""
    role = request.user.role
    return {
        "may_read": reach_of(role, Permission.READ_CONFIGURATION) is not None,
        "may_write": tenant.state == "active" and reach_of(role, Permission.CHANGE_CONFIGURATION) is not None,
    }
