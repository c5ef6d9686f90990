"""`bpo api`: one API process in the foreground, as the launcher and other machines run it."""

import uvicorn

from api.app import create_app
from tenants.settings import Settings

from .parts import connected

DRAIN_S = 10


def api(settings: Settings) -> int:
    """Serves HTTP until it is told to stop, then finishes the requests that it has."""
    uvicorn.run(
        create_app(connected(settings)),
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=DRAIN_S,
    )
    return 0
