"""/submit/form: one item, filled in by hand in a form that its type's schema makes."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import cast
from uuid import UUID

from rules.errors import Fault
from tasks import schemas
from tasks.errors import InputInvalid, ReferenceTaken
from tasks.imports.row import LONGEST_REFERENCE
from tasks.intake import NewItem
from tasks.submission import Created
from tenants.principals import TenantRef
from tenants.roles import Permission

from ..access import Call, office, wake_relay
from ..answers import Answer
from ..browser.forms import form_of
from ..browser.languages import N_
from ..browser.rendering import see_other, show
from ..browser.routing import page
from ..browser.schema_forms import read
from ..browser.viewers import locale_of
from ..errors import NotFound
from ..queries import query
from ..shapes import Key, Shape
from .filling import filled_in
from .submit import may_set_up, tenant_to_submit_for

_INVALID = 422


class FormQuery(Shape):
    type: Key | None = None


@page("GET", "/submit/form", Permission.SUBMIT_ITEMS)
async def show_form(request: Call) -> Answer:
    """Submit one item by form"""
    tenant, asked = tenant_to_submit_for(request), query(request, FormQuery)
    types = (await office(request).configurations.present(tenant.id)).work_types
    chosen = asked.type if asked.type in types else next(iter(sorted(types)), None)
    return await _form(request, tenant, chosen)


@page("POST", "/submit/form", Permission.SUBMIT_ITEMS)
async def submit_form(request: Call) -> Answer:
    """Send it"""
    tenant, asked = tenant_to_submit_for(request), query(request, FormQuery)
    work_type = (await office(request).configurations.present(tenant.id)).work_types.get(asked.type or "")
    if work_type is None or asked.type is None:
        raise NotFound
    form = await form_of(request)
    new = NewItem(asked.type, form.text("reference"), read(work_type.schema, form, locale_of(request)))
    fault, faults = _fault_of(new.reference), schemas.faults(work_type.validator, new.document, "/document")
    try:
        if not fault and not faults:
            return see_other(request, f"/items/{await _submit(request, tenant, new)}")
    except InputInvalid as invalid:
        faults = list(invalid.faults)
    except ReferenceTaken:
        fault = N_("Another item has this one")
    return await _form(request, tenant, asked.type, new, fault=fault, faults=faults)


HANDLERS = [show_form, submit_form]


def _fault_of(reference: str) -> str:
    if not reference:
        return N_("Fill this in")
    return N_("At most 200 characters") if len(reference) > LONGEST_REFERENCE else ""


async def _submit(request: Call, tenant: TenantRef, new: NewItem) -> UUID:
    """Raises InputInvalid, ReferenceTaken, TenantSuspended."""
    done = await office(request).intake.submit(
        request.user, tenant.id, new, answer_of=lambda received: "", attempt=None, now=datetime.now(UTC)
    )
    received = cast(Created, done).received  # nothing is repeated without an Idempotency-Key
    wake_relay(request, received.step)
    return received.case.id


async def _form(
    request: Call,
    tenant: TenantRef,
    chosen: str | None,
    new: NewItem | None = None,
    *,
    fault: str = "",
    faults: Sequence[Fault] = (),
) -> Answer:
    """The page; with what was sent, and what is wrong with it."""
    types = (await office(request).configurations.present(tenant.id)).work_types
    schema = types[chosen].schema if chosen else {}
    values = {
        "tenant": tenant,
        "types": [(key, types[key].name) for key in sorted(types)],
        "chosen": chosen,
        "reference": new.reference if new else "",
        "fault": fault,
        "may_set_up": may_set_up(request),
        **filled_in(request, schema, new.document if new else {}, faults),
    }
    return show(request, "submit/form.html", values, status=_INVALID if fault or faults else 200)
