"""POST /v1/tenants/{slug}/erase: a tenant leaves, and takes everything with it."""

from datetime import UTC, datetime
from uuid import UUID

from litestar.params import FromPath
from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from rules.errors import Fault
from tasks import erasing
from tenants.ids import new_id
from tenants.models import INSTALLATION
from tenants.roles import Permission

from ..access import Call, ring_relay, tenant_named
from ..answers import Answer
from ..bodies import body
from ..errors import Invalid
from ..idempotency import once
from ..routes import post
from ..shapes import Shape


class EraseBody(Shape):
    """`confirm`: the slug once more."""

    confirm: str


class Erasing(Struct, frozen=True):
    id: UUID


@post("/v1/tenants/{slug:str}/erase", Permission.MANAGE_TENANTS, body=EraseBody, answers={202: Erasing})
async def erase_tenant(request: Call, slug: FromPath[str]) -> Answer:
    """Erase a tenant, for ever

    At once nobody sees it any more, and its keys and people are no longer good. All its data, files too, are deleted in
    the background; `GET /v1/jobs/{id}` tells how many rows and files so far. What stays is one record in the audit of
    the installation. Then the slug is free.
    """
    named = tenant_named(request, slug)
    asked = await body(request, EraseBody)
    if asked.confirm != slug:
        raise Invalid(Fault("/confirm", "is not this tenant's slug"))
    now = datetime.now(UTC)
    job_id = new_id(now)

    async def begin(session: AsyncSession) -> Erasing:
        await erasing.begin(session, request.user, named.id, job_id=job_id, now=now)
        return Erasing(job_id)

    done = await once(request, 202, begin, tenants=[named.id, INSTALLATION])
    ring_relay(request)
    return done


HANDLERS = (erase_tenant,)
