"""/rules/{slug}/{key}/versions: what was published, what lies between two versions, and the way back to one."""

from functools import partial
from typing import Any

from litestar.params import FromPath

from tasks.configuring import rulesets
from tenants.principals import TenantRef
from tenants.roles import Permission

from ..access import Call, database, ring_relay, tenant_named, tenant_named_to_change
from ..answers import Answer
from ..browser.forms import form_of
from ..browser.rendering import see_other, show
from ..browser.routing import page
from ..browser.rule_changes import NOTHING, changes_of
from ..configuration import changed
from ..errors import NotFound
from ..queries import query
from ..rulesets import Version
from ..shapes import Shape
from .rule_views import ruleset_values, version_in

MOST_SHOWN = 50


class VersionsQuery(Shape):
    """`before` and `after`: the two that are compared, left out: the newest with that before it. `older`: the list goes
    on below this version."""

    before: Version | None = None
    after: Version | None = None
    older: Version | None = None


@page("GET", "/rules/{slug:str}/{key:str}/versions", Permission.READ_CONFIGURATION)
async def show_versions(request: Call, slug: FromPath[str], key: FromPath[str]) -> Answer:
    """What was published, and what two versions differ in"""
    tenant, asked = tenant_named(request, slug), query(request, VersionsQuery)
    values = await ruleset_values(request, tenant, key)
    async with database(request).session([tenant.id]) as session:
        found = await rulesets.versions(session, tenant.id, key, asked.older, MOST_SHOWN + 1)
    values |= {"versions": found[:MOST_SHOWN], "older": found[MOST_SHOWN - 1].version if found[MOST_SHOWN:] else None}
    values |= await _compared(request, tenant, key, asked, values["published"])
    return show(request, "rules/versions.html", values)


@page("POST", "/rules/{slug:str}/{key:str}/rollback", Permission.CHANGE_CONFIGURATION)
async def roll_back(request: Call, slug: FromPath[str], key: FromPath[str]) -> Answer:
    """Publish an earlier version's content again"""
    tenant, number = tenant_named_to_change(request, slug), version_in(await form_of(request), "version")
    if number is None:
        raise NotFound
    version = await changed(request, tenant, partial(rulesets.roll_back, key=key, version=number))
    if version is None:
        raise NotFound
    ring_relay(request)
    return see_other(request, f"/rules/{slug}/{key}/versions?after={version}")


HANDLERS = [show_versions, roll_back]


async def _compared(
    request: Call, tenant: TenantRef, key: str, asked: VersionsQuery, published: int | None
) -> dict[str, Any]:
    """What is chosen, and the changes from the one to the other; before the first version there is nothing."""
    after = asked.after or published
    before = asked.before or (after - 1 if after else None)
    if after is None or before is None:
        return {"before": None, "after": None, "changes": None}
    async with database(request).session([tenant.id]) as session:
        contents = [await rulesets.content_of(session, tenant.id, key, each) for each in (before, after)]
    if contents[1] is None or (contents[0] is None and before):
        raise NotFound
    return {"before": before, "after": after, "changes": changes_of(contents[0] or NOTHING, contents[1])}
