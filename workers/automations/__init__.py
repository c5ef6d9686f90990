"""What the automations do, one module each; `tasks.automations` declares them.

Each is called in the transaction that will end its run, with the item's lock held: what it writes to the ledgers and
the result's decision are committed together, or not at all. What one needs committed before, it prepares.
"""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any

from . import credit_check, duplicate_check, release_stock, reserve_stock
from .job import Job, Preparation

WORK: Mapping[str, Callable[[Job], Awaitable[dict[str, Any]]]] = MappingProxyType(
    {
        "credit_check": credit_check.work,
        "duplicate_check": duplicate_check.work,
        "release_stock": release_stock.work,
        "reserve_stock": reserve_stock.work,
    }
)
PREPARE: Mapping[str, Callable[[Preparation], Awaitable[None]]] = MappingProxyType(
    {"duplicate_check": duplicate_check.prepare}
)

__all__ = ["PREPARE", "WORK", "Job", "Preparation"]
