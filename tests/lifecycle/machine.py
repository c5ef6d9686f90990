"""The life of items as a state machine: whatever is done in whatever order, the server answers as the model says, shows
what the model shows, and leaves nothing for the verification to find."""

from typing import Any
from uuid import UUID, uuid4

import httpx
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tasks.case import Run as BegunRun
from tests.api.conftest import House
from tests.lifecycle.model import CLAIMED, COMPLETED, OPEN, PENDED, READY, Item, Run, Stock, Task
from tests.lifecycle.world import ASKED, ON_HAND, World, publish

WAYS = {"hand": (1, 0), "machine": (0, 1), "both": (1, 1)}
PEOPLE = ("ann", "ben")
MOST_ITEMS = 3

Held = tuple[str, str, int]
"""A task's id, who claimed it, and the token; for ever, also when the lease is lost."""


class LifeCycle(RuleBasedStateMachine):
    """`world` is set by whoever runs it."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.house: House = self.world.new_house()
        self.tenant_id = self.world.tenant_id(self.house)
        self.items: dict[str, Item] = {}
        self.touched: set[str] = set()
        self.stock = Stock(ON_HAND)
        self.tasks_by_hand = 1
        self.held: list[Held] = []
        self.messages: list[UUID] = []
        self.attempts: list[BegunRun] = []
        self.sent: list[tuple[dict[str, Any], str, bytes]] = []

    # The client

    @precondition(lambda self: len(self.items) < MOST_ITEMS)
    @rule(way=st.sampled_from(sorted(WAYS)))
    def submit(self, way: str) -> None:
        lines = [{"sku": "s", "quantity": ASKED}]
        body, once = {"reference": uuid4().hex, "document": {"way": way, "lines": lines}}, uuid4().hex
        answer = self.house.client.post("/v1/orders", body, idempotency_key=once)
        assert answer.status_code == 201, answer.text
        self.sent.append((body, once, answer.content))
        tasks, runs = WAYS[way]
        tasks = self.tasks_by_hand if way == "hand" else tasks
        item = Item(expected=["check", "other"][:tasks])
        item.runs = {run: Run() for run in self._runs_of(answer.json()["id"])}
        assert len(item.runs) == runs
        self.items[answer.json()["id"]] = item
        self.touched.add(answer.json()["id"])

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def submit_again(self, data: st.DataObject) -> None:
        """Under the same key the first answer; without it the reference is taken."""
        body, once, first = data.draw(st.sampled_from(self.sent))
        again = self.house.client.post("/v1/orders", body, idempotency_key=once)
        assert (again.status_code, again.content) == (201, first), again.text
        assert self.house.client.post("/v1/orders", body).status_code == 409

    @precondition(lambda self: self.items)
    @rule(data=st.data())
    def amend(self, data: st.DataObject) -> None:
        item_id, item = self._some_item(data)
        answer = self.house.client.patch(f"/v1/work-items/{item_id}", {"document": {"note": uuid4().hex}})
        if self._expect(answer, item.state == "open"):
            item.document_version += 1

    @precondition(lambda self: self.items)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        item_id, item = self._some_item(data)
        answer = self.house.client.post(f"/v1/work-items/{item_id}/cancel", {})
        if self._expect(answer, item.state != "closed") and item.state == "open":
            item.is_cancelled = True
            item.end()

    # The operators

    @rule(who=st.sampled_from(PEOPLE))
    def claim(self, who: str) -> None:
        answer = self.house.callers[who].post("/v1/tasks/claim", {}, idempotency_key=uuid4().hex)
        ready = [task for item in self.items.values() for task in item.tasks.values() if task.state == READY]
        assert answer.status_code == (200 if ready else 204), answer.text
        if ready:
            claimed = answer.json()
            task, token = self._task(claimed["task"]["id"])[1], claimed["lease"]["token"]
            assert task.state == READY
            assert all(token > old for task_id, _, old in self.held if task_id == claimed["task"]["id"])
            task.state, task.holder, task.token = CLAIMED, who, token
            self.held.append((claimed["task"]["id"], who, token))

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def renew(self, data: st.DataObject) -> None:
        answer, task, is_holder = self._act(data, "renew")
        if self._expect(answer, is_holder):
            task.state = CLAIMED

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def pend(self, data: st.DataObject) -> None:
        """A task that no rule opened is of a type without reasons."""
        answer, task, is_holder = self._act(data, "pend", reason="documents")
        if is_holder and task.key == "unrouted":
            assert answer.status_code == 422, answer.text
        elif self._expect(answer, is_holder):
            task.leave(PENDED)

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        answer, task, is_holder = self._act(data, "release")
        if self._expect(answer, is_holder):
            task.leave(READY)

    @precondition(lambda self: self.held)
    @rule(data=st.data(), disposition=st.sampled_from(["done", "again", "stop"]))
    def complete(self, data: st.DataObject, disposition: str) -> None:
        """Twice: the same completion again is answered again."""
        task_id, who, token = data.draw(st.sampled_from(self.held[-6:]))
        item, task = self._task(task_id)
        disposition = "closed" if task.key == "unrouted" else disposition
        body = {"lease_token": token, "disposition": disposition, "result": {}}
        is_holder = task.is_held_by(who, token)
        answer = self.house.callers[who].post(f"/v1/tasks/{task_id}/complete", body)
        if self._expect(answer, is_holder or task.done == (who, token, disposition)):
            if is_holder:
                item.complete(task, who, token, disposition)
            again = self.house.callers[who].post(f"/v1/tasks/{task_id}/complete", body)
            assert (again.status_code, again.json()) == (200, answer.json())

    @precondition(lambda self: self._tasks(CLAIMED))
    @rule(data=st.data())
    def lapse(self, data: st.DataObject) -> None:
        """The task is ready again, and its holder's until another takes it."""
        task_id = data.draw(st.sampled_from(self._tasks(CLAIMED)))
        self.world.lapse(task_id)
        self._task(task_id)[1].state = READY

    # The team lead

    @precondition(lambda self: self._tasks())
    @rule(data=st.data())
    def resume(self, data: st.DataObject) -> None:
        answer, _, task = self._lead(data, "resume")
        if self._expect(answer, task.state == PENDED):
            task.leave(READY)

    @precondition(lambda self: self._tasks())
    @rule(data=st.data(), queue=st.sampled_from(["desk", "other"]))
    def transfer(self, data: st.DataObject, queue: str) -> None:
        answer, _, task = self._lead(data, "transfer", queue=queue)
        if self._expect(answer, task.state in OPEN):
            task.leave(READY)

    @precondition(lambda self: self._tasks(COMPLETED))
    @rule(data=st.data())
    def reopen_task(self, data: st.DataObject) -> None:
        answer, item, task = self._lead(data, "reopen")
        if self._expect(answer, task.state == COMPLETED):
            item.reopen_task(task)

    @precondition(lambda self: any(item.state != "open" for item in self.items.values()))
    @rule(data=st.data())
    def reopen_item(self, data: st.DataObject) -> None:
        item_id, item = self._some_item(data)
        answer = self.house.lead.post(f"/v1/work-items/{item_id}/reopen", {"reason": "look again"})
        if self._expect(answer, item.state != "open"):
            item.reopen()

    @rule(tasks=st.sampled_from([1, 2]))
    def publish(self, tasks: int) -> None:
        """Items keep the version that they were received by."""
        if tasks != self.tasks_by_hand:
            publish(self.house, tasks=tasks)
            self.tasks_by_hand = tasks

    # The machines

    @rule()
    def relay(self) -> None:
        self.messages += self.world.relay(self.tenant_id)

    @precondition(lambda self: self.messages)
    @rule(data=st.data(), is_repeated=st.booleans())
    def deliver(self, data: st.DataObject, is_repeated: bool) -> None:
        """In any order, and some more than once: an attempt begins where the run waits for one."""
        run_id = data.draw(st.sampled_from(self.messages))
        if not is_repeated:
            self.messages.remove(run_id)
        self._begin(run_id)

    @precondition(lambda self: self.attempts)
    @rule(data=st.data())
    def finish(self, data: st.DataObject) -> None:
        """Only the present attempt has an effect, however late the others come."""
        attempt = data.draw(st.sampled_from(self.attempts))
        self.attempts.remove(attempt)
        self._finish(attempt)

    @precondition(lambda self: self.attempts)
    @rule(data=st.data())
    def time_out(self, data: st.DataObject) -> None:
        """Nobody has heard of the attempt: the run waits for another, and its message is sent again."""
        run_id = data.draw(st.sampled_from(self.attempts)).id
        _, run = self._run(run_id)
        if run.state == "running":
            self.world.time_out(run_id)
            run.state = "queued"

    # What always holds

    @invariant()
    def the_server_shows_what_the_model_shows(self) -> None:
        """Of the items that something was done with."""
        for item_id, item in [(item_id, self.items[item_id]) for item_id in self.touched]:
            shown = self.house.lead.get(f"/v1/work-items/{item_id}").json()
            item.names({task["id"]: task["key"] for task in shown["tasks"]})
            assert {task["id"]: task["state"] for task in shown["tasks"]} == {
                task_id: task.state for task_id, task in item.tasks.items()
            }
            assert (shown["state"], shown["document_version"]) == (item.state, item.document_version)
        self.touched.clear()

    def teardown(self) -> None:
        """All messages are delivered and all attempts end; then no run waits, and nothing is wrong."""
        while self.messages or (sent := self.world.relay(self.tenant_id)):
            for run_id in self.messages or sent:
                self._begin(run_id)
            self.messages.clear()
        for attempt in self.attempts:
            self._finish(attempt)
        self.touched.update(self.items)
        self.the_server_shows_what_the_model_shows()
        assert [run for item in self.items.values() for run in item.runs.values() if run.is_open] == []
        (product,) = self.world.rows("select reserved from products where tenant_id = $1", self.tenant_id)
        assert product["reserved"] == self.stock.reserved
        assert self.world.violations(self.tenant_id, self.house.slug) == []

    def _begin(self, run_id: UUID) -> None:
        _, run = self._run(run_id)
        attempt = self.world.begin(self.tenant_id, run_id)
        assert (attempt is not None) == (run.state == "queued")
        if attempt is not None:
            run.state, run.attempt = "running", run.attempt + 1
            self.attempts.append(attempt)

    def _finish(self, attempt: BegunRun) -> None:
        item, run = self._run(attempt.id)
        self.world.finish(self.tenant_id, attempt)
        if (run.state, run.attempt) == ("running", attempt.attempt):
            item.finish_run(run, filled=self.stock.reserve(ASKED))

    def _act(self, data: st.DataObject, verb: str, **body: Any) -> tuple[httpx.Response, Task, bool]:
        """Who claimed a task at any time does something by that lease."""
        task_id, who, token = data.draw(st.sampled_from(self.held[-6:]))
        task = self._task(task_id)[1]
        is_holder = task.is_held_by(who, token)
        path = f"/v1/tasks/{task_id}/{verb}"
        return self.house.callers[who].post(path, body | {"lease_token": token}), task, is_holder

    def _lead(self, data: st.DataObject, verb: str, **body: Any) -> tuple[httpx.Response, Item, Task]:
        task_id = data.draw(st.sampled_from(self._tasks()))
        return self.house.lead.post(f"/v1/tasks/{task_id}/{verb}", body), *self._task(task_id)

    def _expect(self, answer: httpx.Response, is_allowed: bool) -> bool:
        assert answer.status_code == (200 if is_allowed else 409), answer.text
        return is_allowed

    def _some_item(self, data: st.DataObject) -> tuple[str, Item]:
        item_id = data.draw(st.sampled_from(sorted(self.items)))
        self.touched.add(item_id)
        return item_id, self.items[item_id]

    def _tasks(self, *states: str) -> list[str]:
        tasks = [each for item in self.items.values() for each in item.tasks.items()]
        return sorted(task_id for task_id, task in tasks if not states or task.state in states)

    def _task(self, task_id: str) -> tuple[Item, Task]:
        item_id, item = next(each for each in self.items.items() if task_id in each[1].tasks)
        self.touched.add(item_id)
        return item, item.tasks[task_id]

    def _run(self, run_id: UUID) -> tuple[Item, Run]:
        item_id, item = next(each for each in self.items.items() if str(run_id) in each[1].runs)
        self.touched.add(item_id)
        return item, item.runs[str(run_id)]

    def _runs_of(self, item_id: str) -> list[str]:
        return [str(row["id"]) for row in self.world.rows("select id from runs where work_item_id = $1", UUID(item_id))]
