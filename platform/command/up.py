"""`bpo up` and `bpo demo`: an installation in the foreground, until Ctrl-C, SIGTERM or a hang-up ends it."""

import asyncio
import signal
import sys
from dataclasses import replace

from tenants.settings import Settings

from .address import base_url
from .data_directory import ADMIN_KEY
from .demo.cast import CAST
from .installation import Installation
from .supervision import Supervisor
from .terminal import complain, say

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def up(settings: Settings) -> int:
    """Runs everything until it is told to stop."""
    return asyncio.run(_stand(settings, is_demo=False))


def demo(settings: Settings) -> int:
    """Runs everything, plays the demo on it, and runs on until it is told to stop."""
    return asyncio.run(_stand(settings, is_demo=True))


async def _stand(settings: Settings, *, is_demo: bool) -> int:
    is_admin_key_kept = not settings.admin_key
    if is_demo:
        settings = replace(settings, demo_people=",".join(player.email for player in CAST))
    try:
        async with Installation.open(settings) as installation:
            _end_on_signals(installation.supervisor)
            say("starting; what the parts say is in " + str(installation.directory.path / "log"))
            await installation.start()
            say(f"ready at {base_url(installation.settings)} (API reference: {base_url(installation.settings)}/docs)")
            kept_in = installation.directory.path / ADMIN_KEY
            say("admin key: " + (f"in {kept_in}" if is_admin_key_kept else "as BPO_ADMIN_KEY says"))
            say("screens: log in there as administrator@localhost with that key")
            if is_demo:
                await _play(installation)
            say("Ctrl-C ends it")
            await asyncio.Event().wait()
    except asyncio.CancelledError:
        say("ended; nothing runs any more")
    return 0


async def _play(installation: Installation) -> None:
    """In a process of its own, so that whatever befalls the demo the servers go on."""
    argv = (sys.executable, "-P", "-m", "command.main", "play")
    status = await installation.supervisor.run(argv, installation.settings.for_child())
    if status != 0:
        complain("the demo did not come to its end; the servers run on, and `./bpo demo` goes on from here.")


def _end_on_signals(supervisor: Supervisor) -> None:
    """The first signal ends everything in order, the next one at once."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    is_ending = False

    def end() -> None:
        nonlocal is_ending
        if is_ending or task is None:
            supervisor.hurry()
        else:
            is_ending = True
            task.cancel()
            say("\nending (once more: at once) ...")

    for number in SIGNALS:
        loop.add_signal_handler(number, end)
