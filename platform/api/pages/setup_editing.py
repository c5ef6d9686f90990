"""/setup/{slug}/{kind}: what a tenant is set up with, each kind as a list, and one of it as a form."""

import re
from functools import partial

from litestar.params import FromPath

from tasks.errors import InputInvalid, NotRemovable, StillUsed
from tenants.roles import Permission

from ..access import Call, database, tenant_named
from ..answers import Answer
from ..browser.forms import Form, form_of
from ..browser.languages import N_
from ..browser.rendering import see_other, show
from ..browser.revisions import Stale, hold_to_shown
from ..browser.routing import page
from ..browser.setup_faults import KEY, Said, by_field
from ..errors import Invalid
from ..queries import query
from ..shapes import Shape, fit
from .setup_form import NEW, Opened, around, form_page, kind_named, opened
from .setup_kind import Read
from .setup_schemas import TEXT

_BESIDE = "setup/_beside.html"
_INVALID, _CONFLICT = 422, 409


class EditQuery(Shape):
    """`text`: a schema is written as the text that it is, not as a list of fields."""

    text: bool = False


@page("GET", "/setup/{slug:str}/{kind:str}", Permission.CHANGE_CONFIGURATION)
async def list_kind(request: Call, slug: FromPath[str], kind: FromPath[str]) -> Answer:
    """All of one kind"""
    tenant, chosen = tenant_named(request, slug), kind_named(kind)
    async with database(request).session([tenant.id]) as session:
        found = await chosen.list_of(session, tenant.id)
    return show(request, "setup/list.html", {**await around(request, tenant, chosen), "found": found})


@page("GET", "/setup/{slug:str}/{kind:str}/{key:str}", Permission.CHANGE_CONFIGURATION)
async def show_one(request: Call, slug: FromPath[str], kind: FromPath[str], key: FromPath[str]) -> Answer:
    """One of a kind, or a new one, as a form"""
    one = await opened(request, slug, kind, key)
    return await form_page(request, one, Read(one.body), as_text=query(request, EditQuery).text)


@page("POST", "/setup/{slug:str}/{kind:str}/{key:str}", Permission.CHANGE_CONFIGURATION)
async def save_one(request: Call, slug: FromPath[str], kind: FromPath[str], key: FromPath[str]) -> Answer:
    """Save what the form says, unless somebody else did meanwhile"""
    one, form = await opened(request, slug, kind, key, to_change=True), await form_of(request)
    read = await _saved(request, one, form)
    if not read.faults:
        return see_other(request, f"/setup/{slug}/{kind}")
    return await form_page(request, one, read, typed_key=form.text(KEY), as_text=TEXT in form, status=_INVALID)


@page("POST", "/setup/{slug:str}/{kind:str}/{key:str}/preview", Permission.CHANGE_CONFIGURATION)
async def preview(request: Call, slug: FromPath[str], kind: FromPath[str], key: FromPath[str]) -> Answer:
    """What the form would come to, while it is filled in"""
    one = await opened(request, slug, kind, key)
    body = one.kind.understand(await form_of(request), one.body).body
    values = {"kind": one.kind, "body": body, **await one.kind.beside(request, one.tenant, body)}
    return show(request, _BESIDE, values, parts=(_BESIDE,))


@page("POST", "/setup/{slug:str}/{kind:str}/{key:str}/retire", Permission.CHANGE_CONFIGURATION)
async def retire_one(request: Call, slug: FromPath[str], kind: FromPath[str], key: FromPath[str]) -> Answer:
    """Retire what nothing uses any more"""
    one = await opened(request, slug, kind, key, to_change=True)
    try:
        await one.kind.retire(request, one.tenant, key)
    except StillUsed as used:
        why: Said = (_USED, {"uses": ", ".join(used.used_by)})
    except NotRemovable:
        why = (_STAYS, {})
    else:
        return see_other(request, f"/setup/{slug}/{kind}")
    return await form_page(request, one, Read(one.body, {"": why}), status=_CONFLICT)


HANDLERS = [list_kind, show_one, save_one, preview, retire_one]

_TAKEN: Said = (N_("There is one with this key already."), {})
SOMEBODY: Said = (
    N_("Somebody changed this meanwhile. What you typed is still here; save again to put it in the place of theirs."),
    {},
)
_USED = N_("It stays, because it is still used by %(uses)s.")
_STAYS = N_("It stays: every client has it.")


async def _saved(request: Call, one: Opened, form: Form) -> Read:
    """What was typed; with what is wrong with it, where nothing was saved."""
    read = one.kind.understand(form, one.body)
    if read.faults:
        return read
    key = one.key if one.key != NEW else form.text(KEY) or _key_of(form.text("name"), one.kind.dash)
    try:
        asked = fit(read.body, one.kind.shape)
        await one.kind.write(request, one.tenant, key, asked, partial(hold_to_shown, form))
    except (Invalid, InputInvalid) as wrong:
        return Read(read.body, by_field(wrong.faults))
    except Stale:
        return Read(read.body, {KEY: _TAKEN} if one.key == NEW else {"": SOMEBODY})
    return read


def _key_of(name: str, dash: str) -> str:
    return re.sub("[^a-z0-9]+", dash, name.lower()).strip(dash)
