"""The application: its routes, what it holds open, and what every answer has in common."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import redis.asyncio as redis
from litestar import Litestar, Router
from litestar.datastructures import CacheControlHeader
from litestar.static_files import create_static_files_router
from prometheus_client import CollectorRegistry

from tasks.news import News
from tasks.office import Office
from tasks.wake_ups import WakeUps
from tasks.webhooks.addresses import networks_of
from tenants.administrator import admit
from tenants.database import Database
from tenants.ids import new_id
from tenants.principals import Principals
from tenants.settings import Settings
from tenants.storage import Storage

from . import identifiers, openapi, pages, probes, reference
from .browser import failures
from .browser.assets import Assets
from .browser.rendering import Screens
from .edge import Edge
from .live import Feed
from .resources import HANDLERS

_DAY_S = 24 * 60 * 60


def create_app(settings: Settings | None = None) -> Litestar:
    """An ASGI application that is ready when its lifespan has begun. `settings` left out: the environment's."""
    settings = settings or Settings.read()
    identifiers.judge_after_the_key()
    app = Litestar(
        [*HANDLERS, *pages.HANDLERS, *probes.HANDLERS, *reference.HANDLERS, _static()],
        lifespan=[lambda app: _opened(app, settings)],
        exception_handlers={Exception: failures.respond},
        openapi_config=None,
        logging_config=None,
        request_max_body_size=None,  # `bodies` has the limits
    )
    app.state.registry = CollectorRegistry()
    app.state.webhook_networks = networks_of(settings.webhook_allow)
    app.state.demo_people = [email.strip() for email in settings.demo_people.split(",") if email.strip()]
    app.state.openapi = openapi.describe(app)
    app.state.screens = Screens(pages.ENTRIES, Assets())
    app.asgi_handler = Edge(app.asgi_handler, app.state.registry)
    return app


@asynccontextmanager
async def _opened(app: Litestar, settings: Settings) -> AsyncIterator[None]:
    app.state.database = await Database.open(settings)
    now = datetime.now(UTC)
    if settings.admin_key:
        await admit(app.state.database, settings.admin_key, new_id(now), now)
    app.state.principals = Principals(app.state.database)
    app.state.storage = Storage.open(settings)
    app.state.broker = redis.Redis.from_url(settings.redis_url)
    app.state.wake_ups = WakeUps(app.state.broker)
    news = News(app.state.broker, _now)
    news.begin()
    app.state.office = Office(app.state.database, new_id, news.tell)
    app.state.feed = Feed(app.state.broker, app.state.office, _now)
    yield
    app.state.feed.close()
    await news.close()
    await app.state.wake_ups.close()
    await app.state.database.close()


def _now() -> datetime:
    return datetime.now(UTC)


def _static() -> Router:
    kept = CacheControlHeader(max_age=_DAY_S, public=True)
    return create_static_files_router("/static", [reference.STATIC], include_in_schema=False, cache_control=kept)
