"""What a browser is shown, one module a noun; each lists its `HANDLERS`, and in `ENTRIES` what it adds to the bar."""

from collections.abc import Sequence

from litestar.handlers import HTTPRouteHandler

from ..browser.navigation import Entry
from . import (
    account,
    administration,
    amend,
    assets,
    audit,
    automation_runs,
    board,
    bulk,
    clients,
    directory,
    health,
    home,
    imported,
    item,
    items,
    leaving,
    login,
    new_client,
    people,
    person,
    person_keys,
    rule_patterns,
    rule_publishing,
    rule_simulations,
    rule_tests,
    rule_versions,
    rules,
    rules_grid,
    setup,
    setup_company,
    setup_editing,
    setup_keys,
    setup_start,
    stock,
    submit,
    submit_form,
    task,
    tasks,
    webhook,
    webhooks,
    work,
    working,
)

_OF_THE_BAR = (account, work, clients, board, tasks, items, submit, stock, people, rules, setup, administration)
ENTRIES: Sequence[Entry] = [*(entry for noun in _OF_THE_BAR for entry in noun.ENTRIES)]
HANDLERS: Sequence[HTTPRouteHandler] = [
    handler
    for noun in (
        *(assets, home, login, account, work, working, leaving, new_client, clients),
        *(board, tasks, task, bulk, items, item, submit, stock, people, rules),
        *(rules_grid, rule_publishing, rule_tests, rule_simulations, rule_patterns, rule_versions),
        *(administration, directory, person, person_keys, setup, setup_keys, webhooks, webhook),
        *(setup_start, setup_company, setup_editing),
        *(automation_runs, audit, health),
        *(amend, submit_form, imported),
    )
    for handler in noun.HANDLERS
]
