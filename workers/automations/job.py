"""What an automation is handed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from tasks.case import Case, Run
from tenants.database import Database, Executor


class Preparation(Struct, frozen=True):
    """Before the run's transaction, with nothing locked. `new_id` is for what it makes."""

    db: Database
    tenant_id: UUID
    item_type: str
    run: Run
    new_id: UUID


class Job(Struct, frozen=True):
    """In the transaction that ends the run; its input fits the automation's schema."""

    transaction: Executor
    case: Case
    run: Run
    now: datetime

    @property
    def input(self) -> dict[str, Any]:
        return self.run.input
