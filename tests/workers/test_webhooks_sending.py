"""A message goes only where a webhook may go, and nothing that a receiver does holds the sender for long."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_address

import pytest
import trustme

from tasks.webhooks.addresses import Address, networks_of
from tasks.webhooks.attempts import Outcome
from tests.workers.receivers import receiver
from workers import webhooks_sending
from workers.webhooks_sending import Sender

LOOPBACK = ip_address("127.0.0.1")
BODY = b'{"type":"work_item.closed"}'


class Names:
    """A name server of our own: the answers to one look-up after the other, the last for ever."""

    def __init__(self, *answers: list[Address]) -> None:
        self._answers = list(answers)
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> list[Address]:
        self.asked.append(host)
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


@asynccontextmanager
async def sender(
    allowed: str = "127.0.0.0/8", names: Names | None = None, trust: ssl.SSLContext | None = None
) -> AsyncIterator[Sender]:
    opened = Sender(networks_of(allowed), resolve=names or Names([LOOPBACK]), trust=trust)
    try:
        yield opened
    finally:
        await opened.close()


async def test_over_https_the_name_is_asked_for_and_the_address_connected_to() -> None:
    """§5 Only https to public addresses, checked when connecting, no redirects, unless `BPO_WEBHOOK_ALLOW` names the
    network."""
    authority = trustme.CA()
    theirs, ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("receiver.test").configure_cert(theirs)
    authority.configure_trust(ours)
    asked_for: list[str | None] = []
    theirs.sni_callback = lambda _socket, name, _context: asked_for.append(name)
    names = Names([LOOPBACK])
    with receiver(theirs) as inbox:
        async with sender(names=names, trust=ours) as opened:
            done = await opened.send(f"https://receiver.test:{inbox.port}/hook?a=b", {"webhook-id": "m"}, BODY)
            wrong = await opened.send(f"https://another.test:{inbox.port}/", {}, BODY)
    assert done == Outcome(204)
    (received,) = inbox.received
    assert (received.path, received.body, received.id) == ("/hook?a=b", BODY, "m")
    assert received.headers["host"] == f"receiver.test:{inbox.port}"
    assert received.headers["content-type"] == "application/json"
    assert asked_for == ["receiver.test", "another.test"]
    assert names.asked == ["receiver.test", "another.test"]
    assert "certificate" in (wrong.error or "")


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_name_that_leads_to_a_private_address_is_not_connected_to(scheme: str) -> None:
    """§5 Only https to public addresses, checked when connecting, no redirects, unless `BPO_WEBHOOK_ALLOW` names the
    network."""
    with receiver() as inbox:
        async with sender(allowed="") as opened:
            done = await opened.send(f"{scheme}://innocent.test:{inbox.port}/", {}, BODY)
    assert done == Outcome(None, "innocent.test leads to no address that a webhook may go to")
    assert inbox.received == []


async def test_plain_http_goes_only_to_networks_that_are_named() -> None:
    """§5 Only https to public addresses, checked when connecting, no redirects, unless `BPO_WEBHOOK_ALLOW` names the
    network."""
    async with sender(names=Names([ip_address("93.184.215.14")])) as opened:
        done = await opened.send("http://public.test/", {}, BODY)
    assert done.error == "public.test leads to no address that a webhook may go to"


async def test_a_name_is_looked_up_anew_for_every_message() -> None:
    names = Names([LOOPBACK], [ip_address("10.0.0.1")])
    with receiver() as inbox:
        async with sender(names=names) as opened:
            first = await opened.send(f"http://moving.test:{inbox.port}/", {}, BODY)
            second = await opened.send(f"http://moving.test:{inbox.port}/", {}, BODY)
    assert first == Outcome(204)
    assert second.error == "moving.test leads to no address that a webhook may go to"
    assert len(inbox.received) == 1


async def test_of_several_addresses_those_that_may_not_be_reached_are_passed_over() -> None:
    names = Names([ip_address("10.0.0.1"), ip_address("127.0.0.2"), LOOPBACK])
    with receiver() as inbox:
        async with sender(names=names) as opened:
            assert await opened.send(f"http://several.test:{inbox.port}/", {}, BODY) == Outcome(204)


async def test_a_redirect_is_not_followed() -> None:
    """§5 Only https to public addresses, checked when connecting, no redirects, unless `BPO_WEBHOOK_ALLOW` names the
    network."""
    with receiver() as inbox, receiver() as elsewhere:
        inbox.default, inbox.location = 307, f"http://127.0.0.1:{elsewhere.port}/"
        async with sender() as opened:
            assert await opened.send(f"http://a.test:{inbox.port}/", {}, BODY) == Outcome(307, "answered 307")
    assert elsewhere.received == []


async def test_a_long_answer_is_not_read_to_its_end() -> None:
    with receiver() as inbox:
        inbox.default, inbox.more_bytes = 200, 200_000_000
        async with sender() as opened:
            assert await opened.send(f"http://a.test:{inbox.port}/", {}, BODY) == Outcome(200)


async def test_a_receiver_that_does_not_answer_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks_sending, "TIMEOUT_S", 0.2)
    with receiver() as inbox:
        inbox.pause_s = 1.0
        async with sender() as opened:
            done = await opened.send(f"http://a.test:{inbox.port}/", {}, BODY)
    assert done == Outcome(None, "no answer within 0.2 s")


async def test_a_receiver_that_speaks_no_http_is_a_failure() -> None:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"220 mail.example ESMTP\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(speak, "127.0.0.1", 0) as server, sender() as opened:
        port = server.sockets[0].getsockname()[1]
        done = await opened.send(f"http://a.test:{port}/", {}, BODY)
    assert (done.error or "").startswith("RemoteProtocolError")


async def test_where_nobody_listens_is_a_failure() -> None:
    with receiver() as closed:
        port = closed.port
    async with sender() as opened:
        done = await opened.send(f"http://a.test:{port}/", {}, BODY)
    assert (done.error or "").startswith("ConnectError")


async def test_a_name_that_nobody_knows_is_a_failure() -> None:
    opened = Sender(networks_of(""))
    try:
        done = await opened.send("https://nobody.invalid/", {}, BODY)
    finally:
        await opened.close()
    assert (done.error or "").startswith("the name cannot be looked up")
