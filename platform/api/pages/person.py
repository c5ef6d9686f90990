"""/people/accounts/{id}: one person, what they may do and hold, and their keys; changed, sent away, let in again."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from litestar.params import FromPath

from tasks.reading.titles import titles_of
from tenants import api_keys
from tenants.models import ApiKey
from tenants.people import Person
from tenants.roles import Permission

from ..access import Call, database
from ..answers import Answer
from ..browser.form_faults import by_member
from ..browser.forms import Form, form_of
from ..browser.rendering import see_other, show
from ..browser.routing import page
from ..errors import Invalid, PreconditionFailed
from ..issuing import may_see_keys
from ..people import changeable_by, visible_person
from ..personnel import UserChanges, change_person, hold_to_active_tenants
from ..shapes import fit
from .administration import PEOPLE
from .directory import of_people
from .key_forms import LASTS, here
from .person_forms import MESSAGES, asked_in, skills_text
from .tasks import queues_to_choose

ENTRIES = ()
MOST_KEYS = 100
_INVALID = 422
_PATH = f"{PEOPLE}/{{person_id:uuid}}"


@page("GET", _PATH, Permission.READ_PEOPLE)
async def show_person(request: Call, person_id: FromPath[UUID]) -> Answer:
    """One person"""
    return await person_page(request, await seen(request, person_id))


@page("POST", _PATH, Permission.CHANGE_PEOPLE)
async def change_record(request: Call, person_id: FromPath[UUID]) -> Answer:
    """Change what is known of a person"""
    person, form = await seen(request, person_id), await form_of(request)
    members = changeable_by(request.user, person) - {"active", "password"}
    asked = asked_in(form, [name for name in members if f"has_{name}" in form])
    changes = {name: value for name, value in asked.items() if _plain(value) != _plain(getattr(person, name))}
    return await _changed(request, person, form, changes)


@page("POST", f"{_PATH}/active", Permission.CHANGE_PEOPLE)
async def give_leave(request: Call, person_id: FromPath[UUID]) -> Answer:
    """Keep a person out, or let them in again"""
    person, form = await seen(request, person_id), await form_of(request)
    return await _changed(request, person, form, {"active": form.text("active") == "yes"})


@page("POST", f"{_PATH}/password", Permission.CHANGE_PEOPLE)
async def give_password(request: Call, person_id: FromPath[UUID]) -> Answer:
    """Give a person another password"""
    person, form = await seen(request, person_id), await form_of(request)
    return await _changed(request, person, form, {"password": form.exact("password")})


HANDLERS = [show_person, change_record, give_leave, give_password]


async def seen(request: Call, person_id: UUID) -> Person:
    """Raises NotFound."""
    async with database(request).session(request.user.tenant_ids) as session:
        return await visible_person(session, request.user, person_id)


async def _changed(request: Call, person: Person, form: Form, changes: Mapping[str, Any]) -> Answer:
    hold_to_active_tenants(request)
    try:
        await change_person(request, person, fit(changes, UserChanges), partial(_hold, form))
    except Invalid as invalid:
        return await person_page(request, person, form, by_member(invalid.faults, MESSAGES))
    return see_other(request, f"{PEOPLE}/{person.id}")


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value


def _hold(form: Form, revision: int) -> None:
    """To what the page showed, where it says so."""
    if form.text("revision") not in ("", str(revision)):
        raise PreconditionFailed


async def person_page(
    request: Call,
    person: Person,
    form: Form | None = None,
    faults: Mapping[str, str] | None = None,
    issued: str | None = None,
) -> Answer:
    """With what was wrong in the form that was sent, or the key that was issued."""
    tenants = [tenant for tenant in request.user.tenants if tenant.slug in person.tenants]
    ids, sees_keys = [tenant.id for tenant in tenants], may_see_keys(request.user, person.id)
    async with database(request).session(ids) as session:
        titles = await titles_of(session, ids)
        keys = await api_keys.list_of(session, ApiKey.user_id == person.id, limit=MOST_KEYS) if sees_keys else []
    values = {
        "person": person,
        "tenants": tenants,
        "queues": {key: key for key in person.queues or ()} | dict(queues_to_choose(tenants, titles)),
        "skills": skills_text(person.skills),
        "may": changeable_by(request.user, person),
        "sees_keys": sees_keys,
        "keys": keys,
        "lasts": LASTS,
        "form": form,
        "faults": faults or {},
        "shown_key": issued,
        "here": here(request),
        **of_people(request),
    }
    return show(request, "people/person.html", values, status=_INVALID if faults else 200)
