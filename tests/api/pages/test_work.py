"""/work: the next task, its form, and every way in which it leaves the desk."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from tests.api.conftest import House
from tests.api.pages.conftest import Reader, words_in

FORM = {
    "type": "object",
    "properties": {
        "paid": {"type": "number", "minimum": 0},
        "called": {"type": "boolean"},
        "remark": {"type": "string", "maxLength": 200},
        "address": {"type": "object", "properties": {"city": {"type": "string"}}},
    },
    "required": ["paid"],
}
REVIEW = {
    "name": "Review an order",
    "dispositions": ["ship_part", "refuse"],
    "form": FORM,
    "pend_reasons": ["documents", {"key": "client", "clock": "stops"}],
    "checklist": ["Look at the stamp"],
}
RULES = {
    "tables": [
        {
            "name": "Route orders",
            "on": "received",
            "hit_policy": "FIRST",
            "rules": [
                {
                    "name": "every order",
                    "when": {"document.total": ">= 0"},
                    "then": [{"create_task": {"type": "review", "queue": "orders", "due_in": "PT4H"}}],
                }
            ],
        }
    ]
}


@pytest.fixture(scope="module")
def desk(new_house: Callable[[], House]) -> House:
    """A house whose orders are reviewed with a form."""
    made = new_house()
    made.tenant_admin.put("/v1/task-types/review", REVIEW)
    made.tenant_admin.put("/v1/rulesets/order/draft", RULES)
    assert made.tenant_admin.post("/v1/rulesets/order/publish").status_code == 201
    return made


@pytest.fixture
def operator(desk: House, new_reader: Callable[..., Reader]) -> Reader:
    return new_reader(desk, "operator", skills={"orders": 5})


@pytest.fixture
def task(desk: House, operator: Reader) -> dict[str, Any]:
    """One that the operator has just taken: its id, reference, item and token."""
    return taken(desk, operator)


def taken(desk: House, operator: Reader) -> dict[str, Any]:
    made = desk.client.made("/v1/orders", {"reference": uuid4().hex[:10], "document": {"total": 1234.5, "lines": []}})
    assert operator.post(f"/work/{made['tasks'][0]['id']}/take").status_code == 303
    page = operator.get(f"/work/{made['tasks'][0]['id']}").text
    token = re.search(r'name="lease_token" value="(\d+)"', page)
    assert token, words_in(page)
    first: dict[str, Any] = made["tasks"][0]
    return first | {"item": made["id"], "reference": made["reference"], "token": token[1], "page": page}


def sent(operator: Reader, task: dict[str, Any], verb: str, **fields: str) -> httpx.Response:
    known = {"lease_token": task["token"], "document_version": "1", "has_form": "1"}
    return operator.swap_post(f"/work/{task['id']}/{verb}", known | fields)


def seen(desk: House, task: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = desk.supervisor.get(f"/v1/tasks/{task['id']}").json()
    return found


def test_the_next_task_is_taken_and_shown_at_once(desk: House, operator: Reader) -> None:
    desk.client.made("/v1/orders", {"reference": uuid4().hex[:10], "document": {"total": 5}})
    answer = operator.swap_post("/work/next")
    assert answer.status_code == 200
    assert 'name="lease_token"' in answer.text
    assert operator.get("/work").text.count('name="lease_token"') == 1


def test_a_task_is_laid_out_with_its_document_its_form_and_why_it_is_there(task: dict[str, Any], desk: House) -> None:
    words = words_in(task["page"])
    for expected in (
        f"Order {task['reference']}",
        "Review an order",
        "1,234.50",
        "because of every order , a rule of Route orders",
        "document.total is >= 0",
        "Look at the stamp",
        "1 Ship part 2 Refuse",
        "You took it",
    ):
        assert expected in words, words
    for field in ("result/paid", "result/called", "result/remark", "result/address/city"):
        assert f'name="{field}"' in task["page"]


def test_what_others_wrote_of_the_item_is_read_beside_its_document(
    desk: House, operator: Reader, task: dict[str, Any]
) -> None:
    desk.client.made(f"/v1/work-items/{task['item']}/comments", {"text": "Please <hurry>", "visible_to": "client"})
    assert "wrote “Please <hurry>”" in words_in(operator.get(f"/work/{task['id']}").text)


def test_when_a_task_is_due_is_said_as_people_write_it(
    desk: House, task: dict[str, Any], new_reader: Callable[..., Reader]
) -> None:
    told = words_in(new_reader(desk, "supervisor").get(f"/items/{task['item']}").text)
    assert "task Review an order at Orders, priority 50, due in 4 h" in told.replace(" ,", ",")


def test_what_is_typed_is_kept_as_it_was_typed(operator: Reader, task: dict[str, Any]) -> None:
    answer = sent(operator, task, "draft", **{"result/paid": "60,40.00", "result/remark": "half of it <b>"})
    assert answer.status_code == 200
    assert "saved" in words_in(answer.text)
    page = operator.get("/work").text
    assert 'value="60,40.00"' in page
    assert "half of it &lt;b&gt;" in page


def test_a_form_with_faults_comes_back_with_them_at_their_fields(operator: Reader, task: dict[str, Any]) -> None:
    answer = sent(operator, task, "finish", disposition="ship_part", **{"result/paid": "60,40.00"})
    assert answer.status_code == 422
    assert answer.text.lstrip().startswith('<hx-partial hx-target="#work-desk"')
    assert "60,40.00 is no amount" in words_in(answer.text)
    assert 'value="60,40.00"' in answer.text
    missing = sent(operator, task, "finish", disposition="ship_part", **{"result/remark": "x"})
    assert "Fill this in" in words_in(missing.text)
    assert "1 field first" in words_in(missing.text)


def test_a_task_is_finished_with_what_the_form_says(desk: House, operator: Reader, task: dict[str, Any]) -> None:
    fields = {"result/paid": "6,040.50", "result/called": "false", "result/address/city": "Graz"}
    answer = sent(operator, task, "finish", disposition="refuse", note="too late", **fields)
    assert answer.status_code == 200
    assert f"Order {task['reference']} is done." in words_in(answer.text)
    done = seen(desk, task)
    assert (done["state"], done["disposition"], done["note"]) == ("completed", "refuse", "too late")
    assert done["result"] == {"paid": 6040.50, "called": False, "address": {"city": "Graz"}}
    assert task["reference"] in words_in(operator.get("/work").text)


def test_numbers_are_read_as_the_language_writes_them(desk: House, operator: Reader, task: dict[str, Any]) -> None:
    operator.post("/account/language", {"locale": "id"})
    sent(operator, task, "finish", disposition="refuse", **{"result/paid": "6.040,50"})
    assert seen(desk, task)["result"] == {"paid": 6040.50}


def test_a_lease_is_renewed_silently(operator: Reader, task: dict[str, Any]) -> None:
    answer = sent(operator, task, "renew")
    assert answer.status_code == 200
    assert 'data-lease-s="900.0"' in answer.text


def test_who_lost_the_lease_is_told_who_has_it_and_keeps_what_they_typed(
    desk: House, operator: Reader, task: dict[str, Any], new_reader: Callable[..., Reader]
) -> None:
    other = new_reader(desk, "operator", skills={"orders": 5}, name="Jonas Weber")
    sent(operator, task, "release")
    other.post(f"/work/{task['id']}/take")
    for verb in ("draft", "renew", "finish", "pend", "transfer", "release"):
        answer = sent(operator, task, verb, disposition="refuse", reason="documents", to="queue:orders")
        assert answer.status_code == 409, verb
        assert answer.text.lstrip().startswith('<hx-partial hx-target="#work-lost"')
        assert "Jonas Weber took it" in words_in(answer.text)
        assert ". What you typed is kept." in words_in(answer.text)
    taken_by_other = operator.swap_post(f"/work/{task['id']}/take", {"lease_token": task["token"]})
    assert "Somebody else has this task." in words_in(taken_by_other.text)


def test_a_lost_task_is_taken_again_with_what_was_typed(desk: House, operator: Reader, task: dict[str, Any]) -> None:
    desk.supervisor.post(f"/v1/tasks/{task['id']}/transfer", {"queue": "orders"})
    again = sent(operator, task, "take", **{"result/remark": "still here"})
    assert again.status_code == 200
    assert "still here" in again.text


def test_a_task_is_set_aside_and_taken_up_again(desk: House, operator: Reader, task: dict[str, Any]) -> None:
    answer = sent(operator, task, "pend", reason="documents", until="tomorrow", **{"result/remark": "asked"})
    assert "is set aside." in words_in(answer.text)
    pended = seen(desk, task)
    assert (pended["state"], pended["pend"]["reason"]) == ("pended", "documents")
    assert pended["pend"]["until"].endswith(("07:00:00Z", "08:00:00Z"))  # nine in Berlin
    operator.post(f"/work/{task['id']}/take")
    assert "asked" in operator.get("/work").text


def test_a_task_is_handed_on_and_given_back(desk: House, operator: Reader, new_reader: Callable[..., Reader]) -> None:
    other = new_reader(desk, "operator", skills={"orders": 5})
    handed = taken(desk, operator)
    assert sent(operator, handed, "transfer", to=f"user:{other.person}").status_code == 200
    assert seen(desk, handed)["reserved_for"]["id"] == other.person
    moved = taken(desk, operator)
    sent(operator, moved, "transfer", to="queue:seniors")
    assert seen(desk, moved)["queue"] == "seniors"
    rejected = taken(desk, operator)
    sent(operator, rejected, "release", how="reject", why="not mine")
    assert seen(desk, rejected)["state"] == "ready"
    refused = operator.swap_post(f"/work/{rejected['id']}/take")
    assert "This task is not offered to you." in words_in(refused.text)


def test_only_who_can_take_a_task_is_named_for_it_and_a_refusal_is_said_below_the_choice(
    desk: House, operator: Reader, new_reader: Callable[..., Reader]
) -> None:
    able = new_reader(desk, "operator", skills={"orders": 5}, name="Able Baker")
    new_reader(desk, "operator", skills={}, name="Unable Charlie")
    task = taken(desk, operator)
    offered = words_in(task["page"]).partition("Transfer: to whom?")[2]
    assert "Able Baker" in offered
    assert "Unable Charlie" not in offered
    desk.platform_admin.patch(f"/v1/users/{able.person}", {"skills": {}})
    refused = sent(operator, task, "transfer", to=f"user:{able.person}")
    assert refused.status_code == 422
    assert refused.text.lstrip().startswith('<hx-partial hx-target="#work-taker"')
    assert "cannot go there any more" in words_in(refused.text)
    assert seen(desk, task)["state"] == "claimed"


@pytest.mark.parametrize("to", ["", "queue:nowhere", "user:nobody", f"user:{UUID(int=0)}"])
def test_nobody_and_nowhere_are_refused(operator: Reader, task: dict[str, Any], to: str) -> None:
    assert sent(operator, task, "transfer", to=to).status_code == 422


def test_what_was_noted_and_looked_at_is_there_when_a_form_comes_back_with_faults(
    operator: Reader, task: dict[str, Any]
) -> None:
    answer = sent(operator, task, "finish", disposition="refuse", note="call <first>", seen="1")
    assert answer.status_code == 422
    assert re.search(r'name="note"[^>]*>call &lt;first&gt;</textarea>', answer.text)
    assert re.search(r'name="seen" value="1" checked', answer.text)


@pytest.mark.parametrize(
    ("verb", "fields"),
    [("pend", {"reason": "documents"}), ("transfer", {"to": "queue:seniors"}), ("release", {"why": "not mine"})],
)
def test_a_note_for_who_comes_next_is_said_of_the_item_when_a_task_leaves_unfinished(
    desk: House, operator: Reader, task: dict[str, Any], verb: str, fields: dict[str, str]
) -> None:
    assert sent(operator, task, verb, note="They call back on Monday", **fields).status_code == 200
    (comment,) = desk.supervisor.get(f"/v1/work-items/{task['item']}/comments").json()["items"]
    assert (comment["text"], comment["visible_to"]) == ("They call back on Monday", "staff")


def test_a_document_that_was_amended_is_shown_before_the_task_is_finished(
    desk: House, operator: Reader, task: dict[str, Any]
) -> None:
    desk.client.patch(f"/v1/work-items/{task['item']}", {"document": {"total": 99}})
    answer = sent(operator, task, "finish", disposition="refuse", **{"result/paid": "7"})
    assert "was amended while you worked" in words_in(answer.text)
    assert "99.00" in words_in(answer.text)
    assert 'value="7"' in answer.text
    sent(operator, task, "finish", disposition="refuse", document_version="2", **{"result/paid": "7"})
    assert seen(desk, task)["state"] == "completed"


def test_a_task_of_others_is_not_on_my_desk(
    operator: Reader, desk: House, new_reader: Callable[..., Reader], neighbour: House
) -> None:
    other = new_reader(desk, "operator", skills={"orders": 5})
    theirs = taken(desk, other)
    assert operator.get(f"/work/{theirs['id']}").status_code == 404
    far = neighbour.client.get("/v1/work-items").json()["items"][0]["tasks"][0]["id"]
    assert operator.get(f"/work/{far}").status_code == 404
    assert operator.post(f"/work/{far}/take").status_code == 404


def test_what_waits_is_counted_by_itself(desk: House, operator: Reader) -> None:
    desk.client.made("/v1/orders", {"reference": uuid4().hex[:10], "document": {"total": 5}})
    answer = operator.swap("/work")
    assert answer.text.count("<hx-partial") == 2
    assert re.search(r"\d+ tasks? waits? for you", words_in(answer.text))


def test_a_form_without_a_number_for_its_lease_is_a_lost_one(operator: Reader, task: dict[str, Any]) -> None:
    assert sent(operator, task | {"token": "x"}, "draft").status_code == 409
