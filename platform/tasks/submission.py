"""Takes new items in, each checked and decided alone, and written with those that come at the same time; decided again
where the configuration it was decided with turns out to be old."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from asyncpg import Record
from msgspec import Struct, structs

from tenants.database import Database
from tenants.errors import TenantSuspended
from tenants.idempotency import Attempt
from tenants.ids import ids_from
from tenants.outages import retried
from tenants.principals import Principal

from .configuration import Configuration, Configurations
from .errors import Contended, InputInvalid, KeyNoLongerGood, ReferenceTaken
from .gathering import Gathering
from .intake import NewItem, NewItemRow, Received, check, new_item_row, receive
from .news import Tell, change_of_new
from .unfolding import Setting

TRIES = 3
NewId = Callable[[datetime], UUID]
_INTAKE = "select * from bpo_code.intake($1, $2, $3, $4)"


class Sender(Struct, frozen=True):
    """What is sent with one key to one tenant, and decided by one configuration, may be written together."""

    digest: bytes
    tenant_id: UUID
    config_version: int


class Submission(NamedTuple):
    """A `bpo_code.submission`."""

    item: NewItemRow
    owner: UUID | None = None
    path: str | None = None
    key: str | None = None
    body: bytes | None = None
    answer: str | None = None


class Created(Struct, frozen=True):
    received: Received


class Repeated(Struct, frozen=True):
    """The attempt was seen before. `outcome`: replay (with the first answer), reused, in-flight."""

    outcome: str
    status: int | None
    answer: str | None


class Intake:
    """Takes items in on one database; `new_id` gives UUIDv7 for a time."""

    def __init__(self, db: Database, configurations: Configurations, new_id: NewId, tell: Tell) -> None:
        self._db = db
        self._configurations = configurations
        self._new_id = new_id
        self._tell = tell
        self._gathering = Gathering(self._write_together)

    async def submit(
        self,
        principal: Principal,
        tenant_id: UUID,
        new: NewItem,
        *,
        answer_of: Callable[[Received], str],
        attempt: Attempt | None,
        now: datetime,
    ) -> Created | Repeated:
        """Raises InputInvalid, ReferenceTaken, TenantSuspended, KeyNoLongerGood, Contended."""
        for _ in range(TRIES):
            setting = await self._setting(tenant_id, now)
            try:
                work_type = check(setting.configuration, new)
            except InputInvalid:
                if attempt and (seen := await self._seen(attempt)):
                    return seen
                if await self._is_current(setting.configuration):
                    raise
                continue
            received = receive(new, work_type, setting, principal.as_actor())
            outcome = await self._write(principal, received, setting, attempt, answer_of(received))
            if outcome is not None:
                return outcome
        raise Contended

    async def _setting(self, tenant_id: UUID, now: datetime) -> Setting:
        configuration = await self._configurations.of(tenant_id)
        if configuration.tenant.state == "suspended":
            self._configurations.forget(tenant_id)
            configuration = await self._configurations.of(tenant_id)
        if configuration.tenant.state == "suspended":
            raise TenantSuspended
        return Setting(configuration, None, now, ids_from(self._new_id(now)))

    async def _seen(self, attempt: Attempt) -> Repeated | None:
        """A repeated request gets its first answer even where a newer schema would refuse it."""
        (row,) = await self._db.fetch(
            "select * from bpo_code.idempotency_begin($1, $2, $3, $4)", *structs.astuple(attempt)
        )
        return None if row["outcome"] == "fresh" else Repeated(row["outcome"], row["status"], row["answer"])

    async def _is_current(self, configuration: Configuration) -> bool:
        """Nobody is refused by an old schema: forgets a configuration that is no longer the present one."""
        tenant_id = configuration.tenant.id
        (row,) = await self._db.fetch("select config_version from tenants where id = $1", tenant_id)
        if row["config_version"] != configuration.version:
            self._configurations.forget(tenant_id)
        return bool(row["config_version"] == configuration.version)

    async def _write(
        self, principal: Principal, received: Received, setting: Setting, attempt: Attempt | None, answer: str
    ) -> Created | Repeated | None:
        """None: the configuration was old, and is forgotten."""
        configuration = setting.configuration
        asked = Submission(
            new_item_row(received, configuration.fingerprint_sets),
            *((*structs.astuple(attempt), answer) if attempt else ()),
        )
        sender = Sender(principal.digest, configuration.tenant.id, configuration.version)
        row = await self._gathering.ask(sender, asked)
        match row["outcome"]:
            case "created":
                self._tell(change_of_new(received))
                return Created(received)
            case "stale":
                self._configurations.forget(configuration.tenant.id)
                return None
            case "taken":
                raise ReferenceTaken(row["work_item_id"])
            case "unauthorized":
                raise KeyNoLongerGood
            case repeated:
                return Repeated(repeated, row["status"], row["answer"])

    async def _write_together(self, sender: Sender, asked: list[Submission]) -> list[Record]:
        """In the order of references, so that two such transactions wait for each other in one direction only."""
        in_order = sorted(asked, key=lambda each: each.item.place)
        found = await retried(lambda: self._db.fetch(_INTAKE, *structs.astuple(sender), in_order))
        answers = {row["id"]: row for row in found}
        return [answers[each.item.id] for each in asked]
