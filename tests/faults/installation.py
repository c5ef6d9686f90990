"""An installation of real processes on the session's servers: an API, a worker, a worker of patterns, a scheduler, and
more of them when asked."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx

from tenants.settings import Settings
from tests.command.processes import alive, descendants, wait_until
from tests.conftest import NO_TLS

PARTS = ("scheduler", "worker", "patterns", "api")
PATIENCE_S = 90.0


class Installation:
    def __init__(self, settings: Settings, folder: Path) -> None:
        self.settings = settings
        self.base_url = f"http://{settings.host}:{settings.port}"
        self._folder = folder
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, part: str, *, called: str = "", code: Path | None = None, **changes: Any) -> None:
        """`called`: where there are several of a part; `code`: of another version; `changes` of its settings."""
        environ = replace(self.settings, **changes).for_child()
        if code is not None:
            environ["PYTHONPATH"] = f"{code / 'platform'}:{code}"
        with (self._folder / f"{called or part}.log").open("ab") as log:
            self._running[called or part] = subprocess.Popen(
                (sys.executable, "-P", "-m", "command.main", part),
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait(self, called: str) -> int:
        """Until it has ended by itself; its status."""
        return self._running.pop(called).wait(PATIENCE_S)

    def end(self, called: str) -> int:
        """As who deploys does it: asks, waits until it has ended, and gives its status."""
        process = self._running.pop(called)
        process.terminate()
        return process.wait(PATIENCE_S)

    def kill(self, part: str) -> None:
        """As the out-of-memory killer would: the process and all that it started, none of them warned."""
        process = self._running.pop(part)
        family = descendants(process.pid)
        process.kill()  # it may have no children yet, and with them gone it would take its time to end
        for pid, _ in family:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()
        assert wait_until(lambda: not alive(family), within_s=PATIENCE_S)

    def stop(self) -> None:
        """Every part in the order of a stop: each is asked, and killed when it does not end."""
        for called in sorted(self._running, key=lambda each: -PARTS.index(each.partition(" ")[0])):
            process = self._running[called]
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(PATIENCE_S)
                self._running.pop(called)
        for called in list(self._running):
            self.kill(called)

    def log(self, part: str) -> str:
        return (self._folder / f"{part}.log").read_text()

    def wait_until_ready(self, port: int | None = None) -> None:
        if not wait_until(lambda: self.is_ready(port), within_s=PATIENCE_S):
            raise TimeoutError(self.log("api"))

    def is_ready(self, port: int | None = None) -> bool:
        url = f"http://{self.settings.host}:{port or self.settings.port}/readyz"
        try:
            return httpx.get(url, trust_env=False, timeout=10, verify=NO_TLS).is_success
        except httpx.TransportError:
            return False


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
