"""Programs under a supervisor: started again, ended in order, and gone with their launcher however it ends."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from command.errors import ProgramFailed
from command.supervision import Program, Supervisor
from tests.command.processes import alive, arguments_of, descendants, kill, until, wait_until

ROOT = Path(__file__).parents[2]
SLEEPER = ("/bin/sleep", "600")
STUBBORN = (
    sys.executable,
    "-c",
    "import signal, time; signal.signal(15, signal.SIG_IGN); print('up'); time.sleep(600)",
)
WITH_CHILD = ("/bin/sh", "-c", "/bin/sleep 600 & echo up; wait")
PROGRAMS = {"parent": WITH_CHILD, "stubborn": STUBBORN}
LAUNCHER = """
import asyncio, sys
from pathlib import Path
from command.supervision import Program, Supervisor
from tests.command.test_supervision import PROGRAMS
async def main(folder, *names):
    async with Supervisor(print, remove=[folder / "sockets"]) as supervisor:
        for name in names:
            program = Program(name=name, argv=PROGRAMS[name], environ={"PYTHONUNBUFFERED": "1"}, log=folder / name)
            await supervisor.start(program)
            while not (folder / name).read_text():
                await asyncio.sleep(0.01)
        print("ready", flush=True)
        await asyncio.Event().wait()
asyncio.run(main(Path(sys.argv[1]), *sys.argv[2:]))
"""


def program(folder: Path, argv: tuple[str, ...] = SLEEPER, name: str = "sleeper") -> Program:
    return Program(name=name, argv=argv, environ={}, log=folder / f"{name}.log")


def has_spoken(log: Path) -> bool:
    return bool(log.read_text())


def pid_of(supervisor: Supervisor, name: str = "sleeper") -> int:
    pid = supervisor.pids[name]
    assert pid is not None
    return pid


async def test_a_program_that_dies_is_started_again(tmp_path: Path) -> None:
    said: list[str] = []
    async with Supervisor(said.append) as supervisor:
        await supervisor.start(program(tmp_path))
        first = pid_of(supervisor)
        kill(first)
        await until(lambda: supervisor.pids["sleeper"] not in (first, None))
    assert said == [f"sleeper was ended by SIGKILL; starting it again in 0.25 s (log: {tmp_path / 'sleeper.log'})"]


async def test_pauses_grow_while_a_program_keeps_dying(tmp_path: Path) -> None:
    said: list[str] = []
    async with Supervisor(said.append) as supervisor:
        await supervisor.start(program(tmp_path, ("/bin/false",)))
        await until(lambda: len(said) >= 3)
    assert [line.split(" again in ")[1].split(" ")[0] for line in said[:3]] == ["0.25", "0.5", "1"]


async def test_a_program_that_never_gets_ready_is_given_up_with_its_last_words(tmp_path: Path) -> None:
    async def never() -> bool:
        return False

    hopeless = Program(
        name="hopeless",
        argv=("/bin/sh", "-c", "echo no such tablespace; exit 3"),
        environ={},
        log=tmp_path / "log",
        is_ready=never,
    )
    async with Supervisor(lambda line: None) as supervisor:
        with pytest.raises(ProgramFailed, match="hopeless does not start: no such tablespace"):
            await supervisor.start(hopeless)


async def test_a_program_that_cannot_be_started_is_tried_again(tmp_path: Path) -> None:
    said: list[str] = []
    log = tmp_path / "full" / "log"
    async with Supervisor(said.append) as supervisor:
        await supervisor.start(Program(name="sleeper", argv=SLEEPER, environ={}, log=log))
        assert said == [
            f"sleeper cannot be started: No such file or directory; starting it again in 0.25 s (log: {log})"
        ]
        log.parent.mkdir()
        await until(lambda: supervisor.pids["sleeper"] is not None)


async def test_programs_end_in_the_opposite_order(tmp_path: Path) -> None:
    order = tmp_path / "order"
    script = 'trap \'echo "$0" >> "$1"; exit\' TERM; echo up; while :; do /bin/sleep 0.01; done'
    async with Supervisor(lambda line: None) as supervisor:
        for name in ("first", "second", "third"):
            await supervisor.start(program(tmp_path, ("/bin/sh", "-c", script, name, str(order)), name))
            await until(partial(has_spoken, tmp_path / f"{name}.log"))
    assert order.read_text().split() == ["third", "second", "first"]


async def test_what_a_dead_program_left_in_its_group_is_ended_before_its_successor_starts(tmp_path: Path) -> None:
    async with Supervisor(lambda line: None) as supervisor:
        await supervisor.start(program(tmp_path, WITH_CHILD))
        parent = pid_of(supervisor)
        await until(lambda: bool(descendants(parent)))
        left = descendants(parent)
        kill(parent)
        await until(lambda: not alive(left))


@contextmanager
def launcher(folder: Path, *names: str) -> "Iterator[subprocess.Popen[str]]":
    (folder / "sockets").mkdir()
    argv = (sys.executable, "-c", LAUNCHER, str(folder), *names)
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process


def guardians(launcher_pid: int) -> list[int]:
    return [pid for pid, began in descendants(launcher_pid) if "guardian.py" in arguments_of((pid, began))]


def test_a_launcher_that_is_killed_leaves_no_process_and_no_socket(tmp_path: Path) -> None:
    with launcher(tmp_path, "parent", "stubborn") as process:
        running = descendants(process.pid)
        assert len(running) == 4  # the guardian, the parent with its child, and one that does not listen
        process.kill()
        assert wait_until(lambda: not alive(running), within_s=40)
    assert not (tmp_path / "sockets").exists()


def test_a_guardian_that_is_killed_is_replaced_and_still_guards(tmp_path: Path) -> None:
    with launcher(tmp_path, "parent") as process:
        (first,) = guardians(process.pid)
        kill(first)
        assert wait_until(lambda: guardians(process.pid) not in ([], [first]), within_s=30)
        running = descendants(process.pid)
        process.kill()
        assert wait_until(lambda: not alive(running), within_s=40)


def test_when_launcher_and_guardian_are_killed_together_the_kernel_tells_the_programs(tmp_path: Path) -> None:
    with launcher(tmp_path, "parent") as process:
        parents = {one for one in descendants(process.pid) if "/bin/sh" in arguments_of(one)}
        left = {one for parent in parents for one in descendants(parent[0])}
        assert parents
        kill(*guardians(process.pid))
        process.kill()
        assert wait_until(lambda: not alive(parents), within_s=30)
    for pid, _ in alive(left):
        kill(pid)
