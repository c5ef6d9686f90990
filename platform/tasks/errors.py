"""Why work cannot be taken in, taken or done; what HTTP makes of it is the API's affair."""

from collections.abc import Iterable
from uuid import UUID

from rules.errors import Fault


class TasksError(Exception):
    """The work is not in the state that this needs."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or type(self).__doc__)


class InputInvalid(TasksError):
    """What was sent does not fit its schema."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__()


class NotFound(TasksError):
    """There is no such thing for you."""


class KeyNoLongerGood(TasksError):
    """The key was revoked, has expired, or its person is no longer active."""


class ReferenceTaken(TasksError):
    """Another item of this type has this reference."""

    def __init__(self, work_item_id: UUID) -> None:
        self.work_item_id = work_item_id
        super().__init__()


class LeaseLost(TasksError):
    """You do not hold this task, or no longer: its lease ended or another person has it."""


class Taken(TasksError):
    """The task is not ready: another person has it, or it is set aside or done."""


class NotOffered(TasksError):
    """This task is not offered to you: it is reserved for another, you gave it back, or it asks for other eyes."""


class NotBy(TasksError):
    """This task asks for other eyes: you completed a task of this item yourself."""


class AtCapacity(TasksError):
    """You hold as much as your capacity allows; finish or give back a task first."""


class DocumentChanged(TasksError):
    """The document was amended since you read it."""


class Contended(TasksError):
    """The item changes faster than this could be decided; ask again."""
