"""/people/accounts/{id}/keys: keys of one person, shown once, and revoked."""

from datetime import UTC, datetime
from uuid import UUID

from litestar.params import FromPath

from tenants.roles import Permission

from ..access import Call, database
from ..answers import Answer
from ..browser.forms import form_of
from ..browser.rendering import see_other
from ..browser.routing import page
from ..errors import Invalid, NotFound
from ..issuing import NewPersonKey, holder_of_keys, issue_key, revoke_key, visible_key
from ..shapes import fit
from .administration import PEOPLE
from .key_forms import key_asked_in, key_faults
from .person import person_page, seen

ENTRIES = ()


@page("POST", f"{PEOPLE}/{{person_id:uuid}}/keys", Permission.ISSUE_KEYS)
async def issue(request: Call, person_id: FromPath[UUID]) -> Answer:
    """Issue a key of a person"""
    holder, person = await holder_of_keys(request, person_id), await seen(request, person_id)
    form, now = await form_of(request), datetime.now(UTC)
    try:
        asked = fit(key_asked_in(form, now), NewPersonKey)
        async with database(request).session([holder.bound]) as session:
            _, key = await issue_key(request, session, holder, asked, now)
    except Invalid as invalid:
        return await person_page(request, person, form, key_faults(invalid))
    return await person_page(request, person, issued=key)


@page("POST", f"{PEOPLE}/{{person_id:uuid}}/keys/{{key_id:uuid}}/revoke", Permission.ISSUE_KEYS)
async def revoke(request: Call, person_id: FromPath[UUID], key_id: FromPath[UUID]) -> Answer:
    """Revoke a key of a person"""
    record = await visible_key(request, key_id)
    if record.user_id != person_id:
        raise NotFound
    await revoke_key(request, record)
    return see_other(request, f"{PEOPLE}/{person_id}")


HANDLERS = [issue, revoke]
