"""Tables of the work, by what they are about; importing this package registers them all."""

from .audit import AuditVerification
from .configuration import Calendar, Queue, RulesetHead, RulesetVersion, TaskType, TaskTypeVersion, WorkType
from .files import Attachment, Import, ImportFault
from .items import Comment, DecisionRow, Document, History, ItemWord, UnreadDocument, WorkItem
from .ledgers import Credit, Customer, Fingerprint, FingerprintSet, Product, Reservation, StockOut
from .patterns import Correlation, Look, Pattern, RaisedSet
from .simulations import SimulatedItem, Simulation
from .webhooks import Webhook, WebhookDelivery
from .work import Desk, Job, Lane, Outbox, QueueCount, QueueDelta, ReadyTask, Run, Task, Timer

__all__ = [
    "Attachment",
    "AuditVerification",
    "Calendar",
    "Comment",
    "Correlation",
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
    "ItemWord",
    "Job",
    "Lane",
    "Look",
    "Outbox",
    "Pattern",
    "Product",
    "Queue",
    "QueueCount",
    "QueueDelta",
    "RaisedSet",
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
    "UnreadDocument",
    "Webhook",
    "WebhookDelivery",
    "WorkItem",
    "WorkType",
]
