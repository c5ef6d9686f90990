"""A team lead's screens: from a number on the board to its tasks, one of them, why it is there, and moving it."""

import asyncio
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
import redis.asyncio as redis

from api.browser.sparks import spark
from tasks.job_kinds import KINDS
from tasks.office import Office
from tasks.reports import Past
from tasks.wake_ups import WakeUps
from tenants.database import Database
from tenants.ids import new_id
from tenants.settings import Settings
from tests.api.conftest import House, add_person
from tests.api.pages.conftest import Reader, words_in
from workers.job_work import JobWorker

Tasks = Callable[[int], list[dict[str, Any]]]
SETTLED_S = 5.5
"""How long after its type was put a decision cannot be rebuilt yet, since another transaction may not know the type."""


@pytest.fixture(scope="module")
def place(new_house: Callable[[], House]) -> House:
    """With two queues more than it was made with: one without skills, and an empty one."""
    made = new_house()
    made.tenant_admin.put("/v1/queues/desk", {"name": "The desk"})
    made.tenant_admin.put("/v1/queues/empty", {"name": "Nobody's"})
    return made


@pytest.fixture(scope="module")
def lead(place: House, new_reader: Callable[..., Reader]) -> Reader:
    return new_reader(place, "supervisor", name="Karl-Friedrich Müller-Lüdenscheidt", skills={"orders": 5})


@pytest.fixture
def submit(place: House) -> Tasks:
    """Submits so many orders; each opens a task in `orders`."""

    def made(number: int) -> list[dict[str, Any]]:
        known = len(place.platform_admin.get(f"/v1/work-items?tenant={place.slug}&limit=200").json()["items"])
        return [
            place.client.made("/v1/orders", {"reference": f"L-{known + nth}", "document": {"total": 5}})
            for nth in range(number)
        ]

    return made


def test_the_board_says_in_a_sentence_how_much_waits_and_every_number_leads_to_its_tasks(
    place: House, lead: Reader, submit: Tasks
) -> None:
    submit(3)
    page = lead.get("/board").text
    ready = place.supervisor.get(f"/v1/reports/queues?tenant={place.slug}").json()["items"]
    waiting = sum(queue["ready"] for queue in ready)
    assert f"{waiting} tasks wait. None is overdue." in words_in(page)
    (behind,) = re.findall(r'href="(/tasks\?tenant=[^"]*queue=orders&amp;view=ready)"', page)
    listed = lead.get(behind.replace("&amp;", "&")).text
    assert len(re.findall(r'name="ids"', listed)) == waiting


@pytest.mark.parametrize(
    ("past", "ready", "seen"),
    [
        (Past(100, [9, 4]), 9, ([(90, 11.4), (93, 2), (96, 2)], True)),
        (Past(100, [4, None, 4]), 2, ([(87, 10.5), (93, 10.5), (96, 14.8)], False)),
        (Past(60, [4]), 2, None),
        (Past(101, [4]), 2, None),
    ],
)
def test_the_line_of_a_queue_ends_in_what_is_ready_now_and_says_when_it_has_doubled(
    past: Past, ready: int, seen: Any
) -> None:
    found = spark(past, ready, 101)
    assert (found and (found.line, found.grows)) == seen


def test_the_board_says_what_nobody_could_claim(place: House, lead: Reader, submit: Tasks) -> None:
    place.tenant_admin.put("/v1/queues/rare", {"name": "Rare skills", "skills": {"heraldry": 9}})
    (item,) = submit(1)
    assert "Rare skills" not in words_in(lead.swap("/board").text.partition("board-queues")[0])
    place.supervisor.post(f"/v1/tasks/{item['tasks'][0]['id']}/transfer", {"queue": "rare"})
    assert "Nobody here serves, or has the skills for: 1 task at Rare skills" in words_in(lead.get("/board").text)
    add_person(place, "operator", called="herald", skills={"heraldry": 9})
    assert "Nobody here serves" not in words_in(lead.get("/board").text)


def test_the_board_s_numbers_come_alone_when_they_are_asked_for_again(lead: Reader) -> None:
    answer = lead.swap("/board")
    targets = re.findall(r'hx-target="#([\w-]+)"', answer.text)
    assert targets == ["board-standing", "board-queues", "board-people"]
    assert "<html" not in answer.text


def test_a_task_s_page_tells_which_rule_brought_it_there_and_what_held(
    place: House, lead: Reader, submit: Tasks
) -> None:
    time.sleep(SETTLED_S)
    (item,) = submit(1)
    (task,) = item["tasks"]
    said = words_in(lead.get(f"/tasks/{task['id']}").text)
    (match,) = item["decision"]["matched"]
    assert f"{match['table']} , rule" in said or f"{match['table']}, rule" in said
    assert match["rule"] in said
    assert "led to" in said
    assert "Orders" in said


def test_a_task_is_handed_to_another_queue_and_hurried(place: House, lead: Reader, submit: Tasks) -> None:
    (item,) = submit(1)
    address = f"/tasks/{item['tasks'][0]['id']}"
    assert lead.post(f"{address}/transfer", {"queue": "desk"}).status_code == 303
    assert lead.post(f"{address}/priority", {"priority": "93"}).status_code == 303
    task = place.supervisor.get(f"/v1{address}").json()
    assert (task["queue"], task["priority"]) == ("desk", 93)
    assert "changed its priority from 50 to 93" in words_in(lead.get(address).text)


def test_what_cannot_be_done_is_said_on_the_task_s_page(place: House, lead: Reader, submit: Tasks) -> None:
    (item,) = submit(1)
    address = f"/tasks/{item['tasks'][0]['id']}"
    for verb, fields, said in (
        ("transfer", {}, "Choose a queue or a person"),
        ("transfer", {"queue": "nowhere"}, "There is no such queue."),
        ("transfer", {"queue": "100%<b>"}, "There is no such queue."),
        ("transfer", {"user": place.people["auditor"]}, "They do not serve this queue, lack its skills"),
        ("priority", {"priority": "101"}, "A priority is a whole number from 0 to 100."),
        ("priority", {"priority": "²"}, "A priority is a whole number from 0 to 100."),
    ):
        answer = lead.post(f"{address}/{verb}", fields)
        assert answer.status_code == 422
        assert said in words_in(answer.text)
    assert lead.post(f"{address}/resume").status_code == 409
    assert place.supervisor.get(f"/v1{address}").json()["queue"] == "orders"


def test_many_are_moved_at_once_and_what_was_skipped_is_named(
    place: House, lead: Reader, submit: Tasks, settings: Settings
) -> None:
    ids = [task["id"] for item in submit(3) for task in item["tasks"]]
    assert lead.post(f"/tasks/{ids[0]}/cancel").status_code == 303
    fields = {"action": "transfer", "queue": "desk", "ids": ids}
    answer = lead.post(f"/tasks/bulk?tenant={place.slug}&queue=orders", fields)
    assert answer.status_code == 303
    (job,) = re.findall(r"job=([0-9a-f-]+)", answer.headers["location"])
    assert f"/jobs/{job}" in lead.get(answer.headers["location"]).text
    assert "0 done so far." in words_in(lead.swap(f"/jobs/{job}").text)
    asyncio.run(_done(settings, UUID(job)))
    told = words_in(lead.swap(f"/jobs/{job}").text)
    assert "2 are done." in told
    assert "1 was skipped: Order" in told
    assert [place.supervisor.get(f"/v1/tasks/{task}").json()["queue"] for task in ids[1:]] == ["desk", "desk"]


def test_a_form_without_a_selection_is_refused_and_nothing_moves(place: House, lead: Reader) -> None:
    for fields, said in (
        ({"action": "transfer", "queue": "desk"}, "Select the tasks first."),
        ({"action": "dance", "whole": "yes"}, "Choose what to do with them."),
        ({"action": "transfer", "whole": "yes"}, "Choose the queue that they go to."),
        ({"action": "priority", "whole": "yes", "priority": "x"}, "A priority is a whole number from 0 to 100."),
    ):
        answer = lead.post(f"/tasks/bulk?tenant={place.slug}&queue=orders&view=ready", fields)
        assert answer.status_code == 422
        assert said in words_in(answer.text)


def test_what_was_selected_stays_so_when_something_is_missing(place: House, lead: Reader, submit: Tasks) -> None:
    ids = [task["id"] for item in submit(2) for task in item["tasks"]]
    fields = {"action": "priority", "priority": "200", "queue": "desk", "ids": ids[:1]}
    page = lead.post(f"/tasks/bulk?tenant={place.slug}&queue=orders", fields).text
    assert re.findall(r'name="ids" value="([0-9a-f-]+)" checked', page) == ids[:1]
    assert 'value="200"' in page
    assert '<option value="desk" selected>' in page


def test_the_tasks_of_a_queue_come_as_they_are_due_page_by_page(place: House, lead: Reader) -> None:
    due = {"PT1H": "hour", "P1D": "day", None: "never"}
    place.tenant_admin.put("/v1/work-types/dated", {"name": "Dated"})
    rules = [
        {
            "name": name,
            "when": {"document.due": f'"{name}"'},
            "then": [{"create_task": {"queue": "empty"} | ({"due_in": span} if span else {})}],
        }
        for span, name in due.items()
    ]
    place.tenant_admin.put("/v1/rulesets/dated/draft", {"tables": [{"name": "t", "on": "received", "rules": rules}]})
    assert place.tenant_admin.post("/v1/rulesets/dated/publish").status_code == 201
    for name in ("never", "day", "hour"):
        place.client.made("/v1/work-items", {"type": "dated", "reference": name, "document": {"due": name}})
    assert one_by_one(lead, f"/tasks?tenant={place.slug}&queue=empty") == ["Dated hour", "Dated day", "Dated never"]


def test_what_is_overdue_in_any_queue_comes_as_it_was_due_page_by_page(place: House, lead: Reader) -> None:
    place.tenant_admin.put("/v1/work-types/late", {"name": "Late"})
    tasks = [("first", "desk", "PT1S"), ("second", "empty", "PT2S")]
    rules = [
        {
            "name": name,
            "when": {"reference": f'"{name}-late"'},
            "then": [{"create_task": {"queue": queue, "due_in": due_in}}],
        }
        for name, queue, due_in in tasks
    ]
    place.tenant_admin.put("/v1/rulesets/late/draft", {"tables": [{"name": "t", "on": "received", "rules": rules}]})
    assert place.tenant_admin.post("/v1/rulesets/late/publish").status_code == 201
    for name, _, _ in tasks:
        place.client.made("/v1/work-items", {"type": "late", "reference": f"{name}-late", "document": {}})
    time.sleep(2.1)
    assert one_by_one(lead, f"/tasks?tenant={place.slug}&view=overdue") == ["Late first-late", "Late second-late"]
    assert "In the order in which they are due" in words_in(lead.get("/tasks?view=overdue").text)
    assert "Newest first" in words_in(lead.get("/tasks").text)


def one_by_one(lead: Reader, address: str) -> list[str]:
    """What a list has, of which every page shows one."""
    seen, following = [], [address]
    while following:
        page = lead.get(following[0].replace("&amp;", "&") + "&limit=1").text
        seen += re.findall(r'href="/tasks/[0-9a-f-]+">([^<]+)<', page)
        following = re.findall(r'href="(/tasks\?[^"]*cursor=[^"]+)"[^>]*data-key="\]"', page)
    return seen


def test_people_are_seen_with_what_they_hold(place: House, lead: Reader, submit: Tasks) -> None:
    submit(2)
    claimed = place.operator.post("/v1/tasks/claim", {}).json()["task"]
    longest = rf"Operator of {place.slug} \w+ {claimed['work_item']['reference']}\b"
    said = words_in(lead.get("/people").text)
    assert re.search(longest, said)
    assert "1 at work" in said
    assert "1 more" not in said
    place.operator.post("/v1/tasks/claim", {})
    for page in ("/people", "/board"):
        assert re.search(rf"{longest} ?, 1 more", words_in(lead.get(page).text))


def test_items_are_found_by_the_beginning_of_their_reference(place: House, lead: Reader) -> None:
    place.client.made("/v1/orders", {"reference": "FIND-ME", "document": {"total": 5}})
    assert "FIND-ME" in lead.get("/items?q=FIND").text
    page = lead.get("/items?q=nothing-of-the-kind").text
    assert "No item is like this." in words_in(page)


def test_published_rules_are_read_as_sheets(place: House, lead: Reader) -> None:
    listed = words_in(lead.get("/rules").text)
    assert "Order version 1" in listed
    page = lead.get(f"/rules/{place.slug}/order")
    published = place.tenant_admin.get("/v1/rulesets/order/versions/1").json()["content"]
    for table in published["tables"]:
        for rule in table["rules"]:
            assert rule["name"] in words_in(page.text)
    assert lead.get(f"/rules/{place.slug}/order?version=9").status_code == 404
    assert lead.get(f"/rules/{place.slug}/nothing").status_code == 404


def test_an_auditor_sees_the_tasks_but_is_offered_nothing_to_do_with_them(
    place: House, new_reader: Callable[..., Reader], submit: Tasks
) -> None:
    (item,) = submit(1)
    auditor = new_reader(place, "auditor")
    page = auditor.get(f"/tasks/{item['tasks'][0]['id']}").text
    assert "Move it" not in words_in(page)
    assert 'name="ids"' not in auditor.get(f"/tasks?tenant={place.slug}").text


async def _done(settings: Settings, job: UUID) -> None:
    """As a worker does it."""
    db, wake_ups = await Database.open(settings), WakeUps(redis.Redis.from_url(settings.redis_url))
    await JobWorker(Office(db, new_id, lambda _: None), KINDS, wake_ups, lambda: datetime.now(UTC)).work(job)
    await wake_ups.close()
    await db.close()
