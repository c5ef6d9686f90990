"""Messages are listed, and sent again when somebody asks."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import redis.asyncio as redis

from tasks import amending, jobs
from tasks.job_kinds import KINDS
from tasks.wake_ups import WakeUps
from tasks.webhooks import deliveries
from tasks.webhooks.deliveries import DeliveryView
from tasks.webhooks.events import announce_import
from tenants.ids import new_id
from tenants.models import INSTALLATION
from tenants.settings import Settings
from tests.workers.posts import CLIENT, SECRET, Post, post
from tests.workers.receivers import Receiver
from workers.job_work import JobWorker


async def test_messages_are_sent_again_with_their_ids_and_before_what_is_newer(
    settings: Settings, inbox: Receiver
) -> None:
    """§5 POST .../redeliver {"since"|"ids"}

    §5 `webhook-id` is the same for every attempt."""
    async with post(settings) as office:
        hook = await office.hook(inbox, "work_item.received", "work_item.amended")
        old = await office.scene.submit()
        await office.deliver()
        since = office.scene.moment()
        case = await office.scene.submit()
        await office.change(case.id, lambda unfolding: amending.amend(unfolding, CLIENT, patch={"a": 1}))
        await office.deliver()
        await redeliver(office, {"webhook": str(hook), "ids": None, "since": since.isoformat()})
        await office.change(case.id, lambda unfolding: amending.amend(unfolding, CLIENT, patch={"a": 2}))
        await office.deliver()
        first_id = inbox.ids[0]
        await redeliver(office, {"webhook": str(hook), "ids": [first_id, str(uuid4())], "since": None})
        await office.deliver()
    assert inbox.ids[3:5] == inbox.ids[1:3]
    assert inbox.ids[6] == first_id
    assert len(inbox.ids) == 7
    assert inbox.received[6].message(SECRET)["data"]["work_item"]["id"] == str(old.id)


async def test_an_import_that_has_finished_is_told(settings: Settings, inbox: Receiver) -> None:
    """§5 Events `work_item.received|amended|closed|cancelled|reopened`,
    `task.created|completed|pended|resumed|cancelled`, `import.finished`, `*`"""
    async with post(settings) as office:
        hook = await office.hook(inbox, "import.finished")
        import_id, view = uuid4(), {"state": "finished", "rows": 3, "accepted": 2, "rejected": 1}
        await announce_import(office.scene.db, office.scene.tenant_id, import_id, view, office.scene.now)
        await office.deliver()
        (shown,) = await deliveries_of(office, hook)
    said = inbox.received[0].message(SECRET)
    assert (said["type"], said["data"]) == ("import.finished", {"import": view})
    assert (shown.state, shown.work_item, shown.last_status) == ("delivered", None, 204)


async def redeliver(office: Post, wanted: dict[str, Any]) -> None:
    """As a worker does it."""
    now = datetime.now(UTC)
    tenant_id, job_id = office.scene.tenant_id, new_id(now)
    async with office.scene.db.session([INSTALLATION]) as session:
        await jobs.start(session, office.scene.client, [tenant_id], "redeliver", wanted, job_id=job_id, now=now)
    valkey = redis.Redis.from_url(office.scene.settings.redis_url)
    wake_ups = WakeUps(valkey)
    await JobWorker(office.scene.office, KINDS, wake_ups, office.scene.moment).work(job_id)
    await wake_ups.close()


async def deliveries_of(office: Post, hook_id: UUID) -> Sequence[DeliveryView]:
    async with office.scene.db.session([office.scene.tenant_id]) as session:
        return await deliveries.list_of(session, hook_id, after=None, limit=100)
