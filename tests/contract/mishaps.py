"""How each kind of problem comes about: by its code, the last of a few requests."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from types import MappingProxyType
from typing import Any
from uuid import uuid4

import httpx

from tests.api.conftest import Caller
from tests.contract.places import Place, act, on, read

CLOSE = on("received", {"close": {}})
WAIT = on("received", {"create_task": {"queue": "unrouted"}})
Mishap = Callable[[Place], httpx.Response]


def person(place: Place, **parts: Any) -> dict[str, Any]:
    return {"email": f"{uuid4().hex}@x.test", "name": "P", "role": "client", "tenants": [place.house.slug], **parts}


def tenant(place: Place, slug: str) -> httpx.Response:
    new = {"slug": slug, "name": "T", "timezone": "UTC", "country": "DE"}
    return place.house.platform_admin.post("/v1/tenants", new)


def suspended(place: Place) -> httpx.Response:
    slug = f"{place.house.slug}-{uuid4().hex[:6]}"
    tenant(place, slug)
    place.house.platform_admin.post(f"/v1/tenants/{slug}/suspend")
    return place.house.platform_admin.put(f"/v1/queues/q?tenant={slug}", {"name": "Q"})


def twice(place: Place, path: str, first: Any, second: Any, **headers: str) -> httpx.Response:
    place.admin.made(path, first, **headers)
    return place.admin.post(path, second, **headers)


def in_flight(place: Place) -> httpx.Response:
    """While a password is hashed, the same request comes again."""
    with ThreadPoolExecutor(8) as pool:
        for _ in range(20):
            body, once = person(place, password="correct horse battery"), uuid4().hex
            sent = [pool.submit(place.admin.post, "/v1/users", body, idempotency_key=once) for _ in range(8)]
            late = [each.result() for each in sent if each.result().status_code == 409]
            if late:
                return late[0]
    raise AssertionError("no twin was ever in flight")


def stale(place: Place) -> httpx.Response:
    path = f"/v1/queues/{place.queue()}"
    return place.admin.put(path, {"name": "Q"}, if_match='"of-another-time"')


def reference_taken(place: Place) -> httpx.Response:
    body = {"type": place.work_type(CLOSE), "reference": "1", "document": {}}
    return twice(place, "/v1/work-items", body, body)


def lease_lost(place: Place) -> httpx.Response:
    claimed = place.claim(place.ann, place.task())
    return act(place.bob, claimed, "complete", disposition="done")


def taken(place: Place) -> httpx.Response:
    task = place.task()
    place.claim(place.ann, task)
    return place.bob.post(f"/v1/tasks/{task['id']}/claim")


def not_offered(place: Place) -> httpx.Response:
    task = place.task()
    act(place.ann, place.claim(place.ann, task), "reject")
    return place.ann.post(f"/v1/tasks/{task['id']}/claim")


def not_by(place: Place) -> httpx.Response:
    """Both are held before the first is done."""
    queue = place.queue()
    first, second = place.wants({"queue": queue, "key": "a"}, {"queue": queue, "key": "b", "not_by": True})["tasks"]
    one, other = place.claim(place.ann, first), place.claim(place.ann, second)
    place.complete(place.ann, one)
    return act(place.ann, other, "complete", disposition="done")


def at_capacity(place: Place) -> httpx.Response:
    narrow = place.person("narrow", capacity=1)
    place.claim(narrow, place.task())
    return narrow.post(f"/v1/tasks/{place.task()['id']}/claim")


def document_changed(place: Place) -> httpx.Response:
    task = place.task()
    claimed = place.claim(place.ann, task)
    read(place.admin.patch(f"/v1/work-items/{task['work_item']['id']}", {"document": {"a": 1}}))
    return act(place.ann, claimed, "complete", disposition="done", document_version=1)


def item_open(place: Place) -> httpx.Response:
    return place.lead.post(f"/v1/work-items/{place.under(WAIT)['id']}/reopen", {"reason": "x"})


def still_used(place: Place) -> httpx.Response:
    task = place.task()
    return place.admin.delete(f"/v1/queues/{task['queue']}")


def check_failed(place: Place) -> httpx.Response:
    path = f"/v1/rulesets/{place.work_type()}"
    place.put(f"{path}/draft", {"tables": [on("received", {"create_task": {"queue": "nowhere"}})]})
    return place.admin.post(f"{path}/publish")


def contended(place: Place) -> httpx.Response:
    """A draft that takes long to check is saved anew meanwhile, again and again."""
    path = f"/v1/rulesets/{place.work_type()}"
    rules = [{"name": f"r{n}", "when": {"document.n": f"> {n}"}, "then": [{"close": {}}]} for n in range(3_000)]
    drafts = [{"tables": [{"name": f"t{n}", "on": "received", "hit_policy": "FIRST", "rules": rules}]} for n in (1, 2)]
    place.put(f"{path}/draft", drafts[0])
    with ThreadPoolExecutor(4) as pool:
        for turn in range(40):
            published = pool.submit(place.admin.post, f"{path}/publish")
            place.put(f"{path}/draft", drafts[turn % 2] | {"tests": []})
            if published.result().status_code == 503:
                return published.result()
    raise AssertionError("no draft was ever changed under its publication")


def nobody(place: Place) -> httpx.Response:
    return Caller(place.ann.http, "bpo_client_nobody").get("/v1/me")


MISHAPS: Mapping[str, Mishap] = MappingProxyType(
    {
        "unauthenticated": nobody,
        "forbidden": lambda place: place.ann.put("/v1/queues/q", {"name": "Q"}),
        "not-found": lambda place: place.admin.get("/v1/queues/nothing"),
        "too-large": lambda place: place.admin.put("/v1/queues/q", {"name": "x" * 1024 * 1024}),
        "unsupported-media-type": lambda place: place.admin.put("/v1/queues/q", b"{}", content_type="text/plain"),
        "not-json": lambda place: place.admin.put("/v1/queues/q", b"{"),
        "invalid": lambda place: place.admin.put("/v1/queues/q", {}),
        "tenant-required": lambda place: place.lead.get("/v1/queues/unrouted"),
        "idempotency-key-reused": lambda place: twice(
            place, "/v1/users", person(place), person(place), idempotency_key=uuid4().hex
        ),
        "in-flight": in_flight,
        "precondition-failed": stale,
        "tenant-suspended": suspended,
        "slug-taken": lambda place: tenant(place, place.house.slug),
        "email-taken": lambda place: twice(place, "/v1/users", (same := person(place)), same),
        "reference-taken": reference_taken,
        "lease-lost": lease_lost,
        "taken": taken,
        "not-offered": not_offered,
        "not-by": not_by,
        "at-capacity": at_capacity,
        "item-ended": lambda place: place.admin.patch(f"/v1/work-items/{place.under(CLOSE)['id']}", {"document": {}}),
        "item-open": item_open,
        "wrong-state": lambda place: place.lead.post(f"/v1/tasks/{place.task()['id']}/resume"),
        "document-changed": document_changed,
        "still-used": still_used,
        "not-removable": lambda place: place.admin.delete("/v1/queues/unrouted"),
        "nothing-published": lambda place: place.admin.post(f"/v1/rulesets/{place.work_type()}/evaluate", {}),
        "draft-unchanged": lambda place: place.admin.post(f"/v1/rulesets/{place.work_type(CLOSE)}/publish"),
        "check-failed": check_failed,
        "contended": contended,
        "method-not-allowed": lambda place: place.admin.delete("/v1/me"),
    }
)
