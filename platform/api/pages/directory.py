"""/people/accounts: everybody who may log in, as far as it is the reader's to know, and a new one made."""

from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import urlencode

from msgspec import structs

from tasks.reading.titles import titles_of
from tenants import people
from tenants.errors import EmailTaken
from tenants.models import INSTALLATION
from tenants.people import Person
from tenants.roles import TENANT_ROLES, Permission, Reach, Role, reach_of

from ..access import Call, database, tenants_of
from ..answers import Answer
from ..browser.form_faults import by_member
from ..browser.forms import Form, form_of
from ..browser.languages import N_
from ..browser.rendering import see_other, show
from ..browser.routing import page
from ..errors import Invalid
from ..personnel import NewUser, UserFilter, hold_to_active_tenants, new_person, people_seen
from ..queries import TENANT, parameters, query
from ..shapes import fit
from . import administration
from .administration import PEOPLE, views_of
from .board import LEADS
from .person_forms import MESSAGES, asked_in
from .tasks import queues_to_choose

ENTRIES = ()
_INVALID = 422


@page("GET", PEOPLE, Permission.READ_PEOPLE)
async def show_directory(request: Call) -> Answer:
    """Accounts"""
    return await _directory(request, Form([]), {})


@page("POST", PEOPLE, Permission.CREATE_PEOPLE)
async def create_person(request: Call) -> Answer:
    """Make a person"""
    hold_to_active_tenants(request)
    form = await form_of(request)
    try:
        made = await _create(request, form)
    except Invalid as invalid:
        return await _directory(request, form, by_member(invalid.faults, MESSAGES))
    except EmailTaken:
        return await _directory(request, form, {"email": N_("Somebody has this e-mail address already.")})
    return see_other(request, f"{PEOPLE}/{made.id}")


HANDLERS = [show_directory, create_person]


async def _create(request: Call, form: Form) -> Person:
    now = datetime.now(UTC)
    new = await new_person(request, fit(asked_in(form, NewUser.__struct_fields__), NewUser), now)
    async with database(request).session([*new.tenants, INSTALLATION]) as session:
        return await people.create(session, request.user, new, now)


async def _directory(request: Call, form: Form, faults: Mapping[str, str]) -> Answer:
    asked, named = query(request, UserFilter), parameters(request).get(TENANT)
    tenants = tenants_of(request)
    found = await people_seen(request, asked)
    ids = [tenant.id for tenant in tenants]
    async with database(request).session(ids) as session:
        titles = await titles_of(session, ids)
    may = reach_of(request.user.role, Permission.CREATE_PEOPLE)

    def at(**changed: str | None) -> str:
        known = {TENANT: named, "role": asked.role} | changed
        return f"{PEOPLE}?{urlencode({name: value for name, value in known.items() if value})}"

    values = {
        "shown": found,
        "clients": {tenant.slug: tenant.name for tenant in request.user.tenants},
        "asked": structs.asdict(asked),
        "at": at,
        "roles": [role for role in Role if may is not Reach.OWN or role in TENANT_ROLES],
        "queues": dict(queues_to_choose(tenants, titles)),
        "may_create": may is not None,
        "chosen": form.all("tenants") or [tenant.slug for tenant in tenants if tenant.slug == named],
        "form": form,
        "faults": faults,
        **of_people(request),
    }
    return show(request, "people/accounts.html", values, status=_INVALID if faults else 200)


def of_people(request: Call) -> Mapping[str, object]:
    """Where accounts stand: beside who works today, for a tenant's own administrators among what they look after."""
    if request.user.role in LEADS:
        return {"path": PEOPLE, "views": (("/people", N_("At work")), (PEOPLE, N_("Accounts")))}
    return {"path": administration.PATH, "views": views_of(request.user)}
