"""One thing of a tenant's set-up, opened as a form: what stands, what was typed, and what is wrong with it."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from tenants.principals import TenantRef

from ..access import Call, database, tenant_named, tenant_named_to_change
from ..answers import Answer
from ..browser.rendering import show
from ..browser.revisions import NONE, shown
from ..errors import NotFound
from .setup import of_setup
from .setup_calendars import CALENDARS
from .setup_kind import Body, Kind, Read
from .setup_queues import QUEUES
from .setup_start import steps_of
from .setup_task_types import TASK_TYPES
from .setup_work_types import WORK_TYPES

KINDS: Mapping[str, Kind] = {kind.path: kind for kind in (WORK_TYPES, TASK_TYPES, QUEUES, CALENDARS)}
NEW = "-"
"""In the place of a key, which begins with a letter: what is not there yet."""


class Opened(Struct, frozen=True):
    """`body` is what stands under the key, `revision` as forms carry it."""

    tenant: TenantRef
    kind: Kind
    key: str
    body: Body
    revision: str


def kind_named(path: str) -> Kind:
    """Raises NotFound."""
    if path not in KINDS:
        raise NotFound
    return KINDS[path]


async def opened(request: Call, slug: str, kind: str, key: str, *, to_change: bool = False) -> Opened:
    """Raises NotFound; to change it, TenantSuspended."""
    tenant = tenant_named_to_change(request, slug) if to_change else tenant_named(request, slug)
    chosen = kind_named(kind)
    if key == NEW:
        return Opened(tenant, chosen, key, chosen.blank, NONE)
    async with database(request).session([tenant.id]) as session:
        found = await chosen.read(session, tenant.id, key)
    if found is None:
        raise NotFound
    return Opened(tenant, chosen, key, found.body, shown(found.revision))


async def form_page(
    request: Call, one: Opened, read: Read, *, typed_key: str = "", as_text: bool = False, status: int = 200
) -> Answer:
    values = {
        **await around(request, one.tenant, one.kind),
        "key": one.key,
        "is_new": one.key == NEW,
        "typed_key": typed_key,
        "body": read.body,
        "faults": read.faults,
        "revision": one.revision,
        "as_text": as_text,
        **await one.kind.beside(request, one.tenant, read.body),
    }
    return show(request, "setup/edit.html", values, status=status)


async def around(request: Call, tenant: TenantRef, kind: Kind) -> dict[str, Any]:
    """What every page of a kind shows."""
    return {**of_setup(request, tenant), "kind": kind, "steps": await steps_of(request, tenant)}
