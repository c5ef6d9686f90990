"""The demo from beginning to end, over HTTP only: stage, intake, work, and what became of it."""

from asyncio import gather
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from .answers import Task
from .cast import INSURER, OPERATORS, OVERSEERS, TRADER, Company
from .client import Client
from .intake import Document, submit
from .keys import KeyFile
from .operators import Shift, work
from .outcome import Outcome, drain, read_outcomes, read_stock_outs
from .script import Script
from .stage import Stage, holder_of, set_stage, stock_up
from .telling import tell, tell_keys

REQUEST_TIMEOUT_S = 30.0
KEY_FILE = "demo-keys.json"


@dataclass(frozen=True)
class Demo:
    """What is played, where, and where its keys are kept."""

    script: Script
    base_url: str
    admin_key: str
    data_dir: Path
    console: Console


async def play(demo: Demo) -> list[Outcome]:
    """Does what has not been done yet, prints what became of it all, and returns that."""
    async with httpx.AsyncClient(base_url=demo.base_url, timeout=REQUEST_TIMEOUT_S, trust_env=False) as http:
        stage = Stage(Client(http, demo.admin_key), KeyFile(demo.data_dir / KEY_FILE))
        demo.console.print("Setting up two companies, their rules, and the people who work for them ...")
        await set_stage(stage)
        await stock_up(stage.of(holder_of(TRADER, "client")), demo.script.customers, demo.script.products)
        with progress_on(demo.console) as progress:
            await submit_all(stage, demo.script, progress)
            await work_some(stage, demo.script, progress)
            await finish_automations(stage, progress)
        supervisor = supervisor_of(stage)
        outcomes = await read_outcomes(supervisor)
        tell(demo.console, outcomes, await read_stock_outs(supervisor))
        tell_keys(demo.console, demo.base_url, stage.keys(), str(stage.file.path))
        return outcomes


def progress_on(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description:<28}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console
    )


async def submit_all(stage: Stage, script: Script, progress: Progress) -> None:
    await gather(
        submit_for(TRADER, stage, script.orders, progress),
        submit_for(INSURER, stage, script.claims, progress),
    )


async def submit_for(company: Company, stage: Stage, documents: Sequence[Document], progress: Progress) -> None:
    bar = progress.add_task(f"{company.work_type}s of {company.name}", total=len(documents))
    await submit(stage.of(holder_of(company, "client")), company, documents, partial(progress.advance, bar))


async def work_some(stage: Stage, script: Script, progress: Progress) -> None:
    """Has the operators complete what is left of the script's tasks; those of an earlier start count."""
    done = len(await supervisor_of(stage).all("/v1/tasks", Task, state="completed"))
    bar = progress.add_task("tasks of five operators", total=script.tasks_to_work)
    progress.advance(bar, min(done, script.tasks_to_work))
    operators = [stage.of(operator.email) for operator in OPERATORS]
    await work(operators, Shift(max(0, script.tasks_to_work - done)), partial(progress.advance, bar))


async def finish_automations(stage: Stage, progress: Progress) -> None:
    bar = progress.add_task("automations", total=None)
    await drain(supervisor_of(stage), lambda left: progress.update(bar, description=f"automations: {left}"))
    progress.update(bar, total=1, completed=1)


def supervisor_of(stage: Stage) -> Client:
    return stage.of(OVERSEERS[0].email)
