"""Many items of one tenant: each as if submitted alone, committed in groups, what cannot be taken said of its element.

Asked again under the same Idempotency-Key, what was made before counts as made.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from msgspec import Struct, structs

from tenants import decimals
from tenants.database import Database, Executor
from tenants.errors import TenantSuspended
from tenants.idempotency import Attempt
from tenants.outages import retried
from tenants.principals import Principal

from .configuration import Configuration, Configurations
from .errors import Contended, InputInvalid, KeyNoLongerGood, ReferenceTaken, TasksError
from .fingerprints import fingerprint_rows
from .intake import NewItem, Received, check, receive
from .rows import Row, step_row
from .submission import TRIES, NewId
from .unfolding import Setting

GROUP = 200
"""Items of one transaction."""

_INTAKE_MANY = "select * from bpo_code.intake_many($1, $2, $3, $4, $5)"
_KEEP = "select bpo_code.idempotency_keep_many($1, $2, $3, $4, $5, $6)"
_KEPT = "select * from bpo_code.idempotency_of_many($1, $2, $3, $4)"


class Element(Struct, frozen=True):
    """`nth`: its place in the request, from 0."""

    nth: int
    new: NewItem


class Outcome(Struct, frozen=True):
    """`work_item_id` of what is there now, or the error that it met."""

    nth: int
    work_item_id: UUID | None = None
    error: TasksError | None = None
    has_runs: bool = False


class Bulk:
    def __init__(self, db: Database, configurations: Configurations, new_id: NewId) -> None:
        self._db = db
        self._configurations = configurations
        self._new_id = new_id

    async def submit_group(
        self,
        principal: Principal,
        tenant_id: UUID,
        elements: Sequence[Element],
        *,
        attempt: Attempt | None,
        now: datetime,
    ) -> list[Outcome]:
        """One transaction, at most `GROUP` elements. Raises TenantSuspended, KeyNoLongerGood, Contended."""
        for _ in range(TRIES):
            configuration = await self._configurations.of(tenant_id)
            if configuration.tenant.state == "suspended":
                raise TenantSuspended
            setting = Setting(configuration, None, now, partial(self._new_id, now))
            received, refused = self._receive(elements, setting, principal)
            outcomes = await retried(partial(self._write, principal, configuration, received, attempt, now))
            if outcomes is not None:
                return [*refused, *outcomes]
            self._configurations.forget(tenant_id)
        raise Contended

    def _receive(
        self, elements: Iterable[Element], setting: Setting, principal: Principal
    ) -> tuple[dict[int, Received], list[Outcome]]:
        received: dict[int, Received] = {}
        refused: list[Outcome] = []
        for element in elements:
            try:
                work_type = check(setting.configuration, element.new)
            except InputInvalid as error:
                refused.append(Outcome(element.nth, error=error))
            else:
                received[element.nth] = receive(element.new, work_type, setting, principal.as_actor())
        return received, refused

    async def _write(
        self,
        principal: Principal,
        configuration: Configuration,
        received: dict[int, Received],
        attempt: Attempt | None,
        now: datetime,
    ) -> list[Outcome] | None:
        """None: the configuration was old."""
        tenant_id = configuration.tenant.id
        order = sorted(received, key=lambda nth: (received[nth].case.type, received[nth].case.reference, nth))
        rows = [_new_item_row(nth, received[nth], configuration) for nth in order]
        async with self._db.transaction() as transaction:
            answers = await transaction.fetch(
                _INTAKE_MANY, principal.digest, tenant_id, configuration.version, rows, now
            )
            outcomes = []
            for outcome, nth, work_item_id in answers:
                if outcome == "unauthorized":
                    raise KeyNoLongerGood
                if outcome == "stale":
                    return None
                error = ReferenceTaken(work_item_id) if outcome == "taken" else None
                has_runs = error is None and bool(received[nth].step.runs_started)
                outcomes.append(Outcome(nth, None if error else work_item_id, error, has_runs))
            return await _with_what_was_made_before(transaction, outcomes, attempt, now) if attempt else outcomes


async def _with_what_was_made_before(
    transaction: Executor, outcomes: list[Outcome], attempt: Attempt, now: datetime
) -> list[Outcome]:
    who = (attempt.owner, attempt.path, attempt.key)
    made = [outcome for outcome in outcomes if outcome.error is None]
    nths, ids = [outcome.nth for outcome in made], [str(outcome.work_item_id) for outcome in made]
    await transaction.fetch(_KEEP, *who, nths, ids, now)
    kept = await transaction.fetch(_KEPT, *who, [outcome.nth for outcome in outcomes if outcome.error])
    before = {nth: UUID(answer) for nth, answer in kept}
    return [
        structs.replace(outcome, work_item_id=before[outcome.nth], error=None) if outcome.nth in before else outcome
        for outcome in outcomes
    ]


def _new_item_row(nth: int, received: Received, configuration: Configuration) -> Row:
    case = received.case
    fingerprints = fingerprint_rows(case.document, configuration.fingerprint_sets.get(case.type, ()))
    document = decimals.dumps(case.document)
    return nth, case.id, case.type, case.reference, document, step_row(received.step), fingerprints
