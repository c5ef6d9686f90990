"""Programs that belong together: started one after the other, stopped in the opposite order."""

from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from command.supervision.child import Child
from command.supervision.guard import Guard
from command.supervision.program import Program


class Supervisor:
    """While it is open its programs run; at the end `keep_open` is closed and `remove` removed, however it ends."""

    def __init__(
        self, report: Callable[[str], None], *, keep_open: Sequence[int] = (), remove: Sequence[Path] = ()
    ) -> None:
        self._report = report
        self._guard = Guard(keep_open=keep_open, remove=remove)
        self._children: list[Child] = []

    async def __aenter__(self) -> Self:
        await self._guard.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            while self._children:
                await self._children[-1].stop()
                self._children.pop()
        finally:
            await self._guard.close()

    async def start(self, program: Program) -> None:
        """Comes back when the program is ready for those that need it; raises ProgramFailed."""
        child = Child(program, self._guard, self._report)
        self._children.append(child)
        await child.start()

    def hurry(self) -> None:
        """Does not wait any longer for programs to end by themselves."""
        for child in self._children:
            child.kill()

    @property
    def pids(self) -> dict[str, int | None]:
        """The process id of each program."""
        return {child.program.name: child.pid for child in self._children}
