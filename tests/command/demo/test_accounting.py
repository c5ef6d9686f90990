"""Every item is in one place, and what contradicts that is said."""

from command.demo.accounting import account_of, disagreements
from command.demo.answers import Item, ItemRef, QueueFigures, Task


def item(name: str, state: str, outcome: str | None = None) -> Item:
    return Item(id=name, reference=name, state=state, outcome=outcome)


def task(of: str, queue: str, state: str) -> Task:
    return Task(id=f"{of} {queue} {state}", type="task", queue=queue, state=state, work_item=ItemRef(of, "order", of))


ITEMS = [
    item("through", "closed", "shipped"),
    item("worked", "closed", "declined"),
    item("cancelled", "cancelled"),
    item("waiting", "open"),
    item("held", "open"),
    item("running", "open"),
]
TASKS = [
    task("worked", "credit-desk", "completed"),
    task("cancelled", "credit-desk", "cancelled"),
    task("waiting", "credit-desk", "completed"),
    task("waiting", "stock-desk", "ready"),
    task("held", "stock-desk", "claimed"),
]
FIGURES = [QueueFigures("stock-desk", ready=1, claimed=1, pended=0), QueueFigures("seniors", 0, 0, 0)]


def test_every_item_is_counted_once_where_it_is() -> None:
    account = account_of(ITEMS, TASKS)
    assert account.straight_through == 1
    assert account.by_people == 1
    assert account.cancelled == 1
    assert account.waiting == {"stock-desk": 2}
    assert account.with_automation == 1
    assert account.items == len(ITEMS)
    assert account.outcomes == {"shipped": 1, "declined": 1}


def test_an_item_with_two_open_tasks_is_counted_under_the_first() -> None:
    tasks = [task("waiting", "a", "ready"), task("waiting", "b", "ready")]
    assert account_of([item("waiting", "open")], tasks).waiting == {"a": 1}


def test_lists_that_agree_with_the_report_raise_nothing() -> None:
    assert list(disagreements(account_of(ITEMS, TASKS), TASKS, FIGURES, runs=1)) == []


def test_a_report_that_counts_otherwise_is_named() -> None:
    figures = [QueueFigures("stock-desk", ready=2, claimed=1, pended=0)]
    faults = list(disagreements(account_of(ITEMS, TASKS), TASKS, figures, runs=1))
    assert faults == ["queue stock-desk: the list has 1 ready tasks, the report 2"]


def test_an_item_that_nothing_moves_is_named() -> None:
    faults = list(disagreements(account_of(ITEMS, TASKS), TASKS, FIGURES, runs=0))
    assert faults == ["1 items have no open task, but 0 automations are under way"]
