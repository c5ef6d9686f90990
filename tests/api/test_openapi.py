"""/openapi.json is valid, whole, and says of requests what they are checked by. That answers agree with it is held by
every test here, through `described`."""

import httpx
from openapi_spec_validator import validate

from api.endpoints import OPTION
from api.links import GIVEN, LEASED
from api.resources import HANDLERS
from tests.api.conftest import House


def test_the_description_is_valid_openapi(http: httpx.Client) -> None:
    document = http.get("/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    validate(document)


def test_every_route_is_described_and_says_who_may(http: httpx.Client) -> None:
    paths = http.get("/openapi.json").json()["paths"]
    described = {(path, method.upper()) for path, methods in paths.items() for method in methods}
    for handler in HANDLERS:
        for path in handler.paths:
            plain = path.replace(":str}", "}").replace(":uuid}", "}").replace(":int}", "}")
            for method in handler.http_methods - {"OPTIONS"}:
                assert (plain, method) in described
                operation = paths[plain][method.lower()]
                assert operation["summary"]
                assert operation["security"] == [{"key": []}]
                assert {"401", "403", "404", "503"} <= set(operation["responses"])
                takes_body = handler.opt[OPTION].body is not None or bool(handler.opt[OPTION].files)
                assert ("requestBody" in operation) == takes_body
    assert len({operation["operationId"] for methods in paths.values() for operation in methods.values()}) == len(
        described
    )


def test_numbers_are_numbers_and_unknown_members_are_refused(http: httpx.Client, house: House) -> None:
    schemas = http.get("/openapi.json").json()["components"]["schemas"]
    product = schemas["ProductBody"]
    assert product["properties"]["on_hand"] == {"type": "number", "minimum": 0}
    assert product["additionalProperties"] is False
    assert house.client.put("/v1/products/p1", {"name": "P", "on_hand": "1"}).status_code == 422
    assert house.client.put("/v1/products/p1", {"name": "P", "on_hand": 1}).status_code == 201


def test_every_post_takes_an_idempotency_key(http: httpx.Client) -> None:
    """§1 `Idempotency-Key` (1–255 visible ASCII) is taken on every POST."""
    paths = http.get("/openapi.json").json()["paths"]
    for methods in paths.values():
        for method, operation in methods.items():
            takes = any(parameter["name"] == "Idempotency-Key" for parameter in operation["parameters"])
            assert takes == (method == "post")


def test_links_lead_from_parts_of_answers_to_parameters_that_there_are(http: httpx.Client) -> None:
    document = http.get("/openapi.json").json()
    operations = {
        each["operationId"]: (path, each) for path, ways in document["paths"].items() for each in ways.values()
    }
    assert {name for places in GIVEN.values() for name in places} | LEASED <= operations.keys()
    links = [
        (path, link)
        for path, each in operations.values()
        for answer in each["responses"].values()
        for link in answer.get("links", {}).values()
    ]
    assert links
    for path, link in links:
        target, _ = operations[link["operationId"]]
        for name, expression in link["parameters"].items():
            assert f"{{{name}}}" in target
            assert expression.startswith("$response.body#/") or f"{{{expression.rpartition('.')[2]}}}" in path
