"""`bpo up` as a whole: what it says, what it survives, and that it leaves nothing behind."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

import httpx
import pytest

from command.data_directory import published_addresses
from tests.command.conftest import new_data_dir
from tests.command.processes import Process, alive, arguments_of, descendants, kill, wait_until
from tests.conftest import NO_TLS, free_port

BPO = Path(sys.executable).with_name("bpo")
PARTS = {
    "postgresql": "/bin/postgres -D",
    "valkey": "valkey-server",
    "scheduler": "workers.scheduler",
    "worker": "-m dramatiq",
    "api": "command.main api",
}


@dataclass(frozen=True, slots=True)
class Launched:
    """A launcher that said it is ready."""

    process: "subprocess.Popen[str]"
    said: str
    base_url: str
    data_dir: Path

    def part(self, name: str) -> Process:
        """The process that the launcher itself started for a part."""
        found = [one for one in descendants(self.process.pid) if PARTS[name] in arguments_of(one)]
        return min(found)

    def has(self, name: str) -> bool:
        return any(PARTS[name] in arguments_of(one) for one in descendants(self.process.pid))

    def answers(self) -> bool:
        try:
            return httpx.get(f"{self.base_url}/readyz", timeout=10, trust_env=False, verify=NO_TLS).is_success
        except httpx.TransportError:
            return False


@contextmanager
def launched(data_dir: Path, ended_by: signal.Signals = signal.SIGTERM, **environ: str) -> Iterator[Launched]:
    """Whatever ends it, it leaves no process behind."""
    port = free_port()
    whole = {"PATH": "/usr/bin:/bin", "BPO_DATA_DIR": str(data_dir), "BPO_PORT": str(port)} | environ
    with subprocess.Popen((str(BPO), "up"), env=whole, stdout=subprocess.PIPE, text=True, cwd="/") as process:
        assert process.stdout is not None
        said = list(takewhile(lambda line: "Ctrl-C" not in line, process.stdout))
        assert process.poll() is None, said
        running = descendants(process.pid)
        try:
            yield Launched(process, "".join(said), f"http://127.0.0.1:{port}", data_dir)
            running = descendants(process.pid)
        finally:
            if ended_by is signal.SIGHUP:
                process.stdout.close()  # as a terminal that is closed
            process.send_signal(ended_by)
        assert process.wait() == (-9 if ended_by is signal.SIGKILL else 0)
        assert len(running) > len(PARTS) - len(environ)
        assert wait_until(lambda: not alive(running), within_s=120)


@pytest.fixture(scope="module")
def standing() -> Iterator[Launched]:
    """One installation for the tests that only kill parts of it."""
    with new_data_dir() as folder, launched(folder) as bpo:
        yield bpo


@pytest.mark.parametrize("name", PARTS)
def test_a_part_that_is_killed_comes_back(standing: Launched, name: str) -> None:
    killed = standing.part(name)
    kill(killed[0])
    assert wait_until(lambda: not alive({killed}), within_s=30)
    assert wait_until(lambda: standing.has(name), within_s=60)
    assert wait_until(standing.answers, within_s=60)


def test_it_starts_again_where_it_was_killed_and_a_second_in_its_directory_does_not(
    standing: Launched, data_dir: Path
) -> None:
    """§2 where it is unset, `./bpo up` makes one, keeps it in the data directory (mode 600) and prints where.

    §2 `BPO_DATA_DIR` and `BPO_PORT` say where."""
    with launched(data_dir, signal.SIGKILL) as bpo:
        kept = re.search(r"admin key: in (.*)", bpo.said)
        assert kept is not None
        key = Path(kept.group(1)).read_text().strip()
        assert Path(kept.group(1)).stat().st_mode & 0o777 == 0o600
        assert role_of(bpo, key) == "platform_admin"
    with launched(data_dir, signal.SIGINT) as other:
        assert role_of(other, key) == "platform_admin"
        assert role_of(other, key[:-1]) is None
        assert standing.answers()
        third = refused(BPO_DATA_DIR=str(data_dir), BPO_PORT=str(free_port()))
        assert third.startswith(f"bpo: {data_dir} is in use by another bpo (process {other.process.pid})")


def role_of(bpo: Launched, key: str) -> str | None:
    answer = httpx.get(f"{bpo.base_url}/v1/me", headers={"Authorization": f"Bearer {key}"}, trust_env=False)
    return str(answer.json()["role"]) if answer.status_code == 200 else None


def test_a_port_in_use_is_said_in_one_line_and_nothing_is_started(standing: Launched, data_dir: Path) -> None:
    port = standing.base_url.rpartition(":")[2]
    said = refused(BPO_DATA_DIR=str(data_dir), BPO_PORT=port)
    assert (
        said
        == f"bpo: port {port} of 127.0.0.1 is in use by another program: stop it, or set BPO_PORT to another port.\n"
    )
    assert not (data_dir / "postgres").exists()


def test_servers_that_the_settings_name_are_used_and_none_is_started(standing: Launched, data_dir: Path) -> None:
    """§2 `BPO_DATABASE_URL` and `BPO_REDIS_URL`, where set, replace the embedded PostgreSQL and Valkey"""
    with launched(data_dir, signal.SIGHUP, **addresses_of(standing)) as other:
        assert other.answers()
        assert not other.has("postgresql")
        assert not other.has("valkey")


def addresses_of(bpo: Launched) -> dict[str, str]:
    found = published_addresses(bpo.data_dir)
    return {"BPO_DATABASE_URL": found["database_url"], "BPO_REDIS_URL": found["redis_url"]}


def refused(**environ: str) -> str:
    """What a launcher says, in one line, that does not start."""
    done = subprocess.run((str(BPO), "up"), env=environ, capture_output=True, text=True, check=False, cwd="/")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    return done.stderr
