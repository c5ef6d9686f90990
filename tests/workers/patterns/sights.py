"""A scene under a pattern, whose looks are made as a worker makes them; the clock is the scene's."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from tasks.patterns.past import Past
from tasks.patterns.publishing import new_row
from tenants.settings import Settings
from tests.tasks.scenes import Scene, on, scene
from workers.patterns.children import Children
from workers.patterns.looking import Looker
from workers.patterns.matching import Matcher
from workers.patterns.past_work import PastWorker

PAIR: dict[str, Any] = {
    "name": "pair",
    "by": "document.k",
    "within": "P1D",
    "all": [{"as": "a"}, {"as": "b"}],
    "then": [{"raise": {"signal": "pair"}}],
}
STAYS_OPEN = on("received", {"create_task": {"type": "check", "queue": "desk"}})


class Sights:
    """`children` run the engine."""

    def __init__(self, here: Scene, children: Children) -> None:
        self.scene = here
        self.children = children
        self.pattern_id: UUID

    async def put_in_force(self, **parts: Any) -> None:
        """A pattern of which the past has been gone through."""
        row = new_row(self.scene.tenant_id, "order", 0, {**PAIR, **parts}, self.scene.now)
        row.backfill = "finished"
        self.pattern_id = row.id
        await self.scene.add(row)

    def looker(self) -> Looker:
        return Looker(self.scene.office, self.children, lambda: None, self.scene.moment)

    def past_worker(self) -> PastWorker:
        past = Past(self.scene.db, self.scene.office.configurations)
        return PastWorker(past, Matcher(self.scene.db, self.children), lambda: None, lambda: self.scene.now)

    async def looks(self) -> list[UUID]:
        """Those that are left, whenever they are due."""
        return [row[0] for row in await self.scene.rows("select id from looks order by id")]

    async def look(self) -> None:
        """Every look that is left, once."""
        for look_id in await self.looks():
            await self.looker().look(self.scene.tenant_id, look_id)

    async def signals(self, item_id: UUID) -> list[Any]:
        return (await self.scene.case(item_id)).item.signals


@asynccontextmanager
async def sights(settings: Settings, *tables: Any, children: Children | None = None) -> AsyncIterator[Sights]:
    able = children or Children(2)
    async with scene(settings, STAYS_OPEN, *tables) as here:
        yield Sights(here, able)
    await able.close()
