"""The embedded PostgreSQL on its own: durable, behind passwords, and at home with what a kill left behind."""

import os
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from command.embedded import Postgres, place, socket_folder
from command.embedded.orphan import end_orphan
from command.embedded.place import choose_place
from command.embedded.postgres import SUPERUSER, Passwords
from command.supervision import Supervisor
from command.supervision.program import Account
from tests.command.processes import wait_until

PASSWORDS = Passwords(owner="o/w n'er", superuser="su@per:user")
NOBODY = Account("nobody", 65534, 65534)


@asynccontextmanager
async def running(data_dir: Path) -> AsyncIterator[Postgres]:
    os.makedirs(data_dir, mode=0o711, exist_ok=True)
    sockets = socket_folder()
    postgres = Postgres.prepare(data_dir / "postgres", sockets, PASSWORDS)
    async with Supervisor(lambda line: None, remove=[sockets]) as supervisor:
        await supervisor.start(postgres.program(data_dir / "log"))
        await postgres.make_database()
        yield postgres


async def ask(url: str, question: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def test_it_is_durable_and_listens_on_its_private_socket_alone(data_dir: Path) -> None:
    async with running(data_dir) as postgres:
        for name, value in {"fsync": "on", "synchronous_commit": "on", "listen_addresses": ""}.items():
            assert await ask(postgres.url(), f"show {name}") == value
        assert postgres.sockets.stat().st_mode & 0o777 == 0o700


async def test_nobody_gets_in_with_another_password(data_dir: Path) -> None:
    async with running(data_dir) as postgres:
        for user in ("bpo_owner", SUPERUSER):
            host = str(postgres.sockets)
            with pytest.raises(asyncpg.InvalidPasswordError):
                await asyncpg.connect(host=host, user=user, password="another", database="bpo")


async def test_what_was_committed_is_there_the_next_time(data_dir: Path) -> None:
    async with running(data_dir) as postgres:
        await ask(postgres.url(), "create table kept as select 1 as one")
    async with running(data_dir) as postgres:
        assert await ask(postgres.url(), "select one from kept") == 1


def test_the_note_of_a_killed_server_is_removed_and_whoever_has_its_id_now_is_left_alone(tmp_path: Path) -> None:
    with subprocess.Popen(("/bin/sleep", "600"), cwd="/") as foreign:
        (tmp_path / "postmaster.pid").write_text(f"{foreign.pid}\n{tmp_path}\n")
        end_orphan(tmp_path)
        assert not (tmp_path / "postmaster.pid").exists()
        assert foreign.poll() is None
        foreign.kill()


def test_a_server_that_outlived_its_launcher_is_ended_before_the_next_one_starts(tmp_path: Path) -> None:
    heeding = ("/usr/bin/env", "--default-signal=INT", "sleep", "600")  # a job of a shell's background ignores it
    with subprocess.Popen(heeding, cwd=tmp_path) as orphan:
        (tmp_path / "postmaster.pid").write_text(f"{orphan.pid}\n{tmp_path}\n")
        end_orphan(tmp_path)
        assert wait_until(lambda: orphan.poll() is not None, within_s=30)


def test_a_cluster_lies_elsewhere_when_its_user_cannot_reach_the_data_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, elsewhere = tmp_path / "closed", tmp_path / "elsewhere"
    closed.mkdir(mode=0o700)
    monkeypatch.setattr(place, "ELSEWHERE", elsewhere)
    monkeypatch.setattr(place, "can_enter", lambda account, folder: not folder.is_relative_to(closed))
    found = choose_place(closed / "postgres", NOBODY)
    assert found.parent == elsewhere
    assert (closed / "postgres").is_symlink()
    assert choose_place(closed / "postgres", NOBODY) == found
    assert closed.stat().st_mode & 0o777 == 0o700


def test_sockets_lie_in_a_folder_of_their_own_that_is_short_enough() -> None:
    folder = socket_folder()
    try:
        assert len(os.fsencode(folder / "postgres" / ".s.PGSQL.5432.lock")) < 107
        assert folder.stat().st_mode & 0o777 == 0o700
    finally:
        folder.rmdir()
