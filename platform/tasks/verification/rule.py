"""A rule, and the subjects that it is asked about page by page."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

_NO_ID = UUID(int=0)
_NO_TIME = datetime(1, 1, 1, tzinfo=UTC)


class Subject(Struct, frozen=True):
    """What is looked through in order of its key. `page` gives the `most` keys after the one of its first arguments;
    `start` is less than all of them."""

    noun: str
    page: str
    start: tuple[Any, ...]
    most: int


class Rule(Struct, frozen=True):
    """`sql` is given the page's keys, an array for each of their columns, and answers the violations in two texts:
    which subject it is, and what was found."""

    name: str
    subject: Subject
    sql: str


ITEMS = Subject("items", "select id from work_items where id > $1 order by id limit $2", (_NO_ID,), 500)
QUEUES = Subject("queues", "select key from queues where key > $1 order by key limit $2", ("",), 20)
PLACES = Subject(
    "places of ready tasks",
    "select lane_id, rank, created_at, task_id from ready_tasks"
    " where (lane_id, rank, created_at, task_id) > ($1, $2, $3, $4)"
    " order by lane_id, rank, created_at, task_id limit $5",
    (0, _NO_TIME, _NO_TIME, _NO_ID),
    2_000,
)
PRODUCTS = Subject("products", "select sku from products where sku > $1 order by sku limit $2", ("",), 5_000)
CUSTOMERS = Subject("customers", "select key from customers where key > $1 order by key limit $2", ("",), 5_000)
AUDIT = Subject("audit rows", "select id from audit where id > $1 order by id limit $2", (_NO_ID,), 2_000)
SEALS = Subject("seals", "select number from audit_seals where number > $1 order by number limit $2", (0,), 2_000)
