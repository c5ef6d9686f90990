"""CONTRACT 7, seeing and proving: reports and the audit."""

import time
from datetime import datetime
from decimal import Decimal
from statistics import median

import pytest

from tests.api.conftest import House, problem
from tests.contract.places import Place, eventually, on, read


def test_the_report_of_queues_counts_what_is_in_each_state(place: Place) -> None:
    """§7 GET /v1/reports/queues {"items":
    [{"tenant","queue","ready","claimed","pended","overdue","oldest_ready_at","completed_today","sla_met","handling_time_s"}]}

    §7 (today in the tenant's zone"""
    queue = place.queue()
    tasks = [place.task(queue=queue) for _ in range(3)]
    place.claim(place.ann, tasks[0])
    place.work(tasks[1])
    report = read(place.lead.get("/v1/reports/queues"))
    (line,) = [each for each in report["items"] if each["queue"] == queue]
    assert (line["ready"], line["claimed"], line["pended"], line["completed_today"]) == (1, 1, 0, 1)
    assert line["tenant"] == place.house.slug
    assert line["oldest_ready_at"] == tasks[2]["ready_at"]
    assert Decimal(line["handling_time_s"]) > 0


def test_overdue_and_in_time_are_said_of_due_times(place: Place) -> None:
    """§7 sla_met: share of today's completions at or before due_at, without those that have none"""
    queue = place.queue()
    place.work(place.task(queue=queue, due_in="PT1H"))
    place.work(place.task(queue=queue, due_in="PT0S"))
    place.task(queue=queue, due_in="PT0S")
    (line,) = [each for each in read(place.lead.get("/v1/reports/queues"))["items"] if each["queue"] == queue]
    assert (line["overdue"], line["sla_met"]) == (1, 0.5)


def test_throughput_counts_what_came_and_ended(place: Place) -> None:
    """§7 GET /v1/reports/throughput?interval=hour|day"""
    kind = place.work_type(on("received", {"close": {}}))
    before = _totals(place)
    for _ in range(3):
        place.submit(kind)
    assert _totals(place) == {name: count + 3 for name, count in before.items()}


def _totals(place: Place) -> dict[str, int]:
    lines = read(place.lead.get("/v1/reports/throughput?interval=hour"))["items"]
    return {name: sum(line[name] for line in lines) for name in ("received", "closed", "straight_through")}


def test_straight_through_is_closed_without_a_task_completed_by_a_person(place: Place) -> None:
    """§7 /automation (straight-through = closed without a task completed by a person)"""
    kind = place.work_type(
        on("received", {"create_task": {"type": "task", "queue": "unrouted"}}, when={"document.by": '"hand"'}),
        on("received", {"close": {}}, name="machine", when={"document.by": '"machine"'}),
    )
    place.submit(kind, {"by": "machine"})
    (task,) = place.submit(kind, {"by": "hand"})["tasks"]
    place.work(task)
    (line,) = [each for each in read(place.lead.get("/v1/reports/automation"))["items"] if each["type"] == kind]
    assert (line["closed"], line["straight_through"], line["share"]) == (2, 1, 0.5)


def test_promises_kept_are_counted_by_type(place: Place) -> None:
    """§7 /sla"""
    kind = place.work_type(on("received", {"close": {}}), sla={"target": "P1D"})
    place.submit(kind)
    (line,) = [each for each in read(place.lead.get("/v1/reports/sla"))["items"] if each["type"] == kind]
    assert (line["closed"], line["promised"], line["in_time"], line["sla_met"]) == (1, 1, 1, 1)


def test_an_operator_sees_their_own_figures(place: Place) -> None:
    """§7 /operators"""
    zoe = place.person("zoe")
    place.complete(zoe, place.claim(zoe, place.task()))
    (line,) = read(zoe.get("/v1/reports/operators"))["items"]
    assert (line["id"], line["completed"]) == (place.id_of(zoe), 1)
    everybody = read(place.lead.get("/v1/reports/operators"))["items"]
    assert {place.id_of(zoe), place.id_of(place.ann)} <= {each["id"] for each in everybody}


def test_a_client_sees_throughput_and_promises_and_no_queues(place: Place) -> None:
    assert place.house.client.get("/v1/reports/throughput").status_code == 200
    assert place.house.client.get("/v1/reports/sla").status_code == 200
    assert problem(place.house.client.get("/v1/reports/queues")) == (403, "forbidden")


def test_the_audit_is_sealed_and_verified(place: Place) -> None:
    """§7 GET /v1/audit · GET /v1/audit/verify {"ok","sealed_to","first_fault"?}"""
    place.task()
    newest = read(place.admin.get("/v1/audit?limit=200"))["items"][-1]

    def sealed() -> bool:
        verified = read(place.admin.get("/v1/audit/verify"))
        assert verified["ok"] is True
        sealed_to: str = verified["sealed_to"] or ""
        return sealed_to >= str(newest["at"])

    assert eventually(sealed)


def test_handling_time_is_the_median_of_claimed_time_until_completion(place: Place) -> None:
    """§7 handling_time_s: median of claimed time until completion)"""
    queue, taken_s = place.queue(), []
    for pause_s in (0.0, 1.2, 0.1):
        claimed = place.claim(place.ann, place.task(queue=queue))
        time.sleep(pause_s)
        done = place.complete(place.ann, claimed)
        rows = place.history(done["work_item"]["id"], "task_claimed", "task_completed")
        began, ended = (datetime.fromisoformat(row["at"]) for row in rows)
        taken_s.append((ended - began).total_seconds())
    (line,) = [each for each in read(place.lead.get("/v1/reports/queues"))["items"] if each["queue"] == queue]
    assert float(line["handling_time_s"]) == pytest.approx(median(taken_s), abs=0.01)


def test_the_audit_of_each_tenant_is_a_chain_of_its_own_that_only_grows(place: Place, neighbour: House) -> None:
    """§7 append-only, sealed into a hash chain per tenant"""
    before = read(place.admin.get("/v1/audit?limit=200"))["items"]
    place.queue()
    after = read(place.admin.get("/v1/audit?limit=200"))["items"]
    assert after[: len(before)] == before
    assert len(after) > len(before)
    assert read(neighbour.tenant_admin.get("/v1/audit/verify"))["ok"] is True
    assert neighbour.slug not in str(after)
    refused = [place.admin.send(method, "/v1/audit").status_code for method in ("POST", "PUT", "PATCH", "DELETE")]
    assert refused == [405] * 4
