"""What a client or a team lead does with an item that is there: amend, cancel, open again, have it decided again."""

from typing import Any

from msgspec import structs

from rules import Ruleset
from tenants import decimals

from . import deciding, ending, events, opening, schemas
from .case import MOST_DOCUMENT_BYTES
from .errors import DocumentTooLarge, InputInvalid, ItemEnded, ItemOpen
from .opening import UNROUTED
from .states import CLAIMED, READY
from .unfolding import Unfolding

Actor = dict[str, Any]


def merge_patch(target: Any, patch: Any) -> Any:
    """RFC 7396: members of the patch replace those of the target, null takes them away, objects are merged."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge_patch(merged.get(name), value)
    return merged


def amend(unfolding: Unfolding, actor: Actor, *, patch: Any = None, priority: int | None = None) -> None:
    """Tasks and leases stay, those too that `cancelled` opened. Raises ItemEnded, DocumentTooLarge, InputInvalid."""
    case = unfolding.before
    if case.item.state != "open":
        raise ItemEnded
    document = case.document if patch is None else merge_patch(case.document, patch)
    if patch is not None and len(decimals.encode(document)) > MOST_DOCUMENT_BYTES:
        raise DocumentTooLarge
    work_type = unfolding.setting.configuration.work_types.get(case.type)
    faults = schemas.faults(work_type.validator, document, "/document") if work_type else []
    if faults:
        raise InputInvalid(faults)
    unfolding.document = document
    version = case.item.document_version + 1
    unfolding.set_item(document_version=version, priority=case.item.priority if priority is None else priority)
    unfolding.record("amended", actor, data={"document_version": version, "priority": unfolding.item.priority})
    unfolding.audit(actor, "work_item.amended", case.id, {"document_version": version})
    deciding.happen(unfolding, events.amended(case.document, unfolding.setting.now))


def cancel(unfolding: Unfolding, actor: Actor, reason: str | None) -> None:
    """Ends what is open, then decides `cancelled`; what its rules open is worked before the item ends. Again: nothing.

    Raises ItemEnded for a closed item.
    """
    item = unfolding.item
    if item.cancelled_at is not None:
        return
    if item.state != "open":
        raise ItemEnded
    unfolding.set_item(cancelled_at=unfolding.setting.now)
    unfolding.record("cancelled", actor, data={"reason": reason} if reason else None)
    unfolding.audit(actor, "work_item.cancelled", unfolding.before.id, {"reason": reason})
    ending.cancel_open_work(unfolding)
    deciding.happen(unfolding, events.cancelled(unfolding.setting.now))


def reopen(unfolding: Unfolding, actor: Actor, reason: str) -> None:
    """Decides `reopened` by the item's own version. Raises ItemOpen."""
    if unfolding.item.state == "open":
        raise ItemOpen
    deciding.open_again(unfolding, actor, reason)
    unfolding.audit(actor, "work_item.reopened", unfolding.before.id, {"reason": reason})
    deciding.happen(unfolding, events.reopened(unfolding.setting.now))


def migrate(unfolding: Unfolding, actor: Actor, ruleset: Ruleset | None, version: int) -> None:
    """From now on the item's events are decided by this version; nothing is decided now. Raises ItemEnded."""
    if unfolding.item.state != "open":
        raise ItemEnded
    before = unfolding.item.ruleset_version
    unfolding.setting = structs.replace(unfolding.setting, ruleset=ruleset)
    unfolding.set_item(ruleset_version=version)
    unfolding.audit(actor, "work_item.migrated", unfolding.before.id, {"from": before, "to": version})
    for task in [task for task in unfolding.tasks.values() if task.state in (READY, CLAIMED)]:
        opening.watch_again(unfolding, task, unfolding.setting.now)


def redecide(unfolding: Unfolding, actor: Actor) -> None:
    """Decides `received` again by the newest version, in place of what waits to be routed. Raises ItemEnded."""
    if unfolding.item.state != "open":
        raise ItemEnded
    unfolding.audit(actor, "work_item.redecided", unfolding.before.id)
    again = events.failed(None, unfolding.setting.now)
    for task in [task for task in unfolding.tasks.values() if task.is_open and task.type == UNROUTED]:
        again = events.failed(task.about, unfolding.setting.now)
        ending.cancel_task(unfolding, task)
    deciding.happen_by_newest(unfolding, *again)
