"""What is done with the task on the workbench: its form is kept, its lease renewed, and it is finished."""

import hashlib
from uuid import UUID

from litestar.params import FromPath

from tasks import doing
from tasks.doing import Completion
from tasks.errors import DocumentChanged, InputInvalid
from tasks.unfolding import Unfolding
from tenants.roles import Permission

from ..access import Call, office
from ..answers import Answer
from ..bodies import raw_body
from ..browser.form_faults import by_field
from ..browser.languages import N_
from ..browser.rendering import show
from ..browser.routing import page
from ..changing import case_of_task, tenant_of_case
from .desk import workbench
from .holding import Held, holding, leave, whole

SAVED, LEASE = "work/_saved.html", "work/_lease.html"


@page("POST", "/work/{task_id:uuid}/draft", Permission.WORK)
async def save_draft(request: Call, task_id: FromPath[UUID]) -> Answer:
    """Keep what has been typed so far"""
    return await holding(request, task_id, _save_draft)


@page("POST", "/work/{task_id:uuid}/renew", Permission.WORK)
async def renew(request: Call, task_id: FromPath[UUID]) -> Answer:
    """Keep the lease, silently"""
    return await holding(request, task_id, _renew)


@page("POST", "/work/{task_id:uuid}/finish", Permission.WORK)
async def finish(request: Call, task_id: FromPath[UUID]) -> Answer:
    """Finish with a disposition"""
    return await holding(request, task_id, _finish)


HANDLERS = [save_draft, renew, finish]


async def _save_draft(held: Held) -> Answer:
    await office(held.request).cases.save_draft(held.case, held.task_id, held.holder, held.result)
    zone = tenant_of_case(held.request, held.case).timezone
    return show(held.request, SAVED, {"saved_at": held.now, "zone": zone}, parts=(SAVED,))


async def _renew(held: Held) -> Answer:
    unfolding = await held.change(lambda unfolding: doing.renew(unfolding, held.task_id, held.holder))
    until = unfolding.tasks[held.task_id].lease_until or held.now
    return show(held.request, LEASE, {"lease_s": (until - held.now).total_seconds()}, parts=(LEASE,))


async def _finish(held: Held) -> Answer:
    result, form = held.result, held.form
    digest = hashlib.sha256(await raw_body(held.request, 0)).digest()
    version = whole(form.text("document_version")) or None
    completion = Completion(form.text("disposition"), result, form.text("note") or None, version, digest)

    def decide(unfolding: Unfolding) -> None:
        doing.complete(unfolding, held.task_id, held.holder, completion, held.task_type)

    try:
        await held.change(decide)
    except InputInvalid as invalid:
        faults = by_field(held.task_type.form, result, invalid.faults)
        task = held.case.task(held.task_id)
        return await workbench(held.request, held.case, task, form=form, faults=faults)
    except DocumentChanged:
        return await _changed(held)
    return await leave(held, N_("%(item)s is done."))


async def _changed(held: Held) -> Answer:
    """The document as it is now, the form as it was typed."""
    case = await case_of_task(held.request, held.task_id)
    task = case.task(held.task_id)
    return await workbench(held.request, case, task, form=held.form, whole=True, is_changed=True)
