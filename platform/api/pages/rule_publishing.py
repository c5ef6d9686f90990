"""/rules/{slug}/{key}/publish: what the check says of the draft, what it changes, and the button that makes it live."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from litestar.params import FromPath

from rules.report import Finding
from tasks.configuring import rulesets
from tasks.configuring.rulesets import Checked
from tasks.errors import CheckFailed, Contended, DraftUnchanged
from tenants.principals import TenantRef
from tenants.roles import Permission

from ..access import Call, database, ring_relay, tenant_named, tenant_named_to_change
from ..answers import Answer
from ..browser.forms import Form, form_of
from ..browser.languages import N_
from ..browser.rendering import see_other, show
from ..browser.routing import page
from ..browser.rule_changes import NOTHING, changes_of
from ..browser.rule_places import place_of
from ..configuration import changed
from ..rulesets import Chosen, Examined, examined
from .rule_views import ruleset_values

MOST_COMMENT = 4_000
_INVALID, _CONFLICT = 422, 409


@page("GET", "/rules/{slug:str}/{key:str}/publish", Permission.CHANGE_CONFIGURATION)
async def show_publishing(request: Call, slug: FromPath[str], key: FromPath[str]) -> Answer:
    """What publishing the draft would change"""
    tenant = tenant_named(request, slug)
    values = await ruleset_values(request, tenant, key)
    if not values["has_draft"]:
        return show(request, "rules/no_draft.html", values)
    return await _page(request, tenant, values, await examined(request, tenant, key, Chosen(draft=True)))


@page("POST", "/rules/{slug:str}/{key:str}/publish", Permission.CHANGE_CONFIGURATION)
async def publish_draft(request: Call, slug: FromPath[str], key: FromPath[str]) -> Answer:
    """Publish the draft that was shown, unless warnings were not confirmed"""
    tenant, form = tenant_named_to_change(request, slug), await form_of(request)
    found = await examined(request, tenant, key, Chosen(draft=True))
    seen = Checked(found.content, found.report, stop_on_warnings="confirmed" not in form)
    comment = form.text("comment")[:MOST_COMMENT] or None
    try:
        if form.text("revision") != str(found.revision):
            raise Contended
        version = await changed(request, tenant, partial(rulesets.publish, key=key, seen=seen, comment=comment))
    except (CheckFailed, Contended, DraftUnchanged) as why:
        return await _page(request, tenant, await ruleset_values(request, tenant, key), found, form, why)
    ring_relay(request)  # a worker goes through the past of new patterns
    return see_other(request, f"/rules/{slug}/{key}/versions?after={version}")


HANDLERS = [show_publishing, publish_draft]

_WHY: Mapping[type[Exception], str] = {
    Contended: N_("Somebody saved the draft since you opened this page. Look at what it holds now, then publish."),
    DraftUnchanged: N_("Nothing has changed: the draft is what is published already."),
}


async def _page(
    request: Call,
    tenant: TenantRef,
    values: dict[str, Any],
    found: Examined,
    form: Form | None = None,
    why: Exception | None = None,
) -> Answer:
    key, published = values["key"], values["published"]
    async with database(request).session([tenant.id]) as session:
        in_force = await rulesets.content_of(session, tenant.id, key, published) if published else None
    values = values | {
        "errors": [_placed(found.content, each) for each in found.report.errors],
        "warnings": [_placed(found.content, each) for each in found.report.warnings],
        "changes": changes_of(in_force or NOTHING, found.content),
        "revision": found.revision,
        "comment": form.text("comment") if form else "",
        "is_unconfirmed": isinstance(why, CheckFailed) and not found.report.errors,
        "why": _WHY.get(type(why)) if why else None,
    }
    status = 200 if why is None else _INVALID if isinstance(why, CheckFailed) else _CONFLICT
    return show(request, "rules/publish.html", values, status=status)


def _placed(content: dict[str, Any], finding: Finding) -> dict[str, Any]:
    return {"finding": finding, "place": place_of(content, finding.pointer)}
