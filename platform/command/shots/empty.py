"""An installation of its own, in a folder that goes with it, in which nothing has come in yet: first with nobody but
the administrator, then with the demo's clients and people, but without a process, an item or anything else to list."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from tenants.settings import Settings

from ..address import base_url, free_port
from ..bench.stage import folder
from ..demo.cast import CAST
from ..demo.client import Client
from ..demo.keys import KeyFile
from ..demo.stage import Stage, set_people
from ..installation import Installation
from ..terminal import note

KEYS = "demo-keys.json"


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Settings]:
    """Its settings, when it is ready."""
    with folder() as place:
        people = ",".join(player.email for player in CAST)
        own = Settings(data_dir=place / "data", host=settings.host, port=free_port(settings.host), demo_people=people)
        async with Installation.open(own, note) as installation:
            await installation.start()
            yield installation.settings


async def let_people_in(settings: Settings) -> None:
    async with httpx.AsyncClient(base_url=base_url(settings), trust_env=False) as http:
        await set_people(Stage(Client(http, settings.admin_key), KeyFile(settings.data_dir / KEYS)))
