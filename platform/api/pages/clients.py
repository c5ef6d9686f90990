"""/clients: the companies that the BPO works for: one set up on a single page, suspended, and let go on."""

import asyncio
import re
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import available_timezones

from litestar.params import FromPath
from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from packs.installing import install
from packs.pack import pack_keys, read_pack
from tasks.configuring.change import Change
from tasks.founding import found
from tenants import api_keys, people, registry
from tenants.api_keys import NewKey
from tenants.errors import EmailTaken, SlugTaken
from tenants.ids import new_id
from tenants.keys import RANDOM_BYTES
from tenants.models import INSTALLATION, SLUG
from tenants.people import NewPerson
from tenants.registry import NewTenant
from tenants.roles import Permission, Role

from ..access import Call, database, tenant_named
from ..answers import Answer
from ..browser.forms import Form, form_of
from ..browser.languages import N_
from ..browser.navigation import Entry
from ..browser.rendering import see_other, show
from ..browser.routing import page
from ..errors import NotFound
from .account import SHORTEST
from .key_forms import here

ENTRIES = (
    Entry(
        label=N_("Clients"),
        path="/clients",
        permission=Permission.MANAGE_TENANTS,
        order=10,
        go="c",
        home=frozenset({Role.PLATFORM_ADMIN}),
    ),
)
LONGEST_NAME = 200
STATES = {"suspend": "suspended", "resume": "active"}
_INVALID = 422
_COUNTRY = re.compile("[A-Z]{2}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


class Wanted(Struct, frozen=True):
    """What the page asks for; without `email` nobody is made."""

    slug: str
    name: str
    timezone: str
    country: str
    pack: str
    email: str
    password: str


@page("GET", "/clients", Permission.MANAGE_TENANTS)
async def show_clients(request: Call) -> Answer:
    """Clients"""
    return _clients(request, Form([]), {})


@page("POST", "/clients", Permission.MANAGE_TENANTS)
async def set_up_client(request: Call) -> Answer:
    """Set a client up: with a process, somebody to log in, and a key for its systems"""
    form = await form_of(request)
    wanted = Wanted(*(form.exact(each) if each == "password" else form.text(each) for each in Wanted.__struct_fields__))
    if faults := faults_of(wanted):
        return _clients(request, form, faults)
    hashed = await asyncio.to_thread(people.hash_password, wanted.password) if wanted.email else None
    try:
        key = await _set_up(request, wanted, hashed)
    except SlugTaken:
        return _clients(request, form, {"slug": N_("Another client is called so.")})
    except EmailTaken:
        return _clients(request, form, {"email": N_("Somebody has this e-mail address already.")})
    brought = read_pack(wanted.pack).work_types if wanted.pack else {}
    values = {
        "wanted": wanted,
        "shown_key": key,
        "types": {each: type_["schema"].get("required", ()) for each, type_ in brought.items()},
        "here": here(request),
        "path": "/clients",
    }
    return show(request, "clients/made.html", values)


@page("POST", "/clients/{slug:str}/{verb:str}", Permission.MANAGE_TENANTS)
async def give_state(request: Call, slug: FromPath[str], verb: FromPath[str]) -> Answer:
    """Suspend a client, or let it go on"""
    tenant, state = tenant_named(request, slug), STATES.get(verb)
    if state is None:
        raise NotFound
    async with database(request).session([tenant.id]) as session:
        row = await registry.read_locked(session, tenant.id)
        if row.state != state:
            await registry.change(session, request.user, row, {"state": state}, datetime.now(UTC))
    return see_other(request, "/clients")


HANDLERS = [show_clients, set_up_client, give_state]


def faults_of(wanted: Wanted) -> Mapping[str, str]:
    """By field, as messages."""
    checks = {
        "slug": (re.fullmatch(SLUG, wanted.slug), N_("Small letters, figures, - and _; a letter first.")),
        "name": (0 < len(wanted.name) <= LONGEST_NAME, N_("A name, of at most 200 characters.")),
        "timezone": (wanted.timezone in available_timezones(), N_("A zone such as Europe/Berlin.")),
        "country": (_COUNTRY.fullmatch(wanted.country), N_("Two letters, such as DE.")),
        "pack": (not wanted.pack or wanted.pack in pack_keys(), N_("Choose one of these.")),
        "email": (not wanted.email or _EMAIL.fullmatch(wanted.email), N_("This is no e-mail address.")),
        "password": (not wanted.email or len(wanted.password) >= SHORTEST, N_("At least 8 characters.")),
    }
    return {field: message for field, (is_good, message) in checks.items() if not is_good}


def _clients(request: Call, form: Form, faults: Mapping[str, str]) -> Answer:
    packs = [(key, read_pack(key).about.name) for key in pack_keys()]
    values = {"form": form, "faults": faults, "packs": packs, "zones": sorted(available_timezones())}
    return show(request, "clients/page.html", values, status=_INVALID if faults else 200)


async def _set_up(request: Call, wanted: Wanted, password_hash: str | None) -> str:
    """All of it in one transaction; gives the key. Raises SlugTaken, EmailTaken."""
    now = datetime.now(UTC)
    tenant_id = new_id(now)
    async with database(request).session([tenant_id, INSTALLATION]) as session:
        new = NewTenant(tenant_id, wanted.slug, wanted.name, wanted.timezone, wanted.country, 1)
        await registry.create(session, request.user, new, now)
        await found(session, tenant_id)
        if wanted.pack:
            change = Change(session, request.user, tenant_id, now)
            await change.begin(moves_lanes=True)
            await install(change, read_pack(wanted.pack), replace=False)
        if wanted.email:
            await _make_admin(request, session, wanted, tenant_id, password_hash, now)
        key = NewKey(new_id(now), None, tenant_id, Role.CLIENT, "first", None)
        return await api_keys.issue(session, request.user, key, random_bytes=secrets.token_bytes(RANDOM_BYTES), now=now)


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
