"""/setup/{slug}/keys: the keys of a client's systems, issued, shown once, and revoked."""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from litestar.params import FromPath

from tenants import api_keys
from tenants.principals import TenantRef
from tenants.roles import Permission, Role

from ..access import Call, database, hold_to_active, tenant_named
from ..answers import Answer
from ..browser.forms import Form, form_of
from ..browser.rendering import see_other, show
from ..browser.routing import page
from ..errors import Invalid, NotFound
from ..issuing import Holder, NewTenantKey, issue_key, of_tenant, revoke_key, visible_key
from ..shapes import fit
from .administration import SETUP
from .key_forms import LASTS, here, key_asked_in, key_faults
from .setup import of_setup

ENTRIES = ()
MOST_KEYS = 200
_INVALID = 422
_PATH = f"{SETUP}/{{slug:str}}/keys"


@page("GET", _PATH, Permission.CHANGE_TENANT)
async def show_keys(request: Call, slug: FromPath[str]) -> Answer:
    """Keys of a client"""
    return await _keys(request, tenant_named(request, slug))


@page("POST", _PATH, Permission.CHANGE_TENANT)
async def issue(request: Call, slug: FromPath[str]) -> Answer:
    """Issue a key of a client"""
    tenant = tenant_named(request, slug)
    hold_to_active(request, tenant)
    form, now = await form_of(request), datetime.now(UTC)
    try:
        asked = fit(key_asked_in(form, now) | {"role": form.text("key_role")}, NewTenantKey)
        async with database(request).session([tenant.id]) as session:
            _, key = await issue_key(request, session, Holder(None, tenant.id, Role(asked.role)), asked, now)
    except Invalid as invalid:
        return await _keys(request, tenant, form, key_faults(invalid))
    return await _keys(request, tenant, issued=key)


@page("POST", f"{_PATH}/{{key_id:uuid}}/revoke", Permission.ISSUE_KEYS)
async def revoke(request: Call, slug: FromPath[str], key_id: FromPath[UUID]) -> Answer:
    """Revoke a key of a client"""
    tenant, record = tenant_named(request, slug), await visible_key(request, key_id)
    if record.tenant_id != tenant.id:
        raise NotFound
    await revoke_key(request, record)
    return see_other(request, f"{SETUP}/{slug}/keys")


HANDLERS = [show_keys, issue, revoke]


async def _keys(
    request: Call,
    tenant: TenantRef,
    form: Form | None = None,
    faults: Mapping[str, str] | None = None,
    issued: str | None = None,
) -> Answer:
    async with database(request).session([tenant.id]) as session:
        keys = await api_keys.list_of(session, of_tenant(tenant), limit=MOST_KEYS)
    values = {
        "keys": keys,
        "lasts": LASTS,
        "roles": (Role.CLIENT, Role.TENANT_ADMIN),
        "form": form,
        "faults": faults or {},
        "shown_key": issued,
        "here": here(request),
        **of_setup(request, tenant),
    }
    return show(request, "setup/keys.html", values, status=_INVALID if faults else 200)
