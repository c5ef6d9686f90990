"""A tenant that the tests of one module share, with people who work for it and rules made as each test needs them."""

import itertools
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from uuid import uuid4

import httpx

from tests.api.conftest import Caller, House, add_person

PATIENCE_S = 60.0
Value = TypeVar("Value")


def on(event: str, *then: Any, when: Mapping[str, str] | None = None, **parts: Any) -> dict[str, Any]:
    """A table of one rule."""
    name = parts.pop("name", event)
    return {
        "name": name,
        "on": event,
        "rules": [{"name": "rule", "when": dict(when or {}), "then": list(then)}],
        **parts,
    }


def eventually(look: Callable[[], Value | None]) -> Value:
    """What is seen as soon as it is anything; in the end an AssertionError. Looks less and less often, so that others
    have time to make it so."""
    deadline, pause_s = time.monotonic() + PATIENCE_S, 0.05
    while not (seen := look()):
        assert time.monotonic() < deadline, "it did not come to be so"
        time.sleep(pause_s)
        pause_s = min(pause_s * 1.2, 0.4)
    return seen


class Place:
    """Whatever it makes has a key of its own, so that tests do not meet in one queue or under one ruleset."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.admin: Caller = house.tenant_admin
        self.lead: Caller = house.supervisor
        self.ann = self.person("ann")
        self.bob = self.person("bob")
        self._numbers = itertools.count(1)

    def person(self, name: str, **record: Any) -> Caller:
        """An operator without skills."""
        return add_person(self.house, "operator", called=f"{name}-{uuid4().hex[:6]}", **{"skills": {}, **record})

    def id_of(self, caller: Caller) -> str:
        name = next(name for name, each in self.house.callers.items() if each is caller)
        return self.house.people[name]

    def key(self, kind: str) -> str:
        return f"{kind}{next(self._numbers)}"

    def put(self, path: str, body: Any) -> None:
        answer = self.admin.put(path, body)
        assert answer.status_code in (200, 201), answer.text

    def queue(self, **parts: Any) -> str:
        key = self.key("q")
        self.put(f"/v1/queues/{key}", {"name": key, **parts})
        return key

    def task_type(self, *dispositions: str, **parts: Any) -> str:
        key = self.key("t")
        self.put(f"/v1/task-types/{key}", {"name": key, "dispositions": list(dispositions) or ["done"], **parts})
        return key

    def work_type(self, *tables: Mapping[str, Any], **parts: Any) -> str:
        """Under these tables, published; under none: nothing is published."""
        key = self.key("w")
        self.put(f"/v1/work-types/{key}", {"name": key, **parts})
        if tables:
            self.publish(key, *tables)
        return key

    def publish(self, work_type: str, *tables: Mapping[str, Any]) -> None:
        self.put(f"/v1/rulesets/{work_type}/draft", {"tables": list(tables)})
        answer = self.admin.post(f"/v1/rulesets/{work_type}/publish")
        assert answer.status_code == 201, answer.text

    def submit(self, work_type: str, document: Any = None, **parts: Any) -> dict[str, Any]:
        """Answers with the item as it is when it has been taken in."""
        body = {"type": work_type, "reference": uuid4().hex, "document": document or {}, **parts}
        return self.item(self.house.client.made("/v1/work-items", body)["id"])

    def under(self, *tables: Mapping[str, Any], document: Any = None, **parts: Any) -> dict[str, Any]:
        """An item of a type that has these tables."""
        return self.submit(self.work_type(*tables), document, **parts)

    def wants(self, *tasks: Mapping[str, Any]) -> dict[str, Any]:
        """An item with just these tasks."""
        return self.under(on("received", *({"create_task": dict(task)} for task in tasks)))

    def task(self, **parts: Any) -> dict[str, Any]:
        """The one task of a new item; in a queue of its own unless one is named."""
        if "queue" not in parts:
            parts["queue"] = self.queue()
        (task,) = self.wants(parts)["tasks"]
        return self.seen(task)

    def item(self, item_id: str) -> dict[str, Any]:
        return read(self.lead.get(f"/v1/work-items/{item_id}"))

    def seen(self, task: Mapping[str, Any]) -> dict[str, Any]:
        return read(self.lead.get(f"/v1/tasks/{task['id']}"))

    def history(self, item_id: str, *kinds: str) -> list[dict[str, Any]]:
        """Its rows of these kinds."""
        rows = read(self.lead.get(f"/v1/work-items/{item_id}/history?limit=200"))["items"]
        return [row for row in rows if row["kind"] in kinds]

    def decided(self, item_id: str) -> list[str]:
        """The events that were decided, in their order."""
        return [row["data"]["event"] for row in self.history(item_id, "decision")]

    def failed_run(self, item: Mapping[str, Any]) -> str:
        """The id of the item's automation run, when it has failed for good."""

        def look() -> str | None:
            runs = read(self.admin.get("/v1/automation-runs?state=failed&limit=200"))["items"]
            return next((run["id"] for run in runs if run["work_item"]["id"] == item["id"]), None)

        return eventually(look)

    def claim(self, caller: Caller, task: Mapping[str, Any]) -> dict[str, Any]:
        return read(caller.post(f"/v1/tasks/{task['id']}/claim"))

    def next(self, caller: Caller, *queues: str) -> httpx.Response:
        return caller.post("/v1/tasks/claim", {"queues": list(queues)})

    def complete(
        self, caller: Caller, claimed: Mapping[str, Any], disposition: str = "done", **parts: Any
    ) -> dict[str, Any]:
        """The task as it then is."""
        return read(act(caller, claimed, "complete", disposition=disposition, **parts))

    def work(self, task: Mapping[str, Any], disposition: str = "done", **parts: Any) -> dict[str, Any]:
        """Claimed and completed by the team lead; answers with the item."""
        self.complete(self.lead, self.claim(self.lead, task), disposition, **parts)
        return self.item(task["work_item"]["id"] if "work_item" in task else self.seen(task)["work_item"]["id"])


def act(caller: Caller, claimed: Mapping[str, Any], verb: str, **parts: Any) -> httpx.Response:
    """What the holder does by the lease that the claim gave."""
    body = {"lease_token": claimed["lease"]["token"], **parts}
    path = f"/v1/tasks/{claimed['task']['id']}/{verb}"
    return caller.put(path, body) if verb == "draft" else caller.post(path, body)


def read(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def by_key(item: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Its tasks; of two with one key the later."""
    return {task["key"]: task for task in item["tasks"]}


def states(item: Mapping[str, Any]) -> dict[str, str]:
    return {key: task["state"] for key, task in by_key(item).items()}
