"""/v1/rulesets/{key}/versions: what was published, and what lies between two versions."""

from datetime import datetime
from typing import Any

from litestar.params import FromPath
from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from tasks.configuring import rulesets
from tasks.configuring.differences import Difference, differences
from tasks.models import RulesetVersion
from tenants.principals import TenantRef
from tenants.roles import Permission

from ..access import Call, database, tenant_of
from ..answers import Answer, answer
from ..errors import NotFound
from ..places import Page, Paging, page, place_of
from ..queries import query
from ..routes import get
from ..rulesets import NEWEST_VERSION


class VersionView(Struct, frozen=True):
    version: int
    comment: str | None
    published_at: datetime
    published_by: dict[str, Any]


class WholeVersion(VersionView, frozen=True):
    content: dict[str, Any]


class Differences(Struct, frozen=True):
    """From the first version to the second."""

    items: list[Difference]


@get(
    "/v1/rulesets/{key:str}/versions",
    Permission.READ_CONFIGURATION,
    query=Paging,
    names_tenant=True,
    answers={200: Page[VersionView]},
)
async def list_versions(request: Call, key: FromPath[str]) -> Answer:
    """What was published, newest first"""
    tenant = await tenant_of(request)
    async with database(request).session([tenant.id]) as session:
        await rulesets.schema_of(session, tenant.id, key)
        paging = query(request, Paging)
        before = place_of(paging.cursor, int)
        rows = await rulesets.versions(session, tenant.id, key, before, paging.limit + 1)
    return answer(page([_view(row) for row in rows], paging.limit, lambda view: view.version))


@get(
    "/v1/rulesets/{key:str}/versions/{version:int}",
    Permission.READ_CONFIGURATION,
    names_tenant=True,
    by_session=True,
    answers={200: WholeVersion},
)
async def read_version(request: Call, key: FromPath[str], version: FromPath[int]) -> Answer:
    """One version with its content"""
    tenant = await tenant_of(request)
    async with database(request).session([tenant.id]) as session:
        row = await _version(session, tenant, key, version)
    return answer(WholeVersion(row.version, row.comment, row.published_at, row.published_by, row.content))


@get(
    "/v1/rulesets/{key:str}/versions/{first:int}/diff/{second:int}",
    Permission.READ_CONFIGURATION,
    names_tenant=True,
    answers={200: Differences},
)
async def compare_versions(request: Call, key: FromPath[str], first: FromPath[int], second: FromPath[int]) -> Answer:
    """What lies between two versions: tables and rules by their names"""
    tenant = await tenant_of(request)
    async with database(request).session([tenant.id]) as session:
        before = await _version(session, tenant, key, first)
        after = await _version(session, tenant, key, second)
    return answer(Differences(differences(before.content, after.content)))


HANDLERS = [list_versions, read_version, compare_versions]


async def _version(session: AsyncSession, tenant: TenantRef, key: str, version: int) -> RulesetVersion:
    row = await session.get(RulesetVersion, (tenant.id, key, version)) if 0 < version <= NEWEST_VERSION else None
    if row is None:
        raise NotFound
    return row


def _view(row: RulesetVersion) -> VersionView:
    return VersionView(row.version, row.comment, row.published_at, row.published_by)
