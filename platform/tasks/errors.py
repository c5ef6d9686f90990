"""Why work cannot be taken in, taken or done; what HTTP makes of it is the API's affair."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from rules import Fault, Report


class TasksError(Exception):
    """The work is not in the state that this needs."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or type(self).__doc__)


class InputInvalid(TasksError):
    """What was sent does not fit its schema."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__()


class TextNotJson(TasksError):
    """The text is not JSON."""


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


class DocumentTooLarge(TasksError):
    """With this amendment the document would have more than 1 MiB."""


class ItemEnded(TasksError):
    """The item has ended: it can be read, and opened again."""


class ItemOpen(TasksError):
    """The item is open."""


class WrongState(TasksError):
    """The task is not in a state in which this can be done."""


class Contended(TasksError):
    """The item changes faster than this could be decided; ask again."""


class StillUsed(TasksError):
    """Something still uses this."""

    def __init__(self, used_by: Sequence[str]) -> None:
        self.used_by = list(used_by)
        super().__init__(f"It is still used by {', '.join(used_by)}.")


class NotRemovable(TasksError):
    """Every tenant has this from its start; it can be edited, not removed."""


class NothingPublished(TasksError):
    """No version of this ruleset is published yet."""


class DraftUnchanged(TasksError):
    """The draft is what is published already."""


class CheckFailed(TasksError):
    """The draft cannot be published as it is; `errors` (and `warnings`) say why."""

    def __init__(self, report: Report) -> None:
        self.faults = report.errors
        self.warnings = report.warnings
        super().__init__()
