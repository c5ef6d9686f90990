"""An installation of real processes on the session's servers: one API, one worker, one worker of patterns, one
scheduler, each with its pid."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

from tenants.settings import Settings
from tests.command.processes import alive, descendants, wait_until

PARTS = ("scheduler", "worker", "patterns", "api")
PATIENCE_S = 90.0


class Installation:
    def __init__(self, settings: Settings, folder: Path) -> None:
        self.settings = settings
        self.base_url = f"http://{settings.host}:{settings.port}"
        self._folder = folder
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, part: str) -> None:
        with (self._folder / f"{part}.log").open("ab") as log:
            self._running[part] = subprocess.Popen(
                (sys.executable, "-P", "-m", "command.main", part),
                env=self.settings.for_child(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, part: str) -> None:
        """As the out-of-memory killer would: the process and all that it started, none of them warned."""
        process = self._running.pop(part)
        family = descendants(process.pid)
        for pid, _ in family:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()
        assert wait_until(lambda: not alive(family), within_s=PATIENCE_S)

    def stop(self) -> None:
        """Every part in the order of a stop: each is asked, and killed when it does not end."""
        for part in reversed(PARTS):
            if process := self._running.get(part):
                process.terminate()
                with suppress(subprocess.TimeoutExpired):
                    process.wait(PATIENCE_S)
                    self._running.pop(part)
        for part in list(self._running):
            self.kill(part)

    def log(self, part: str) -> str:
        return (self._folder / f"{part}.log").read_text()

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            with suppress(httpx.TransportError):
                if httpx.get(f"{self.base_url}/readyz", trust_env=False).is_success:
                    return
            time.sleep(0.05)
        raise TimeoutError(self.log("api"))


@contextmanager
def running(settings: Settings, folder: Path) -> Iterator[Installation]:
    installation = Installation(settings, folder)
    try:
        for part in PARTS:
            installation.start(part)
        installation.wait_until_ready()
        yield installation
    finally:
        installation.stop()
