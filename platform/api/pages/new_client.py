"""/new-client: a client set up on one page: with a process, somebody who looks after it, and a key for its systems."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from packs.beginning import KINDS, example_of
from packs.installing import install
from packs.pack import pack_keys, read_pack
from tasks.configuring.change import Change
from tasks.founding import found
from tasks.time_zones import time_zones
from tenants import decimals, people, registry
from tenants.errors import EmailTaken, SlugTaken
from tenants.ids import new_id
from tenants.models import INSTALLATION
from tenants.people import NewPerson
from tenants.registry import NewTenant
from tenants.roles import Permission, Role

from ..access import Call, database
from ..answers import Answer
from ..browser.forms import Form, form_of
from ..browser.languages import N_
from ..browser.rendering import show
from ..browser.routing import page
from ..issuing import Holder, NewPersonKey, issue_key
from .clients import PATH
from .key_forms import here
from .new_client_forms import ROWS, Wanted, faults_of, wanted_in

ENTRIES = ()
KIND_NAMES = {"text": N_("text"), "number": N_("number"), "day": N_("day"), "yes_no": N_("yes or no")}
_INVALID = 422
_NEW = "/new-client"
"""Not below /clients, where a client may be called `new`."""


@page("GET", _NEW, Permission.MANAGE_TENANTS)
async def show_new_client(request: Call) -> Answer:
    """A new client"""
    return _form(request, Form([]), {})


@page("POST", _NEW, Permission.MANAGE_TENANTS)
async def set_up_client(request: Call) -> Answer:
    """Set a client up"""
    form = await form_of(request)
    wanted = wanted_in(form)
    if faults := faults_of(wanted):
        return _form(request, form, faults)
    hashed = await asyncio.to_thread(people.hash_password, wanted.password) if wanted.email else None
    try:
        key = await _set_up(request, wanted, hashed)
    except SlugTaken:
        return _form(request, form, {"slug": N_("Another client is called so.")})
    except EmailTaken:
        return _form(request, form, {"email": N_("Somebody has this e-mail address already.")})
    pack = wanted.pack()
    example = decimals.dumps(example_of(wanted.fields, datetime.now(UTC).date())) if wanted.fields else None
    values = {
        "wanted": wanted,
        "shown_key": key,
        "types": {key: type_["schema"].get("required", ()) for key, type_ in pack.work_types.items()} if pack else {},
        "example": example,
        "here": here(request),
        "path": PATH,
    }
    return show(request, "clients/made.html", values)


HANDLERS = [show_new_client, set_up_client]


def _form(request: Call, form: Form, faults: Mapping[str, str]) -> Answer:
    values = {
        "form": form,
        "faults": faults,
        "packs": [(key, read_pack(key).about) for key in pack_keys()],
        "zones": sorted(time_zones()),
        "kinds": [(kind, KIND_NAMES[kind]) for kind in KINDS],
        "rows": range(ROWS),
        "path": PATH,
    }
    return show(request, "clients/new.html", values, status=_INVALID if faults else 200)


async def _set_up(request: Call, wanted: Wanted, password_hash: str | None) -> str:
    """All of it in one transaction; gives the key. Raises SlugTaken, EmailTaken."""
    now = datetime.now(UTC)
    tenant_id = new_id(now)
    async with database(request).session([tenant_id, INSTALLATION]) as session:
        new = NewTenant(tenant_id, wanted.slug, wanted.name, wanted.timezone, wanted.country, 1)
        await registry.create(session, request.user, new, now)
        await found(session, tenant_id)
        if pack := wanted.pack():
            change = Change(session, request.user, tenant_id, now)
            await change.begin(moves_lanes=True)
            await install(change, pack, replace=False)
        if wanted.email:
            await _make_admin(request, session, wanted, tenant_id, password_hash, now)
        holder = Holder(None, tenant_id, Role.CLIENT)
        _, key = await issue_key(request, session, holder, NewPersonKey(name="first"), now)
        return key


async def _make_admin(
    request: Call, session: AsyncSession, wanted: Wanted, tenant_id: UUID, password_hash: str | None, now: datetime
) -> None:
    person = NewPerson(
        id=new_id(now),
        email=wanted.email,
        name=wanted.email.partition("@")[0],
        role=Role.TENANT_ADMIN,
        tenants=(tenant_id,),
        queues=None,
        skills={},
        capacity=None,
        password_hash=password_hash,
    )
    await people.create(session, request.user, person, now)
