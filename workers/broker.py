"""The broker of Dramatiq, set so that after any kill work goes on within seconds.

By default a dead worker's messages come back after one to eight minutes: its heartbeat counts for 60 s, and only one
command in a thousand looks for dead workers. Here every command looks, and 5 s without a heartbeat are enough.
"""

from dramatiq.middleware import AsyncIO, Callbacks, CurrentMessage, Middleware, Retries, ShutdownNotifications

from tasks.heartbeats import NAMESPACE
from tenants.outages import is_outage

from .consuming import TellingBroker

HEARTBEAT_TIMEOUT_MS = 5_000
EVERY_COMMAND = 1_000_000

FIRST_RETRY_MS = 200
LONGEST_RETRY_MS = 5_000
RETRIES = 3
"""Of a message that fails although the servers are there; what it was for is found again by the sweeper."""


def is_worth_a_retry(retries: int, error: BaseException) -> bool:
    """While the database is away a message waits for it: the sweeper would find its run only after a minute."""
    return retries < RETRIES or is_outage(error)


def make_broker(redis_url: str, *more: Middleware) -> TellingBroker:
    middleware = [
        ShutdownNotifications(),
        Callbacks(),
        CurrentMessage(),
        Retries(retry_when=is_worth_a_retry, min_backoff=FIRST_RETRY_MS, max_backoff=LONGEST_RETRY_MS),
        AsyncIO(),
        *more,
    ]
    return TellingBroker(
        url=redis_url,
        middleware=middleware,
        namespace=NAMESPACE,
        heartbeat_timeout=HEARTBEAT_TIMEOUT_MS,
        maintenance_chance=EVERY_COMMAND,
    )
