"""Eight at once on one thing, again and again: one of them gets it, the others learn so, and nothing is done twice.

`./bpo test tests/races --races 1000` runs each a thousand times.
"""

import asyncio
from uuid import uuid4

import pytest

from command.soak.truth import Truth
from tests.conftest import ADMIN_KEY
from tests.races.field import EIGHT, JSON, Ask, Field, status, statuses, table

CLAIM = "/v1/tasks/claim"


def task(queue: str, **parts: object) -> dict[str, object]:
    return {"create_task": {"queue": queue, **parts}}


async def test_one_task_is_given_to_one_of_eight(field: Field, truth: Truth, races: int) -> None:
    queue = await field.queue()
    kind = await field.work_type(table("received", task(queue)))
    for turn in range(races):
        (ready,) = (await field.submit(kind))["tasks"]
        path, body = (f"/v1/tasks/{ready['id']}/claim", {}) if turn % 2 else (CLAIM, {"queues": [queue]})
        answers = await field.at_once(*(Ask(key, "POST", path, body) for key in field.operators.values()))
        assert statuses(answers) == {"200": 1, "409 taken" if turn % 2 else "204": EIGHT - 1}
        (given,) = [answer.json() for answer in answers if answer.status_code == 200]
        lease = {"lease_token": given["lease"]["token"], "disposition": "done"}
        await field.done("POST", f"/v1/tasks/{ready['id']}/complete", lease, key=_holder(field, given))
    assert await truth.violations() == []


async def test_one_reference_is_taken_in_once(field: Field, truth: Truth, races: int) -> None:
    kind = await field.work_type(table("received", {"close": {}}))
    for _ in range(races):
        answers = await field.at_once(*[field.submission(kind, reference=uuid4().hex)] * EIGHT)
        assert statuses(answers) == {"201": 1, "409 reference-taken": EIGHT - 1}
        made = {answer.json().get("id") or answer.json()["work_item_id"] for answer in answers}
        assert len(made) == 1
    assert await truth.violations() == []


async def test_one_idempotency_key_does_its_work_once(field: Field, truth: Truth, races: int) -> None:
    kind = await field.work_type(table("received", {"close": {}}))
    for _ in range(races):
        ask = field.submission(kind)
        ask.headers["idempotency-key"] = uuid4().hex
        answers = await field.at_once(*[ask] * EIGHT)
        assert set(statuses(answers)) <= {"201", "409 in-flight"}
        made = [answer for answer in answers if answer.status_code == 201]
        assert len({answer.content for answer in made}) == 1
        assert sum("idempotency-replayed" not in answer.headers for answer in made) == 1
        assert (await field.send(ask)).json() == made[0].json()
    assert await truth.violations() == []


@pytest.mark.parametrize(
    ("noun", "content"),
    [("queues", {"name": "Q"}), ("products", {"name": "P", "on_hand": 1}), ("desks", {"fair": False})],
)
async def test_what_may_not_be_there_yet_is_made_once(field: Field, races: int, noun: str, content: JSON) -> None:
    key = ADMIN_KEY if noun == "desks" else field.admin
    for _ in range(races):
        path = f"/v1/{noun}/d{uuid4().hex}"
        asks = [Ask(key, "PUT", path, content, {"if-none-match": "*"})] * EIGHT
        answers = await field.at_once(*asks)
        assert statuses(answers) == {"201": 1, "412 precondition-failed": EIGHT - 1}
        tag = next(each.headers["etag"] for each in answers if each.status_code == 201)
        assert (await field.send(Ask(key, "GET", path))).headers["etag"] == tag


async def test_one_capacity_is_never_exceeded(field: Field, truth: Truth, races: int) -> None:
    queue, most = await field.queue(), 3
    kind = await field.work_type(table("received", *(task(queue, key=f"k{nth}") for nth in range(EIGHT))))
    (who, key), *_ = field.operators.items()
    await field.done("PATCH", f"/v1/users/{who}", {"capacity": most}, key=field.lead)
    for _ in range(races):
        item = await field.submit(kind)
        answers = await field.at_once(*[Ask(key, "POST", CLAIM, {"queues": [queue]})] * EIGHT)
        assert statuses(answers) == {"200": most, "409 at-capacity": EIGHT - most}
        await field.done("POST", f"/v1/work-items/{item['id']}/cancel")
    assert await truth.violations() == []


async def test_an_amendment_beside_a_completion_is_whole_or_refused(field: Field, truth: Truth, races: int) -> None:
    queue = await field.queue()
    kind = await field.work_type(table("received", task(queue)), table("amended", {"set": {"seen": "=document.n"}}))
    for _ in range(races):
        item = await field.submit(kind)
        path, key = f"/v1/work-items/{item['id']}", next(iter(field.operators.values()))
        held = await field.done("POST", CLAIM, {"queues": [queue]}, key=key)
        done = {"lease_token": held["lease"]["token"], "disposition": "done"}
        amends = [Ask(field.admin, "PATCH", path, {"document": {"n": nth}}) for nth in range(EIGHT - 1)]
        complete = Ask(key, "POST", f"/v1/tasks/{held['task']['id']}/complete", done)
        answers = await field.at_once(*amends[:3], complete, *amends[3:])
        assert status(answers.pop(3)) == "200"
        assert set(statuses(answers)) <= {"200", "409 item-ended"}
        amended = [nth for nth, answer in enumerate(answers) if answer.status_code == 200]
        after = await field.item(item["id"])
        assert (after["state"], after["document_version"]) == ("closed", 1 + len(amended))
        assert {after["document"].get("n")} <= set(amended or {None})
        assert after["facts"].get("seen") == after["document"].get("n")
        rows = await field.history(item["id"])
        assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
        assert sum(row["kind"] == "amended" for row in rows) == len(amended)
    assert await truth.violations() == []


async def test_a_claim_beside_a_cancel_never_outlives_it(field: Field, truth: Truth, races: int) -> None:
    queue = await field.queue()
    kind = await field.work_type(table("received", task(queue)))
    for _ in range(races):
        item = await field.submit(kind)
        cancel = Ask(field.admin, "POST", f"/v1/work-items/{item['id']}/cancel", {})
        claims = [Ask(key, "POST", CLAIM, {"queues": [queue]}) for key in list(field.operators.values())[1:]]
        answers = await field.at_once(*claims[:3], cancel, *claims[3:])
        assert status(answers.pop(3)) == "200"
        assert statuses(answers)["200"] <= 1
        assert set(statuses(answers)) <= {"200", "204"}
        for given in (answer.json() for answer in answers if answer.status_code == 200):
            done = {"lease_token": given["lease"]["token"], "disposition": "done"}
            late = Ask(_holder(field, given), "POST", f"/v1/tasks/{given['task']['id']}/complete", done)
            assert status(await field.send(late)) == "409 lease-lost"
        after = await field.item(item["id"])
        assert (after["state"], [each["state"] for each in after["tasks"]]) == ("cancelled", ["cancelled"])
    assert await truth.violations() == []


async def test_an_item_beside_a_publication_is_decided_by_the_version_that_it_names(
    field: Field, truth: Truth, races: int
) -> None:
    kind = await field.work_type(table("received", {"set": {"version": 1}}))
    for version in range(2, races + 2):
        draft = {"tables": [table("received", {"set": {"version": version}})]}
        await field.done("PUT", f"/v1/rulesets/{kind}/draft", draft)
        publish = Ask(field.admin, "POST", f"/v1/rulesets/{kind}/publish", {})
        intake = [field.submission(kind) for _ in range(EIGHT - 1)]
        answers = await field.at_once(*intake[:3], publish, *intake[3:])
        assert answers.pop(3).json()["version"] == version
        answers += await field.at_once(field.submission(kind), field.submission(kind))
        assert statuses(answers) == {"201": EIGHT + 1}
        said = [answer.json()["decision"]["version"] for answer in answers]
        assert set(said) <= {version - 1, version}
        assert said[-2:] == [version, version]
        for answer in answers[-3:]:
            after = await field.item(answer.json()["id"])
            assert after["facts"]["version"] == after["ruleset_version"] == answer.json()["decision"]["version"]
    assert await truth.violations() == []


async def test_two_schedulers_fire_a_timer_once(field: Field, truth: Truth, races: int) -> None:
    soon = {"start_timer": {"name": "soon", "in": "PT2S", "clock": "elapsed"}}
    kind = await field.work_type(table("received", soon), table("timer.soon", {"set": {"fired": True}}))
    made = 0
    while made < races:
        batch = min(1_000, races - made)
        items = [field.submission(kind).body for _ in range(batch)]
        answer = await field.done("POST", "/v1/work-items/bulk", {"items": items})
        made += answer["accepted"]
    await until_all_is_done(truth)
    of_timers = "select {} from history where kind = 'timer'"
    assert await truth.value(of_timers.format("count(*)")) == made == races
    assert await truth.value(of_timers.format("count(distinct work_item_id)")) == races
    assert await truth.value("select count(*) from decisions where event->>'name' = 'timer.soon'") == races
    assert await truth.violations() == []


async def until_all_is_done(truth: Truth) -> None:
    for _ in range(600):
        if not await truth.value("select count(*) from timers"):
            return
        await asyncio.sleep(0.2)
    raise TimeoutError("timers that are due are not fired")


def _holder(field: Field, given: dict[str, dict[str, dict[str, str]]]) -> str:
    return field.operators[given["task"]["assignee"]["id"]]
