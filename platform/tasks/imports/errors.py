"""Why a file cannot be read at all."""

from collections.abc import Sequence

from rules.errors import Fault
from tasks.errors import TasksError


class FileUnreadable(TasksError):
    """The file is not what it is said to be."""


class HeaderUnfit(TasksError):
    """The file's header does not fit the work type."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__()
