"""A message that fails is tried again, keeps those behind it waiting, and is given up when it is time."""

from datetime import timedelta

from tasks import amending
from tasks.webhooks.retrying import GIVE_UP
from tenants.settings import Settings
from tests.workers.posts import CLIENT, SECRET, post
from tests.workers.receivers import Receiver


async def test_the_next_of_an_item_waits_for_the_one_before_and_other_items_do_not(
    settings: Settings, inbox: Receiver
) -> None:
    """§5 For one item the next waits for the one before until that is delivered or given up (3 days)"""
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
        await office.change(case.id, lambda unfolding: amending.amend(unfolding, CLIENT, patch={"a": 2}))
        office.scene.now += timedelta(seconds=5)
        await office.deliver()
        await office.deliver()
    assert len(inbox.received) == 2
    assert inbox.ids[0] == inbox.ids[1]


async def test_a_message_is_given_up_after_three_days_and_the_next_goes_on(settings: Settings, inbox: Receiver) -> None:
    """§5 For one item the next waits for the one before until that is delivered or given up (3 days)"""
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
    """§5 410, or 3 days without any success, disables (seen in GET; PUT enables)."""
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
    """§5 410, or 3 days without any success, disables (seen in GET; PUT enables)."""
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
