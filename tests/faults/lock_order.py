"""The lock order of DESIGN, held against what every transaction really took.

Two transactions wait for each other only where each holds a row that the other wants. So there is one order of tables,
an order of rows within each, and whatever is only ever taken under a row of another table needs none.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from tests.faults.write_ahead import Taken, Watch

NEW_ITEMS = "new items"
ORDER = (
    "desks",
    "users",
    "jobs",
    "simulations",
    "imports",
    "work_items",
    NEW_ITEMS,
    "products",
    "customers",
    "fingerprint_sets",
    "tenants",
    "webhooks",
    "queue_counts",
    "queue_past",
    "sessions",
)
"""A person before their items; an import before what it makes; the item; the ledgers; the tenant for a new lane."""

KEYS: Mapping[str, str] = {
    "users": "id",
    "work_items": "id",
    NEW_ITEMS: "type, reference",
    "products": "tenant_id, sku",
    "customers": "tenant_id, key",
    "tenants": "id",
    "queue_counts": "tenant_id, queue_key, state",
    "queue_past": "tenant_id, queue_key",
}
"""By which the rows of a table are taken; of others a transaction takes one at most."""

REFERRED_TO = ("users", "tenants")
"""By foreign keys, whose checks must not wait: so these are locked FOR NO KEY UPDATE."""

UNDER: Mapping[str, str] = {
    **dict.fromkeys(("tasks", "ready_tasks", "runs", "timers", "reservations", "credits"), "work_items"),
    **dict.fromkeys(("queues", "calendars", "work_types", "task_types", "rulesets", "lanes"), "tenants"),
}
"""Nobody takes a row of these who has not taken its row of those before."""

UNWAITED = frozenset(
    {"outbox", "queue_deltas", "due_deltas", "idempotency", "audit_unsealed", "webhook_deliveries", "unread_documents"}
)
"""Found with SKIP LOCKED; or by one who has locked the tenant's seals, or the messages' subject, before."""

BY_ONE_ALONE = frozenset({"item_words", "due_counts"})
"""Written by one who has locked all of them before."""


async def faults(watch: Watch) -> list[str]:
    """What does not keep to the order, in words; to be asked when nobody writes any more."""
    transactions = await watch.transactions()
    keys = {table: await watch.keys(_NAMES.get(table, table), columns) for table, columns in KEYS.items()}
    found = {fault for taken in transactions for fault in _faults_of(taken, keys)}
    return sorted(found | set(_outside(transactions)))


def _faults_of(taken: Sequence[Taken], keys: Mapping[str, Mapping[int, tuple[str, ...]]]) -> Iterator[str]:
    ranked = [(_table(each), each) for each in taken]
    for table, each in ranked:
        if table not in (*ORDER, *UNDER, *UNWAITED, *BY_ONE_ALONE) and not each.is_new:
            yield f"{table} has no place in the lock order"
        if table in REFERRED_TO and each.is_against_keys:
            yield f"{table} locked against foreign keys"
    shared = [(table, each) for table, each in ranked if table in ORDER]
    for (before, one), (after, other) in pairwise(shared):
        if ORDER.index(after) < ORDER.index(before):
            yield f"{after} after {before}"
        if before == after and not _in_order(one, other, keys.get(before, {})):
            yield f"two rows of {before} out of order"
    items = sum(table == "work_items" for table, _ in shared)
    if items > 1 and shared[0][0] != "users":
        yield "two items"


def _in_order(one: Taken, other: Taken, keys: Mapping[int, tuple[str, ...]]) -> bool:
    if not keys:
        return False
    return one.row not in keys or other.row not in keys or keys[one.row] < keys[other.row]


def _outside(transactions: Sequence[Sequence[Taken]]) -> Iterator[str]:
    """A row is under one row of the other table: the one that every transaction that took it had taken before."""
    above: dict[tuple[str, int], set[int]] = {}
    for taken in transactions:
        held: dict[str, set[int]] = {}
        for each in taken:
            held.setdefault(each.table, set()).add(each.row)
            if each.table in UNDER:
                present = held.get(UNDER[each.table], set())
                above[each.table, each.row] = above.get((each.table, each.row), present) & present
    for (table, _), common in above.items():
        if not common:
            yield f"{table} without their row of {UNDER[table]}"


_NAMES = {NEW_ITEMS: "work_items"}


def _table(taken: Taken) -> str:
    return NEW_ITEMS if taken.table == "work_items" and taken.is_new else taken.table
