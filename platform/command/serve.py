"""`bpo api`: one API process in the foreground, as the launcher and other machines run it."""

import contextlib
import gc
import threading

import uvicorn
from litestar import Litestar

from api.app import create_app
from tenants import logs
from tenants.settings import Settings

from .leaving import LeavingServer
from .parts import connected

DRAIN_S = 10


def api(settings: Settings) -> int:
    """Serves HTTP until it is told to stop, leaves, and finishes the requests that it has."""
    logs.configure()
    app = create_app(connected(settings))
    threading.Thread(target=app.state.screens.compile_ahead, name="templates", daemon=True).start()
    serve(app, settings)
    return 0


def serve(app: Litestar, settings: Settings) -> None:
    """As every HTTP server of ours is run, those of benchmarks included."""
    gc.collect()
    gc.freeze()  # what an application is made of stays; to look through it again and again costs an eighth of the CPU
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=DRAIN_S,
    )
    with contextlib.suppress(KeyboardInterrupt):
        LeavingServer(config, settings.leave_s).run()
