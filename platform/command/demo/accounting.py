"""Where every item is: closed by machine or by people, cancelled, waiting in a queue, or with an automation."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .answers import Item, QueueFigures, Task

OPEN_STATES = ("ready", "claimed", "pended")


@dataclass(frozen=True)
class Account:
    """Each item is counted once; an item with tasks in several queues under the first of them."""

    straight_through: int
    by_people: int
    cancelled: int
    waiting: Counter[str]
    with_automation: int
    outcomes: Counter[str]

    @property
    def items(self) -> int:
        return self.straight_through + self.by_people + self.cancelled + self.waiting.total() + self.with_automation


def account_of(items: Sequence[Item], tasks: Sequence[Task]) -> Account:
    worked = {task.work_item.id for task in tasks if task.state == "completed"}
    queue = {task.work_item.id: task.queue for task in reversed(tasks) if task.state in OPEN_STATES}
    closed = [item for item in items if item.state == "closed"]
    is_open = [item for item in items if item.state == "open"]
    return Account(
        straight_through=sum(item.id not in worked for item in closed),
        by_people=sum(item.id in worked for item in closed),
        cancelled=sum(item.state == "cancelled" for item in items),
        waiting=Counter(queue[item.id] for item in is_open if item.id in queue),
        with_automation=sum(item.id not in queue for item in is_open),
        outcomes=Counter(item.outcome or "" for item in closed),
    )


def disagreements(account: Account, tasks: Sequence[Task], figures: Sequence[QueueFigures], runs: int) -> Iterator[str]:
    """In words, where the lists of items, tasks and runs and the queue report contradict each other."""
    listed = Counter((task.queue, task.state) for task in tasks if task.state in OPEN_STATES)
    reported = Counter({(row.queue, state): getattr(row, state) for row in figures for state in OPEN_STATES})
    for queue, state in sorted(listed.keys() | reported.keys()):
        of_list, of_report = listed[queue, state], reported[queue, state]
        if of_list != of_report:
            yield f"queue {queue}: the list has {of_list} {state} tasks, the report {of_report}"
    if (account.with_automation > 0) != (runs > 0):
        yield f"{account.with_automation} items have no open task, but {runs} automations are under way"
