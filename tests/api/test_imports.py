"""Imports over HTTP: a file is taken, worked by a worker's own code on the same installation, told of row by row."""

import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from math import inf
from pathlib import Path
from typing import Any

import pytest

from tasks.bulk import GROUP
from tasks.imports import records
from tenants.settings import Settings
from tests.api.conftest import Caller, House, pointers, problem
from tests.api.importing import do_import
from workers.import_work import ImportWorker

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "total": {"type": "number", "minimum": 0},
        "paid": {"type": "boolean"},
        "placed": {"type": "string", "format": "date"},
        "customer": {"type": "object", "properties": {"name": {"type": "string"}}, "additionalProperties": False},
        "lines": {"type": "array", "items": {"$ref": "#/$defs/line"}},
    },
    "required": ["total"],
    "$defs": {"line": {"type": "object", "properties": {"sku": {"type": "string"}, "qty": {"type": "integer"}}}},
}
Work = Callable[..., None]


@pytest.fixture
def shop(new_house: Callable[[], House]) -> House:
    """A tenant whose orders have the schema above."""
    house = new_house()
    assert house.tenant_admin.put("/v1/work-types/order", {"name": "Order", "schema": SCHEMA}).status_code == 200
    return house


@pytest.fixture
def work(settings: Settings, base_url: str) -> Work:
    """Does an import as a worker would that got its message, after so long."""

    return lambda import_id, after=timedelta(): do_import(settings, import_id, after)


def start(caller: Caller, content: bytes, query: str = "type=order", content_type: str = "text/csv") -> str:
    answer = caller.post(f"/v1/imports?{query}", content, content_type=content_type)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def imported(
    caller: Caller, work: Work, content: bytes, query: str = "type=order", content_type: str = "text/csv"
) -> dict[str, Any]:
    import_id = start(caller, content, query, content_type)
    work(import_id)
    found: dict[str, Any] = caller.get(f"/v1/imports/{import_id}").json()
    return found


def documents(caller: Caller) -> dict[str, Any]:
    items = caller.get("/v1/work-items?limit=200").json()["items"]
    return {item["reference"]: caller.get(f"/v1/work-items/{item['id']}").json()["document"] for item in items}


def test_columns_become_fields_of_their_types(shop: House, work: Work) -> None:
    """§5 POST /v1/imports?type=order[&dry_run=true] body text/csv | application/x-ndjson | xlsx → 202 {"id"}"""
    content = (
        "reference;total;paid;placed;customer.name;/lines/0/sku;lines.0.qty;priority\r\n"
        "A-1;10.50;yes;2026-01-05 00:00:00.000;Müller;S1;3;80\r\n"
        "A-2;7;false;;;;;\r\n"
    ).encode("utf-8-sig")
    found = imported(shop.client, work, content)
    assert (found["state"], found["rows"], found["accepted"], found["rejected"]) == ("finished", 2, 2, 0)
    assert found["read_as"] == {"format": "csv", "encoding": "utf-8-sig", "delimiter": ";"}
    assert documents(shop.client) == {
        "A-1": {
            "total": 10.5,
            "paid": True,
            "placed": "2026-01-05",
            "customer": {"name": "Müller"},
            "lines": [{"sku": "S1", "qty": 3}],
        },
        "A-2": {"total": 7, "paid": False},
    }


def test_each_row_is_told_what_is_wrong_with_it(shop: House, work: Work) -> None:
    """§5 GET /v1/imports/{id} {"state","rows","accepted","rejected","errors": [{"row","errors"}]}"""
    content = b"reference,total,priority\nB-1,1,\nB-2,-1,\n,2,\nB-3,3,101\nB-4,4,5,surplus\nB-5,many,\nB-1,1,\nB-6,1,\n"
    found = imported(shop.client, work, content)
    assert (found["rows"], found["accepted"], found["rejected"]) == (8, 2, 6)
    assert {each["row"]: [fault["pointer"] for fault in each["errors"]] for each in found["errors"]} == {
        2: ["/document/total"],
        3: ["/reference"],
        4: ["/priority"],
        5: [""],
        6: ["/document/total"],
        7: ["/reference"],
    }
    assert set(documents(shop.client)) == {"B-1", "B-6"}


def test_a_real_file_with_surplus_cells_is_imported_but_for_these_rows(shop: House, work: Work) -> None:
    path = Path(__file__).parents[2] / "platform/command/demo/data/northwind/orders.csv"
    names = path.read_text().partition("\n")[0].split(",")
    schema = {"type": "object", "properties": {name: {"type": "string"} for name in names}}
    shop.tenant_admin.put("/v1/work-types/raw", {"name": "Raw", "schema": schema})
    found = imported(shop.client, work, path.read_bytes(), "type=raw&reference=orderID")
    assert (found["rows"], found["accepted"], found["rejected"]) == (830, 654, 176)
    assert found["errors"][0] == {"row": 3, "errors": [{"pointer": "", "detail": "has 15 cells for 14 columns"}]}


def test_a_dry_run_finds_the_same_faults_and_makes_nothing(shop: House, work: Work) -> None:
    """§5 POST /v1/imports?type=order[&dry_run=true] body text/csv | application/x-ndjson | xlsx → 202 {"id"}"""
    shop.client.made("/v1/orders", {"reference": "C-0", "document": {"total": 1}})
    content = b"reference,total\nC-0,1\nC-1,1\nC-1,2\nC-2,-1\n"
    found = imported(shop.client, work, content, "type=order&dry_run=true")
    assert (found["dry_run"], found["accepted"], found["rejected"]) == (True, 1, 3)
    assert [each["row"] for each in found["errors"]] == [1, 3, 4]
    assert set(documents(shop.client)) == {"C-0"}


def test_ndjson_is_what_would_be_posted_line_by_line(shop: House, work: Work) -> None:
    """§5 POST /v1/imports?type=order[&dry_run=true] body text/csv | application/x-ndjson | xlsx → 202 {"id"}"""
    lines = [
        '{"reference": "D-1", "document": {"total": 1.50}, "priority": 70}',
        "",
        '{"reference": "D-2", "document": {"total": 1, "total": 2}}',
        '{"reference": "D-3"',
        '{"reference": "D-4", "document": {"total": 1}, "typ": "order"}',
        '{"reference": "D-5", "document": {"total": 1}, "type": "claim"}',
    ]
    found = imported(shop.client, work, "\n".join(lines).encode(), content_type="application/x-ndjson")
    assert (found["rows"], found["accepted"]) == (5, 1)
    assert [each["errors"][0]["pointer"] for each in found["errors"]] == ["/document/total", "", "/typ", "/type"]


def test_what_a_workbook_cannot_count_is_a_fault_of_its_row(shop: House, work: Work) -> None:
    """§5 GET /v1/imports/{id} {"state","rows","accepted","rejected","errors": [{"row","errors"}]}"""
    content = workbook([["reference", "total", "lines.0.sku"], ["I-1", inf, "S1"], ["I-2", 3, inf], ["I-3", 3, "S1"]])
    found = imported(shop.client, work, content, content_type=WORKBOOK)
    assert (found["state"], found["accepted"], found["rejected"]) == ("finished", 1, 2), found
    assert [each["errors"][0]["pointer"] for each in found["errors"]] == ["/document/total", "/document/lines/0/sku"]


def test_a_workbook_is_read_by_its_first_sheet(shop: House, work: Work) -> None:
    """§5 POST /v1/imports?type=order[&dry_run=true] body text/csv | application/x-ndjson | xlsx → 202 {"id"}"""
    content = workbook([["reference", "total", "lines.0.sku"], ["E-1", 10.1, "S1"], ["E-2", 3, 4711]])
    found = imported(shop.client, work, content, content_type=WORKBOOK)
    assert (found["state"], found["accepted"]) == ("finished", 2), found
    assert documents(shop.client) == {
        "E-1": {"total": 10.1, "lines": [{"sku": "S1"}]},
        "E-2": {"total": 3, "lines": [{"sku": "4711"}]},
    }


@pytest.mark.parametrize(
    ("content", "content_type", "row_zero"),
    [
        (b"reference,colour,customer.age\nF-1,red,3\n", "text/csv", ["/colour", "/customer.age"]),
        (b"total\n1\n", "text/csv", ["/reference"]),
        (b"", "text/csv", []),
        (b"no workbook", WORKBOOK, []),
    ],
)
def test_a_file_that_cannot_be_understood_fails_as_a_whole(
    shop: House, work: Work, content: bytes, content_type: str, row_zero: list[str]
) -> None:
    found = imported(shop.client, work, content, content_type=content_type)
    assert (found["state"], found["rows"]) == ("failed", 0)
    assert found["error"]
    assert [fault["pointer"] for each in found["errors"] for fault in each["errors"]] == row_zero


def test_an_import_goes_on_where_it_was_even_without_the_key_that_began_it(
    shop: House, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(f"G-{number},1\n" for number in range(3 * GROUP))
    import_id = start(shop.client, f"reference,total\n{rows}".encode())
    pages = 0

    async def dies_in_the_second(self: ImportWorker, job: records.Assignment, rows: Any) -> None:
        nonlocal pages
        pages += 1
        if pages == 2:
            raise ConnectionError
        await makes(self, job, rows)

    makes = ImportWorker._make
    with monkeypatch.context() as patched:
        patched.setattr(ImportWorker, "_make", dies_in_the_second)
        with pytest.raises(ConnectionError):
            work(import_id)
    found = shop.client.get(f"/v1/imports/{import_id}").json()
    assert (found["state"], found["rows"], found["accepted"]) == ("running", GROUP, GROUP)
    key_id = next(
        key["id"]
        for key in shop.tenant_admin.get(f"/v1/tenants/{shop.slug}/api-keys").json()["items"]
        if key["role"] == "client"
    )
    assert shop.tenant_admin.delete(f"/v1/api-keys/{key_id}").status_code == 204
    work(import_id, after=2 * records.HOLD)
    found = shop.tenant_admin.get(f"/v1/imports/{import_id}").json()
    assert (found["state"], found["rows"], found["accepted"], found["rejected"]) == ("finished", 600, 600, 0)


def test_an_import_of_a_suspended_tenant_waits_until_it_is_active_again(shop: House, work: Work) -> None:
    import_id = start(shop.client, b"reference,total\nI-1,1\n")
    shop.platform_admin.post(f"/v1/tenants/{shop.slug}/suspend")
    work(import_id)
    assert shop.client.get(f"/v1/imports/{import_id}").json()["state"] == "running"
    shop.platform_admin.post(f"/v1/tenants/{shop.slug}/resume")
    work(import_id, after=2 * records.HOLD)
    found = shop.client.get(f"/v1/imports/{import_id}").json()
    assert (found["state"], found["accepted"]) == ("finished", 1)


def test_a_webhook_is_told_that_an_import_has_finished(shop: House, work: Work) -> None:
    hook = {"url": "https://erp.example.com/bpo", "events": ["import.finished"]}
    assert shop.tenant_admin.put("/v1/webhooks/erp", hook).status_code == 201
    imported(shop.client, work, b"reference,total\nJ-1,1\n")
    (delivery,) = shop.tenant_admin.get("/v1/webhooks/erp/deliveries").json()["items"]
    assert delivery["type"] == "import.finished"


def test_what_is_asked_wrongly_is_refused_before_the_file_is_read(shop: House) -> None:
    client = shop.client
    assert problem(client.post("/v1/imports?type=order", b"x", content_type="image/png"))[0] == 415
    assert pointers(client.post("/v1/imports", b"x", content_type="text/csv")) == ["?type"]
    assert pointers(client.post("/v1/imports?type=nothing", b"x", content_type="text/csv")) == ["?type"]
    assert problem(shop.operator.post("/v1/imports?type=order", b"x", content_type="text/csv"))[0] == 403
    assert (
        problem(shop.supervisor.post("/v1/imports?type=order", b"x", content_type="text/csv"))[1] == "tenant-required"
    )


def test_an_import_is_begun_once_under_its_key_and_seen_by_its_tenant_alone(shop: House, neighbour: House) -> None:
    headers = {"content_type": "text/csv", "idempotency_key": "file-1"}
    path = "/v1/imports?type=order"
    first = shop.client.post(path, b"reference,total\nH-1,1\n", **headers)
    again = shop.client.post(path, b"reference,total\nH-1,1\n", **headers)
    assert (again.status_code, again.json()) == (202, first.json())
    assert again.headers["idempotency-replayed"] == "true"
    other = shop.client.post(path, b"reference,total\nH-2,1\n", **headers)
    assert problem(other) == (422, "idempotency-key-reused")
    seen = f"/v1/imports/{first.json()['id']}"
    assert shop.supervisor.get(seen).json()["state"] == "running"
    assert problem(neighbour.client.get(seen)) == (404, "not-found")


def workbook(rows: list[list[Any]]) -> bytes:
    """The least that is an xlsx file."""
    cells = "".join(f"<row>{''.join(_cell(value) for value in row)}</row>" for row in rows)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="Orders" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
    }
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return packed.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>'
    return f"<c><v>{json.dumps(value)}</v></c>"
