"""Problems: one table from errors to what a client is told, and nothing told that is nobody's business."""

import asyncpg
import pytest
from litestar import Litestar, get
from litestar.testing import TestClient

from api import problems
from api.answers import Answer, answer
from api.bodies import AnyRequest, body
from api.endpoints import OPTION
from api.errors import Invalid
from api.problems import KINDS, kind_of
from api.routes import post
from api.shapes import Nothing
from rules import Fault
from tasks.errors import TasksError
from tests.api.conftest import House, problem


def test_a_code_has_one_status_and_a_title() -> None:
    meanings = {(kind.code, kind.status, kind.title) for kind in KINDS.values()}
    assert len(meanings) == len({code for code, _, _ in meanings})
    assert all(400 <= status < 600 and title for _, status, title in meanings)


def test_an_error_says_what_it_means_in_a_sentence() -> None:
    for error, kind in KINDS.items():
        assert (error.__doc__ or "").endswith("."), error
        assert kind_of(error.__new__(error)) is kind


def test_a_kind_of_error_is_told_as_the_nearest_in_the_table() -> None:
    class Narrower(Invalid):
        """Something narrower."""

    assert kind_of(Narrower(Fault("/a", "is wrong"))) is KINDS[Invalid]
    assert kind_of(TasksError("of no row")) is problems.INTERNAL


@pytest.mark.parametrize("error", [KeyError("secret"), asyncpg.UndefinedTableError("secret"), RecursionError("secret")])
def test_what_nobody_foresaw_is_a_500_that_tells_nothing(error: Exception) -> None:
    """§1 Never a 500 for bad input, never a stack trace."""

    @get("/", opt={OPTION: None})
    async def fail() -> Answer:
        raise error

    app = Litestar([fail], exception_handlers={Exception: problems.respond}, logging_config=None, openapi_config=None)
    with TestClient(app, raise_server_exceptions=False) as client:
        found = client.get("/")
    assert (found.status_code, found.json()["type"]) == (500, "urn:bpo:internal")
    assert "secret" not in found.text
    assert "Traceback" not in found.text


async def test_a_client_that_goes_away_is_no_error_of_the_server() -> None:
    @post("/", None, body=Nothing, answers={200: None})
    async def read(request: AnyRequest) -> Answer:
        return answer(await body(request, Nothing))

    app = Litestar([read], exception_handlers={Exception: problems.respond}, logging_config=None, openapi_config=None)
    sent: list[dict[str, object]] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.disconnect"}

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": [], "state": {}}
    await app(scope, receive, send)  # type: ignore[arg-type]  # plain dicts for ASGI's types
    assert sent[0]["status"] == 400


def test_an_answer_repeats_nothing_of_what_was_sent(house: House) -> None:
    answer = house.client.post("/v1/orders", {"reference": "1", "document": {"total": "my secret"}})
    assert problem(answer) == (422, "invalid")
    assert "secret" not in answer.text
