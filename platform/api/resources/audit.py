"""/v1/audit: who changed what, and when."""

from uuid import UUID

from tasks.reading.audits import AuditFilter, oldest_of
from tenants.roles import Permission

from ..access import Call, database
from ..answers import Answer, answer
from ..auditing import AuditView, Verification, audit_view, chains_of, verified
from ..places import Page, Paging, page, place_of
from ..queries import query
from ..routes import get
from ..shapes import Instant


class AuditQuery(Paging):
    """`object`: an id, a key or a short name. `actor`: the id of a person or key."""

    since: Instant | None = None
    action: str | None = None
    object: str | None = None
    actor: str | None = None


@get("/v1/audit", Permission.READ_AUDIT, query=AuditQuery, names_tenant=True, answers={200: Page[AuditView]})
async def list_audit(request: Call) -> Answer:
    """The record of changes, oldest first"""
    slugs = chains_of(request)
    asked = query(request, AuditQuery)
    wanted = AuditFilter(asked.action, asked.object, asked.actor, asked.since)
    after = place_of(asked.cursor, UUID)
    async with database(request).session(slugs) as session:
        rows = await oldest_of(session, list(slugs), wanted, after=after, limit=asked.limit + 1)
    return answer(page([audit_view(row, slugs) for row in rows], asked.limit, lambda view: view.id))


@get("/v1/audit/verify", Permission.READ_AUDIT, names_tenant=True, answers={200: Verification})
async def verify_audit(request: Call) -> Answer:
    """Whether the record of changes is whole and unchanged"""
    return answer(await verified(request))


HANDLERS = [list_audit, verify_audit]
