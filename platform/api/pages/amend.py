"""/items/{id}/amend: an item's document in a form that its type's schema makes; what is changed in it is a patch."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from litestar.params import FromPath

from rules.errors import Fault
from tasks import amending
from tasks.case import Case
from tasks.cases import Subject
from tasks.errors import DocumentChanged, InputInvalid
from tasks.reading.items import document_of
from tasks.unfolding import Unfolding
from tenants.roles import Permission

from ..access import Call, database, office, wake_relay
from ..answers import Answer
from ..browser.amendments import Overtaken, carried_over, patch_of
from ..browser.forms import form_of
from ..browser.rendering import see_other, show
from ..browser.routing import page
from ..browser.schema_forms import read
from ..browser.schemas import Schema
from ..browser.viewers import locale_of
from ..changing import case_of, tenant_of_case
from ..errors import NotFound
from ..seeing import hold_to_seen
from .filling import filled_in
from .holding import whole

_INVALID, _CONFLICT = 422, 409


@page("GET", "/items/{item_id:uuid}/amend", Permission.SUBMIT_ITEMS)
async def show_amendment(request: Call, item_id: FromPath[UUID]) -> Answer:
    """Amend an item"""
    await hold_to_seen(request, item_id)
    case = await case_of(request, Subject("item", item_id))
    return await _form(request, case, case.document)


@page("POST", "/items/{item_id:uuid}/amend", Permission.SUBMIT_ITEMS)
async def amend_item(request: Call, item_id: FromPath[UUID]) -> Answer:
    """Send what was changed; where somebody else was quicker, it is shown beside theirs"""
    await hold_to_seen(request, item_id)
    subject = Subject("item", item_id)
    case, form = await case_of(request, subject), await form_of(request)
    _, schema = await _type_of(request, case)
    version = whole(form.text("document_version"))
    shown = await _document_of(request, case, version)
    patch = patch_of(schema, shown, form, locale_of(request))

    def decide(unfolding: Unfolding) -> None:
        if unfolding.before.item.document_version != version:
            raise DocumentChanged
        amending.amend(unfolding, request.user.as_actor(), patch=patch)

    try:
        if patch:
            unfolding = await office(request).cases.change(database(request), case, subject, decide, datetime.now(UTC))
            wake_relay(request, unfolding.step())
    except InputInvalid as invalid:
        return await _form(request, case, read(schema, form, locale_of(request)), list(invalid.faults))
    except DocumentChanged:
        case = await case_of(request, subject)
        overtaken = carried_over(schema, shown, case.document, patch, locale_of(request))
        return await _form(request, case, overtaken.document, overtaken=overtaken)
    return see_other(request, f"/items/{item_id}")


HANDLERS = [show_amendment, amend_item]


async def _type_of(request: Call, case: Case) -> tuple[str, Schema]:
    """Its name, and its schema."""
    configuration = await office(request).configurations.of(case.tenant_id, case.config_version)
    known = configuration.work_types.get(case.type)
    return (known.name, known.schema) if known else (case.type, {})


async def _document_of(request: Call, case: Case, version: int) -> Any:
    """That the form was filled in with. Raises NotFound."""
    if version == case.item.document_version:
        return case.document
    async with database(request).session([case.tenant_id]) as session:
        found = await document_of(session, case.id, version)
    if found is None:
        raise NotFound
    return found


async def _form(
    request: Call,
    case: Case,
    document: Any,
    faults: Sequence[Fault] = (),
    overtaken: Overtaken | None = None,
) -> Answer:
    """The page; with what was sent, and what is wrong with it."""
    name, schema = await _type_of(request, case)
    values = {
        "item": case,
        "name": name,
        "tenant": tenant_of_case(request, case),
        "path": "/items",
        "overtaken": overtaken,
        **filled_in(request, schema, document, faults),
    }
    return show(request, "item/amend.html", values, status=_INVALID if faults else _CONFLICT if overtaken else 200)
