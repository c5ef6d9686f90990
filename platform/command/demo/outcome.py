"""Waits until the automations are done, and reads what became of everything."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from .accounting import Account, account_of, disagreements
from .answers import Item, Page, PatternFigures, QueueFigures, Run, StockOut, Task
from .cast import COMPANIES, TRADER, Company
from .client import PAGE, Client
from .errors import StandingStill

UNFINISHED = ("queued", "running")
POLL_S = 0.5
STANDSTILL_S = 120.0
QUIET_LOOKS = 2
MOST_LOOKS = 3


@dataclass(frozen=True)
class Outcome:
    """What became of one company's items."""

    company: Company
    account: Account
    queues: list[QueueFigures]
    tasks_completed: int
    disagreements: list[str]
    patterns: list[PatternFigures]


async def drain(supervisor: Client, say: Callable[[str], object]) -> None:
    """Returns when no automation waits or runs, seen twice: a run can queue the next one between two lists."""
    quiet, before, changed_at = 0, -1, time.monotonic()
    while quiet < QUIET_LOOKS:
        waiting, is_more = await unfinished(supervisor)
        say(f"{waiting}{'+' if is_more else ''} left")
        quiet = 0 if waiting else quiet + 1
        if waiting != before or is_more:
            before, changed_at = waiting, time.monotonic()
        elif waiting and time.monotonic() - changed_at > STANDSTILL_S:
            raise StandingStill(waiting, STANDSTILL_S)
        await asyncio.sleep(POLL_S)


async def unfinished(supervisor: Client) -> tuple[int, bool]:
    """How many automations are under way, at most a page of each state, and whether there are more."""
    pages = [
        await supervisor.get("/v1/automation-runs", Page[Run], state=state, limit=str(PAGE)) for state in UNFINISHED
    ]
    return sum(len(page.items) for page in pages), any(page.next_cursor for page in pages)


async def read_outcomes(supervisor: Client) -> list[Outcome]:
    """Looks again where lists and report disagree: somebody may have worked between the two."""
    for _ in range(MOST_LOOKS):
        outcomes = [await read_outcome(supervisor, company) for company in COMPANIES]
        if not any(outcome.disagreements for outcome in outcomes):
            break
        await asyncio.sleep(POLL_S)
    return outcomes


async def read_outcome(supervisor: Client, company: Company) -> Outcome:
    tenant = company.slug
    items = await supervisor.all("/v1/work-items", Item, tenant=tenant)
    tasks = await supervisor.all("/v1/tasks", Task, tenant=tenant)
    figures = (await supervisor.get("/v1/reports/queues", Page[QueueFigures], tenant=tenant)).items
    runs = 0
    for state in UNFINISHED:
        runs += len(await supervisor.all("/v1/automation-runs", Run, tenant=tenant, state=state))
    account = account_of(items, tasks)
    return Outcome(
        company=company,
        account=account,
        queues=[row for row in figures if row.waiting],
        tasks_completed=sum(task.state == "completed" for task in tasks),
        disagreements=list(disagreements(account, tasks, figures, runs)),
        patterns=await supervisor.all(f"/v1/rulesets/{company.work_type}/patterns", PatternFigures, tenant=tenant),
    )


async def read_stock_outs(supervisor: Client) -> list[StockOut]:
    return await supervisor.all("/v1/stock-outs", StockOut, tenant=TRADER.slug)
