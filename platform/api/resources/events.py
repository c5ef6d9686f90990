"""GET /v1/events: what happens, as it happens, to screens that are open."""

import asyncio
from uuid import UUID

from litestar.types import Receive, Scope, Send

from tenants.roles import Permission

from ..access import Call, tenants_of
from ..answers import Answer
from ..endpoints import Events
from ..headers import header
from ..live import Feed, Watcher, Watching
from ..live.messages import EVENTS, at
from ..live.stream import PLACE
from ..queries import TENANT, parameters, query
from ..routes import get
from ..shapes import Shape

HEARTBEAT_S = 15.0
UNKNOWN = "0-0"
"""A place from which nobody can go on."""


class EventsQuery(Shape):
    """`work_item`: of this item only."""

    work_item: UUID | None = None


@get(
    "/v1/events",
    Permission.READ_TASKS,
    query=EventsQuery,
    names_tenant=True,
    by_session=True,
    answers={200: Events(EVENTS)},
)
async def watch(request: Call) -> Answer:
    """Watch what happens

    Server-sent events: `work_item` and `task` for each row of the history of an item (but decisions, and that a machine
    begins), with the item and the task as they are now; `queue` when something in it has changed; `reset` when
    something may have been missed, so that what is shown is to be read anew. `Last-Event-ID` goes on from there, up to
    five minutes back.
    """
    tenants = tenants_of(request)
    asked = query(request, EventsQuery)
    watching = Watching(tenants[0].id if TENANT in parameters(request) else None, asked.work_item)
    feed: Feed = request.app.state.feed
    last = header(request, b"last-event-id")
    newest = await feed.begin()
    place = newest if last is None else last if PLACE.fullmatch(last) else UNKNOWN
    return Watch(feed, Watcher(request.user, watching, place))


class Watch(Answer):
    """An answer that goes on until the client goes away, its key is no longer good, or the process ends."""

    __slots__ = ("_feed", "_watcher")

    def __init__(self, feed: Feed, watcher: Watcher) -> None:
        super().__init__(b"", media_type=b"text/event-stream")
        self._feed = feed
        self._watcher = watcher

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", self.media_type), (b"x-accel-buffering", b"no")]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await _send(send, b"retry: 2000\n\n")
        self._feed.add(self._watcher)
        leaving = asyncio.create_task(self._until_gone(receive))
        try:
            while piece := await self._next():
                await _send(send, piece)
        finally:
            self._feed.remove(self._watcher)
            leaving.cancel()
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _next(self) -> bytes:
        """What is to be told; after a while without anything, up to where it was told."""
        try:
            return await asyncio.wait_for(self._watcher.pieces(), HEARTBEAT_S)
        except TimeoutError:
            return at(self._feed.place)

    async def _until_gone(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self._watcher.end()


async def _send(send: Send, piece: bytes) -> None:
    await send({"type": "http.response.body", "body": piece, "more_body": True})


HANDLERS = (watch,)
