"""Where webhooks may go, how they are signed, when they are tried again; and that they say what HTTP says."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from tasks.reading.items import ItemView
from tasks.views import TaskView
from tasks.webhooks.addresses import faults_of_url, is_allowed, may_reach, networks_of
from tasks.webhooks.events import WebhookEvent
from tasks.webhooks.retrying import GIVE_UP, next_attempt
from tasks.webhooks.signing import headers, new_secret
from tenants import decimals
from tenants.settings import Settings
from tests.tasks.scenes import on, scene

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
NOBODY = networks_of("")


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),  # noqa: S104 - refused, not bound
        *("224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1"),
        *("::", "::1", "fe80::1", "fd00::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a00:1", "2002:a00:1::", "2002:7f00:1::1"),
    ],
)
def test_an_address_that_is_not_public_is_not_reached(address: str) -> None:
    assert not may_reach(ip_address(address), NOBODY)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07::1", "::ffff:93.184.215.14"])
def test_a_public_address_is_reached_and_is_not_thereby_allowed(address: str) -> None:
    assert may_reach(ip_address(address), NOBODY)
    assert not is_allowed(ip_address(address), networks_of("10.0.0.0/8"))


def test_a_network_that_is_named_is_reached() -> None:
    allowed = networks_of("10.1.0.0/16, fd00::/8")
    assert [
        may_reach(ip_address(each), allowed) for each in ("10.1.9.9", "fd00::9", "::ffff:10.1.0.1", "10.2.0.1")
    ] == [
        True,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("url", "detail"),
    [
        ("http://example.com/", "must begin with https://"),
        ("ftp://example.com/", "must begin with https://"),
        ("https:///path", "is no URL with a host"),
        ("https://exa mple.com/", "is no URL with a host"),
        ("https://example.com:99999/", "is no URL with a host"),
        ("https://example.com:0/", "is no URL with a host"),
        ("https://[::1/", "is no URL with a host"),
        ("https://ü.example/", "is no URL with a host"),
        ("https://a:b@example.com/", "may not hold a name or a password"),
        ("https://127.0.0.1/hook", "127.0.0.1 is no public address"),
        ("https://[fd00::1]/hook", "fd00::1 is no public address"),
    ],
)
def test_a_url_that_leads_nowhere_is_refused_as_it_is_written(url: str, detail: str) -> None:
    (fault,) = faults_of_url(url, NOBODY)
    assert (fault.pointer, fault.detail) == ("/url", detail)


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://example.com/hook?a=b", ""),
        ("https://example.com:8443", ""),
        ("http://receiver.lan/hook", "10.0.0.0/8"),
        ("http://10.0.0.7:8080/hook", "10.0.0.0/8"),
    ],
)
def test_a_url_that_may_be_good_is_taken(url: str, allowed: str) -> None:
    assert faults_of_url(url, networks_of(allowed)) == []


def test_a_message_is_taken_by_the_reference_library_and_a_changed_one_is_not() -> None:
    secret = new_secret(bytes(range(32)))
    body = '{"type":"work_item.closed","é":1}'.encode()
    signed = headers("m1", [secret], body, datetime.now(UTC))
    assert secret.startswith("whsec_")
    assert Webhook(secret).verify(body, signed) == {"type": "work_item.closed", "é": 1}
    for changed in (signed | {"webhook-id": "m2"}, signed | {"webhook-timestamp": str(int(NOW.timestamp()))}):
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(body, changed)


@given(st.integers(1, 200), st.timedeltas(timedelta(0), GIVE_UP - timedelta(seconds=1)), st.floats(0, 1))
def test_the_next_attempt_is_later_and_within_the_three_days(attempts: int, gone: timedelta, jitter: float) -> None:
    first = NOW - gone
    again = next_attempt(attempts, first, NOW, jitter)
    assert again is not None
    assert NOW < again <= min(NOW + timedelta(hours=1.1), first + GIVE_UP)


def test_after_three_days_there_is_no_next_attempt() -> None:
    assert next_attempt(1, NOW - GIVE_UP, NOW, 0.5) is None


def test_the_pauses_double_up_to_an_hour() -> None:
    pauses = [next_attempt(attempts, NOW, NOW, 0.5) for attempts in (1, 2, 3, 11, 12, 50)]
    assert [each and (each - NOW).total_seconds() for each in pauses] == [2, 4, 8, 2048, 3600, 3600]


async def test_every_event_is_of_the_history_or_an_import(settings: Settings) -> None:
    kinds = ["received", "amended", "closed", "cancelled", "reopened", "task_created", "task_claimed", "task_completed"]
    kinds += ["task_pended", "task_resumed", "task_cancelled", "task_released", "decision", "automation_started"]
    async with scene(settings) as opened:
        rows = await opened.rows("select bpo_code.webhook_event(k) from unnest($1::text[]) k", kinds)
    told = {row[0] for row in rows} - {None}
    assert told == {event.value for event in WebhookEvent} - {"import.finished", "*"}


async def test_a_message_has_the_members_that_http_shows_a_client(settings: Settings) -> None:
    async with scene(settings, on("received", {"create_task": {"type": "check", "queue": "desk"}})) as opened:
        case = await opened.submit()
        task = case.tasks[0]
        told_of_task = await opened.rows("select bpo_code.task_told($1, $2)", opened.tenant_id, task.id)
        told_of_item = await opened.rows(
            "select bpo_code.item_told($1, $2, w) from (select (c.item).* from bpo_code.read_case($3, 'item', $2) c) i,"
            " lateral (select i::bpo_code.item_row) r (w)",
            opened.tenant_id,
            case.id,
            [opened.tenant_id],
        )
    members = set(decimals.loads(told_of_task[0][0]))
    assert members == set(TaskView.__struct_fields__) - {"assignee", "reserved_for", "note"}
    assert set(decimals.loads(told_of_item[0][0])) == set(ItemView.__struct_fields__) - {"tasks", "document"}
