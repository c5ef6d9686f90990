"""What a browser is shown, one module a noun; each lists its `HANDLERS`, and in `ENTRIES` what it adds to the bar."""

from collections.abc import Sequence

from litestar.handlers import HTTPRouteHandler

from ..browser.navigation import Entry
from . import (
    account,
    assets,
    board,
    bulk,
    clients,
    home,
    item,
    items,
    leaving,
    login,
    people,
    rule_publishing,
    rule_tests,
    rule_versions,
    rules,
    rules_grid,
    stock,
    submit,
    task,
    tasks,
    work,
    working,
)

_OF_THE_BAR = (account, work, clients, board, tasks, items, submit, stock, people, rules)
ENTRIES: Sequence[Entry] = [*(entry for noun in _OF_THE_BAR for entry in noun.ENTRIES)]
HANDLERS: Sequence[HTTPRouteHandler] = [
    handler
    for noun in (
        *(assets, home, login, account, work, working, leaving, clients),
        *(board, tasks, task, bulk, items, item, submit, stock, people, rules),
        *(rules_grid, rule_publishing, rule_tests, rule_versions),
    )
    for handler in noun.HANDLERS
]
