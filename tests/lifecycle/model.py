"""What an item, its tasks and its runs should be after what was done with them: the contract in small, without rules,
time or people. Whoever changes it says what the server has to answer."""

from collections import Counter
from dataclasses import dataclass, field

READY, CLAIMED, PENDED, COMPLETED, CANCELLED = "ready", "claimed", "pended", "completed", "cancelled"
OPEN = (READY, CLAIMED, PENDED)


@dataclass
class Task:
    """`holder` and `token` are of the present lease, `done` the holder, token and disposition of the completion."""

    key: str
    state: str = READY
    holder: str | None = None
    token: int | None = None
    done: tuple[str, int, str] | None = None

    def is_held_by(self, holder: str, token: int) -> bool:
        """Also by a lease that ran out, while nobody else has the task."""
        return self.state in (CLAIMED, READY) and (self.holder, self.token) == (holder, token)

    def leave(self, state: str) -> None:
        """Ends the lease."""
        self.state, self.holder, self.token = state, None, None


@dataclass
class Run:
    state: str = "queued"
    attempt: int = 0

    @property
    def is_open(self) -> bool:
        return self.state in ("queued", "running")


@dataclass
class Stock:
    on_hand: int
    reserved: int = 0

    def reserve(self, asked: int) -> bool:
        """Whether there was enough."""
        got = min(asked, self.on_hand - self.reserved)
        self.reserved += got
        return got == asked


@dataclass
class Item:
    """`tasks` by id, those that the server has not named yet in `expected`; `runs` by id."""

    state: str = "open"
    is_cancelled: bool = False
    document_version: int = 1
    tasks: dict[str, Task] = field(default_factory=dict)
    expected: list[str] = field(default_factory=list)
    runs: dict[str, Run] = field(default_factory=dict)

    @property
    def has_open_work(self) -> bool:
        is_worked_on = any(task.state in OPEN for task in self.tasks.values())
        return bool(self.expected) or is_worked_on or any(run.is_open for run in self.runs.values())

    def settle(self) -> None:
        """An item of which nothing is open has ended."""
        if self.state == "open" and not self.has_open_work:
            self.end()

    def end(self) -> None:
        self.cancel_open_work()
        self.state = "cancelled" if self.is_cancelled else "closed"

    def cancel_open_work(self) -> None:
        self.expected.clear()
        for task in self.tasks.values():
            if task.state in OPEN:
                task.leave(CANCELLED)
        for run in self.runs.values():
            if run.is_open:
                run.state = "cancelled"

    def complete(self, task: Task, holder: str, token: int, disposition: str) -> None:
        task.leave(COMPLETED)
        task.done = (holder, token, disposition)
        if disposition in ("stop", "closed"):
            self.end()
        elif disposition == "again":
            self.expected.append("again")
        self.settle()

    def reopen_task(self, task: Task) -> None:
        task.leave(READY)
        task.done = None
        self.open_again()

    def reopen(self) -> None:
        """No rule takes it: it waits for somebody who routes it."""
        self.open_again()
        self.expected.append("unrouted")

    def open_again(self) -> None:
        self.state, self.is_cancelled = "open", False

    def finish_run(self, run: Run, *, filled: bool) -> None:
        run.state = "succeeded"
        if not filled:
            self.expected.append("short")
        self.settle()

    def names(self, shown: dict[str, str]) -> None:
        """`shown`: the key of each task that the server shows."""
        new = {task: key for task, key in shown.items() if task not in self.tasks}
        assert Counter(new.values()) == Counter(self.expected), (new, self.expected)
        self.tasks |= {task: Task(key) for task, key in new.items()}
        self.expected.clear()
