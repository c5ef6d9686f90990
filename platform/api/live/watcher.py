"""Who watches: what they may see, and what waits to be sent to them."""

import asyncio
from collections.abc import Callable, Iterable
from uuid import UUID

from msgspec import Struct

from tasks.reading.changes import Changed
from tenants.principals import Principal
from tenants.roles import Permission, Reach, hides_names, reach_of

from .messages import Message, at, reset

MOST_WAITING = 1_000
"""Messages that wait for a slow reader; with one more it is told to look at everything anew instead."""

Serves = Callable[[Principal, UUID, str], bool]
"""Whether a person serves this queue of the tenant's now."""


class Watching(Struct, frozen=True):
    """What somebody wants to know of: of one tenant, or (None) of all that they may see; of one item, or of all."""

    tenant_id: UUID | None = None
    work_item_id: UUID | None = None


class Watcher:
    """One connection. `principal` is kept as it is now: whatever is told is held to what that may see. `place`: after
    which place of the news it is told."""

    def __init__(self, principal: Principal, watching: Watching, place: str) -> None:
        self.principal = principal
        self.place = place
        self.is_over = False
        self._watching = watching
        self._waiting: list[bytes] = []
        self._news = asyncio.Event()

    def sees(self, changed: Changed, serves: Serves) -> bool:
        item, task = changed.work_item, changed.task
        queues = [task.queue] if task else {each.queue for each in changed.tasks}
        return self._watching.work_item_id in (None, item.id) and self._sees(changed.tenant.id, queues, serves)

    def sees_queue(self, tenant_id: UUID, queue: str, serves: Serves) -> bool:
        return self._watching.work_item_id is None and self._sees(tenant_id, [queue], serves)

    def tell(self, message: Message) -> None:
        self.put(message.nameless if hides_names(self.principal.role) else message.full)

    def look_anew(self, reason: str) -> None:
        """Whatever waits is old by then."""
        self._waiting.clear()
        self.put(reset(reason))

    def put(self, piece: bytes) -> None:
        if len(self._waiting) >= MOST_WAITING:
            self._waiting = [reset("too much happened at once")]
        self._waiting.append(piece)
        self._news.set()

    def reached(self, place: str) -> None:
        """Everything up to there was told: a client that comes again goes on from there."""
        if self._waiting:
            self._waiting.append(at(place))

    def end(self) -> None:
        self.is_over = True
        self._news.set()

    async def pieces(self) -> bytes:
        """All that waits, as soon as anything does; empty when it is over."""
        await self._news.wait()
        self._news.clear()
        pieces, self._waiting = b"".join(self._waiting), []
        return b"" if self.is_over else pieces

    def _sees(self, tenant_id: UUID, queues: Iterable[str], serves: Serves) -> bool:
        if tenant_id not in self.principal.tenant_ids or self._watching.tenant_id not in (None, tenant_id):
            return False
        if reach_of(self.principal.role, Permission.READ_TASKS) is not Reach.SERVED:
            return True
        return any(serves(self.principal, tenant_id, queue) for queue in queues)
