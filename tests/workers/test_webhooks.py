"""What happens reaches a tenant's receiver: signed, in order for each item, without the names of staff."""

import asyncio
from datetime import timedelta

import pytest
from msgspec import structs

from tasks import amending, distributing
from tasks.webhooks.signing import new_secret
from tenants.settings import Settings
from tests.tasks.scenes import held_by
from tests.workers.posts import CLIENT, SECRET, post
from tests.workers.receivers import Receiver
from workers.webhooks import MOST_OF_ONE

OLD_SECRET = new_secret(b"another secret of that length ..")


async def test_what_happens_to_an_item_arrives_signed_and_in_its_order(settings: Settings, inbox: Receiver) -> None:
    """§5 Standard Webhooks signatures.

    §5 body `{"type","timestamp","data": {"seq","work_item": {...},"task"?: {...}}}`"""
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
    """§5 names of staff hidden; `webhook-id`"""
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
    """§5 Events `work_item.received|amended|closed|cancelled|reopened`,
    `task.created|completed|pended|resumed|cancelled`, `import.finished`, `*`"""
    async with post(settings) as office:
        await office.hook(inbox, "task.created", "work_item.amended")
        case = await office.scene.submit()
        await office.change(case.id, lambda unfolding: amending.amend(unfolding, CLIENT, patch={"a": 1}))
        await office.deliver()
    assert [each.message(SECRET)["type"] for each in inbox.received] == ["task.created", "work_item.amended"]
    assert inbox.received[1].message(SECRET)["data"]["work_item"]["document"] == {"a": 1}


async def test_a_message_tells_what_was_when_it_was_written(settings: Settings, inbox: Receiver) -> None:
    async with post(settings) as office:
        await office.hook(inbox, "work_item.received")
        case = await office.scene.submit({"a": 1})
        await office.change(case.id, lambda unfolding: amending.amend(unfolding, CLIENT, patch={"a": 2}))
        await office.deliver()
    (told,) = inbox.received
    assert told.message(SECRET)["data"]["work_item"]["document"] == {"a": 1}
    assert told.message(SECRET)["data"]["work_item"]["document_version"] == 1


async def test_what_is_due_is_found_and_more_than_there_is_room_for_goes_on(
    settings: Settings, inbox: Receiver
) -> None:
    items = MOST_OF_ONE + 4
    async with post(settings) as office:
        await office.hook(inbox)
        for _ in range(items):
            await office.scene.submit()
        office.scene.moment()
        running = asyncio.create_task(office.deliverer().run())
        assert await asyncio.to_thread(inbox.wait_for, 2 * items)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
    assert len(set(inbox.ids)) == 2 * items


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


async def test_cancelled_and_opened_again_is_told(settings: Settings, inbox: Receiver) -> None:
    """§5 Events `work_item.received|amended|closed|cancelled|reopened`,
    `task.created|completed|pended|resumed|cancelled`, `import.finished`, `*`"""
    async with post(settings) as office:
        await office.hook(inbox, "work_item.cancelled", "task.cancelled", "work_item.reopened")
        case = await office.scene.submit()
        await office.change(case.id, lambda unfolding: amending.cancel(unfolding, CLIENT, "changed my mind"))
        await office.change(case.id, lambda unfolding: amending.reopen(unfolding, CLIENT, "no"))
        await office.deliver()
    said = [each.message(SECRET) for each in inbox.received]
    assert [each["type"] for each in said] == [
        "work_item.cancelled",
        "task.cancelled",
        "work_item.reopened",
    ]
    assert said[1]["data"]["task"]["state"] == "cancelled"
    assert said[0]["data"]["work_item"]["state"] == "cancelled"


async def test_a_task_that_is_set_aside_and_taken_up_again_is_told(settings: Settings, inbox: Receiver) -> None:
    """§5 Events `work_item.received|amended|closed|cancelled|reopened`,
    `task.created|completed|pended|resumed|cancelled`, `import.finished`, `*`"""
    async with post(settings) as office:
        await office.hook(inbox, "task.pended", "task.resumed")
        person = await office.scene.person()
        await office.scene.submit()
        task = await office.scene.claimed(person)
        known = await office.scene.office.configurations.task_type(office.scene.tenant_id, "check", 1)
        kind = structs.replace(known, pend_reasons=["documents"])
        holder, why = held_by(person, task), "documents"
        await office.scene.do(
            task, lambda each: distributing.pend(each, task.id, holder, reason=why, until=None, task_type=kind)
        )
        await office.scene.do(task, lambda each: distributing.resume(each, task.id, person.as_actor(), kind))
        await office.deliver()
    pended, resumed = [each.message(SECRET)["data"]["task"] for each in inbox.received]
    assert (pended["state"], pended["pend"]) == ("pended", {"reason": "documents", "until": None})
    assert (resumed["state"], resumed["pend"]) == ("ready", None)
