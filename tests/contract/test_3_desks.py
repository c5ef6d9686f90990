"""CONTRACT 3 and 6, desks: queues of the same key in several tenants, shared by weight."""

from collections import Counter
from collections.abc import Callable
from uuid import uuid4

from tests.api.conftest import House, problem
from tests.contract.places import Place, on, read

DRAWS = 60


def test_a_fair_desk_draws_tenants_by_weight(new_house: Callable[[], House]) -> None:
    """§2 Queues of different tenants with the same key are one desk to the staff who serve those tenants

    §6 A fair desk draws a tenant by weight (default the tenant's `weight`, 1)"""
    light, heavy = Place(new_house()), Place(new_house())
    desk = f"d{uuid4().hex[:8]}"
    for place in (light, heavy):
        place.put(f"/v1/queues/{desk}", {"name": desk})
        kind = place.work_type(on("received", {"create_task": {"queue": desk}}))
        for _ in range(DRAWS):
            place.submit(kind)
    person = {"email": f"{desk}@x.test", "name": "Both", "role": "operator"}
    slugs = [light.house.slug, heavy.house.slug]
    made = light.house.platform_admin.made("/v1/users", person | {"tenants": slugs})
    key = light.house.platform_admin.made(f"/v1/users/{made['id']}/api-keys", {"name": "k"})["key"]
    both = type(light.lead)(light.lead.http, key)
    answer = light.house.platform_admin.put(f"/v1/desks/{desk}", {"fair": True, "weights": {heavy.house.slug: 9}})
    assert answer.status_code == 201
    drawn = Counter(read(both.post("/v1/tasks/claim", {"queues": [desk]}))["task"]["tenant"] for _ in range(DRAWS))
    # Nine of ten are expected of the heavy one; less than seven of ten is likely once in ten million runs.
    assert drawn[heavy.house.slug] > DRAWS * 0.7
    assert drawn.total() == DRAWS


def test_weights_name_tenants_that_there_are(place: Place) -> None:
    """§3 PUT /v1/desks/{key} {"fair": true,"weights": {"<slug>": 3}} (platform_admin)"""
    refused = place.house.platform_admin.put("/v1/desks/orders", {"weights": {"nobody-of-that-name": 2}})
    assert problem(refused) == (422, "invalid")
    assert refused.json()["errors"][0]["pointer"] == "/weights/nobody-of-that-name"


def test_desks_are_the_platform_administrators(place: Place) -> None:
    """§3 PUT /v1/desks/{key} {"fair": true,"weights": {"<slug>": 3}} (platform_admin)"""
    assert problem(place.admin.put("/v1/desks/orders", {"fair": True})) == (403, "forbidden")
