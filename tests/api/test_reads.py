"""Items, tasks and runs as those see them who may: a client without names, an operator what stands in their queues."""

from uuid import uuid4

import pytest

from tests.api.conftest import Caller, House, add_person, problem


@pytest.fixture
def item(house: House) -> dict[str, object]:
    return house.client.made("/v1/orders", {"reference": uuid4().hex, "document": {"total": 12.50}})


@pytest.fixture
def claimed(house: House, item: dict[str, object]) -> str:
    """A task of the item, claimed by the operator."""
    task = str(item["tasks"][0]["id"])  # type: ignore[index]  # of JSON
    answer = house.operator.post(f"/v1/tasks/{task}/claim")
    assert answer.status_code == 200, answer.text
    return task


def test_an_item_is_read_as_it_was_sent_and_decided(house: House, item: dict[str, object]) -> None:
    """§5 GET /v1/work-items/{id}"""
    found = house.client.get(f"/v1/work-items/{item['id']}").json()
    assert (found["document"], found["document_version"], found["ruleset_version"]) == ({"total": 12.50}, 1, 1)
    assert (found["state"], found["outcome"], found["closed_at"]) == ("open", None, None)
    assert found["promised_at"] > found["received_at"]
    assert [task["queue"] for task in found["tasks"]] == ["orders"]


def test_a_client_sees_no_names_of_staff(house: House, item: dict[str, object], claimed: str) -> None:
    """§5 `id`, `name` and notes of staff are left out for a client, and so are `assignee` and `reserved_for`)"""
    name = house.operator.get("/v1/me").json()["name"]
    for path in (
        "/v1/work-items",
        f"/v1/work-items/{item['id']}",
        f"/v1/work-items/{item['id']}/history",
        "/v1/tasks",
        f"/v1/tasks/{claimed}",
    ):
        hidden, shown = house.client.get(path), house.tenant_admin.get(path)
        assert house.people["operator"] in shown.text, path
        for secret in (name, house.people["operator"], "look closely", '"assignee"', '"reserved_for"'):
            if path.endswith("history") and secret == "look closely":
                continue  # there the note is the rules', who are no staff
            assert secret not in hidden.text, f"{secret} in {path}"


def test_a_client_sees_its_own_people_in_the_history(house: House, item: dict[str, object]) -> None:
    rows = house.client.get(f"/v1/work-items/{item['id']}/history").json()["items"]
    assert rows[0]["actor"]["role"] == "client"
    assert rows[0]["actor"]["name"]


def test_an_operator_sees_what_stands_in_a_queue_they_serve(house: House) -> None:
    """§1 What belongs to another tenant, or to a queue that an operator does not serve, is 404, as if it did not
    exist"""
    big = house.client.made("/v1/orders", {"reference": uuid4().hex, "document": {"total": 5000}})
    small = house.client.made("/v1/orders", {"reference": uuid4().hex, "document": {"total": 5}})
    for noun, ids in (
        ("work-items", (big["id"], small["id"])),
        ("tasks", (big["tasks"][0]["id"], small["tasks"][0]["id"])),
    ):
        assert problem(house.operator.get(f"/v1/{noun}/{ids[0]}")) == (404, "not-found")
        assert house.operator.get(f"/v1/{noun}/{ids[1]}").status_code == 200
        listed = house.operator.get(f"/v1/{noun}?limit=200").text
        assert ids[0] not in listed
        assert ids[1] in listed
    senior = add_person(house, "operator", called=f"senior{uuid4().hex[:6]}", skills={"senior": 3})
    assert senior.get(f"/v1/work-items/{big['id']}").status_code == 200
    assert problem(senior.get(f"/v1/work-items/{small['id']}/history")) == (404, "not-found")


def test_tasks_are_found_by_state_queue_type_person_and_lateness(house: House, claimed: str) -> None:
    person = house.people["operator"]

    def found(query: str) -> set[str]:
        return {task["id"] for task in house.supervisor.get(f"/v1/tasks?limit=200&{query}").json()["items"]}

    assert claimed in found(f"state=claimed&queue=orders&type=task&assignee={person}")
    assert claimed not in found("state=ready")
    assert claimed not in found("queue=seniors")
    assert claimed not in found(f"assignee={uuid4()}")
    assert claimed in found("overdue=false")
    assert claimed not in found("overdue=true")


def test_a_task_says_who_holds_it_until_when(house: House, claimed: str) -> None:
    task = house.supervisor.get(f"/v1/tasks/{claimed}").json()
    assert (task["state"], task["tenant"], task["assignee"]["id"]) == ("claimed", house.slug, house.people["operator"])
    assert task["lease"]["expires_at"] > task["created_at"]
    assert task["note"] == "look closely"


def test_automations_are_listed_with_what_they_take_and_give(house: House) -> None:
    """§5 `GET /v1/automations` lists all with input and result schema"""
    listed = {each["name"]: each for each in house.tenant_admin.get("/v1/automations").json()["items"]}
    assert {"duplicate_check", "credit_check", "reserve_stock"} <= set(listed)
    assert set(listed["credit_check"]["input"]["properties"]) == {"customer", "amount"}


def test_runs_are_found_by_state_and_automation(house: House) -> None:
    """§5 runs at `GET /v1/automation-runs?state=&automation=`"""
    own = Caller(house.tenant_admin.http, house.tenant_admin.key)
    own.put("/v1/work-types/checked", {"name": "Checked"})
    rule = {"name": "all", "when": {}, "then": [{"run": {"automation": "credit_check", "with": {"amount": 1.50}}}]}
    own.put("/v1/rulesets/checked/draft", {"tables": [{"name": "T", "on": "received", "rules": [rule]}]})
    own.made("/v1/rulesets/checked/publish", {})
    document = {"customer": "unknown"}
    made = own.made("/v1/work-items", {"type": "checked", "reference": uuid4().hex, "document": document})
    (run,) = own.get("/v1/automation-runs?automation=credit_check&limit=1").json()["items"]
    assert (run["work_item"]["id"], run["input"]) == (made["id"], {"customer": "unknown", "amount": 1.50})
    assert own.get(f"/v1/automation-runs/{run['id']}").json()["id"] == run["id"]
    assert own.get("/v1/automation-runs?automation=reserve_stock").json()["items"] == []


def test_the_installations_own_audit_is_the_platform_admins(house: House) -> None:
    def of_nobody(caller: Caller) -> bool:
        return any(row["tenant"] is None for row in caller.get("/v1/audit?limit=200").json()["items"])

    assert of_nobody(house.platform_admin)
    assert not of_nobody(house.auditor)
    assert not of_nobody(house.tenant_admin)


@pytest.mark.parametrize(
    "path",
    ["tasks", "tasks?state=ready", "work-items", "work-items?state=open", "automation-runs", "stock-outs", "queues"],
)
def test_who_is_assigned_to_nobody_yet_sees_empty_lists(admin: Caller, path: str) -> None:
    body = {"email": f"{uuid4().hex[:12]}@bpo.test", "name": "New", "role": "supervisor", "tenants": []}
    person = admin.made("/v1/users", body)["id"]
    key = admin.made(f"/v1/users/{person}/api-keys", {"name": "first"})["key"]
    answer = Caller(admin.http, key).get(f"/v1/{path}")
    assert (answer.status_code, answer.json()["items"]) == (200, [])
