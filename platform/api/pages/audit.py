"""/administration/audit: who changed what, newest first, and whether the record of it is whole."""

from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from msgspec import Meta

from tasks import audit_verification
from tasks.reading.audits import AuditFilter, newest_of
from tenants import decimals
from tenants.ids import new_id
from tenants.models import INSTALLATION
from tenants.roles import Permission

from ..access import Call, database, ring_relay
from ..answers import Answer
from ..auditing import AuditView, audit_view, chains_of
from ..browser.days import beginning_of
from ..browser.formats import UTC_NAME
from ..browser.languages import N_
from ..browser.rendering import see_other, show
from ..browser.routing import page
from ..places import Paging, place_of
from ..places import page as paged
from ..queries import TENANT, parameters, query
from .administration import AUDIT, PATH, views_of

ENTRIES = ()
_VERIFIED = "administration/_verified.html"
ACTIONS = (
    *("api_key.issued", "api_key.revoked", "calendar.put", "desk.put", "import.started", "pack.installed"),
    *("queue.put", "ruleset.draft_saved", "ruleset.published", "run.retried", "session.begun", "session.ended"),
    *("task.cancelled", "task.completed", "task.reopened", "task_type.put", "tenant.changed", "tenant.created"),
    *("tenant.erased", "tenant.state_changed", "user.changed", "user.created", "user.password_changed"),
    *("user.password_given", "webhook.put", "webhook.rotated", "work_item.amended", "work_item.attached"),
    *("work_item.cancelled", "work_item.migrated", "work_item.received", "work_item.redecided"),
    *("work_item.reopened", "work_type.put"),
)
"""Proposed to who looks for one; any other can be typed."""

FAULTS = (
    N_("the seal before it is gone"),
    N_("the row that it covers is gone"),
    N_("its row, or the seal before it, was changed"),
)
"""What the database says of a seal that does not fit."""

PLACES = {"work_item": "/items/", "task": "/tasks/", "user": "/people/accounts/"}
"""Where the object of an action is seen, by the noun that the action begins with."""


class Looking(Paging):
    """`object`: an id, a key or a short name. `actor`: the id of a person or key. `day`: the last day that is shown."""

    action: str | None = None
    object: str | None = None
    actor: str | None = None
    day: Annotated[str, Meta(pattern="^([0-9]{4}-[0-9]{2}-[0-9]{2})?$")] | None = None

    def at(self, tenant: str | None, **changed: Any) -> str:
        names = ("action", "object", "actor", "day")
        known = {TENANT: tenant, **{name: getattr(self, name) for name in names}} | changed
        return f"{AUDIT}?{urlencode({name: value for name, value in known.items() if value})}"


@page("GET", AUDIT, Permission.READ_AUDIT)
async def show_audit(request: Call) -> Answer:
    """Audit"""
    slugs, asked, tenant = chains_of(request), query(request, Looking), parameters(request).get(TENANT)
    wanted = AuditFilter(
        asked.action or None, asked.object or None, asked.actor or None, until=_until(request, asked.day)
    )
    before = place_of(asked.cursor, UUID)
    async with database(request).session(slugs) as session:
        rows = await newest_of(session, list(slugs), wanted, before=before, limit=asked.limit + 1)
    shown = paged([audit_view(row, slugs) for row in rows], asked.limit, lambda view: view.id)
    values = {
        **_shared(request),
        "shown": shown,
        "details": {view.id: decimals.dumps(view.data) if view.data else "" for view in shown.items},
        "places": {view.id: _place(view) for view in shown.items},
        "asked": asked,
        "actor": next((view.actor.get("name") for view in shown.items), asked.actor) if asked.actor else None,
        "tenant": tenant,
        "actions": ACTIONS,
        "first": asked.at(tenant) if asked.cursor else None,
        "next": asked.at(tenant, cursor=shown.next_cursor) if shown.next_cursor else None,
    }
    return show(request, "administration/audit.html", values)


@page("GET", f"{AUDIT}/verify", Permission.READ_AUDIT)
async def show_verification(request: Call) -> Answer:
    """Whether the record of changes is whole and unchanged"""
    return show(request, "administration/verify.html", await _verification(request), parts=(_VERIFIED,))


@page("POST", f"{AUDIT}/verify", Permission.READ_AUDIT)
async def verify_audit(request: Call) -> Answer:
    """Verify it now, unless somebody has begun to"""
    slugs, now = chains_of(request), datetime.now(UTC)
    async with database(request).session([*slugs, INSTALLATION]) as session:
        if not (await audit_verification.standing(session, slugs)).is_running:
            await audit_verification.begin(session, request.user, slugs, job_id=new_id(now), now=now)
    ring_relay(request)
    return see_other(request, _verify_path(request))


HANDLERS = [show_audit, show_verification, verify_audit]


async def _verification(request: Call) -> dict[str, Any]:
    slugs = chains_of(request)
    async with database(request).session(slugs) as session:
        found = await audit_verification.standing(session, slugs)
    return {**_shared(request), "found": found, "verify_path": _verify_path(request)}


def _verify_path(request: Call) -> str:
    tenant = parameters(request).get(TENANT)
    return f"{AUDIT}/verify" + (f"?{urlencode({TENANT: tenant})}" if tenant else "")


def _shared(request: Call) -> dict[str, Any]:
    names = {tenant.slug: tenant.name for tenant in request.user.tenants}
    return {"path": PATH, "views": views_of(request.user), "names": names}


def _place(view: AuditView) -> str | None:
    noun = view.action.partition(".")[0]
    return f"{PLACES[noun]}{view.object}" if noun in PLACES else None


def _until(request: Call, day: str | None) -> datetime | None:
    """The end of the day, where the reader is."""
    tenants = request.user.tenants
    return beginning_of(day, tenants[0].timezone if tenants else UTC_NAME, days_later=1)
