"""How a tenant's settings are changed, for the API as for pages: what may be asked, and the one way of doing it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType, structs

from rules.errors import Fault
from tasks.configuring.calendars import faults_of_naming
from tasks.time_zones import time_zones
from tenants import registry
from tenants.models import Tenant
from tenants.principals import TenantRef
from tenants.roles import Reach

from .access import Call, database, reach
from .errors import Forbidden, Invalid
from .shapes import Name, Shape, Slug

Country = Annotated[str, Meta(pattern="^[A-Z]{2}$", description="ISO 3166-1, two letters.")]
Weight = Annotated[int, Meta(ge=1, le=1000)]


class TenantChanges(Shape):
    name: Name | UnsetType = UNSET
    timezone: str | UnsetType = UNSET
    country: Country | UnsetType = UNSET
    calendar: Slug | UnsetType | None = UNSET
    weight: Weight | UnsetType = UNSET


async def change_settings(request: Call, named: TenantRef, asked: TenantChanges, hold: Callable[[int], None]) -> Tenant:
    """`hold` is asked with the revision that stands. Raises Forbidden, Invalid, and what `hold` raises."""
    changes = {name: value for name, value in structs.asdict(asked).items() if value is not UNSET}
    if reach(request) is Reach.OWN and "weight" in changes:
        raise Forbidden("The weight is the BPO's to set.")
    async with database(request).session([named.id]) as session:
        tenant = await registry.read_locked(session, named.id)
        hold(tenant.revision)
        faults = [
            *timezone_faults(changes.get("timezone", tenant.timezone)),
            *await faults_of_naming(session, named.id, changes.get("calendar")),
        ]
        if faults:
            raise Invalid(*faults)
        return await registry.change(session, request.user, tenant, changes, datetime.now(UTC))


def timezone_faults(name: str) -> list[Fault]:
    return [] if name in time_zones() else [Fault("/timezone", "is no time zone of the IANA database")]
