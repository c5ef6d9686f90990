"""How the HTTP server ends without losing a request: it says that it is not ready, serves on until whoever sends
requests has seen it, and then stops."""

import signal
import socket
import time
from types import FrameType

import uvicorn

from api.live import Feed

LAST_ON_ITS_CONNECTION = (b"connection", b"close")


class LeavingServer(uvicorn.Server):
    """`leave_s`: how long it serves on after SIGTERM; told a second time it stops at once."""

    def __init__(self, config: uvicorn.Config, leave_s: int) -> None:
        super().__init__(config)
        self._leave_s = leave_s
        self._leaves_at: float | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if sig == signal.SIGTERM and self._leave_s and self._leaves_at is None:
            self._leaves_at = time.monotonic() + self._leave_s
            self.config.app.state.is_leaving = True  # type: ignore[union-attr]  # never a path here
            self.config.encoded_headers.append(LAST_ON_ITS_CONNECTION)  # so that nobody keeps one for the next request
        else:
            super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        if self._leaves_at is not None and time.monotonic() >= self._leaves_at:
            self.should_exit = True
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Answers that go on for ever end first: nobody need wait for them."""
        feed: Feed | None = self.config.app.state.get("feed")  # type: ignore[union-attr]  # never a path here
        if feed is not None:
            feed.close()
        await super().shutdown(sockets)
