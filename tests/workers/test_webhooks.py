"""Messages reach a tenant's receiver signed, in order for each item, tried again, and given up when it is time."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Any
from uuid import UUID, uuid4

import pytest
import redis.asyncio as redis

from tasks import amending, jobs
from tasks.cases import Subject
from tasks.models import Webhook
from tasks.wake_ups import WakeUps
from tasks.webhooks import deliveries
from tasks.webhooks.addresses import Address, networks_of
from tasks.webhooks.deliveries import DeliveryView
from tasks.webhooks.events import announce_import
from tasks.webhooks.retrying import GIVE_UP
from tasks.webhooks.signing import new_secret
from tenants.ids import new_id
from tenants.models import INSTALLATION
from tenants.settings import Settings
from tests.tasks.scenes import Scene, on, scene
from tests.workers.receivers import Receiver, receiver
from workers.finding import Finder
from workers.job_work import JobWorker
from workers.sweeper import DELIVERY_LIFE, Sweeper
from workers.webhooks import Deliverer
from workers.webhooks_sending import Sender

ONE_TASK = on("received", {"create_task": {"type": "check", "queue": "desk"}})
SECRET = new_secret(b"a secret of thirty-two bytes .. ")
OLD_SECRET = new_secret(b"another secret of that length ..")


@dataclass
class Post:
    """A scene with a deliverer, whose clock is the scene's."""

    scene: Scene
    finder: Finder
    sender: Sender

    def deliverer(self) -> Deliverer:
        return Deliverer(self.scene.db, self.finder, self.sender, lambda: self.scene.now)

    async def deliver(self) -> None:
        """All that is due."""
        self.scene.moment()
        async with asyncio.TaskGroup() as group:
            await self.deliverer().begin_due(group)

    async def hook(self, to: Receiver, *events: str, **values: Any) -> UUID:
        hook_id = uuid4()
        await self.scene.add(
            Webhook(
                key=f"h{hook_id.hex}",
                id=hook_id,
                url=f"http://127.0.0.1:{to.port}/hook",
                events=list(events) or ["*"],
                secret=SECRET,
                **values,
            )
        )
        return hook_id

    async def webhook(self, hook_id: UUID) -> Any:
        (row,) = await self.scene.rows("select * from webhooks where id = $1", hook_id)
        return row

    async def states(self, hook_id: UUID) -> list[str]:
        rows = await self.scene.rows("select state from webhook_deliveries where webhook_id = $1 order by seq", hook_id)
        return [row["state"] for row in rows]


@asynccontextmanager
async def post(settings: Settings, *tables: Any) -> AsyncIterator[Post]:
    finder = await Finder.open(settings)
    sender = Sender(networks_of("127.0.0.0/8"), resolve=only_literals)
    try:
        async with scene(
            settings, *(tables or [on("received", {"create_task": {"type": "check", "queue": "desk"}})])
        ) as opened:
            yield Post(opened, finder, sender)
            await opened.rows("update webhooks set retired_at = now()")
    finally:
        await sender.close()
        await finder.close()


async def only_literals(host: str, port: int) -> list[Address]:
    return [ip_address(host)]


@pytest.fixture
def inbox() -> Iterator[Receiver]:
    with receiver() as opened:
        yield opened


async def test_what_happens_to_an_item_arrives_signed_and_in_its_order(settings: Settings, inbox: Receiver) -> None:
    async with post(settings) as office:
        await office.hook(inbox)
        person = await office.scene.person()
        case = await office.scene.submit({"total": 12, "note": "é"})
        done = await office.scene.complete(person, await office.scene.claimed(person), result={"paid": True})
        await office.deliver()
    said = [each.message(SECRET) for each in inbox.received]
    assert [each["type"] for each in said] == [
        "work_item.received",
        "task.created",
        "task.completed",
        "work_item.closed",
    ]
    seqs = [each["data"]["seq"] for each in said]
    assert seqs == sorted(set(seqs))
    assert len(set(inbox.ids)) == len(said)
    assert said[0]["data"]["work_item"]["document"] == {"total": 12, "note": "é"}
    assert {each["data"]["work_item"]["id"] for each in said} == {str(case.id)}
    assert said[0]["data"]["work_item"]["state"] == "open"
    assert said[3]["data"]["work_item"]["state"] == "closed"
    assert said[2]["data"]["task"]["result"] == {"paid": True}
    assert said[1]["data"]["task"]["state"] == "ready"
    assert "task" not in said[3]["data"]
    assert done.item.state == "closed"


async def test_no_name_of_staff_goes_out(settings: Settings, inbox: Receiver) -> None:
    async with post(settings) as office:
        await office.hook(inbox)
        person = await office.scene.person()
        await office.scene.submit()
        await office.scene.complete(person, await office.scene.claimed(person))
        await office.deliver()
    whole = b"".join(each.body for each in inbox.received).decode()
    assert len(inbox.received) == 4
    assert str(person.id) not in whole
    assert person.name not in whole


async def test_a_webhook_is_told_only_what_it_asked_for(settings: Settings, inbox: Receiver) -> None:
    async with post(settings) as office:
        await office.hook(inbox, "task.created", "work_item.amended")
        case = await office.scene.submit()
        await change(office, case.id, lambda unfolding: amending.amend(unfolding, {"role": "client"}, patch={"a": 1}))
        await office.deliver()
    assert [each.message(SECRET)["type"] for each in inbox.received] == ["task.created", "work_item.amended"]
    assert inbox.received[1].message(SECRET)["data"]["work_item"]["document"] == {"a": 1}


async def test_a_message_tells_what_was_when_it_was_written(settings: Settings, inbox: Receiver) -> None:
    async with post(settings) as office:
        await office.hook(inbox, "work_item.received")
        case = await office.scene.submit({"a": 1})
        await change(office, case.id, lambda unfolding: amending.amend(unfolding, {"role": "client"}, patch={"a": 2}))
        await office.deliver()
    (told,) = inbox.received
    assert told.message(SECRET)["data"]["work_item"]["document"] == {"a": 1}
    assert told.message(SECRET)["data"]["work_item"]["document_version"] == 1


async def test_the_next_of_an_item_waits_for_the_one_before_and_other_items_do_not(
    settings: Settings, inbox: Receiver
) -> None:
    inbox.answers.extend([500])
    async with post(settings) as office:
        await office.hook(inbox)
        first = await office.scene.submit()
        await office.deliver()
        assert len(inbox.received) == 1
        second = await office.scene.submit()
        await office.deliver()
        items = [each.message(SECRET)["data"]["work_item"]["id"] for each in inbox.received]
        assert items == [str(first.id), str(second.id), str(second.id)]
        office.scene.now += timedelta(seconds=5)
        await office.deliver()
    assert inbox.ids[3] == inbox.ids[0]
    assert [each.message(SECRET)["type"] for each in inbox.received[3:]] == ["work_item.received", "task.created"]


async def test_what_happens_behind_a_message_that_fails_waits_with_it(settings: Settings, inbox: Receiver) -> None:
    inbox.default = 503
    async with post(settings) as office:
        await office.hook(inbox)
        case = await office.scene.submit()
        await office.deliver()
        await change(office, case.id, lambda unfolding: amending.amend(unfolding, {"role": "client"}, patch={"a": 2}))
        office.scene.now += timedelta(seconds=5)
        await office.deliver()
        await office.deliver()
    assert len(inbox.received) == 2
    assert inbox.ids[0] == inbox.ids[1]


async def test_a_message_is_given_up_after_three_days_and_the_next_goes_on(settings: Settings, inbox: Receiver) -> None:
    inbox.refused = b'"type":"work_item.received"'
    async with post(settings) as office:
        hook = await office.hook(inbox)
        await office.scene.submit()
        await office.deliver()
        office.scene.now += GIVE_UP - timedelta(hours=1)
        await office.deliver()
        assert await office.states(hook) == ["pending", "pending"]
        await office.scene.rows(
            "update webhooks set failing_since = null where id = $1", hook
        )  # as of another item's success
        office.scene.now += timedelta(hours=2)
        await office.deliver()
        assert await office.states(hook) == ["given_up", "pending"]
        await office.deliver()
        assert await office.states(hook) == ["given_up", "delivered"]


async def test_gone_disables_at_once(settings: Settings, inbox: Receiver) -> None:
    inbox.answers.append(410)
    async with post(settings) as office:
        hook = await office.hook(inbox)
        await office.scene.submit()
        await office.deliver()
        await office.deliver()
        row = await office.webhook(hook)
        assert (row["disabled_reason"], row["revision"]) == ("410 Gone", 2)
        assert len(inbox.received) == 1
        audited = await office.scene.rows("select action from audit where action = 'webhook.disabled'")
        assert len(audited) == 1


async def test_three_days_without_any_success_disable(settings: Settings, inbox: Receiver) -> None:
    inbox.default = 500
    async with post(settings) as office:
        hook = await office.hook(inbox)
        await office.scene.submit()
        await office.deliver()
        office.scene.now += GIVE_UP - timedelta(hours=1)
        await office.scene.submit()
        await office.deliver()
        assert (await office.webhook(hook))["disabled_at"] is None
        office.scene.now += timedelta(hours=2)
        await office.deliver()
        assert (await office.webhook(hook))["disabled_reason"] == "no success for 3 days"


async def test_a_success_begins_the_three_days_anew(settings: Settings, inbox: Receiver) -> None:
    inbox.answers.append(500)
    async with post(settings) as office:
        hook = await office.hook(inbox)
        await office.scene.submit()
        await office.deliver()
        assert (await office.webhook(hook))["failing_since"] is not None
        office.scene.now += timedelta(hours=1)
        await office.deliver()
        assert (await office.webhook(hook))["failing_since"] is None


async def test_what_a_disabled_webhook_has_missed_waits_for_it(settings: Settings, inbox: Receiver) -> None:
    async with post(settings) as office:
        hook = await office.hook(inbox, "task.created", disabled_at=office.scene.now, disabled_reason="410 Gone")
        await office.scene.submit()
        await office.deliver()
        assert inbox.received == []
        await office.scene.rows("update webhooks set disabled_at = null, disabled_reason = null where id = $1", hook)
        await office.deliver()
        assert len(inbox.received) == 1


async def test_a_suspended_tenant_s_messages_wait(settings: Settings, inbox: Receiver) -> None:
    async with post(settings) as office:
        await office.hook(inbox, "task.created")
        await office.scene.submit()
        await office.scene.rows("update tenants set state = 'suspended' where id = $1", office.scene.tenant_id)
        await office.deliver()
        assert inbox.received == []
        await office.scene.rows("update tenants set state = 'active' where id = $1", office.scene.tenant_id)
        await office.deliver()
        assert len(inbox.received) == 1


async def test_two_deliverers_send_each_message_once(settings: Settings, inbox: Receiver) -> None:
    inbox.pause_s = 0.02
    async with post(settings) as office:
        await office.hook(inbox)
        for _ in range(5):
            await office.scene.submit()
        office.scene.moment()
        async with asyncio.TaskGroup() as group:
            for deliverer in (office.deliverer(), office.deliverer()):
                group.create_task(deliverer.begin_due(group))
    assert len(inbox.ids) == len(set(inbox.ids)) == 10


async def test_after_a_rotation_both_secrets_are_good_for_a_day(settings: Settings, inbox: Receiver) -> None:
    async with post(settings) as office:
        until = office.scene.now + timedelta(hours=24)
        await office.hook(inbox, "task.created", old_secret=OLD_SECRET, old_secret_until=until)
        await office.scene.submit()
        await office.deliver()
        office.scene.now = until
        await office.scene.submit()
        await office.deliver()
    first, second = inbox.received
    assert first.message(SECRET)["type"] == first.message(OLD_SECRET)["type"] == "task.created"
    assert len(second.headers["webhook-signature"].split(" ")) == 1


async def test_pends_and_cancels_are_told(settings: Settings, inbox: Receiver) -> None:
    async with post(settings) as office:
        await office.hook(inbox, "work_item.cancelled", "task.cancelled", "work_item.reopened")
        case = await office.scene.submit()
        client = {"role": "client"}
        await change(office, case.id, lambda unfolding: amending.cancel(unfolding, client, "changed my mind"))
        await change(office, case.id, lambda unfolding: amending.reopen(unfolding, client, "no"))
        await office.deliver()
    said = [each.message(SECRET) for each in inbox.received]
    assert [each["type"] for each in said] == [
        "work_item.cancelled",
        "task.cancelled",
        "work_item.reopened",
    ]
    assert said[1]["data"]["task"]["state"] == "cancelled"
    assert said[0]["data"]["work_item"]["state"] == "cancelled"


async def test_old_messages_are_forgotten(settings: Settings, inbox: Receiver) -> None:
    async with post(settings) as office:
        hook = await office.hook(inbox)
        await office.scene.submit()
        sweeper = Sweeper(office.scene.db, office.finder, None, lambda: office.scene.now)  # type: ignore[arg-type]
        await sweeper.forget_deliveries()
        assert len(await office.states(hook)) == 2
        office.scene.now += DELIVERY_LIFE + timedelta(minutes=1)
        await sweeper.forget_deliveries()
        assert await office.states(hook) == []


async def change(office: Post, item_id: UUID, decide: Callable[[Any], None]) -> None:
    case = await office.scene.case(item_id)
    await office.scene.office.cases.change(
        office.scene.db, case, Subject("item", item_id), decide, office.scene.moment()
    )


async def test_messages_are_sent_again_with_their_ids_and_before_what_is_newer(
    settings: Settings, inbox: Receiver
) -> None:
    async with post(settings) as office:
        hook = await office.hook(inbox, "work_item.received", "work_item.amended")
        old = await office.scene.submit()
        await office.deliver()
        since = office.scene.moment()
        case = await office.scene.submit()
        await change(office, case.id, lambda unfolding: amending.amend(unfolding, {"role": "client"}, patch={"a": 1}))
        await office.deliver()
        await redeliver(office, {"webhook": str(hook), "ids": None, "since": since.isoformat()})
        await change(office, case.id, lambda unfolding: amending.amend(unfolding, {"role": "client"}, patch={"a": 2}))
        await office.deliver()
        first_id = inbox.ids[0]
        await redeliver(office, {"webhook": str(hook), "ids": [first_id, str(uuid4())], "since": None})
        await office.deliver()
    assert inbox.ids[3:5] == inbox.ids[1:3]
    assert inbox.ids[6] == first_id
    assert len(inbox.ids) == 7
    assert inbox.received[6].message(SECRET)["data"]["work_item"]["id"] == str(old.id)


async def test_an_import_that_has_finished_is_told(settings: Settings, inbox: Receiver) -> None:
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
    await JobWorker(office.scene.office, wake_ups, office.scene.moment).work(job_id)
    await wake_ups.close()


async def deliveries_of(office: Post, hook_id: UUID) -> Sequence[DeliveryView]:
    async with office.scene.db.session([office.scene.tenant_id]) as session:
        return await deliveries.list_of(session, hook_id, after=None, limit=100)
