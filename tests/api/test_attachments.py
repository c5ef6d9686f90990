"""Attachments: files that come and go whole, are told by their content, and are seen by who sees their item."""

import hashlib
from typing import Any

import httpx
import pytest

from tests.api.conftest import Caller, House, pointers, problem

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256))
PDF = b"%PDF-1.7\n" + b"x" * 3_000_000


@pytest.fixture
def item(house: House, request: pytest.FixtureRequest) -> str:
    """The id of an order."""
    made = house.client.made("/v1/orders", {"reference": request.node.name[:200], "document": {"total": 1}})
    return str(made["id"])


def attach(caller: Caller, item: str, content: bytes, name: str = "f", **headers: str) -> httpx.Response:
    form, media_type = a_form(("file", name, content))
    return caller.post(f"/v1/work-items/{item}/attachments", form, content_type=media_type, **headers)


def a_form(*parts: tuple[str, str, bytes]) -> tuple[bytes, str]:
    """A multipart body and its media type."""
    request = httpx.Request(
        "POST",
        "http://test",
        files=[(field, (name, content)) for field, name, content in parts],
        headers={"content-type": "multipart/form-data; boundary=of-the-tests"},
    )
    return request.read(), request.headers["content-type"]


def attached(caller: Caller, item: str, content: bytes, name: str) -> dict[str, Any]:
    answer = attach(caller, item, content, name)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def test_a_file_comes_back_as_it_was_sent_and_is_never_shown(house: House, item: str) -> None:
    """§5 POST/GET /v1/work-items/{id}/attachments (multipart `file`, 25 MiB); GET /v1/attachments/{id}/content"""
    made = attached(house.client, item, PDF, 'Müller\'s "bill".pdf')
    assert (made["size_bytes"], made["sha256"]) == (len(PDF), hashlib.sha256(PDF).hexdigest())
    answer = house.supervisor.get(f"/v1/attachments/{made['id']}/content")
    assert answer.content == PDF
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert "filename*=UTF-8''M%C3%BCller" in answer.headers["content-disposition"]
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (PNG, "innocent.txt", "image/png"),
        (b"a,b\n1,2\n", "rows.csv", "text/csv"),
        (b"BMW is a word", "note.txt", "text/plain"),
        (b"", "empty", "text/plain"),
        (b"\0\1\2\3", "photo.png", "application/octet-stream"),
        (b"<html><script>", "page.txt", "text/html"),
    ],
)
def test_its_type_is_told_by_its_content(house: House, item: str, content: bytes, name: str, media_type: str) -> None:
    assert attached(house.client, item, content, name)["media_type"] == media_type


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("../../etc/passwd", "passwd"), ("C:\\files\\a.txt", "a.txt"), ("..", "file"), ("ü" * 300, "ü" * 200)],
)
def test_a_name_is_one_that_can_be_saved(house: House, item: str, sent: str, kept: str) -> None:
    assert attached(house.client, item, b"x", sent)["name"] == kept


def test_history_and_audit_say_who_attached_it(house: House, item: str) -> None:
    made = attached(house.supervisor, item, PNG, "a.png")
    rows = house.supervisor.get(f"/v1/work-items/{item}/history").json()["items"]
    assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
    assert (rows[-1]["kind"], rows[-1]["data"]["id"]) == ("attached", made["id"])
    assert rows[-1]["actor"]["role"] == "supervisor"
    newest = house.auditor.get(f"/v1/audit?tenant={house.slug}&limit=200").json()["items"]
    assert any(row["action"] == "work_item.attached" and row["object"] == item for row in newest)
    shown = house.client.get(f"/v1/work-items/{item}/attachments").json()["items"]
    assert [(each["id"], each["author"]) for each in shown] == [(made["id"], {"role": "supervisor"})]


def test_it_is_seen_by_who_sees_its_item(house: House, neighbour: House, item: str) -> None:
    made = attached(house.client, item, PNG, "a.png")
    for path in (f"/v1/attachments/{made['id']}", f"/v1/attachments/{made['id']}/content"):
        assert house.auditor.get(path).status_code == 200
        assert house.operator.get(path).status_code == 200
        assert problem(neighbour.client.get(path)) == (404, "not-found")
    assert problem(neighbour.client.get(f"/v1/work-items/{item}/attachments")) == (404, "not-found")
    assert problem(attach(neighbour.client, item, PNG)) == (404, "not-found")
    assert problem(attach(house.operator, item, PNG)) == (403, "forbidden")


def test_a_form_holds_one_file_and_nothing_else(house: House, item: str) -> None:
    def sent(*parts: tuple[str, str, bytes]) -> httpx.Response:
        form, media_type = a_form(*parts)
        return house.client.post(f"/v1/work-items/{item}/attachments", form, content_type=media_type)

    assert pointers(sent(("file", "a", b"x"), ("other", "b", b"y"))) == ["/other"]
    assert pointers(sent(("file", "a", b"x"), ("file", "b", b"y"))) == ["/file"]
    path = f"/v1/work-items/{item}/attachments"
    cut_off = a_form(("file", "a", b"x"))[0][:-10]
    assert pointers(house.client.post(path, cut_off, content_type="multipart/form-data; boundary=of-the-tests")) == [""]
    assert problem(house.client.post(path, {"file": "x"})) == (415, "unsupported-media-type")
    assert house.client.get(path).json()["items"] == []


def test_a_file_has_at_most_25_mib(house: House, item: str) -> None:
    """§5 POST/GET /v1/work-items/{id}/attachments (multipart `file`, 25 MiB); GET /v1/attachments/{id}/content"""
    most = 25 * 1024 * 1024
    assert attach(house.client, item, bytes(most)).status_code == 201
    assert problem(attach(house.client, item, bytes(most + 1))) == (413, "too-large")


def test_a_file_is_attached_once_under_its_key(house: House, item: str) -> None:
    first = attach(house.client, item, PNG, idempotency_key=f"once-{item}")
    again = attach(house.client, item, PNG, idempotency_key=f"once-{item}")
    assert again.headers["idempotency-replayed"] == "true"
    assert again.json() == first.json()
    assert len(house.client.get(f"/v1/work-items/{item}/attachments").json()["items"]) == 1
    assert house.client.get(f"/v1/attachments/{first.json()['id']}/content").content == PNG
