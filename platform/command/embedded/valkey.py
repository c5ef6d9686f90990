"""The embedded Valkey: messages on disk within a second, a socket that only this user reaches."""

from dataclasses import dataclass
from pathlib import Path
from signal import SIGTERM
from urllib.parse import quote

import redis.asyncio as redis

from ..supervision.program import Program
from .binaries import valkey_server


@dataclass(frozen=True, slots=True)
class Valkey:
    """A Valkey that keeps its data in `home`."""

    home: Path
    sockets: Path

    @property
    def url(self) -> str:
        """For redis clients."""
        return f"unix://{quote(str(self._socket))}?db=0"

    def program(self, log: Path) -> Program:
        """Makes its folder and says how to run it."""
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        options = {
            "port": "0",
            "unixsocket": str(self._socket),
            "unixsocketperm": "700",
            "dir": str(self.home),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "databases": "64",
            "maxmemory-policy": "noeviction",
        }
        arguments = (part for name, value in options.items() for part in (f"--{name}", value))
        return Program(
            name="valkey",
            argv=(str(valkey_server()), *arguments),
            environ={},
            log=log,
            stop_signal=SIGTERM,
            is_ready=self.is_ready,
        )

    async def is_ready(self) -> bool:
        """Whether it answers; not while it reads its data."""
        client = redis.Redis.from_url(self.url)
        try:
            return bool(await client.ping())
        except (redis.RedisError, OSError):
            return False
        finally:
            await client.aclose()

    @property
    def _socket(self) -> Path:
        return self.sockets / "valkey.sock"
