"""CONTRACT 6, what a holder fills in: drafts, results held to the form, and the version of the document."""

from typing import Any

import pytest

from tests.api.conftest import pointers, problem
from tests.contract.places import Place, act, eventually, on, read

FORM = {"type": "object", "properties": {"n": {"type": "integer", "minimum": 1}}, "required": ["n"]}


def formed(place: Place, **parts: Any) -> dict[str, Any]:
    kind = place.task_type("done", "bad", form=FORM, pend_reasons=["documents"])
    return place.task(type=kind, **parts)


def test_a_draft_is_not_validated(place: Place) -> None:
    """§6 PUT /v1/tasks/{id}/draft {"lease_token","result"} not validated"""
    claimed = place.claim(place.ann, formed(place))
    assert read(act(place.ann, claimed, "draft", result={"n": "half"})) == {"result": {"n": "half"}}


@pytest.mark.parametrize("way", ["release", "pend", "transfer"])
def test_a_draft_stays_with_the_task_through(place: Place, way: str) -> None:
    """§6 stays with the task through release, pend, lapse and transfer until completion"""
    task = formed(place)
    claimed = place.claim(place.ann, task)
    read(act(place.ann, claimed, "draft", result={"n": 7}))
    body = {"release": {}, "pend": {"reason": "documents"}, "transfer": {"queue": place.queue()}}[way]
    read(act(place.ann, claimed, way, **body))
    if way == "pend":
        read(place.ann.post(f"/v1/tasks/{task['id']}/resume"))
    assert place.claim(place.bob, task)["task"]["draft"] == {"n": 7}


def test_a_draft_stays_with_the_task_through_a_lapse_until_completion(place: Place) -> None:
    """§6 stays with the task through release, pend, lapse and transfer until completion"""
    task = formed(place, queue=place.queue(lease="PT1S"))
    claimed = place.claim(place.ann, task)
    read(act(place.ann, claimed, "draft", result={"n": 7}))
    eventually(lambda: place.seen(task)["state"] == "ready")
    again = place.claim(place.bob, task)
    assert again["task"]["draft"] == {"n": 7}
    assert place.complete(place.bob, again, result={"n": 8})["result"] == {"n": 8}


def test_a_result_is_validated_by_the_form_that_the_claim_returned(place: Place) -> None:
    """§6 `result` is validated by the form that the claim returned"""
    kind = place.task_type("done", form=FORM)
    task = place.task(type=kind)
    place.put(f"/v1/task-types/{kind}", {"name": kind, "dispositions": ["other"], "form": {}})
    claimed = place.claim(place.ann, task)
    assert (claimed["task"]["form"], claimed["task"]["dispositions"]) == (FORM, ["done"])
    refused = act(place.ann, claimed, "complete", disposition="other", result={"n": 0})
    assert refused.status_code == 422
    assert pointers(refused) == ["/disposition", "/result/n"]
    assert pointers(act(place.ann, claimed, "complete", disposition="done")) == ["/result/n"]
    assert place.complete(place.ann, claimed, result={"n": 1})["state"] == "completed"


def test_a_completed_task_says_what_came_of_it(place: Place) -> None:
    """§6 POST /v1/tasks/{id}/complete {"lease_token","disposition","result"?: {},"note"?,"document_version"?} 200
    the task"""
    claimed = place.claim(place.ann, formed(place))
    done = place.complete(place.ann, claimed, "bad", result={"n": 1}, note="no good")
    assert (done["disposition"], done["result"], done["note"]) == ("bad", {"n": 1}, "no good")
    assert done["completed_at"] is not None
    assert (done["lease"], done["pend"]) == (None, None)


def test_a_document_version_that_is_stale_is_409_document_changed(place: Place) -> None:
    """§6 `document_version`, if sent and stale, is 409 `document-changed`."""
    task = place.task()
    claimed = place.claim(place.ann, task)
    item = f"/v1/work-items/{task['work_item']['id']}"
    read(place.house.client.patch(item, {"document": {"total": 2}}))
    stale = act(place.ann, claimed, "complete", disposition="done", document_version=1)
    assert problem(stale) == (409, "document-changed")
    assert place.seen(task)["state"] == "claimed"
    assert place.complete(place.ann, claimed, document_version=2)["state"] == "completed"


def test_a_document_version_need_not_be_sent(place: Place) -> None:
    """§6 `document_version`, if sent and stale, is 409 `document-changed`."""
    task = place.task()
    claimed = place.claim(place.ann, task)
    read(place.house.client.patch(f"/v1/work-items/{task['work_item']['id']}", {"document": {"total": 2}}))
    assert place.complete(place.ann, claimed)["state"] == "completed"


def test_other_eyes_are_asked_for_when_a_task_is_claimed(place: Place) -> None:
    """§4 `not_by`: nobody who completed a task of this item (of that type), looked at when it is claimed and when it
    is completed (409 `not-by`)"""
    kind, queue = place.task_type("done"), place.queue()
    second = {"create_task": {"type": kind, "key": "second", "queue": queue, "not_by": True}}
    work_type = place.work_type(
        on("received", {"create_task": {"type": "task", "queue": queue}}), on("task.task", second)
    )
    item = place.submit(work_type)
    place.complete(place.ann, place.claim(place.ann, item["tasks"][0]))
    (task,) = [each for each in place.item(item["id"])["tasks"] if each["key"] == "second"]
    assert place.next(place.ann, queue).status_code == 204
    assert problem(place.ann.post(f"/v1/tasks/{task['id']}/claim")) == (409, "not-offered")
    assert read(place.next(place.bob, queue))["task"]["id"] == task["id"]


def test_other_eyes_are_asked_for_when_a_task_is_completed(place: Place) -> None:
    """§4 `not_by`: nobody who completed a task of this item (of that type), looked at when it is claimed and when it
    is completed (409 `not-by`)"""
    first, second, queue = place.task_type("done"), place.task_type("done"), place.queue()
    item = place.wants({"type": first, "queue": queue}, {"type": second, "queue": queue, "not_by": first})
    held = {task["type"]: place.claim(place.ann, task) for task in item["tasks"]}
    place.complete(place.ann, held[first])
    refused = act(place.ann, held[second], "complete", disposition="done")
    assert problem(refused) == (409, "not-by")


def test_other_eyes_than_of_one_type_may_have_completed_another(place: Place) -> None:
    """§4 `not_by`: nobody who completed a task of this item (of that type), looked at when it is claimed and when it
    is completed (409 `not-by`)"""
    first, second, queue = place.task_type("done"), place.task_type("done"), place.queue()
    item = place.wants(
        {"queue": queue}, {"type": first, "queue": queue}, {"type": second, "queue": queue, "not_by": first}
    )
    tasks = {task["type"]: task for task in item["tasks"]}
    place.complete(place.ann, place.claim(place.ann, tasks["task"]))
    place.complete(place.bob, place.claim(place.bob, tasks[first]))
    assert problem(place.bob.post(f"/v1/tasks/{tasks[second]['id']}/claim")) == (409, "not-offered")
    place.complete(place.ann, place.claim(place.ann, tasks[second]))


def test_one_who_rejected_a_task_is_not_offered_it_after_somebody_completed_another(place: Place) -> None:
    first, queue = place.task_type("done"), place.queue()
    item = place.wants({"type": first, "queue": queue}, {"queue": queue, "key": "eyes", "not_by": first})
    tasks = {task["key"]: task for task in item["tasks"]}
    read(act(place.ann, place.claim(place.ann, tasks["eyes"]), "reject"))
    place.complete(place.bob, place.claim(place.bob, tasks[first]))
    assert problem(place.ann.post(f"/v1/tasks/{tasks['eyes']['id']}/claim")) == (409, "not-offered")
