"""Tables of the work, by what they are about; importing this package registers them all."""

from .configuration import Queue, RulesetHead, RulesetVersion, TaskType, TaskTypeVersion, WorkType
from .items import DecisionRow, Document, History, WorkItem
from .ledgers import Credit, Customer, Fingerprint, FingerprintSet, Product, Reservation, StockOut
from .work import Lane, LateResult, Outbox, QueueCount, QueueDelta, ReadyTask, Run, Task

__all__ = [
    "Credit",
    "Customer",
    "DecisionRow",
    "Document",
    "Fingerprint",
    "FingerprintSet",
    "History",
    "Lane",
    "LateResult",
    "Outbox",
    "Product",
    "Queue",
    "QueueCount",
    "QueueDelta",
    "ReadyTask",
    "Reservation",
    "RulesetHead",
    "RulesetVersion",
    "Run",
    "StockOut",
    "Task",
    "TaskType",
    "TaskTypeVersion",
    "WorkItem",
    "WorkType",
]
