"""/administration/health: what of an installation does not run, or does not keep up, and what to do about it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal

import redis
from msgspec import Struct

from tasks import heartbeats
from tasks.heartbeats import Seen
from tasks.reading.backlog import Backlog, Waiting, backlog
from tenants.models import INSTALLATION
from tenants.roles import Permission

from ..access import Call, database
from ..answers import Answer
from ..browser.languages import N_
from ..browser.rendering import show
from ..browser.routing import page
from ..probes import Readiness, readiness
from .administration import HEALTH, PATH, views_of

ENTRIES = ()
RUN_PATIENCE = timedelta(minutes=1)
SEAL_PATIENCE = timedelta(seconds=10)
MANY_MESSAGES = 1_000


class Finding(Struct, frozen=True):
    """One part: `say` is how it is, `remedy` what to do, both messages with places for `values`; `since`: the oldest
    that waits."""

    part: str
    state: Literal["ok", "warn", "bad"]
    say: str
    remedy: str = ""
    values: Mapping[str, int] = {}
    since: datetime | None = None


@page("GET", HEALTH, Permission.MANAGE_TENANTS)
async def show_health(request: Call) -> Answer:
    """Health"""
    now = datetime.now(UTC)
    ready, seen = await readiness(request), await _seen(request, now)
    active = [tenant.id for tenant in request.user.tenants if tenant.state == "active"]
    async with database(request).session([*request.user.tenant_ids, INSTALLATION]) as session:
        waiting = await backlog(session, active)
    found = [*of_servers(ready), *of_processes(seen), *of_backlog(waiting, now)]
    values = {
        "path": PATH,
        "views": views_of(request.user),
        "findings": found,
        "wrong": sum(each.state != "ok" for each in found),
        "seen": seen,
    }
    return show(request, "administration/health.html", values, parts=("administration/_health.html",))


HANDLERS = [show_health]


async def _seen(request: Call, now: datetime) -> Seen | None:
    """None where the broker is away."""
    try:
        return await heartbeats.seen(request.app.state.broker, now)
    except redis.RedisError:
        return None


def of_servers(ready: Readiness) -> Sequence[Finding]:
    behind = Finding(
        N_("Database"), "bad", N_("Its tables are not those of this version."), N_("Run ./bpo migrate once.")
    )
    away = Finding(
        N_("Valkey"),
        "bad",
        N_("It does not answer: no automation begins, and screens are not live."),
        N_("Start it. Nothing is lost: what waits is sent when it is back."),
    )
    good = Finding(N_("Database"), "ok", N_("It answers, and its tables are those of this version."))
    return (
        good if ready.migrations == "ok" else behind,
        Finding(N_("Valkey"), "ok", N_("It answers.")) if ready.broker == "ok" else away,
    )


def of_processes(seen: Seen | None) -> Sequence[Finding]:
    """Nothing is known of them without the broker."""
    if seen is None:
        return ()
    scheduler = Finding(
        N_("Scheduler"),
        "bad",
        N_("None was seen in the last 5 seconds: nothing is sent to workers, and no deadline is watched."),
        N_("Start one with ./bpo scheduler, or look at why it ends."),
    )
    worker = Finding(
        N_("Workers"),
        "bad",
        N_("None was seen in the last 5 seconds: automations, files and jobs wait."),
        N_("Start one with ./bpo worker, or look at why it ends."),
    )
    running, values = N_("%(n)s seen in the last 5 seconds."), {"n": seen.workers}
    return (
        Finding(N_("Scheduler"), "ok", running, values={"n": seen.schedulers}) if seen.schedulers else scheduler,
        Finding(N_("Workers"), "ok", running, values=values) if seen.workers else worker,
    )


def of_backlog(waiting: Backlog, now: datetime) -> Sequence[Finding]:
    return (
        _waits(
            N_("Messages"),
            waiting.messages,
            N_("Waiting to be sent to workers: %(n)s."),
            N_("If they do not become fewer, look at the scheduler's log."),
            is_wrong=waiting.messages.count > MANY_MESSAGES,
        ),
        _waits(
            N_("Automation"),
            waiting.runs,
            N_("Runs that wait for a worker: %(n)s."),
            N_("Start more workers, or look at what fails."),
            is_wrong=_is_old(waiting.runs, now, RUN_PATIENCE),
        ),
        _waits(
            N_("Audit"),
            waiting.unsealed,
            N_("Changes that are not sealed yet: %(n)s."),
            N_("The scheduler seals them every second: look at its log."),
            is_wrong=_is_old(waiting.unsealed, now, SEAL_PATIENCE),
        ),
        _waits(
            N_("Webhooks"),
            waiting.hooks,
            N_("Told nothing any more: %(n)s."),
            N_("Their clients see why in their set-up; to change one enables it."),
            is_wrong=waiting.hooks.count > 0,
        ),
    )


def _waits(part: str, waiting: Waiting, say: str, remedy: str, *, is_wrong: bool) -> Finding:
    values = {"n": waiting.count}
    if is_wrong:
        return Finding(part, "warn", say, remedy, values, waiting.oldest)
    return Finding(part, "ok", say, values=values, since=waiting.oldest)


def _is_old(waiting: Waiting, now: datetime, patience: timedelta) -> bool:
    return waiting.oldest is not None and now - waiting.oldest > patience
