"""CONTRACT 6, leases: whose they are, what ends them, and what a holder may still do."""

from typing import Any

import pytest

from tests.api.conftest import problem
from tests.contract.places import Place, act, eventually, read

ENDING: list[tuple[str, dict[str, Any]]] = [
    ("release", {}),
    ("reject", {}),
    ("pend", {"reason": "documents"}),
    ("transfer", {"queue": "unrouted"}),
    ("complete", {"disposition": "done"}),
]
HOLDING: list[tuple[str, dict[str, Any]]] = [("renew", {}), ("draft", {"result": {"n": 1}}), *ENDING]


def pendable(place: Place, **parts: Any) -> dict[str, Any]:
    return place.task(type=place.task_type("done", "bad", pend_reasons=["documents"]), **parts)


def lapse(place: Place, task: dict[str, Any]) -> dict[str, Any]:
    """The task when its short lease has run out and the scheduler has seen it."""
    return eventually(lambda: seen if (seen := place.seen(task))["state"] == "ready" else None)


def test_the_token_grows_with_every_claim_and_with_release(place: Place) -> None:
    """§6 `token` (any integer) grows with every claim and with whatever ends a lease: release, reject, pend,
    transfer, cancel, completion, re-open"""
    task = place.task()
    first = place.claim(place.ann, task)
    read(act(place.ann, first, "release"))
    second = place.claim(place.ann, task)
    assert second["lease"]["token"] > first["lease"]["token"] + 1


@pytest.mark.parametrize(("verb", "body"), ENDING)
def test_the_token_grows_with_whatever_ends_a_lease(place: Place, verb: str, body: dict[str, Any]) -> None:
    """§6 `token` (any integer) grows with every claim and with whatever ends a lease: release, reject, pend,
    transfer, cancel, completion, re-open

    §6 /release {"lease_token","reason"?}"""
    claimed = place.claim(place.ann, pendable(place))
    read(act(place.ann, claimed, verb, **body))
    assert problem(act(place.ann, claimed, "renew")) == (409, "lease-lost")


def test_the_token_grows_when_the_task_is_cancelled(place: Place) -> None:
    """§6 `token` (any integer) grows with every claim and with whatever ends a lease: release, reject, pend,
    transfer, cancel, completion, re-open"""
    task = place.task()
    claimed = place.claim(place.ann, task)
    read(place.lead.post(f"/v1/work-items/{task['work_item']['id']}/cancel"))
    for verb, body in HOLDING[:4]:
        assert problem(act(place.ann, claimed, verb, **body)) == (409, "lease-lost")


def test_the_token_grows_when_the_task_is_re_opened(place: Place) -> None:
    """§6 `token` (any integer) grows with every claim and with whatever ends a lease: release, reject, pend,
    transfer, cancel, completion, re-open"""
    task = place.task()
    claimed = place.claim(place.ann, task)
    place.complete(place.ann, claimed)
    read(place.lead.post(f"/v1/tasks/{task['id']}/reopen"))
    assert problem(act(place.ann, claimed, "complete", disposition="done")) == (409, "lease-lost")
    assert place.claim(place.ann, task)["lease"]["token"] > claimed["lease"]["token"] + 2


def test_the_token_does_not_grow_when_the_lease_runs_out(place: Place) -> None:
    """§6 not when it runs out."""
    task = place.task(queue=place.queue(lease="PT1S"))
    first = place.claim(place.ann, task)
    lapse(place, task)
    read(act(place.ann, first, "renew"))


@pytest.mark.parametrize(("verb", "body"), HOLDING)
def test_a_call_by_another_person_or_with_another_token_is_lease_lost_and_changes_nothing(
    place: Place, verb: str, body: dict[str, Any]
) -> None:
    """§6 A lease is its holder's alone: a call by another person, or with a token that is not the present one, is
    409 `lease-lost` and changes nothing"""
    task = pendable(place)
    claimed = place.claim(place.ann, task)
    before, history = place.seen(task), len(place.history(task["work_item"]["id"], "task_claimed", "task_released"))
    assert problem(act(place.bob, claimed, verb, **body)) == (409, "lease-lost")
    for token in (claimed["lease"]["token"] - 1, claimed["lease"]["token"] + 1):
        old = {**claimed, "lease": {"token": token}}
        assert problem(act(place.ann, old, verb, **body)) == (409, "lease-lost")
    assert place.seen(task) == before
    assert len(place.history(task["work_item"]["id"], "task_claimed", "task_released")) == history


@pytest.mark.parametrize(
    ("verb", "body", "state"),
    [
        ("complete", {"disposition": "done"}, "completed"),
        ("pend", {"reason": "documents"}, "pended"),
        ("renew", {}, "claimed"),
    ],
)
def test_a_lease_that_ran_out_but_was_not_taken_since_still_completes_pends_and_renews(
    place: Place, verb: str, body: dict[str, Any], state: str
) -> None:
    """§6 a lease that ran out but was not taken since still completes, pends and renews."""
    task = pendable(place, queue=place.queue(lease="PT1S"))
    claimed = place.claim(place.ann, task)
    lapse(place, task)
    read(act(place.ann, claimed, verb, **body))
    assert place.seen(task)["state"] == state
    assert place.next(place.bob, task["queue"]).status_code == 204


def test_a_lease_that_ran_out_and_was_taken_since_is_lost(place: Place) -> None:
    """§6 a lease that ran out but was not taken since still completes, pends and renews."""
    task = place.task(queue=place.queue(lease="PT1S"))
    claimed = place.claim(place.ann, task)
    lapse(place, task)
    place.claim(place.bob, task)
    assert problem(act(place.ann, claimed, "complete", disposition="done")) == (409, "lease-lost")


def test_complete_again_with_the_same_token_and_body_is_200_with_the_first_answer(place: Place) -> None:
    """§6 `complete` again by the same person with the same token and body is 200 with the first answer"""
    task = place.task()
    claimed = place.claim(place.ann, task)
    first = act(place.ann, claimed, "complete", disposition="done", note="well")
    again = act(place.ann, claimed, "complete", disposition="done", note="well")
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.content == again.content
    assert len(place.history(task["work_item"]["id"], "task_completed")) == 1


def test_complete_again_otherwise_is_409(place: Place) -> None:
    """§6 otherwise 409."""
    claimed = place.claim(place.ann, place.task())
    place.complete(place.ann, claimed)
    for caller, body in (
        (place.ann, {"disposition": "done", "note": "other"}),
        (place.bob, {"disposition": "done"}),
        (place.ann, {"disposition": "done", "result": {}}),
    ):
        assert problem(act(caller, claimed, "complete", **body)) == (409, "lease-lost")


def test_a_lease_that_runs_out_puts_the_task_back_in_its_place_within_5_s(place: Place) -> None:
    """§6 A lease that runs out puts the task back in its place (same rank) within 5 s, history `task_released` with
    `data.reason` `lease-expired`."""
    task = place.task(queue=place.queue(lease="PT1S"))
    claimed = place.claim(place.ann, task)
    after = lapse(place, task)
    assert (after["rank"], after["ready_at"], after["assignee"], after["lease"]) == (
        task["rank"],
        task["ready_at"],
        None,
        None,
    )
    (row,) = place.history(task["work_item"]["id"], "task_released")
    assert (row["data"]["reason"], row["actor"]["role"]) == ("lease-expired", "system")
    assert claimed["lease"]["expires_at"][:16] <= row["at"][:16]
    assert place.next(place.bob, task["queue"]).status_code == 200


def test_renew_answers_the_lease_and_draft_the_result(place: Place) -> None:
    """§6 `renew` answers `{"lease"}`, `draft` `{"result"}`.

    §6 POST /v1/tasks/{id}/renew {"lease_token"}"""
    claimed = place.claim(place.ann, place.task())
    renewed = read(act(place.ann, claimed, "renew"))
    assert set(renewed) == {"lease"}
    assert renewed["lease"]["token"] == claimed["lease"]["token"]
    assert renewed["lease"]["expires_at"] > claimed["lease"]["expires_at"]
    assert read(act(place.ann, claimed, "draft", result={"n": 1})) == {"result": {"n": 1}}


def test_an_inactive_users_tasks_go_back_to_their_place(place: Place) -> None:
    """§2 An inactive user is 401 at once, and the tasks they hold go back to their place."""
    task, gone = place.task(), place.person("gone")
    place.claim(gone, task)
    read(place.house.platform_admin.patch(f"/v1/users/{place.id_of(gone)}", {"active": False}))
    assert gone.get("/v1/me").status_code == 401
    assert lapse(place, task)["rank"] == task["rank"]
