"""What the demo reads of the API's answers; members that it does not use are left out."""

from typing import Any, Generic, TypeVar

from msgspec import Struct

T = TypeVar("T")


class Page(Struct, Generic[T], frozen=True):
    items: list[T]
    next_cursor: str | None = None


class Fault(Struct, frozen=True):
    detail: str
    pointer: str = ""


class Problem(Struct, frozen=True):
    """An error as RFC 9457 has it."""

    type: str = ""
    title: str = ""
    detail: str = ""
    errors: list[Fault] = []

    @property
    def is_in_flight(self) -> bool:
        return self.type == "urn:bpo:in-flight"

    def __str__(self) -> str:
        faults = "; ".join(f"{fault.pointer}: {fault.detail}" for fault in self.errors[:3])
        return "; ".join(part for part in (self.detail or self.title, faults) if part)


class Made(Struct, frozen=True):
    """A resource that a POST made; `key` where that is what was made."""

    id: str
    key: str = ""


class Person(Struct, frozen=True):
    id: str
    email: str


class ItemRef(Struct, frozen=True):
    id: str
    type: str
    reference: str


class Item(Struct, frozen=True):
    id: str
    reference: str
    state: str
    outcome: str | None = None


class Task(Struct, frozen=True):
    id: str
    type: str
    queue: str
    state: str
    work_item: ItemRef


class ClaimedTask(Struct, frozen=True):
    id: str
    type: str
    queue: str
    work_item: ItemRef
    document: dict[str, Any]
    facts: dict[str, Any]
    dispositions: list[str]


class Lease(Struct, frozen=True):
    token: int


class Claimed(Struct, frozen=True):
    task: ClaimedTask
    lease: Lease


class Run(Struct, frozen=True):
    id: str


class QueueFigures(Struct, frozen=True):
    queue: str
    ready: int
    claimed: int
    pended: int

    @property
    def waiting(self) -> int:
        return self.ready + self.claimed + self.pended


class PatternFigures(Struct, frozen=True):
    """`raised`: for how many sets of items; `waiting`: items that are still to be looked at."""

    name: str
    raised: int
    waiting: int


class StockOut(Struct, frozen=True):
    sku: str
    short: int


class BulkLine(Struct, frozen=True):
    status: int
    detail: str = ""
    errors: list[Fault] = []


class BulkAnswer(Struct, frozen=True):
    accepted: int
    rejected: int
    items: list[BulkLine]
