"""Tables of the work, by what they are about; importing this package registers them all."""

from .configuration import Calendar, Queue, RulesetHead, RulesetVersion, TaskType, TaskTypeVersion, WorkType
from .files import Attachment, Import, ImportFault
from .items import Comment, DecisionRow, Document, History, WorkItem
from .ledgers import Credit, Customer, Fingerprint, FingerprintSet, Product, Reservation, StockOut
from .simulations import SimulatedItem, Simulation
from .webhooks import Webhook, WebhookDelivery
from .work import Desk, Job, Lane, Outbox, QueueCount, QueueDelta, ReadyTask, Run, Task, Timer

__all__ = [
    "Attachment",
    "Calendar",
    "Comment",
    "Credit",
    "Customer",
    "DecisionRow",
    "Desk",
    "Document",
    "Fingerprint",
    "FingerprintSet",
    "History",
    "Import",
    "ImportFault",
    "Job",
    "Lane",
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
    "SimulatedItem",
    "Simulation",
    "StockOut",
    "Task",
    "TaskType",
    "TaskTypeVersion",
    "Timer",
    "Webhook",
    "WebhookDelivery",
    "WorkItem",
    "WorkType",
]
