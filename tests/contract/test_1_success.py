"""CONTRACT 1, success: which status says what."""

from uuid import uuid4

from tests.api.conftest import problem
from tests.contract.places import Place, act, on, read


def test_a_post_that_makes_a_resource_with_an_id_of_its_own_and_publish_and_rollback_is_201(place: Place) -> None:
    """§1 Success: a POST that makes a resource with an id of its own, and publish/rollback: 201."""
    key = place.work_type(on("received", {"close": {}}))
    client, slug = place.house.client, place.house.slug
    item = client.made("/v1/work-items", {"type": key, "reference": "1", "document": {}})
    for path, body in (
        (f"/v1/work-items/{item['id']}/comments", {"text": "hello"}),
        (f"/v1/tenants/{slug}/api-keys", {"name": "k", "role": "client"}),
        ("/v1/users", {"email": f"{uuid4().hex}@x.test", "name": "P", "role": "client"}),
    ):
        assert place.admin.made(path, body)["id"]
    place.put(f"/v1/rulesets/{key}/draft", {"tables": [on("received")]})
    assert place.admin.made(f"/v1/rulesets/{key}/publish", {})["version"] == 2
    assert place.admin.made(f"/v1/rulesets/{key}/rollback", {"version": 1})["version"] == 3


def test_a_post_that_only_starts_work_is_202_with_the_id(place: Place) -> None:
    """§1 One that only starts work in the background: 202 with `{"id"}`."""
    key = place.work_type(on("received", {"close": {}}))
    began = [
        place.admin.post(f"/v1/rulesets/{key}/simulate", {"version": 1}),
        place.admin.post(f"/v1/rulesets/{key}/migrate", {"to": 1, "ids": []}),
        place.lead.post("/v1/tasks/bulk", {"ids": [], "action": "cancel"}),
        place.admin.post(f"/v1/imports?type={key}", b"reference\n", content_type="text/csv"),
    ]
    assert [(answer.status_code, set(answer.json())) for answer in began] == [(202, {"id"})] * len(began)


def test_a_draft_of_a_ruleset_is_always_200(place: Place) -> None:
    """§1 A first PUT of a key 201, later ones 200; a ruleset's draft always 200."""
    key = place.work_type()
    answers = [place.admin.put(f"/v1/rulesets/{key}/draft", {"tables": []}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]


def test_a_claim_that_finds_nothing_and_a_delete_are_204(place: Place) -> None:
    """§1 A claim that finds nothing: 204. DELETE 204."""
    queue = place.queue()
    answers = [place.next(place.ann, queue), place.admin.delete(f"/v1/queues/{queue}")]
    assert [(answer.status_code, answer.content) for answer in answers] == [(204, b"")] * 2
    assert problem(place.admin.delete(f"/v1/queues/{queue}")) == (404, "not-found")


def test_all_else_is_200_with_the_resource_as_it_now_is(place: Place) -> None:
    """§1 All else 200 with the resource as it now is."""
    task = place.task()
    item_id = task["work_item"]["id"]
    claimed = place.claim(place.ann, task)
    assert read(act(place.ann, claimed, "complete", disposition="done")) == place.seen(task)
    assert read(place.lead.post(f"/v1/tasks/{task['id']}/reopen")) == place.seen(task)
    assert read(place.lead.post(f"/v1/tasks/{task['id']}/priority", {"priority": 9})) == place.seen(task)
    assert read(place.lead.patch(f"/v1/work-items/{item_id}", {"document": {"a": 1}})) == place.item(item_id)
    assert read(place.lead.post(f"/v1/work-items/{item_id}/cancel")) == place.item(item_id)
    person = f"/v1/users/{place.id_of(place.bob)}"
    assert read(place.lead.patch(person, {"capacity": 9})) == read(place.lead.get(person))
