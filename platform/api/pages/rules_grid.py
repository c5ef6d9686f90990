"""/rules/{slug}/{key}/edit: the draft of a ruleset as grids. What is done there is asked of the API, by the session."""

from litestar.params import FromPath

from tasks.configuring import rulesets
from tasks.configuring.known import known_of
from tasks.reading.titles import titles_of
from tenants.roles import Permission

from ..access import Call, database, tenant_named
from ..answers import Answer
from ..browser.rendering import show
from ..browser.routing import page
from .rule_views import ruleset_values


@page("GET", "/rules/{slug:str}/{key:str}/edit", Permission.CHANGE_CONFIGURATION)
async def edit_rules(request: Call, slug: FromPath[str], key: FromPath[str]) -> Answer:
    """The draft of a ruleset"""
    tenant = tenant_named(request, slug)
    values = await ruleset_values(request, tenant, key)
    async with database(request).session([tenant.id]) as session:
        schema = await rulesets.schema_of(session, tenant.id, key)
        known = known_of(schema, await rulesets.catalogue_of(session))
        titles = await titles_of(session, [tenant.id])
    return show(request, "rules/edit.html", {**values, "known": known, "titles": titles})


HANDLERS = [edit_rules]
