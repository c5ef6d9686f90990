"""/rules: what is published, to be read: each table as a sheet, so that one can say why a task is where it is."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

from litestar.params import FromPath
from msgspec import Meta, Struct
from sqlalchemy import and_, or_, select

from tasks.models import RulesetHead, RulesetVersion, WorkType
from tasks.reading.titles import titles_of
from tenants.roles import Permission, Role, reach_of

from ..access import Call, database, tenant_named, tenants_of
from ..answers import Answer
from ..browser.languages import N_
from ..browser.navigation import Entry
from ..browser.rendering import show
from ..browser.routing import page
from ..errors import NotFound
from ..queries import query
from ..shapes import Shape
from .rule_views import may, ruleset_values

ENTRIES = (
    Entry(
        label=N_("Rules"),
        path="/rules",
        permission=Permission.READ_TASKS,
        order=70,
        go="r",
        roles=frozenset({Role.PLATFORM_ADMIN, Role.SUPERVISOR, Role.AUDITOR, Role.OPERATOR, Role.TENANT_ADMIN}),
    ),
)


class VersionQuery(Shape):
    """`version` left out: the published one."""

    version: Annotated[int, Meta(ge=1, le=2**31 - 1)] | None = None


class Listed(Struct, frozen=True):
    """`version` None: nothing is published yet, which only those see who may edit."""

    tenant_id: UUID
    key: str
    version: int | None


class Sheet(Struct, frozen=True):
    """A table as it is read: its inputs, whether a rule has an `if`, and its rules as they were written."""

    name: str
    event: str
    hit_policy: str
    inputs: Sequence[str]
    has_condition: bool
    rules: Sequence[Mapping[str, Any]]


@page("GET", "/rules", Permission.READ_TASKS)
async def list_rules(request: Call) -> Answer:
    """Rules"""
    tenants = tenants_of(request)
    ids = [tenant.id for tenant in tenants]
    async with database(request).session(ids) as session:
        rows = await session.execute(
            select(WorkType.tenant_id, WorkType.key, RulesetHead.published)
            .outerjoin(RulesetHead, _SAME_KEY)
            .where(WorkType.tenant_id.in_(ids), or_(RulesetHead.published.is_not(None), WorkType.retired_at.is_(None)))
            .order_by(WorkType.key)
        )
        listed = [Listed(*row) for row in rows]
        titles = await titles_of(session, ids)
    may_write = reach_of(request.user.role, Permission.CHANGE_CONFIGURATION) is not None
    seen = [each for each in listed if may_write or each.version is not None]
    groups = [(tenant, [each for each in seen if each.tenant_id == tenant.id]) for tenant in tenants]
    return show(request, "rules/list.html", {"groups": groups, "titles": titles, "may_write": may_write})


@page("GET", "/rules/{slug:str}/{key:str}", Permission.READ_TASKS)
async def show_rules(request: Call, slug: FromPath[str], key: FromPath[str]) -> Answer:
    """The rules of a type of work"""
    tenant, asked = tenant_named(request, slug), query(request, VersionQuery)
    async with database(request).session([tenant.id]) as session:
        head = await session.get(RulesetHead, (tenant.id, key))
        wanted = asked.version or (head.published if head else None)
        version = await session.get(RulesetVersion, (tenant.id, key, wanted)) if wanted else None
        titles = await titles_of(session, [tenant.id])
    if wanted is None and may(request, tenant)["may_write"]:
        return show(request, "rules/unpublished.html", await ruleset_values(request, tenant, key))
    if head is None or version is None:
        raise NotFound
    values = {
        "tenant": tenant,
        "key": key,
        "version": version,
        "published": head.published,
        "sheets": sheets_of(version.content),
        "patterns": version.content.get("patterns", ()),
        "titles": titles,
        "zone": tenant.timezone,
        **may(request, tenant),
    }
    return show(request, "rules/page.html", values)


HANDLERS = [list_rules, show_rules]

_SAME_KEY = and_(RulesetHead.tenant_id == WorkType.tenant_id, RulesetHead.key == WorkType.key)


def sheets_of(content: Mapping[str, Any]) -> Sequence[Sheet]:
    """The inputs of a table in the order in which its rules first name them."""
    return [
        Sheet(
            name=table["name"],
            event=table["on"],
            hit_policy=table.get("hit_policy", "UNIQUE"),
            inputs=list(dict.fromkeys(each for rule in table.get("rules", ()) for each in rule.get("when", {}))),
            has_condition=any("if" in rule for rule in table.get("rules", ())),
            rules=table.get("rules", ()),
        )
        for table in content.get("tables", ())
    ]
