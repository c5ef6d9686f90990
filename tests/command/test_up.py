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
from tests.conftest import free_port

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
            return httpx.get(f"{self.base_url}/readyz", timeout=5, trust_env=False).status_code == 200
        except httpx.TransportError:
            return False


@contextmanager
def launched(data_dir: Path, **environ: str) -> Iterator[Launched]:
    port = free_port()
    whole = {"PATH": "/usr/bin:/bin", "BPO_DATA_DIR": str(data_dir), "BPO_PORT": str(port)} | environ
    with subprocess.Popen((str(BPO), "up"), env=whole, stdout=subprocess.PIPE, text=True, cwd="/") as process:
        assert process.stdout is not None
        said = list(takewhile(lambda line: "Ctrl-C" not in line, process.stdout))
        assert process.poll() is None, said
        try:
            yield Launched(process, "".join(said), f"http://127.0.0.1:{port}", data_dir)
        finally:
            process.terminate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_whatever_ends_the_launcher_leaves_no_process(data_dir: Path, number: signal.Signals) -> None:
    with launched(data_dir) as bpo:
        running = descendants(bpo.process.pid)
        assert len(running) > len(PARTS)
        bpo.process.send_signal(number)
        assert wait_until(lambda: not alive(running), within_s=60)
        assert bpo.process.wait() == (-9 if number is signal.SIGKILL else 0)


def test_a_closed_terminal_ends_it_too(data_dir: Path) -> None:
    with launched(data_dir) as bpo:
        running = descendants(bpo.process.pid)
        assert bpo.process.stdout is not None
        bpo.process.stdout.close()
        bpo.process.send_signal(signal.SIGHUP)
        assert wait_until(lambda: not alive(running), within_s=60)


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


def test_it_says_where_the_admin_key_is_and_takes_it_again_the_next_time(data_dir: Path) -> None:
    """§2 where it is unset, `./bpo up` makes one, keeps it in the data directory (mode 600) and prints where."""
    with launched(data_dir) as bpo:
        kept = re.search(r"admin key: in (.*)", bpo.said)
        assert kept is not None
        key = Path(kept.group(1)).read_text().strip()
        assert Path(kept.group(1)).stat().st_mode & 0o777 == 0o600
        assert role_of(bpo, key) == "platform_admin"
        bpo.process.kill()
    with launched(data_dir) as bpo:
        assert role_of(bpo, key) == "platform_admin"
        assert role_of(bpo, key[:-1]) is None


def role_of(bpo: Launched, key: str) -> str | None:
    answer = httpx.get(f"{bpo.base_url}/v1/me", headers={"Authorization": f"Bearer {key}"}, trust_env=False)
    return str(answer.json()["role"]) if answer.status_code == 200 else None


def test_two_stand_side_by_side_and_a_third_in_the_same_directory_does_not(standing: Launched, data_dir: Path) -> None:
    """§2 `BPO_DATA_DIR` and `BPO_PORT` say where."""
    with launched(data_dir) as other:
        assert other.answers()
        assert standing.answers()
        third = refused(BPO_DATA_DIR=str(data_dir), BPO_PORT=str(free_port()))
        assert third.startswith(f"bpo: {data_dir} is in use by another bpo (process {other.process.pid})")


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
    with launched(data_dir, **addresses_of(standing)) as other:
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
