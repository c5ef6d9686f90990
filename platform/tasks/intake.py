"""A new item: checked by its type's schema, decided, and with its first step. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from msgspec import Struct, structs

from rules.errors import Fault
from tenants import decimals

from . import calendars, deciding, events, opening, schemas
from .case import Case, Item, Step
from .configuration import Configuration, FingerprintSetConfig, WorkTypeConfig
from .errors import InputInvalid
from .fingerprints import fingerprint_rows
from .rows import Row, step_row
from .unfolding import Setting, Unfolding


class NewItem(Struct, frozen=True):
    type: str
    reference: str
    document: Any
    priority: int | None = None


class Received(Struct, frozen=True):
    """An item as it was taken in: what `case` has become by `step`."""

    case: Case
    step: Step


class NewItemRow(NamedTuple):
    """A `bpo_code.new_item`; `step` as a row."""

    id: UUID
    type: str
    reference: str
    document: str
    fingerprints: list[tuple[UUID, bytes]]
    at: datetime
    step: Row

    @property
    def place(self) -> tuple[str, str]:
        """Many go in in this order, so that two transactions wait for each other in one direction only."""
        return self.type, self.reference


def check(configuration: Configuration, new: NewItem) -> WorkTypeConfig:
    """Raises InputInvalid: an unknown type, or every fault of the document."""
    work_type = configuration.work_types.get(new.type)
    if work_type is None:
        raise InputInvalid([Fault("/type", f'There is no work type "{new.type}".')])
    if not work_type.validator.is_valid(new.document):
        raise InputInvalid(schemas.faults(work_type.validator, new.document, "/document"))
    return work_type


def receive(new: NewItem, work_type: WorkTypeConfig, setting: Setting, actor: dict[str, Any]) -> Received:
    """The item and its first step; pure."""
    now = setting.now
    ruleset = setting.configuration.rulesets.get(new.type)
    setting = structs.replace(setting, ruleset=ruleset.ruleset if ruleset else None)
    item = Item(
        ruleset_version=ruleset.version if ruleset else None,
        priority=50 if new.priority is None else new.priority,
        promised_at=calendars.add(setting.configuration.calendar, now, work_type.target) if work_type.target else None,
    )
    case = Case(
        tenant_id=setting.configuration.tenant.id,
        config_version=setting.configuration.version,
        id=setting.new_id(),
        type=new.type,
        reference=new.reference,
        received_at=now,
        item=item,
        document=new.document,
    )
    unfolding = Unfolding(case, setting)
    unfolding.record("received", actor)
    unfolding.audit(actor, "work_item.received", case.id, {"type": new.type, "reference": new.reference})
    opening.watch_promise(unfolding, work_type.warn)
    deciding.happen(unfolding, events.received(now))
    return Received(unfolding.case, unfolding.step())


def new_item_row(received: Received, sets: Mapping[str, tuple[FingerprintSetConfig, ...]]) -> NewItemRow:
    case = received.case
    return NewItemRow(
        case.id,
        case.type,
        case.reference,
        decimals.dumps(case.document),
        fingerprint_rows(case.document, sets.get(case.type, ())),
        case.received_at,
        step_row(received.step),
    )
