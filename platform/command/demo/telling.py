"""Tells a newcomer at the terminal what the demo did, and with which keys to look around."""

from collections.abc import Mapping, Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from .answers import StockOut
from .cast import COMPANIES, COMPANY_ROLES, OPERATORS, OVERSEERS
from .outcome import Outcome


def tell(console: Console, outcomes: Sequence[Outcome], stock_outs: Sequence[StockOut]) -> None:
    console.print()
    console.print(items_table(outcomes))
    console.print(queues_table(outcomes))
    for outcome in outcomes:
        ends = ", ".join(f"{name} {count:,}" for name, count in outcome.account.outcomes.most_common())
        console.print(f"[bold]Closed[/] for {outcome.company.name} as {ends or 'nothing yet'}", highlight=False)
    worked = sum(outcome.tasks_completed for outcome in outcomes)
    console.print(f"[bold]Worked[/] {worked:,} tasks by {len(OPERATORS)} operators")
    units = sum(stock_out.short for stock_out in stock_outs)
    console.print(f"[bold]Out of stock[/] {len(stock_outs):,} order lines, {units:,} units short (GET /v1/stock-outs)")
    tell_patterns(console, outcomes)
    tell_agreement(console, outcomes)


def items_table(outcomes: Sequence[Outcome]) -> Table:
    accounts = [outcome.account for outcome in outcomes]
    fates = {
        "closed straight through": [account.straight_through for account in accounts],
        "finished by people": [account.by_people for account in accounts],
        "cancelled": [account.cancelled for account in accounts],
        "waiting in a queue": [account.waiting.total() for account in accounts],
        "with an automation": [account.with_automation for account in accounts],
    }
    table = Table(box=box.SIMPLE_HEAD, show_footer=True)
    table.add_column("items", footer="all")
    for outcome in outcomes:
        table.add_column(outcome.company.name, footer=f"{outcome.account.items:,}", justify="right")
    table.add_column("all", footer=f"{sum(account.items for account in accounts):,}", justify="right")
    for fate, counts in fates.items():
        table.add_row(fate, *(f"{count:,}" for count in (*counts, sum(counts))))
    return table


def queues_table(outcomes: Sequence[Outcome]) -> Table:
    rows = [(outcome.company.name, row) for outcome in outcomes for row in outcome.queues]
    table = Table(box=box.SIMPLE_HEAD, show_footer=True)
    table.add_column("waiting tasks", footer="all")
    table.add_column("of")
    for state in ("ready", "claimed", "pended", "waiting"):
        header = "all" if state == "waiting" else state
        table.add_column(header, footer=f"{sum(getattr(row, state) for _, row in rows):,}", justify="right")
    for company, row in rows:
        table.add_row(row.queue, company, *(f"{n:,}" for n in (row.ready, row.claimed, row.pended, row.waiting)))
    return table


def tell_patterns(console: Console, outcomes: Sequence[Outcome]) -> None:
    """What several items together showed, and how many looks at them are still to come."""
    patterns = [each for outcome in outcomes for each in outcome.patterns]
    raised = ", ".join(f"{each.name} {each.raised:,}" for each in patterns)
    waiting = sum(each.waiting for each in patterns)
    console.print(
        f"[bold]Patterns[/] raised signals: {raised}" + (f" ({waiting:,} looks to come)" if waiting else ""),
        highlight=False,
    )


def tell_agreement(console: Console, outcomes: Sequence[Outcome]) -> None:
    faults = [f"{outcome.company.slug}: {fault}" for outcome in outcomes for fault in outcome.disagreements]
    for fault in faults:
        console.print(f"[red]does not add up:[/] {fault}")
    if not faults:
        total = sum(outcome.account.items for outcome in outcomes)
        console.print(f"[green]All {total:,} items are accounted for:[/] the lists and the queue report agree.")


def tell_keys(console: Console, base_url: str, keys: Mapping[str, str], kept_in: str) -> None:
    """Prints the keys whole, one a line, so that they can be copied."""
    names = {player.email: f"{player.role} {player.name}" for player in (*OVERSEERS, *OPERATORS)}
    names |= {f"{company.slug} {role}": f"{role} of {company.name}" for company in COMPANIES for role in COMPANY_ROLES}
    width = max(len(name) for name in names.values())
    console.print(f"\n[bold]Keys[/] (kept in {kept_in})")
    for holder, key in keys.items():
        console.print(f"  {names.get(holder, holder):<{width}}  {key}", soft_wrap=True, highlight=False)
    console.print(f"\nThe API is at [bold]{base_url}/v1[/], its reference at {base_url}/docs. Try:", soft_wrap=True)
    supervisor = keys[OVERSEERS[0].email]
    console.print(
        f'  curl -H "Authorization: Bearer {supervisor}" {base_url}/v1/reports/queues', soft_wrap=True, highlight=False
    )
