"""How a task leaves the workbench unfinished: set aside, handed on, given back. What was typed stays with it."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar.params import FromPath

from rules.errors import Fault
from tasks import comments, distributing, doing
from tasks.comments import CommentView
from tasks.errors import InputInvalid
from tasks.serving import hold_to_taker
from tasks.unfolding import Unfolding
from tenants.ids import new_id
from tenants.roles import Permission

from ..access import Call, database, office
from ..answers import Answer
from ..browser.languages import N_
from ..browser.rendering import show
from ..browser.routing import page
from ..changing import tenant_of_case
from ..errors import Invalid
from .holding import Held, holding, leave, whole
from .item import MOST_TEXT

TAKER = "work/_taker.html"
TOMORROW_HOUR = 9
_INVALID = 422
HOURS = ("1", "4", "24", "72")
"""After which a pended task may be asked to wake."""


@page("POST", "/work/{task_id:uuid}/pend", Permission.WORK)
async def pend(request: Call, task_id: FromPath[UUID]) -> Answer:
    """Set aside, for a reason and until a time"""
    return await holding(request, task_id, _pend)


@page("POST", "/work/{task_id:uuid}/transfer", Permission.WORK)
async def transfer(request: Call, task_id: FromPath[UUID]) -> Answer:
    """Hand on to a queue or a person"""
    return await holding(request, task_id, _transfer)


@page("POST", "/work/{task_id:uuid}/release", Permission.WORK)
async def release(request: Call, task_id: FromPath[UUID]) -> Answer:
    """Give back; `reject`: and never have it offered again"""
    return await holding(request, task_id, _release)


HANDLERS = [pend, transfer, release]


async def _pend(held: Held) -> Answer:
    reason, until = held.form.text("reason"), _until(held)

    def decide(unfolding: Unfolding) -> None:
        distributing.pend(unfolding, held.task_id, held.holder, reason=reason, until=until, task_type=held.task_type)

    await _keep_typed(held)
    await held.change(decide)
    await _keep_note(held)
    return await leave(held, N_("%(item)s is set aside."))


async def _transfer(held: Held) -> Answer:
    try:
        return await _handed_on(held)
    except InputInvalid:
        return show(held.request, TAKER, {"is_refused": True}, parts=(TAKER,), status=_INVALID)


async def _handed_on(held: Held) -> Answer:
    kind, _, key = held.form.text("to").partition(":")
    if kind not in ("queue", "user"):
        raise Invalid(Fault("/to", "is neither a queue nor a person"))
    task, user_id = held.case.task(held.task_id), _person(key) if kind == "user" else None
    if user_id is not None:
        configuration = await office(held.request).configurations.of(held.case.tenant_id)
        queue = configuration.queues.get(task.queue_key)
        await hold_to_taker(database(held.request), user_id, task, queue, held.case.tenant_id)

    def decide(unfolding: Unfolding) -> None:
        doing.held(unfolding.before, held.task_id, held.holder, "release")
        distributing.transfer(
            unfolding,
            held.task_id,
            held.request.user.as_actor(),
            queue=key if kind == "queue" else None,
            user_id=user_id,
            token=held.holder.token,
            task_type=held.task_type,
        )

    await _keep_typed(held)
    await held.change(decide)
    await _keep_note(held)
    return await leave(held, N_("%(item)s is handed on."))


async def _release(held: Held) -> Answer:
    reason, give_back = held.form.text("why") or None, doing.release
    if held.form.text("how") == "reject":
        give_back = distributing.reject
    await _keep_typed(held)
    await held.change(lambda unfolding: give_back(unfolding, held.task_id, held.holder, reason))
    await _keep_note(held)
    return await leave(held, N_("%(item)s is given back."))


async def _keep_typed(held: Held) -> None:
    """The draft stays with a task that leaves the desk, for whoever takes it next."""
    if "has_form" in held.form:
        await office(held.request).cases.save_draft(held.case, held.task_id, held.holder, held.result)


async def _keep_note(held: Held) -> None:
    """What was noted for whoever comes next stands among what is said of the item, where only staff read it."""
    note = held.form.text("note")
    if note:
        said = CommentView(new_id(held.now), held.now, held.request.user.as_actor(), note[:MOST_TEXT], comments.STAFF)
        told = await comments.add(database(held.request), held.case.tenant_id, held.case.id, said)
        office(held.request).tell(told)


def _until(held: Held) -> datetime | None:
    """When it wakes: a number of hours from now, tomorrow morning, or not by itself."""
    wakes, zone = held.form.text("until"), ZoneInfo(tenant_of_case(held.request, held.case).timezone)
    if wakes == "tomorrow":
        day = held.now.astimezone(zone) + timedelta(days=1)
        return day.replace(hour=TOMORROW_HOUR, minute=0, second=0, microsecond=0)
    return held.now + timedelta(hours=whole(wakes)) if wakes in HOURS else None


def _person(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Invalid(Fault("/to", "is nobody")) from None
