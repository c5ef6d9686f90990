"""CONTRACT 6, the order in which tasks are given out, and what a claim answers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from tests.api.conftest import Caller, problem
from tests.contract.places import Place, by_key, on, read

TASK_MEMBERS = {
    "id", "tenant", "type", "key", "queue", "state", "priority", "rank", "ready_at", "due_at", "created_at", "skills",
    "work_item", "assignee", "reserved_for", "lease", "pend", "disposition", "result", "note", "completed_at",
}  # fmt: skip
CLAIM_MEMBERS = {"document", "document_version", "facts", "form", "dispositions", "pend_reasons", "checklist", "draft"}


def test_a_task_is_everywhere_the_same(place: Place) -> None:
    """§6 A task is everywhere
    `{"id","tenant","type","key","queue","state","priority","rank","ready_at","due_at","created_at","skills","work_item":
    {"id","type","reference"},"assignee": {"id","name"}|null,"reserved_for"|null, "lease":
    {"expires_at"}|null,"pend": {"reason","until"}|null,"disposition","result","note","completed_at"}`; states
    `ready`, `claimed`, `pended`, `completed`, `cancelled`."""
    task = place.task()
    claimed = place.claim(place.ann, task)
    assert set(task) == TASK_MEMBERS
    assert set(claimed["task"]) == TASK_MEMBERS | CLAIM_MEMBERS
    seen = place.seen(task)
    listed = read(place.lead.get(f"/v1/tasks?queue={task['queue']}"))["items"]
    of_item = place.item(task["work_item"]["id"])["tasks"]
    assert listed == of_item == [seen]
    assert {name: claimed["task"][name] for name in TASK_MEMBERS} == seen
    assert seen["work_item"].keys() == {"id", "type", "reference"}
    assert seen["assignee"].keys() == {"id", "name"}
    assert seen["lease"] == {"expires_at": claimed["lease"]["expires_at"]}


def test_a_claim_answers_with_all_that_the_work_needs(place: Place) -> None:
    """§6 POST /v1/tasks/claim {"queues"?: ["key"],"tenant"?: "slug"} 200 {"task": {a task +
    "document","document_version","facts","form","dispositions","pend_reasons","checklist","draft"},"lease":
    {"token": 7,"expires_at"}} | 204"""
    form = {"type": "object", "properties": {"n": {"type": "number"}}}
    kind = place.task_type("good", "bad", form=form, pend_reasons=["documents"], checklist=["look"])
    item = place.under(
        on("received", {"create_task": {"type": kind, "queue": place.queue()}}, {"set": {"seen": 1}}),
        document={"total": 5},
    )
    task = place.claim(place.ann, item["tasks"][0])["task"]
    assert (task["document"], task["document_version"], task["facts"]) == ({"total": 5}, 1, {"seen": 1})
    assert (task["form"], task["dispositions"], task["draft"]) == (form, ["good", "bad"], None)
    assert (task["pend_reasons"], task["checklist"]) == (["documents"], ["look"])


def test_rank_is_due_at_or_a_day_after_ready_at_less_half_an_hour_a_point_of_priority(place: Place) -> None:
    """§6 `rank = (due_at, or ready_at + 24 h) − (priority − 50) × 30 min`"""
    queue = place.queue()
    item = place.wants(
        {"queue": queue, "key": "due", "due_in": "PT3H", "priority": 60},
        {"queue": queue, "key": "free", "priority": 40},
    )
    due, free = (place.seen(by_key(item)[key]) for key in ("due", "free"))
    moment = datetime.fromisoformat
    assert moment(due["due_at"]) == moment(due["ready_at"]) + timedelta(hours=3)
    assert moment(due["rank"]) == moment(due["due_at"]) - 10 * timedelta(minutes=30)
    assert moment(free["rank"]) == moment(free["ready_at"]) + timedelta(hours=24) + 10 * timedelta(minutes=30)


def test_the_least_rank_that_the_caller_serves_and_has_the_skills_for_is_claimed_first(place: Place) -> None:
    """§6 the least rank that the caller serves and has the skills for is claimed first"""
    queue = place.queue()
    place.wants(
        {"queue": queue, "key": "low", "priority": 20},
        {"queue": queue, "key": "skilled", "priority": 100, "skills": ["credit"]},
        {"queue": queue, "key": "high", "priority": 90},
        {"queue": queue, "key": "due", "due_in": "PT1H"},
    )
    given = [read(place.next(place.ann, queue))["task"]["key"] for _ in range(3)]
    assert given == ["due", "high", "low"]
    assert place.next(place.ann, queue).status_code == 204
    assert read(place.next(place.person("carl", skills={"credit": 2}), queue))["task"]["key"] == "skilled"


def test_ties_are_given_by_creation_then_id(place: Place) -> None:
    """§6 ties by `created_at`, then `id`."""
    queue = place.queue()
    item = place.wants(*({"queue": queue, "key": f"k{n}"} for n in range(4)))
    in_order = sorted(item["tasks"], key=lambda task: (place.seen(task)["created_at"], task["id"]))
    given = [read(place.next(place.ann, queue))["task"]["id"] for _ in in_order]
    assert given == [task["id"] for task in in_order]


def test_rank_changes_only_with_priority_due_time_or_queue(place: Place) -> None:
    """§6 Fixed when the task becomes ready for the first time; changed only with priority, due time or queue."""
    task = place.task()
    claimed = place.claim(place.ann, task)
    read(place.ann.post(f"/v1/tasks/{task['id']}/release", {"lease_token": claimed["lease"]["token"]}))
    assert place.seen(task)["rank"] == task["rank"]
    after = read(place.lead.post(f"/v1/tasks/{task['id']}/priority", {"priority": 52}))
    moved = datetime.fromisoformat(task["rank"]) - datetime.fromisoformat(after["rank"])
    assert (after["priority"], moved) == (52, timedelta(hours=1))


def test_each_desk_offers_its_least_rank_and_the_least_of_the_offers_is_taken(place: Place) -> None:
    """§6 each other desk its least rank; the least of the offers is taken."""
    one, other = place.queue(), place.queue()
    place.wants(
        {"queue": one, "key": "second", "priority": 70},
        {"queue": other, "key": "first", "priority": 80},
        {"queue": other, "key": "third", "priority": 60},
    )
    assert [read(place.next(place.ann, one, other))["task"]["key"] for _ in range(3)] == ["first", "second", "third"]


def test_queues_narrows_to_these(place: Place) -> None:
    """§6 `queues` narrows to these"""
    one, other = place.queue(), place.queue()
    place.wants({"queue": one, "key": "urgent", "priority": 100}, {"queue": other, "key": "here"})
    assert read(place.next(place.ann, other))["task"]["key"] == "here"
    assert place.next(place.ann, other).status_code == 204


@pytest.mark.parametrize("queue", ["orders", "nowhere"])
def test_a_queue_that_the_caller_does_not_serve_is_404(place: Place, queue: str) -> None:
    """§6 one that the caller does not serve is 404."""
    assert problem(place.next(place.ann, queue)) == (404, "not-found")


def test_204_means_that_there_was_none_and_never_that_another_was_quicker(place: Place) -> None:
    """§6 204 means that there was none for the caller (what is being changed at that instant may be passed over),
    never that another was quicker."""
    queue = place.queue()
    item = place.wants(*({"queue": queue, "key": f"k{n}"} for n in range(8)))
    callers: list[Caller] = [place.ann, place.bob] * 4
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda caller: place.next(caller, queue), callers))
    assert [answer.status_code for answer in answers] == [200] * 8
    assert {answer.json()["task"]["id"] for answer in answers} == {task["id"] for task in item["tasks"]}
    assert place.next(place.ann, queue).status_code == 204


def test_two_callers_never_hold_one_task(place: Place) -> None:
    """§6 Two callers never hold one task."""
    task = place.task()
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(lambda who: who.post(f"/v1/tasks/{task['id']}/claim"), [place.ann, place.bob, place.lead] * 2)
        )
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 5
    assert {problem(answer)[1] for answer in answers if answer.status_code != 200} == {"taken"}


def test_a_chosen_task_is_200_or_409_taken(place: Place) -> None:
    """§6 POST /v1/tasks/{id}/claim 200 | 409 taken"""
    task = place.task()
    assert place.claim(place.ann, task)["task"]["id"] == task["id"]
    assert problem(place.bob.post(f"/v1/tasks/{task['id']}/claim")) == (409, "taken")


def test_a_claim_beyond_the_capacity_is_409_at_capacity(place: Place) -> None:
    """§2 `capacity`: how many tasks a person may hold as `claimed` at once (default no limit); a claim beyond it is
    409 `at-capacity`."""
    queue = place.queue()
    dora = place.person("dora", capacity=1)
    first, second = place.task(queue=queue), place.task(queue=queue)
    assert place.next(dora, queue).status_code == 200
    assert problem(place.next(dora, queue)) == (409, "at-capacity")
    assert problem(dora.post(f"/v1/tasks/{second['id']}/claim")) == (409, "at-capacity")
    assert place.seen(first)["state"] == "claimed"
