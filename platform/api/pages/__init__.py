"""What a browser is shown, one module a noun; each lists its `HANDLERS`, and in `ENTRIES` what it adds to the bar."""

from collections.abc import Sequence

from litestar.handlers import HTTPRouteHandler

from ..browser.navigation import Entry
from . import account, assets, board, bulk, clients, home, item, items, login, people, rules, stock, submit, task, tasks

ENTRIES: Sequence[Entry] = [
    *(entry for noun in (account, clients, board, tasks, items, submit, stock, people, rules) for entry in noun.ENTRIES)
]
HANDLERS: Sequence[HTTPRouteHandler] = [
    handler
    for noun in (
        assets,
        home,
        login,
        account,
        clients,
        board,
        tasks,
        task,
        bulk,
        items,
        item,
        submit,
        stock,
        people,
        rules,
    )
    for handler in noun.HANDLERS
]
