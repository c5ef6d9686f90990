"""Simulations: started by somebody, done by a worker page by page over the newest items of a type, watched, stopped."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct, structs
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from rules import load
from tenants.database import Database
from tenants.ids import first_id
from tenants.outages import is_outage
from tenants.principals import TenantRef

from .configuration import Configurations
from .models import Outbox, SimulatedItem, Simulation, WorkItem, WorkType
from .simulating import Difference, Figures, simulate_item
from .verification.records import read_records, read_settled
from .verification.replay import Replay

ACTOR = "simulate"
PAGE = 50
MOST_ITEMS = 100_000


class QueueShift(Struct, frozen=True):
    queue: str
    before: int
    after: int


class Shift(Struct, frozen=True):
    before: int
    after: int


class SimulationView(Struct, frozen=True):
    """`done` and `total` count items; `changed` those with a decision that would have been another; `version`: that was
    tried, None: the draft of then; `against`: that it is compared with, None: what was decided in fact."""

    id: UUID
    state: str
    done: int
    total: int
    queues: list[QueueShift]
    straight_through: Shift
    changed: int
    error: str | None
    ruleset: str
    version: int | None
    against: int | None
    since: datetime | None
    created_at: datetime


class ItemShift(Struct, frozen=True):
    """`id` and `reference` of the item; `before` and `after` are plans."""

    id: UUID
    reference: str
    event: str
    seq: int
    before: list[Any]
    after: list[Any]


class Order(Struct, frozen=True):
    """`content`, of the version or else the draft, is tried on the newest items of the type since then, at most `limit`
    of them."""

    key: str
    content: dict[str, Any]
    version: int | None
    against: int | None
    since: datetime | None
    limit: int


async def start(session: AsyncSession, tenant_id: UUID, order: Order, *, simulation_id: UUID, now: datetime) -> None:
    total = await session.scalar(select(func.count()).select_from(_items(order).subquery()))
    session.add(
        Simulation(
            tenant_id=tenant_id,
            id=simulation_id,
            key=order.key,
            content=order.content,
            version=order.version,
            against=order.against,
            since=order.since,
            item_limit=order.limit,
            state="running",
            total=total or 0,
            created_at=now,
        )
    )
    session.add(_message(tenant_id, simulation_id))


async def send_again(db: Database, tenant_id: UUID, simulation_id: UUID) -> None:
    """For one whose message was lost. Two that do the same page do it once."""
    async with db.session([tenant_id]) as session:
        session.add(_message(tenant_id, simulation_id))


def _message(tenant_id: UUID, simulation_id: UUID) -> Outbox:
    payload = {"tenant": str(tenant_id), "simulation": str(simulation_id)}
    return Outbox(tenant_id=tenant_id, actor=ACTOR, payload=payload)


def _items(order: Order) -> Any:
    where = [WorkItem.type == order.key]
    if order.since is not None:
        where.append(WorkItem.id >= first_id(order.since))
    return select(WorkItem.id).where(*where).order_by(WorkItem.id.desc()).limit(order.limit)


async def read(session: AsyncSession, simulation_id: UUID) -> SimulationView | None:
    row = await session.scalar(select(Simulation).where(Simulation.id == simulation_id))
    if row is None:
        return None
    figures = Figures(**row.figures)
    keys = sorted({*figures.queues_before, *figures.queues_after})
    queues = [QueueShift(key, figures.queues_before.get(key, 0), figures.queues_after.get(key, 0)) for key in keys]
    straight = Shift(figures.straight_before, figures.straight_after)
    return SimulationView(
        id=row.id,
        state=row.state,
        done=row.done,
        total=row.total,
        queues=queues,
        straight_through=straight,
        changed=figures.changed,
        error=row.error,
        ruleset=row.key,
        version=row.version,
        against=row.against,
        since=row.since,
        created_at=row.created_at,
    )


async def items_of(
    session: AsyncSession, simulation_id: UUID, *, after: tuple[UUID, int] | None, limit: int
) -> Sequence[ItemShift]:
    """Newest item first."""
    wanted = select(SimulatedItem).where(SimulatedItem.simulation_id == simulation_id)
    if after is not None:
        item, seq = after
        later = (SimulatedItem.work_item_id == item) & (SimulatedItem.seq > seq)
        wanted = wanted.where((SimulatedItem.work_item_id < item) | later)
    rows = await session.scalars(wanted.order_by(SimulatedItem.work_item_id.desc(), SimulatedItem.seq).limit(limit))
    return [ItemShift(row.work_item_id, row.reference, row.event, row.seq, row.before, row.after) for row in rows]


async def end(session: AsyncSession, simulation_id: UUID, state: str, error: str | None = None) -> None:
    """Of one that is running; what it has found stays."""
    running = (Simulation.id == simulation_id, Simulation.state == "running")
    await session.execute(update(Simulation).where(*running).values(state=state, error=error))


class Simulator:
    """Goes on where the last page ended, so that a message that comes twice does no harm."""

    def __init__(self, db: Database, configurations: Configurations) -> None:
        self._db = db
        self._configurations = configurations

    async def work(self, tenant_id: UUID, simulation_id: UUID) -> None:
        """Until all items are done, or somebody stops it. Raises outages: the message comes again."""
        try:
            while await self._page(tenant_id, simulation_id):
                pass
        except Exception as error:
            if is_outage(error):
                raise
            async with self._db.session([tenant_id]) as session:
                await end(session, simulation_id, "failed", f"{type(error).__name__}: {error}")
            raise

    async def _page(self, tenant_id: UUID, simulation_id: UUID) -> bool:
        configuration = await self._configurations.of(tenant_id)
        async with self._db.session([tenant_id]) as session:
            row = await session.scalar(select(Simulation).where(Simulation.id == simulation_id))
            if row is None or row.state != "running":
                return False
            order = Order(row.key, row.content, row.version, row.against, row.since, row.item_limit)
            schema = (await session.get_one(WorkType, (tenant_id, row.key))).schema
            items = await self._next(session, order, row)
        if not items:
            async with self._db.session([tenant_id]) as session:
                await end(session, simulation_id, "finished")
            return False
        figures, differences = await self._simulate(configuration.tenant, order, schema, items)
        async with self._db.session([tenant_id]) as session:
            await _report(session, tenant_id, simulation_id, row.place, items, figures, differences)
        return True

    async def _next(self, session: AsyncSession, order: Order, row: Simulation) -> list[UUID]:
        left = min(PAGE, row.total - row.done)
        page = _items(order).where(WorkItem.id < (row.place or row.id)).limit(max(left, 0))
        return list(await session.scalars(page))

    async def _simulate(
        self, tenant: TenantRef, order: Order, schema: dict[str, Any], items: Sequence[UUID]
    ) -> tuple[Figures, list[Difference]]:
        tables = {name: part for name, part in order.content.items() if name != "patterns"}  # they decide nothing
        candidate = load(tables, schema=schema)
        baseline = await self._configurations.ruleset(tenant.id, order.key, order.against)
        async with self._db.transaction() as snapshot:
            await snapshot.fetch("select bpo_code.bind($1)", [tenant.id])
            records = await read_records(snapshot, tenant.id, items)
            settled = await read_settled(snapshot)
        figures, differences = Figures(), []
        for record in records:
            replay = Replay(record, tenant, {}, settled.get(None))
            case = record.case
            found, different = simulate_item(
                case.id, case.reference, replay.decided_cases(), candidate=candidate, baseline=baseline
            )
            figures = figures.add(found)
            differences += different
        return figures, differences


async def _report(
    session: AsyncSession,
    tenant_id: UUID,
    simulation_id: UUID,
    place: UUID | None,
    items: Sequence[UUID],
    figures: Figures,
    differences: Sequence[Difference],
) -> None:
    """Nothing when another worker has done this page, or somebody has stopped it."""
    row = await session.scalar(select(Simulation).where(Simulation.id == simulation_id).with_for_update())
    if row is None or row.state != "running" or row.place != place:
        return
    row.figures = structs.asdict(Figures(**row.figures).add(figures))
    row.done, row.place = row.done + len(items), items[-1]
    session.add_all(
        SimulatedItem(tenant_id=tenant_id, simulation_id=simulation_id, **structs.asdict(each)) for each in differences
    )
