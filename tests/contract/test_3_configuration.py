"""Work types, task types and queues: versions, retirement, and who still uses what."""

from uuid import uuid4

import pytest

from tests.api.conftest import House, pointers, problem


def name() -> str:
    return f"k{uuid4().hex[:8]}"


@pytest.mark.parametrize(
    ("schema", "at"),
    [
        ({"type": "objekt"}, ["/schema/type"]),
        ({"$ref": "http://example.com/schema.json"}, ["/schema"]),
        ({"properties": {"a": {"$ref": "file:///etc/passwd"}}}, ["/schema"]),
        ({"properties": {"a": {"pattern": "(?=a)b"}}}, ["/schema/properties/a/pattern"]),
        ({"properties": {"a": {"pattern": "(a)\\1"}}}, ["/schema/properties/a/pattern"]),
        ({"type": "objekt", "minimum": "3"}, ["/schema/minimum", "/schema/type"]),
    ],
)
def test_a_schema_that_cannot_be_used_is_refused(house: House, schema: dict[str, object], at: list[str]) -> None:
    """§3 Schemas: `$ref` only within the document (never fetched), ≤ 256 KiB, ≤ 64 levels; patterns match in linear
    time (others 422)"""
    answer = house.tenant_admin.put(f"/v1/work-types/{name()}", {"name": "W", "schema": schema})
    assert (problem(answer), sorted(pointers(answer))) == ((422, "invalid"), at)
    form = house.tenant_admin.put(f"/v1/task-types/{name()}", {"name": "T", "dispositions": ["done"], "form": schema})
    assert sorted(pointers(form)) == [each.replace("/schema", "/form") for each in at]


def test_a_schema_has_at_most_256_kib_and_64_levels(house: House) -> None:
    """§3 ≤ 256 KiB, ≤ 64 levels"""
    deep: dict[str, object] = {}
    for _ in range(70):
        deep = {"items": deep}
    for schema, at in (({"description": "x" * 256 * 1024}, "/schema"), (deep, "/schema")):
        answer = house.tenant_admin.put(f"/v1/work-types/{name()}", {"name": "W", "schema": schema})
        assert problem(answer) == (422, "invalid")
        assert pointers(answer)[0].startswith(at)


def test_formats_are_asserted_and_decimals_are_exact(house: House) -> None:
    """§3 `format` is asserted for date, date-time, time, duration, decimal, email, uri, uuid."""
    formats = {"date": "2026-02-28", "date-time": "2026-02-28T10:00:00Z", "time": "10:00:00Z", "duration": "P1D"}
    formats |= {"decimal": "-12.50", "email": "a@b.example", "uri": "https://x.example/", "uuid": str(uuid4())}
    properties: dict[str, object] = {each: {"type": "string", "format": each} for each in formats}
    properties["amount"] = {"type": "number", "maximum": 10}
    key = name()
    house.tenant_admin.put(f"/v1/work-types/{key}", {"name": "W", "schema": {"properties": properties}})
    good = f'{{"type": "{key}", "reference": "1", "document": {{"amount": 10.000000000000000000000000000000}}}}'
    assert house.client.post("/v1/work-items", good.encode()).status_code == 201
    house.client.made("/v1/work-items", {"type": key, "reference": "2", "document": formats})
    wrong = dict.fromkeys(formats, "2026-02-30x")
    answer = house.client.post("/v1/work-items", {"type": key, "reference": "3", "document": wrong})
    assert sorted(pointers(answer)) == sorted(f"/document/{each}" for each in formats)
    over = good.replace("10.000000000000000000000000000000", "10.00000000000000000000000000001").replace('"1"', '"4"')
    assert pointers(house.client.post("/v1/work-items", over.encode())) == ["/document/amount"]


def test_every_change_of_a_task_type_is_a_version(house: House) -> None:
    path, content = f"/v1/task-types/{name()}", {"name": "T", "dispositions": ["yes", "no"]}
    put = house.tenant_admin.put
    assert put(path, content).json()["version"] == 1
    assert put(path, content).json()["version"] == 1
    assert put(path, content | {"name": "Renamed"}).json()["version"] == 1
    assert put(path, content | {"checklist": ["Look twice"]}).json()["version"] == 2
    assert put(path, content).json()["version"] == 3


def test_what_is_built_in_keeps_the_dispositions_that_move_its_item_on(house: House) -> None:
    """§3 Every tenant has from its start the queues `unrouted` and `exceptions` and the task types `task` (empty
    form, disposition `done`), `unrouted` (`routed`, `closed`) and `exception` (`resolved`, `closed`): editable,
    not removable."""
    wanted = {"name": "By hand", "dispositions": ["routed", "closed", "spam"]}
    assert house.tenant_admin.put("/v1/task-types/unrouted", wanted).status_code == 200
    answer = house.tenant_admin.put("/v1/task-types/unrouted", wanted | {"dispositions": ["spam"]})
    assert (problem(answer), pointers(answer)) == ((422, "invalid"), ["/dispositions", "/dispositions"])


def test_what_is_retired_is_gone_and_can_be_put_again(house: House) -> None:
    """§3 GET of one and of all; DELETE retires"""
    for noun, content in (
        ("queues", {"name": "N"}),
        ("work-types", {"name": "N"}),
        ("task-types", {"name": "N", "dispositions": ["done"]}),
    ):
        path = f"/v1/{noun}/{name()}"
        assert house.tenant_admin.put(path, content).status_code == 201
        assert house.tenant_admin.delete(path).status_code == 204
        assert problem(house.tenant_admin.get(path)) == (404, "not-found")
        assert problem(house.tenant_admin.delete(path)) == (404, "not-found")
        assert path.rpartition("/")[2] not in house.tenant_admin.get(f"/v1/{noun}?limit=200").text
        assert house.tenant_admin.put(path, content).status_code == 201


def test_what_is_used_cannot_be_retired_and_says_by_what(house: House) -> None:
    """§3 DELETE retires, 409 naming what still uses it."""
    house.client.made("/v1/orders", {"reference": name(), "document": {"total": 1}})
    answer = house.tenant_admin.delete("/v1/queues/orders")
    assert problem(answer) == (409, "still-used")
    used_by = answer.json()["used_by"]
    assert "the published version of ruleset order" in used_by
    assert any("open task" in each for each in used_by)
    assert problem(house.tenant_admin.delete("/v1/work-types/order")) == (409, "still-used")


def test_skills_may_be_a_list_or_levels(house: House) -> None:
    """§2 `skills` of a queue or of a task: a list of names (any level) or `{"name": least level}`"""
    path = f"/v1/queues/{name()}"
    assert house.tenant_admin.put(path, {"name": "Q", "skills": ["a", "b"]}).json()["skills"] == {"a": 1, "b": 1}
    assert house.tenant_admin.put(path, {"name": "Q", "skills": {"a": 4}}).json()["skills"] == {"a": 4}
    assert pointers(house.tenant_admin.put(path, {"name": "Q", "skills": {"a": 11}})) == ["/skills/a"]


@pytest.mark.parametrize("lease", ["PT0S", "PT24H1S", "P1M", "P1Y", "-PT1H", "15", ""])
def test_a_lease_lasts_from_a_second_to_a_day(house: House, lease: str) -> None:
    """§3 "lease"?: "PT15M" (PT1S–PT24H)"""
    answer = house.tenant_admin.put(f"/v1/queues/{name()}", {"name": "Q", "lease": lease})
    assert (problem(answer), pointers(answer)) == ((422, "invalid"), ["/lease"])


def test_a_client_reads_types_and_nothing_else_of_the_configuration(house: House) -> None:
    assert house.client.get("/v1/work-types/order").json()["schema"]["required"] == ["total"]
    assert house.client.get("/v1/task-types/task").status_code == 200
    assert problem(house.client.get("/v1/queues")) == (403, "forbidden")
    assert problem(house.client.get("/v1/rulesets/order/draft")) == (403, "forbidden")


def test_a_work_type_has_a_schema_and_a_promise(house: House) -> None:
    """§3 PUT /v1/work-types/{key} {"name","schema"?: JSON Schema 2020-12 of the document,"sla"?: {"target":
    "P2D","warn": "PT4H"}}"""
    path = f"/v1/work-types/{name()}"
    content = {"name": "W", "schema": {"prefixItems": [{"type": "string"}]}, "sla": {"target": "P2D", "warn": "PT4H"}}
    assert content.items() <= house.tenant_admin.put(path, content).json().items()
    assert content.items() <= house.tenant_admin.get(path).json().items()
    assert house.tenant_admin.put(path, {"name": "W"}).json()["sla"] is None


def test_a_task_type_has_dispositions_a_form_reasons_and_a_checklist(house: House) -> None:
    """§3 PUT /v1/task-types/{key} {"name","dispositions": [...],"form"?: JSON Schema of the result,"pend_reasons"?:
    ["documents" | {"key","clock": "runs"|"stops"}],"checklist"?: ["text"]}"""
    path = f"/v1/task-types/{name()}"
    content = {
        "name": "T",
        "dispositions": ["yes", "no"],
        "form": {"type": "object", "required": ["n"]},
        "pend_reasons": ["documents", {"key": "client", "clock": "stops"}],
        "checklist": ["Look twice"],
    }
    assert content.items() <= house.tenant_admin.put(path, content).json().items()
    assert content.items() <= house.tenant_admin.get(path).json().items()
    assert pointers(house.tenant_admin.put(path, content | {"dispositions": []})) == ["/dispositions"]


def test_a_queue_has_skills_a_lease_and_a_calendar(house: House) -> None:
    """§3 PUT /v1/queues/{key} {"name","skills"?,"lease"?: "PT15M" (PT1S–PT24H),"calendar"?}"""
    office, path = name(), f"/v1/queues/{name()}"
    hours = {"timezone": "UTC", "hours": {"mon": [["09:00", "17:00"]]}}
    assert house.tenant_admin.put(f"/v1/calendars/{office}", hours).status_code == 201
    content = {"name": "Q", "skills": {"law": 2}, "lease": "PT20M", "calendar": office}
    assert house.tenant_admin.put(path, content).json() == content | {"tenant": house.slug, "key": path[11:]}
    plain = house.tenant_admin.put(path, {"name": "Q"}).json()
    assert (plain["lease"], plain["skills"], plain["calendar"]) == ("PT15M", {}, None)


@pytest.mark.parametrize("duration", ["PT1H30S", "P1W2D", "PT24H1S", "PT1.5S", "P0DT5M", "P52W2D"])
def test_durations_are_those_of_iso_8601(house: House, duration: str) -> None:
    """§1 durations ISO 8601."""
    path = f"/v1/work-types/d{uuid4().hex}"
    made = house.tenant_admin.put(path, {"name": "W", "sla": {"target": duration, "warn": duration}})
    assert (made.status_code, made.json()["sla"]["target"]) == (201, duration), made.text
    queue = house.tenant_admin.put(f"/v1/queues/d{uuid4().hex}", {"name": "Q", "lease": "PT1H30S"})
    assert (queue.status_code, queue.json()["lease"]) == (201, "PT1H30S")


@pytest.mark.parametrize("duration", ["P1Y", "P1M", "P1Y2D", "P367D", "PT8785H", "-P1D", "P"])
def test_durations_have_no_years_or_months_and_are_at_most_366_days(house: House, duration: str) -> None:
    """§3 Durations have no years or months and are at most `P366D`."""
    path = f"/v1/work-types/{name()}"
    answer = house.tenant_admin.put(path, {"name": "W", "sla": {"target": duration}})
    assert (problem(answer), pointers(answer)) == ((422, "invalid"), ["/sla/target"])
    assert house.tenant_admin.put(path, {"name": "W", "sla": {"target": "P366D"}}).status_code == 201
