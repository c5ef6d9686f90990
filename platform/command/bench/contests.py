"""The contests: who is held against whom, with how many connections, and what is wanted at least."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from uuid import UUID

import httpx

from tenants import decimals

from ..demo.client import Client
from .contest import WARM_UP_S, Contender, Contest, hold
from .errands import Bulking, Posting, Working
from .figures import Outcome
from .floor import DISPOSITION, Floor, open_floor, order_for
from .stage import Stage, set_stage

CONNECTIONS, BULK_CONNECTIONS = 32, 4
TENANTS, OPERATORS = 5, 16
MOST_PAIRS_PER_S = 2_000
TIMEOUT_S = 120.0


async def hold_all(names: Sequence[str], seconds: float) -> list[Outcome]:
    async with set_stage() as stage, httpx.AsyncClient(base_url=stage.base_url, timeout=TIMEOUT_S) as http:
        admin = Client(http, stage.installation.settings.admin_key)
        return [await hold(await CONTESTS[name](stage, admin, seconds), seconds) for name in names]


async def orders(stage: Stage, admin: Client, _seconds: float) -> Contest:
    floor = await open_floor(admin, "orders", tenants=1, desks=1, operators=0)
    errands = [_posting(floor)] * CONNECTIONS
    return Contest(
        title=f"POST /v1/orders, {CONNECTIONS} connections",
        unit="order",
        aim=0.45,
        contenders=[
            Contender("the API", stage.api, stage.meter("api"), errands),
            Contender("bare handler", stage.bare, stage.meter("bare"), errands),
        ],
    )


async def work(stage: Stage, admin: Client, seconds: float, *, desks: int) -> Contest:
    lanes = TENANTS * desks
    floor = await open_floor(admin, f"work-{lanes}", tenants=TENANTS, desks=desks, operators=OPERATORS)
    bare_lanes = await stage.serve_bare(floor, first=1000 * lanes)
    errands = [Working(operator.key, DISPOSITION) for operator in floor.operators]
    tenants = [tenant.id for tenant in floor.tenants]
    ready = int(MOST_PAIRS_PER_S * (seconds + WARM_UP_S))
    document = decimals.dumps(order_for(floor.desks[0]))
    bare_fill = partial(stage.fill_bare, tenants=tenants, lanes=bare_lanes, document=document)
    return Contest(
        title=f"Claim and complete, {lanes} lanes, {OPERATORS} operators",
        unit="claim with its completion",
        aim=0.4,
        contenders=[
            Contender(
                "the API", stage.api, stage.meter("api"), errands, _filled(stage, "public", tenants, ready, floor.fill)
            ),
            Contender(
                "bare handlers",
                stage.bare,
                stage.meter("bare"),
                errands,
                _filled(stage, "bench", tenants, ready, bare_fill),
            ),
        ],
    )


async def bulk(stage: Stage, admin: Client, _seconds: float) -> Contest:
    floor = await open_floor(admin, "bulk", tenants=1, desks=1, operators=0)
    posting, meter = _posting(floor), stage.meter("api")
    return Contest(
        title="POST /v1/work-items/bulk in NDJSON",
        unit="order",
        aim=3,
        contenders=[
            *(
                Contender(
                    f"{size:,} at once, {BULK_CONNECTIONS} connections",
                    stage.api,
                    meter,
                    [Bulking(posting.key, posting.document, size)] * BULK_CONNECTIONS,
                )
                for size in (200, 5_000)
            ),
            Contender(f"one by one, {CONNECTIONS} connections", stage.api, meter, [posting] * CONNECTIONS),
        ],
    )


CONTESTS: dict[str, Callable[[Stage, Client, float], Awaitable[Contest]]] = {
    "orders": orders,
    "work-10": partial(work, desks=2),
    "work-50": partial(work, desks=10),
    "bulk": bulk,
}


def _posting(floor: Floor) -> Posting:
    return Posting(floor.tenants[0].key, decimals.dumps(order_for(floor.desks[0])))


def _filled(
    stage: Stage, schema: str, tenants: list[UUID], ready: int, fill: Callable[[int], Awaitable[None]]
) -> Callable[[], Awaitable[None]]:
    """Sees to it that so many tasks are ready, that old rows are gone and that the planner knows what is there."""

    async def prepare() -> None:
        await fill(max(0, ready - await stage.ready(schema, tenants)))
        await stage.vacuum(schema)

    return prepare
