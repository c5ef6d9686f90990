"""Installs a pack for a tenant: what is missing is made; what the tenant has under a key of the pack's stays as it is,
and is said, unless it is to be replaced."""

from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct, structs

from rules import Fault
from tasks import durations
from tasks.configuring import keyed, rulesets, task_types
from tasks.configuring.change import Change
from tasks.configuring.rulesets import Checked
from tasks.errors import InputInvalid
from tasks.founding import ANY_RESULT
from tasks.models import Queue, WorkType
from tasks.models.configuration import Keyed

from .pack import Content, Pack


class Outcome(StrEnum):
    MADE = "made"
    UNCHANGED = "unchanged"
    """It was there just so."""
    KEPT = "kept"
    """It is there, but not as the pack has it."""
    REPLACED = "replaced"


class Part(Struct, frozen=True):
    """What became of one part. `kind`: queue, task_type, work_type or ruleset."""

    kind: str
    key: str
    outcome: Outcome


class Kind(Struct, frozen=True):
    """How a kind of configuration is compared and put. `wanted`: the pack's content as `present` gives the tenant's."""

    wanted: Callable[[Content], Content]
    present: Callable[[Change, str], Awaitable[Content | None]]
    put: Callable[[Change, str, Content], Awaitable[None]]


async def install(change: Change, pack: Pack, *, replace: bool) -> list[Part]:
    """In the change's transaction, whole or not at all. Raises InputInvalid or CheckFailed for rules that do not
    fit what is kept."""
    contents = {"queue": pack.queues, "task_type": pack.task_types, "work_type": pack.work_types}
    contents["ruleset"] = pack.rulesets
    parts = [
        Part(kind, key, await _install(change, KINDS[kind], key, content, replace=replace))
        for kind, by_key in contents.items()
        for key, content in by_key.items()
    ]
    await change.record("pack.installed", pack.key, {"parts": [structs.asdict(part) for part in parts]})
    return parts


async def _install(change: Change, kind: Kind, key: str, content: Content, *, replace: bool) -> Outcome:
    wanted, present = kind.wanted(content), await kind.present(change, key)
    if present == wanted:
        return Outcome.UNCHANGED
    if present is not None and not replace:
        return Outcome.KEPT
    await kind.put(change, key, wanted)
    return Outcome.MADE if present is None else Outcome.REPLACED


def _queue(content: Content) -> Content:
    skills = content.get("skills", {})
    levels = skills if isinstance(skills, dict) else dict.fromkeys(skills, 1)
    lease = durations.parse(content.get("lease", "PT15M"))
    return {"name": content["name"], "skills": levels, "lease": lease, "calendar": content.get("calendar")}


async def _present_queue(change: Change, key: str) -> Content | None:
    row = await keyed.read(Queue, change.session, change.tenant_id, key)
    return _fields(row, "name", "skills", "lease", "calendar")


async def _put_queue(change: Change, key: str, wanted: Content) -> None:
    await keyed.put(Queue, change, key, wanted, hold=_nothing)
    await change.record("queue.put", key, wanted | {"lease": durations.dump(wanted["lease"])})


def _task_type(content: Content) -> Content:
    return {"form": ANY_RESULT, "pend_reasons": [], "checklist": []} | content


async def _present_task_type(change: Change, key: str) -> Content | None:
    found = await task_types.read(change.session, change.tenant_id, key)
    return {"name": found.row.name, **structs.asdict(found.content)} if found else None


async def _put_task_type(change: Change, key: str, wanted: Content) -> None:
    content = {name: value for name, value in wanted.items() if name != "name"}
    done = await task_types.write(change, key, wanted["name"], task_types.Content(**content), hold=_nothing)
    await change.session.flush()
    await change.record("task_type.put", key, {"name": wanted["name"], "version": done.row.version})


def _work_type(content: Content) -> Content:
    return {"schema": {}, "sla": None} | content


async def _present_work_type(change: Change, key: str) -> Content | None:
    row = await keyed.read(WorkType, change.session, change.tenant_id, key)
    return _fields(row, "name", "schema", "sla")


async def _put_work_type(change: Change, key: str, wanted: Content) -> None:
    await keyed.put(WorkType, change, key, wanted, hold=_nothing)
    await change.record("work_type.put", key, wanted)


async def _present_ruleset(change: Change, key: str) -> Content | None:
    """What is in force, else the draft."""
    head = await rulesets.head_of(change.session, change.tenant_id, key)
    if head is None or head.published is None:
        return head.draft if head else None
    return await rulesets.content_of(change.session, change.tenant_id, key, head.published)


async def _put_ruleset(change: Change, key: str, wanted: Content) -> None:
    schemas = await rulesets.schemas_of(change.session, change.tenant_id, key)
    if faults := await rulesets.faults_of(wanted, schemas):
        detail = f'The rules cannot be read with the work type "{key}" that is kept: {faults[0].detail}'
        raise InputInvalid([Fault("/replace", detail)])
    report = await rulesets.checked(wanted, key, schemas, await rulesets.catalogue_of(change.session))
    await rulesets.save_draft(change, key=key, content=wanted, hold=_nothing)
    await rulesets.publish(change, key, Checked(wanted, report, stop_on_warnings=False), "as the pack has it")


KINDS: Mapping[str, Kind] = {
    "queue": Kind(_queue, _present_queue, _put_queue),
    "task_type": Kind(_task_type, _present_task_type, _put_task_type),
    "work_type": Kind(_work_type, _present_work_type, _put_work_type),
    "ruleset": Kind(dict, _present_ruleset, _put_ruleset),
}


def _fields(row: Keyed | None, *names: str) -> Content | None:
    return None if row is None else {name: getattr(row, name) for name in names}


def _nothing(_revision: Any) -> None:
    """No precondition: the change holds the tenant's row, so what was compared is what is written over."""
