"""What the API has, one module a noun; each lists its `HANDLERS`."""

from collections.abc import Sequence

from litestar.handlers import HTTPRouteHandler

from . import (
    api_keys,
    attachments,
    audit,
    automations,
    bulk,
    calendars,
    comments,
    customers,
    desks,
    distribution,
    erasure,
    evaluation,
    events,
    imports,
    item_changes,
    jobs,
    me,
    packs,
    patterns,
    products,
    queues,
    reports,
    rulesets,
    simulations,
    submissions,
    task_types,
    tasks,
    tenants,
    trying,
    users,
    versions,
    webhooks,
    work,
    work_items,
    work_types,
)

HANDLERS: Sequence[HTTPRouteHandler] = [
    handler
    for noun in (
        *(tenants, erasure, api_keys, users, me),
        *(desks, work_types, task_types, queues, calendars),
        *(rulesets, versions, evaluation, trying, patterns, simulations, packs),
        *(webhooks, customers, products, work_items, tasks, automations, audit),
        *(submissions, bulk, imports, item_changes, comments, attachments, work, distribution, jobs, reports, events),
    )
    for handler in noun.HANDLERS
]
