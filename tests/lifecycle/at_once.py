"""Several machines on the same items at once: whatever comes of it, each is told the truth, and nothing is wrong."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from uuid import uuid4

import httpx
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.api.conftest import House
from tests.lifecycle.machine import PEOPLE
from tests.lifecycle.world import ASKED, World

ANSWERS = {200, 201, 204, 409}
LATELY = 4
Move = Callable[["AtOnce", int], None]


class AtOnce(RuleBasedStateMachine):
    """`world` is set by whoever runs it. Moves choose by a number among the things that there are."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.house: House = self.world.new_house()
        self.tenant_id = self.world.tenant_id(self.house)
        self.items: list[str] = []
        self.held: list[tuple[str, str, int]] = []
        self.completed: set[tuple[str, str]] = set()

    @initialize()
    def begin(self) -> None:
        for number in range(2):
            self.submit(number)

    @rule(
        moves=st.lists(
            st.tuples(st.deferred(lambda: st.sampled_from(MOVES)), st.integers(0, 11)), min_size=3, max_size=8
        )
    )
    def at_once(self, moves: list[tuple[Move, int]]) -> None:
        with ThreadPoolExecutor(len(moves)) as pool:
            done = [pool.submit(move, self, number) for move, number in moves]
            self._work_on_runs()
            for each in done:
                each.result()

    @rule()
    def nobody_else(self) -> None:
        """Leases run out, and the machines come up with what is left."""
        for row in self.world.rows("select id from tasks where tenant_id = $1 and state = 'claimed'", self.tenant_id):
            self.world.lapse(str(row["id"]))
        self._work_on_runs()

    def submit(self, number: int) -> None:
        """Twice under one key: the same item, or told that it is in flight."""
        document = {"way": "both", "lines": [{"sku": "s", "quantity": ASKED}]}
        body, once = {"reference": f"{number} {uuid4()}", "document": document}, uuid4().hex
        with ThreadPoolExecutor(2) as pool:
            twins = pool.map(lambda _: self.house.client.post("/v1/orders", body, idempotency_key=once), range(2))
            made = {answer.json()["id"] for answer in map(truthful, twins) if answer.status_code == 201}
        assert len(made) == 1
        self.items += made

    def claim(self, number: int) -> None:
        who = PEOPLE[number % 2]
        answer = truthful(self.house.callers[who].post("/v1/tasks/claim", {}, idempotency_key=uuid4().hex))
        if answer.status_code == 200:
            held = answer.json()["task"]["id"], who, answer.json()["lease"]["token"]
            assert held[::2] not in {each[::2] for each in self.held}, "one lease was given out twice"
            self.held.append(held)

    def complete(self, number: int) -> None:
        answer = self._act(number, "complete", disposition=["done", "again", "done", "stop"][number % 4])
        if answer is not None and answer.status_code == 200:
            self.completed.add((answer.json()["id"], answer.json()["completed_at"]))

    def renew(self, number: int) -> None:
        self._act(number, "renew")

    def pend(self, number: int) -> None:
        self._act(number, "pend", reason="documents")

    def release(self, number: int) -> None:
        self._act(number, "release")

    def transfer(self, number: int) -> None:
        self._lead(number, "transfer", queue="other")

    def resume(self, number: int) -> None:
        self._lead(number, "resume")

    def reopen(self, number: int) -> None:
        self._lead(number, "reopen")

    def amend(self, number: int) -> None:
        truthful(self.house.client.patch(f"/v1/work-items/{self._item(number)}", {"document": {"note": number}}))

    def cancel(self, number: int) -> None:
        truthful(self.house.client.post(f"/v1/work-items/{self._item(number)}/cancel", {}))

    def teardown(self) -> None:
        self.nobody_else()
        told = {(task, at.replace("Z", "+00:00")) for task, at in self.completed}
        query = "select task_id, at from history where tenant_id = $1 and kind = 'task_completed'"
        there = {(str(task), at.isoformat()) for task, at in self.world.rows(query, self.tenant_id)}
        assert told == there
        assert self.world.violations(self.tenant_id, self.house.slug) == []

    def _work_on_runs(self) -> None:
        """Every message twice: whoever comes second finds nothing to begin."""
        while sent := self.world.relay(self.tenant_id):
            for run_id in islice(cycle(sent), 2 * len(sent)):
                attempt = self.world.begin(self.tenant_id, run_id)
                if attempt is not None:
                    self.world.finish(self.tenant_id, attempt)

    def _act(self, number: int, verb: str, **body: str) -> httpx.Response | None:
        if not self.held:
            return None
        task_id, who, token = self.held[-1 - number % min(LATELY, len(self.held))]
        said = {**body, "lease_token": token}
        return truthful(self.house.callers[who].post(f"/v1/tasks/{task_id}/{verb}", said))

    def _lead(self, number: int, verb: str, **body: str) -> None:
        shown = self.house.lead.get(f"/v1/work-items/{self._item(number)}").json()["tasks"]
        if shown:
            truthful(self.house.lead.post(f"/v1/tasks/{shown[number % len(shown)]['id']}/{verb}", body))

    def _item(self, number: int) -> str:
        return self.items[-1 - number % min(LATELY, len(self.items))]


MOVES: list[Move] = [
    *(AtOnce.submit, AtOnce.claim, AtOnce.claim, AtOnce.complete, AtOnce.complete, AtOnce.renew, AtOnce.pend),
    *(AtOnce.release, AtOnce.transfer, AtOnce.resume, AtOnce.reopen, AtOnce.amend, AtOnce.cancel),
]


def truthful(answer: httpx.Response) -> httpx.Response:
    """Done, or refused for a reason."""
    assert answer.status_code in ANSWERS, answer.text
    return answer
