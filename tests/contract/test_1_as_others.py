"""CONTRACT 1, what the matrix says by reference: seen as something else is, or by whoever it is of."""

from uuid import uuid4

from tests.api.conftest import House, add_person, problem
from tests.contract.places import Place, on, read

WAIT = on("received", {"create_task": {"queue": "unrouted"}})


def test_comments_are_made_and_read_by_whoever_reads_the_item(place: Place, neighbour: House) -> None:
    """§1 comments: as items, read"""
    path = f"/v1/work-items/{place.task()['work_item']['id']}/comments"
    for role in ("platform_admin", "supervisor", "operator", "auditor", "tenant_admin", "client"):
        caller = place.house.callers[role]
        assert caller.post(path, {"text": role}).status_code == 201, role
        assert caller.get(path).status_code == 200
    assert problem(neighbour.client.post(path, {"text": "theirs"})) == (404, "not-found")


def test_jobs_imports_and_simulations_are_seen_by_who_may_start_them(place: Place, neighbour: House) -> None:
    """§1 jobs, imports, simulations: as what started them"""
    key = place.work_type(on("received", {"close": {}}))
    job = place.lead.post("/v1/tasks/bulk", {"ids": [], "action": "cancel"}).json()["id"]
    file = place.house.client.post(f"/v1/imports?type={key}", b"reference\n", content_type="text/csv").json()["id"]
    simulation = place.admin.post(f"/v1/rulesets/{key}/simulate", {"version": 1}).json()["id"]
    may = {
        f"/v1/jobs/{job}": {"supervisor"},
        f"/v1/imports/{file}": {"platform_admin", "supervisor", "tenant_admin", "client"},
        f"/v1/simulations/{simulation}": {"platform_admin", "supervisor", "auditor", "tenant_admin"},
    }
    for path, roles in may.items():
        for role, caller in place.house.callers.items():
            if role in ("platform_admin", "supervisor", "operator", "auditor", "tenant_admin", "client"):
                status = caller.get(path).status_code
                assert (status == 200) == (role in roles), f"{role} {path}: {status}"
        assert problem(neighbour.tenant_admin.get(path))[0] in (403, 404)


def test_a_job_is_seen_by_whoever_could_have_started_it(place: Place, neighbour: House) -> None:
    """§1 jobs, imports, simulations: as what started them"""
    house, key = place.house, place.work_type(WAIT)
    bulk = place.lead.post("/v1/tasks/bulk", {"ids": [], "action": "cancel"}).json()["id"]
    migrating = place.admin.post(f"/v1/rulesets/{key}/migrate", {"to": 1}).json()["id"]
    deputy = add_person(house, "supervisor", called=f"deputy-{uuid4().hex[:6]}")
    keys = f"/v1/tenants/{house.slug}/api-keys"
    second_key = place.admin.made(keys, {"name": "second", "role": "tenant_admin"})["key"]
    second = type(place.admin)(place.admin.http, second_key)
    seen = {
        bulk: [(deputy, 200), (second, 404), (neighbour.supervisor, 404), (house.operator, 404)],
        migrating: [(second, 200), (deputy, 404), (neighbour.tenant_admin, 404), (house.platform_admin, 200)],
    }
    for job, callers in seen.items():
        assert [caller.get(f"/v1/jobs/{job}").status_code for caller, _ in callers] == [status for _, status in callers]


def test_every_person_has_keys_of_their_own(place: Place) -> None:
    """§1 own password, keys, presence: every person"""
    person = {"email": f"{uuid4().hex}@x.test", "name": "P", "role": "client"}
    user = place.admin.made("/v1/users", person)["id"]
    key = place.admin.made(f"/v1/users/{user}/api-keys", {"name": "first"})["key"]
    own = type(place.ann)(place.ann.http, key)
    callers = {user: own, place.id_of(place.ann): place.ann, place.house.people["auditor"]: place.house.auditor}
    for who, caller in callers.items():
        made = caller.made(f"/v1/users/{who}/api-keys", {"name": "second"})
        assert made["id"] in {each["id"] for each in read(caller.get(f"/v1/users/{who}/api-keys"))["items"]}
        assert caller.delete(f"/v1/api-keys/{made['id']}").status_code == 204
