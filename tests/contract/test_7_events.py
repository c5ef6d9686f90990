"""GET /v1/events: what happens, told to screens that are open."""

import json
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.api.conftest import Caller, House, add_person
from tests.contract.places import Place, act, eventually, on

Message = dict[str, Any]


class Screen:
    """Reads the events of one connection in a thread of its own."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self.messages: list[tuple[str, Message]] = []
        self.last_id = ""
        self.is_over = False
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        with suppress(httpx.TransportError, httpx.StreamError):  # the test has closed it
            self._read_lines()
        self.is_over = True

    def _read_lines(self) -> None:
        event: dict[str, str] = {}
        for line in self.answer.iter_lines():
            name, _, value = line.partition(": ")
            if line:
                event[name] = value
                continue
            self.last_id = event.get("id", self.last_id)
            if "data" in event:
                self.messages.append((event["event"], json.loads(event["data"])))
            event = {}

    def of(self, item: dict[str, Any]) -> list[Message]:
        told = [each for name, each in self.messages if name in ("work_item", "task")]
        return [each for each in told if each["work_item"]["id"] == item["id"]]

    def kinds(self, item: dict[str, Any]) -> list[str]:
        return [each["kind"] for each in self.of(item)]

    def queues(self) -> set[str]:
        return {each["queue"] for name, each in self.messages if name == "queue"}

    def resets(self) -> int:
        return sum(name == "reset" for name, _ in self.messages)


Open = Callable[..., Any]


@pytest.fixture
def open_screen(base_url: str) -> Open:
    @contextmanager
    def opened(caller: Caller, query: str = "", **headers: str) -> Iterator[Screen]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        headers = {"authorization": f"Bearer {caller.key}", **named}
        with httpx.Client(base_url=base_url, timeout=60) as http, watching(http, headers, query) as screen:
            yield screen

    return opened


@contextmanager
def watching(http: httpx.Client, headers: dict[str, str], query: str = "") -> Iterator[Screen]:
    with http.stream("GET", f"/v1/events{query}", headers=headers) as answer:
        assert answer.status_code == 200, answer.read()
        yield Screen(answer)
        answer.extensions["network_stream"].get_extra_info("socket").shutdown(socket.SHUT_RDWR)


def test_what_happens_to_an_item_and_its_task_is_told_as_it_happens(place: Place, open_screen: Open) -> None:
    """§7 GET /v1/events server-sent events for live screens"""
    with open_screen(place.lead) as screen:
        assert screen.answer.headers["content-type"] == "text/event-stream"
        task = place.task()
        item = task["work_item"]
        place.complete(place.ann, place.claim(place.ann, task))
        eventually(lambda: "closed" in screen.kinds(item))
        assert screen.kinds(item) == ["received", "task_created", "task_claimed", "task_completed", "closed"]
        told = screen.of(item)
        assert [each["seq"] for each in told] == sorted(each["seq"] for each in told)
        assert told[-1]["work_item"] == {**item, "state": "closed", "outcome": "done"}
        assert told[2]["task"]["id"] == task["id"]
        assert told[2]["actor"]["name"]
        eventually(lambda: task["queue"] in screen.queues())


def test_a_task_in_an_event_is_the_task_that_is_shown_everywhere(place: Place, open_screen: Open) -> None:
    with open_screen(place.lead) as screen:
        task = place.task()
        told = eventually(lambda: [each for each in screen.of(task["work_item"]) if "task" in each])
        assert told[0]["task"] == task


def test_a_client_is_not_told_who_did_it(place: Place, open_screen: Open) -> None:
    """§1 tasks, live events: read: client own, names hidden"""
    with open_screen(place.house.client) as screen:
        task = place.task(note="for the staff")
        place.claim(place.ann, task)
        claimed = eventually(lambda: [each for each in screen.of(task["work_item"]) if each["kind"] == "task_claimed"])
        assert claimed[0]["actor"] == {"role": "operator"}
        assert not {"assignee", "reserved_for", "note"} & claimed[0]["task"].keys()


def test_an_operator_is_told_of_the_queues_that_they_serve_only(place: Place, open_screen: Open) -> None:
    """§1 tasks, live events: read: operator queues they serve"""
    mine, other = place.queue(), place.queue()
    carl = place.person("carl", queues=[mine])
    with open_screen(carl) as screen:
        unseen, seen = place.task(queue=other), place.task(queue=mine)
        eventually(lambda: "task_created" in screen.kinds(seen["work_item"]))
        assert screen.kinds(unseen["work_item"]) == []
        place.lead.post(f"/v1/tasks/{seen['id']}/transfer", {"queue": other})
        place.task(queue=mine)
        eventually(lambda: [name for name, each in screen.messages if name == "queue"][1:])
        assert screen.queues() == {mine}
        assert "task_transferred" not in screen.kinds(seen["work_item"])


def test_neighbours_are_told_nothing(place: Place, new_house: Callable[[], House], open_screen: Open) -> None:
    other = Place(new_house())
    with open_screen(other.lead) as screen:
        hidden, shown = place.task(), other.task()
        eventually(lambda: screen.kinds(shown["work_item"]))
        assert screen.kinds(hidden["work_item"]) == []


def test_one_tenant_or_one_item_can_be_watched(place: Place, open_screen: Open) -> None:
    first, second = place.task(), place.task()
    query = f"?tenant={place.house.slug}&work_item={first['work_item']['id']}"
    with open_screen(place.lead, query) as screen:
        for task in (second, first):
            place.claim(place.ann, task)
        eventually(lambda: screen.kinds(first["work_item"]))
        assert screen.kinds(second["work_item"]) == []
        assert screen.queues() == set()
    assert place.lead.get("/v1/events?tenant=nobody").status_code == 404
    assert place.lead.get("/v1/events?work_item=1").status_code == 422


def test_a_screen_that_comes_again_is_told_what_it_has_missed(place: Place, open_screen: Open) -> None:
    task = place.task()
    with open_screen(place.lead) as screen:
        place.lead.post(f"/v1/tasks/{task['id']}/priority", {"priority": 70})
        eventually(lambda: screen.kinds(task["work_item"]) and screen.last_id)
        last_id = eventually(lambda: screen.last_id)
    place.claim(place.ann, task)
    with open_screen(place.lead, last_event_id=last_id) as screen:
        assert eventually(lambda: screen.kinds(task["work_item"])) == ["task_claimed"]
        assert screen.resets() == 0


@pytest.mark.parametrize("last_id", ["1-1", "99999999999999-0", "nonsense", ""])
def test_a_screen_that_was_away_too_long_is_told_to_look_anew(place: Place, open_screen: Open, last_id: str) -> None:
    with open_screen(place.lead, last_event_id=last_id) as screen:
        eventually(screen.resets)
        task = place.task()
        eventually(lambda: screen.kinds(task["work_item"]))


def test_a_lapsed_lease_a_comment_and_a_machines_work_are_told(place: Place, open_screen: Open) -> None:
    with open_screen(place.lead) as screen:
        task = place.task(queue=place.queue(lease="PT1S"))
        place.claim(place.ann, task)
        place.lead.made(f"/v1/work-items/{task['work_item']['id']}/comments", {"text": "so it is"}, idempotency_key="c")
        eventually(lambda: {"commented", "task_released"} <= set(screen.kinds(task["work_item"])))
        run = {"run": {"automation": "duplicate_check"}}
        item = place.submit(place.work_type(on("received", run)))
        eventually(lambda: "automation_finished" in screen.kinds(item))


def test_many_items_at_once_are_told_or_the_screen_is_told_to_look_anew(place: Place, open_screen: Open) -> None:
    work_type = place.work_type(on("received", {"close": {}}))
    with open_screen(place.lead) as screen:
        items = [{"type": work_type, "reference": uuid4().hex, "document": {}} for _ in range(300)]
        assert place.house.client.post("/v1/work-items/bulk", {"items": items}).status_code == 200
        eventually(lambda: len(screen.messages) >= 600 or screen.resets())


def test_it_ends_when_the_key_is_revoked(place: Place, open_screen: Open) -> None:
    made = place.admin.made(f"/v1/tenants/{place.house.slug}/api-keys", {"name": "screen", "role": "client"})
    with open_screen(Caller(place.admin.http, made["key"])) as screen:
        task = place.task()
        eventually(lambda: screen.kinds(task["work_item"]))
        assert place.admin.delete(f"/v1/api-keys/{made['id']}").status_code == 204
        eventually(lambda: screen.is_over)


def test_a_session_s_cookie_will_do_and_logging_out_ends_it(place: Place, base_url: str) -> None:
    """§7 (cookie or header"""
    email, password = f"{uuid4().hex}@x.test", "correct horse battery"
    add_person(place.house, "supervisor", called=uuid4().hex[:6], email=email, password=password)
    with httpx.Client(base_url=base_url, timeout=60) as browser:
        assert browser.post("/login", data={"email": email, "password": password}).status_code == 303
        with watching(browser, {}) as screen:
            task = place.task()
            eventually(lambda: screen.kinds(task["work_item"]))
            with httpx.Client(base_url=base_url, timeout=60, cookies=browser.cookies) as other:
                csrf = re.search(r'name="csrf" value="([^"]+)"', other.get("/account").text)
                assert csrf
                assert other.post("/logout", data={"csrf": csrf[1]}).status_code == 303
            eventually(lambda: screen.is_over)


def test_without_a_key_there_is_nothing_to_watch_and_none_is_taken_from_the_address(place: Place) -> None:
    """§7 never a key in the URL)"""
    http = place.admin.http
    assert http.get("/v1/events").status_code == 401
    assert http.get(f"/v1/events?key={place.lead.key}").status_code == 401
    assert place.lead.get("/v1/events?key=1").status_code == 422


def test_what_a_holder_saves_for_themselves_is_not_told(place: Place, open_screen: Open) -> None:
    task = place.task()
    with open_screen(place.lead) as screen:
        claimed = place.claim(place.ann, task)
        assert act(place.ann, claimed, "draft", result={"a": 1}).status_code == 200
        place.complete(place.ann, claimed)
        eventually(lambda: "closed" in screen.kinds(task["work_item"]))
        assert screen.kinds(task["work_item"]) == ["task_claimed", "task_completed", "closed"]
