"""What each row of the contract's matrix names, done by a caller: real requests on things that are there."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any
from uuid import uuid4

import httpx

from tests.api.conftest import Caller
from tests.contract.places import Place, act, on

Answers = dict[str, httpx.Response]
HOURS = {"timezone": "UTC", "hours": {"mon": [["09:00", "17:00"]]}}
HOOK = {"url": "https://receiver.invalid/", "events": ["*"]}
WAIT = on("received", {"create_task": {"queue": "unrouted"}})

PARTS: Mapping[str, set[str]] = MappingProxyType(
    {
        "types and schemas": {"work types", "task types"},
        "throughput and sla of own": {"throughput", "sla"},
        "read": {"read"},
    }
)
"""Of a cell that is not of the whole row: what it is of."""


def tenants(place: Place, caller: Caller) -> Answers:
    slug = f"{place.house.slug}-{uuid4().hex[:6]}"
    new = {"slug": slug, "name": "T", "timezone": "UTC", "country": "DE"}
    created = caller.post("/v1/tenants", new)
    about = slug if created.is_success else place.house.slug
    return {
        "create": created,
        "suspend": caller.post(f"/v1/tenants/{about}/suspend"),
        "resume": caller.post(f"/v1/tenants/{about}/resume"),
        "desks": caller.put(f"/v1/desks/{place.queue()}", {"fair": True}),
    }


def settings_of_a_tenant(place: Place, caller: Caller) -> Answers:
    slug = place.house.slug
    person = {"email": f"{uuid4().hex}@x.test", "name": "P", "role": "client", "tenants": [slug]}
    return {
        "settings": caller.patch(f"/v1/tenants/{slug}", {"name": "Acme"}),
        "keys": caller.post(f"/v1/tenants/{slug}/api-keys", {"name": "K", "role": "client"}),
        "users": caller.post("/v1/users", person),
    }


def configuration_read(place: Place, caller: Caller) -> Answers:
    key, here = place.work_type(WAIT), f"?tenant={place.house.slug}"
    ruleset = f"/v1/rulesets/{key}"
    return {
        "work types": caller.get(f"/v1/work-types/{key}{here}"),
        "task types": caller.get(f"/v1/task-types/task{here}"),
        "queues": caller.get(f"/v1/queues/unrouted{here}"),
        "rules": caller.get(f"{ruleset}/draft{here}"),
        "check": caller.post(f"{ruleset}/check{here}", {"draft": True}),
        "evaluate": caller.post(f"{ruleset}/evaluate{here}", {}),
        "simulate": caller.post(f"{ruleset}/simulate{here}", {"version": 1}),
    }


def configuration_write(place: Place, caller: Caller) -> Answers:
    key, here = place.work_type(WAIT), f"?tenant={place.house.slug}"
    ruleset = f"/v1/rulesets/{key}"
    return {
        "work types": caller.put(f"/v1/work-types/{key}{here}", {"name": "W"}),
        "queues": caller.put(f"/v1/queues/{place.key('q')}{here}", {"name": "Q"}),
        "calendars": caller.put(f"/v1/calendars/{place.key('c')}{here}", HOURS),
        "write": caller.put(f"{ruleset}/draft{here}", {"tables": []}),
        "publish": caller.post(f"{ruleset}/publish{here}", {}),
        "roll back": caller.post(f"{ruleset}/rollback{here}", {"version": 1}),
    }


def items_in(place: Place, caller: Caller) -> Answers:
    key, here = place.work_type(WAIT), f"?tenant={place.house.slug}"
    new = {"type": key, "reference": uuid4().hex, "document": {}}
    item = f"/v1/work-items/{place.submit(key)['id']}"
    form = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhello\r\n--x--\r\n'
    return {
        "submit": caller.post(f"/v1/work-items{here}", new),
        "bulk": caller.post(f"/v1/work-items/bulk{here}", {"items": []}),
        "import": caller.post(f"/v1/imports{here}&type={key}", b"reference\n", content_type="text/csv"),
        "amend": caller.patch(item, {"document": {"a": 1}}),
        "attach": caller.post(f"{item}/attachments", form, content_type="multipart/form-data; boundary=x"),
        "cancel": caller.post(f"{item}/cancel"),
        "master data": caller.put(f"/v1/products/{uuid4().hex}{here}", {"name": "P", "on_hand": 1}),
        "webhooks": caller.put(f"/v1/webhooks/{place.key('h')}{here}", HOOK),
    }


def items_seen(place: Place, caller: Caller) -> Answers:
    item = f"/v1/work-items/{place.task()['work_item']['id']}"
    return {name: caller.get(f"{item}{name}") for name in ("", "/history", "/attachments", "/comments")}


def work(place: Place, caller: Caller) -> Answers:
    """Each verb ends with the task in the caller's hands or done; where it may not be claimed, it is another's."""
    kind = place.task_type("done", pend_reasons=["documents"])
    queue = place.queue()
    answers: Answers = {}
    verbs: dict[str, dict[str, Any]] = {
        "renew": {},
        "draft": {"result": {}},
        "pend": {"reason": "documents"},
        "release": {},
        "reject": {},
        "transfer": {"queue": queue},
        "complete": {"disposition": "done"},
    }
    for verb, body in verbs.items():
        task = place.task(type=kind, queue=queue)
        answers["claim"] = caller.post(f"/v1/tasks/{task['id']}/claim")
        held = answers["claim"].json() if answers["claim"].is_success else place.claim(place.ann, task)
        answers[verb] = act(caller, held, verb, **body)
        if verb == "pend":
            answers["resume"] = caller.post(f"/v1/tasks/{task['id']}/resume")
    return answers


def others_tasks(place: Place, caller: Caller) -> Answers:
    kind = place.task_type("done", pend_reasons=["documents"])
    pended, done = (place.claim(place.ann, place.task(type=kind)) for _ in range(2))
    act(place.ann, pended, "pend", reason="documents")
    place.complete(place.ann, done)
    held = place.task()
    place.claim(place.ann, held)
    unrouted = place.submit(place.work_type())
    return {
        "transfer": caller.post(f"/v1/tasks/{held['id']}/transfer", {"queue": place.queue()}),
        "priority": caller.post(f"/v1/tasks/{held['id']}/priority", {"priority": 60}),
        "resume": caller.post(f"/v1/tasks/{pended['task']['id']}/resume"),
        "re-open": caller.post(f"/v1/tasks/{done['task']['id']}/reopen"),
        "cancel, bulk": caller.post("/v1/tasks/bulk", {"ids": [held["id"]], "action": "cancel"}),
        "redecide": caller.post(f"/v1/work-items/{unrouted['id']}/redecide"),
    }


def tasks_seen(place: Place, caller: Caller) -> Answers:
    task = place.task()
    return {"one": caller.get(f"/v1/tasks/{task['id']}"), "all": caller.get("/v1/tasks")}


def reports(place: Place, caller: Caller) -> Answers:
    names = ("queues", "throughput", "sla", "operators", "automation")
    return {name: caller.get(f"/v1/reports/{name}?tenant={place.house.slug}") for name in names}


def audit(place: Place, caller: Caller) -> Answers:
    return {path: caller.get(f"/v1/{path}?tenant={place.house.slug}") for path in ("audit", "audit/verify")}


def runs(place: Place, caller: Caller) -> Answers:
    """One that failed for good: its input names no customer."""
    item = place.under(on("received", {"run": {"automation": "credit_check", "with": {"amount": "x"}}}))
    run = place.failed_run(item)
    return {
        "read": caller.get(f"/v1/automation-runs/{run}"),
        "retry": caller.post(f"/v1/automation-runs/{run}/retry"),
    }


DEEDS: Mapping[str, Callable[[Place, Caller], Answers]] = MappingProxyType(
    {
        "tenants:": tenants,
        "tenant settings": settings_of_a_tenant,
        "configuration and rules: read": configuration_read,
        "configuration and rules: write": configuration_write,
        "items: submit": items_in,
        "items: read": items_seen,
        "claim": work,
        "others' tasks": others_tasks,
        "tasks, live events": tasks_seen,
        "reports": reports,
        "audit": audit,
        "automation runs": runs,
    }
)
"""By how the row begins."""
