"""`bpo demo`: a trading company's orders and an insurer's claims go in, are routed, done by machine and by people."""

import asyncio
from pathlib import Path

from rich.console import Console

from .play import Demo, play
from .script import Script


def run(base_url: str, admin_key: str, data_dir: Path) -> None:
    """Plays the demo against a server that is ready, prints what happened, and returns; raises DemoFailed.

    May be stopped and started again at any time: it goes on with what is there.
    """
    console = Console()
    asyncio.run(play(Demo(Script.whole(), base_url.rstrip("/"), admin_key, data_dir, console)))
