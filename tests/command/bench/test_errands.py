"""What a load client sends: requests of which the server can say no word, and nothing twice."""

import httptools
import msgspec
import pytest

from command.bench.errands import Bulking, Errand, Posting, Working, WrongAnswer
from command.bench.load import body_begins

CLAIMED = (
    b'{"task":{"id":"01890000-0000-7000-8000-000000000001","work_item":{"id":"01890000-0000-7000-8000-000000000002"}},'
    b'"lease":{"token":7,"expires_at":"2026-11-23T12:00:00Z"}}'
)


class Read:
    """A request as a server reads it."""

    def __init__(self, request: bytes) -> None:
        self.body = b""
        self.headers: dict[bytes, bytes] = {}
        self.is_whole = False
        self.url = b""
        parser = httptools.HttpRequestParser(self)
        parser.feed_data(request)

    def on_url(self, url: bytes) -> None:
        self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers[name.lower()] = value

    def on_body(self, body: bytes) -> None:
        self.body += body

    def on_message_complete(self) -> None:
        self.is_whole = True


@pytest.mark.parametrize(
    "errand",
    [
        Posting("key", '{"total":1,"city":"Münster"}').errand("m"),
        Bulking("key", '{"city":"Münster"}', 3).errand("m"),
        Working("key", "done").errand("m"),
    ],
)
def test_a_first_request_is_whole_and_carries_the_key(errand: Errand) -> None:
    read = Read(errand.first())
    assert read.is_whole
    assert read.headers[b"authorization"] == b"Bearer key"


def test_every_order_has_a_reference_of_its_own() -> None:
    errands = [Posting("key", "{}").errand(mark) for mark in ("a", "b")]
    requests = [one.first() for one in errands] + [one.next(201, b"{}")[1] for one in errands]
    references = {msgspec.json.decode(Read(request).body)["reference"] for request in requests}
    assert len(references) == 4


def test_a_bulk_request_has_an_element_a_line() -> None:
    lines = Read(Bulking("key", '{"total":1}', 3).errand("m").first()).body.splitlines()
    assert [msgspec.json.decode(line)["document"] for line in lines] == [{"total": 1}] * 3
    assert len({msgspec.json.decode(line)["reference"] for line in lines}) == 3


def test_an_operator_completes_the_task_that_was_claimed_with_its_token() -> None:
    errand = Working("key", "done").errand("m")
    units, request = errand.next(200, CLAIMED)
    read = Read(request)
    assert units == 0
    assert read.url == b"/v1/tasks/01890000-0000-7000-8000-000000000001/complete"
    assert msgspec.json.decode(read.body) == {"lease_token": 7, "disposition": "done", "result": {}}
    assert errand.next(200, b"{}") == (1, errand.first())


@pytest.mark.parametrize(
    ("errand", "status", "body"),
    [
        (Posting("key", "{}").errand("m"), 422, b"{}"),
        (Bulking("key", "{}", 2).errand("m"), 200, b'{"accepted":1,"rejected":1,"items":[]}'),
        (Working("key", "done").errand("m"), 204, b""),
    ],
)
def test_an_answer_that_is_no_success_ends_the_measurement(errand: Errand, status: int, body: bytes) -> None:
    with pytest.raises(WrongAnswer):
        errand.next(status, body)


@pytest.mark.parametrize(
    ("received", "begins"),
    [
        (b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}", 38),
        (b"HTTP/1.1 204 No Content\r\ndate: now\r\n\r\n", 38),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{", None),
        (b"HTTP/1.1 200 OK\r\ncontent-le", None),
    ],
)
def test_an_answer_is_read_when_it_is_there_whole(received: bytes, begins: int | None) -> None:
    assert body_begins(received) == begins
