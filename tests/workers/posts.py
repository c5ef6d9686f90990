"""A tenant with webhooks whose messages a deliverer takes to a receiver on this machine; the clock is the scene's."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from socket import gaierror
from typing import Any
from uuid import UUID, uuid4

from tasks.cases import Subject
from tasks.models import Webhook
from tasks.webhooks.addresses import Address, networks_of
from tasks.webhooks.signing import new_secret
from tenants.settings import Settings
from tests.tasks.scenes import Scene, on, scene
from tests.workers.receivers import Receiver
from workers.finding import Finder
from workers.webhooks import Deliverer
from workers.webhooks_sending import Sender

CLIENT = {"role": "client"}
ONE_TASK = on("received", {"create_task": {"type": "check", "queue": "desk"}})
SECRET = new_secret(b"a secret of thirty-two bytes .. ")


@dataclass
class Post:
    """A scene with a deliverer, whose clock is the scene's."""

    scene: Scene
    finder: Finder
    sender: Sender

    def deliverer(self) -> Deliverer:
        return Deliverer(self.scene.db, self.finder, self.sender, lambda: self.scene.now, lambda: 1.0)

    async def deliver(self) -> None:
        """All that is due."""
        self.scene.moment()
        async with asyncio.TaskGroup() as group:
            await self.deliverer().begin_due(group)

    async def hook(self, to: Receiver, *events: str, **values: Any) -> UUID:
        hook_id = uuid4()
        await self.scene.add(
            Webhook(
                key=f"h{hook_id.hex}",
                id=hook_id,
                url=f"http://127.0.0.1:{to.port}/hook",
                events=list(events) or ["*"],
                secret=SECRET,
                **values,
            )
        )
        return hook_id

    async def webhook(self, hook_id: UUID) -> Any:
        (row,) = await self.scene.rows("select * from webhooks where id = $1", hook_id)
        return row

    async def states(self, hook_id: UUID) -> list[str]:
        rows = await self.scene.rows("select state from webhook_deliveries where webhook_id = $1 order by seq", hook_id)
        return [row["state"] for row in rows]

    async def change(self, item_id: UUID, decide: Callable[[Any], None]) -> None:
        case, subject = await self.scene.case(item_id), Subject("item", item_id)
        await self.scene.office.cases.change(self.scene.db, case, subject, decide, self.scene.moment())


@asynccontextmanager
async def post(settings: Settings) -> AsyncIterator[Post]:
    """Its webhooks are gone afterwards, so that no other test's deliverer finds them."""
    finder = await Finder.open(settings)
    sender = Sender(networks_of("127.0.0.0/8"), resolve=only_literals)
    try:
        async with scene(settings, ONE_TASK) as opened:
            yield Post(opened, finder, sender)
            await opened.rows("update webhooks set retired_at = now()")
    finally:
        await sender.close()
        await finder.close()


async def only_literals(host: str, port: int) -> list[Address]:
    """Names, which webhooks that other tests left have, are unknown."""
    try:
        return [ip_address(host)]
    except ValueError as fault:
        raise gaierror(str(fault)) from fault
