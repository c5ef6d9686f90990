"""The contests: who is held against whom, over how many connections, and what is wanted at least."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import httpx

from tenants import decimals

from ..demo.client import Client
from .contest import HOST, WARM_UP_S, Contender, Contest, hold
from .errands import Bulking, Posting, Working
from .figures import Outcome
from .floor import DISPOSITION, Floor, open_floor, order_for
from .stage import BARE, PRODUCT, Stage, set_stage

CONNECTIONS = 32
TENANTS, OPERATORS = 5, 16
MOST_PAIRS_PER_S = 1_500
TIMEOUT_S = 120.0


async def hold_all(names: Sequence[str], seconds: float) -> list[Outcome]:
    async with (
        set_stage() as stage,
        httpx.AsyncClient(base_url=f"http://{HOST}:{stage.api}", timeout=TIMEOUT_S) as http,
    ):
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
            Contender("the API", stage.api, stage.meter("api"), errands, partial(stage.tidy, PRODUCT)),
            Contender("a bare handler", stage.bare, stage.meter("bare"), errands, partial(stage.tidy, BARE)),
        ],
    )


async def work(stage: Stage, admin: Client, seconds: float, *, desks: int) -> Contest:
    """A lane is a desk of a tenant."""
    lanes = TENANTS * desks
    floor = await open_floor(admin, f"work-{lanes}", tenants=TENANTS, desks=desks, operators=OPERATORS)
    errands = [Working(operator.key, DISPOSITION) for operator in floor.operators]
    fill_bare = await stage.open_bare_floor(floor, decimals.dumps(order_for(floor.desks[0])))
    ready = int(MOST_PAIRS_PER_S * (seconds + WARM_UP_S))
    tenants = [tenant.id for tenant in floor.tenants]

    async def prepare(schema: str, fill: Callable[[int], Awaitable[None]]) -> None:
        await fill(max(0, ready - await stage.ready(schema, tenants)))
        await stage.tidy(schema)

    product, bare = partial(prepare, PRODUCT, floor.fill), partial(prepare, BARE, fill_bare)
    return Contest(
        title=f"Claim and complete, {lanes} lanes, {OPERATORS} operators",
        unit="claim with its completion",
        aim=0.4,
        contenders=[
            Contender("the API", stage.api, stage.meter("api"), errands, product),
            Contender("bare handlers", stage.bare, stage.meter("bare"), errands, bare),
        ],
    )


async def bulk(stage: Stage, admin: Client, _seconds: float, *, size: int, connections: int) -> Contest:
    """What a client gains that sends its orders together instead of one after another on as many connections."""
    floor = await open_floor(admin, f"bulk-{size}", tenants=1, desks=1, operators=0)
    posting, meter, tidy = _posting(floor), stage.meter("api"), partial(stage.tidy, PRODUCT)
    bulking = Bulking(posting.key, posting.document, size)
    return Contest(
        title=f"POST /v1/work-items/bulk, {size:,} orders in NDJSON, connections: {connections}",
        unit="order",
        aim=3,
        contenders=[
            Contender(f"{size:,} at once", stage.api, meter, [bulking] * connections, tidy),
            Contender("one by one", stage.api, meter, [posting] * connections, tidy),
        ],
    )


CONTESTS: dict[str, Callable[[Stage, Client, float], Awaitable[Contest]]] = {
    "orders": orders,
    "work-10": partial(work, desks=2),
    "work-50": partial(work, desks=10),
    "bulk-200": partial(bulk, size=200, connections=4),
    "bulk-5000": partial(bulk, size=5_000, connections=1),
}


def _posting(floor: Floor) -> Posting:
    return Posting(floor.tenants[0].key, decimals.dumps(order_for(floor.desks[0])))
