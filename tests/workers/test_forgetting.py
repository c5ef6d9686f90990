"""What the scheduler forgets: idempotency keys, a webhook's messages, and files that nobody has sent."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

from tasks.imports import looked_at
from tasks.imports.looked_at import KEPT
from tasks.imports.records import Order
from tenants.ids import new_id
from tenants.settings import Settings
from tenants.storage import Storage, path_of
from tests.tasks.scenes import Scene, scene
from tests.workers.posts import CLIENT, post
from tests.workers.receivers import Receiver
from workers.finding import Finder
from workers.forgetting import DELIVERY_LIFE, Forgetter

A_MINUTE = timedelta(minutes=1)


@asynccontextmanager
async def forgetting(settings: Settings, scene: Scene) -> AsyncIterator[Forgetter]:
    finder = await Finder.open(settings)
    yield Forgetter(scene.db, finder, Storage.open(settings), lambda: scene.now)
    await finder.close()


async def test_idempotency_keys_are_forgotten_after_two_days(settings: Settings) -> None:
    """§1 It belongs to the tenant (for staff: the person) and the path with its query, for 48 h."""
    async with scene(settings) as here, forgetting(settings, here) as forgetter:
        await here.rows(
            "insert into idempotency"
            " select $1, '/v1/orders?', n::text, '', 201, '{}', $2::timestamptz - n * interval '1 hour'"
            " from unnest(array[1, 47, 49]) n",
            here.tenant_id,
            here.now,
        )
        assert await forgetter.forget_keys() > 0
        kept = await here.rows("select key from idempotency where owner_id = $1 order by key", here.tenant_id)
    assert [row["key"] for row in kept] == ["1", "47"]


async def test_old_messages_are_forgotten(settings: Settings, inbox: Receiver) -> None:
    async with post(settings) as office, forgetting(settings, office.scene) as forgetter:
        hook = await office.hook(inbox)
        await office.scene.submit()
        await forgetter.forget_deliveries()
        assert len(await office.states(hook)) == 2
        office.scene.now += DELIVERY_LIFE + A_MINUTE
        await forgetter.forget_deliveries()
        assert await office.states(hook) == []


async def test_a_file_that_nobody_has_sent_goes_after_a_day_but_not_under_a_worker_s_hands(settings: Settings) -> None:
    async with scene(settings) as here, forgetting(settings, here) as forgetter:
        left, at_work, sent = [await _looked_at(here) for _ in range(3)]
        await _start(here, at_work, is_dry_run=True)
        await _start(here, sent, is_dry_run=False)
        await forgetter.forget_files()
        assert [await _is_there(here, each) for each in (left, at_work, sent)] == [True, True, True]
        here.now += KEPT + A_MINUTE
        await forgetter.forget_files()
        assert [await _is_there(here, each) for each in (left, at_work, sent)] == [False, True, True]


async def _looked_at(here: Scene) -> UUID:
    import_id = new_id(here.moment())
    order = Order("order", "ndjson", None, "reference", True, None, "orders.ndjson")
    await Storage.open(here.settings).write(path_of(here.tenant_id, "imports", import_id), _pieces())
    async with here.db.session([here.tenant_id]) as session:
        await looked_at.keep(session, here.tenant_id, order, None, {}, import_id=import_id, actor=CLIENT, now=here.now)
    return import_id


async def _pieces() -> AsyncIterator[bytes]:
    yield b"{}"


async def _start(here: Scene, import_id: UUID, *, is_dry_run: bool) -> None:
    async with here.db.session([here.tenant_id]) as session:
        assert await looked_at.start_again(session, import_id, is_dry_run=is_dry_run, actor=CLIENT, now=here.now)


async def _is_there(here: Scene, import_id: UUID) -> bool:
    """The file and what is known of it, which go together."""
    has_file = (here.settings.data_dir / "files" / path_of(here.tenant_id, "imports", import_id)).exists()
    async with here.db.session([here.tenant_id]) as session:
        assert (await looked_at.look(session, import_id) is not None) == has_file
    return has_file
