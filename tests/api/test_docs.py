"""docs/api.md: its examples are run in their order, and its table of problems is the one in the code."""

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx

from api.problems import INTERNAL, KINDS, OF_ROUTING, UNAVAILABLE
from tests.conftest import ADMIN_KEY

DOCUMENT = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"```http\n(?P<request>.*?)```\n```json\n(?P<answer>.*?)```", re.DOTALL)
VARIABLE = re.compile(r"\$[A-Z_]+")
ROW = re.compile(r"^\| (\d{3}) \| (.*) \|$", re.MULTILINE)


def test_the_examples_are_true(http: httpx.Client) -> None:
    known = {"$ADMIN_KEY": ADMIN_KEY}
    examples = list(EXAMPLE.finditer(DOCUMENT))
    assert len(examples) == DOCUMENT.count("```http")
    for example in examples:
        request = VARIABLE.sub(lambda name: known[name[0]], example["request"])
        status, _, expected = example["answer"].partition("\n")
        answer = _send(http, request)
        assert answer.status_code == int(status), f"{request}\n{answer.text}"
        if expected:
            _hold(json.loads(expected, parse_float=Decimal), answer.json(parse_float=Decimal), known, request)


def test_the_table_of_problems_is_whole() -> None:
    documented = {(status, code) for status, codes in ROW.findall(DOCUMENT) for code in re.findall(r"`([^`]+)`", codes)}
    kinds = [*KINDS.values(), *OF_ROUTING.values(), INTERNAL, UNAVAILABLE]
    assert documented == {(str(kind.status), kind.code) for kind in kinds}


def _send(http: httpx.Client, request: str) -> httpx.Response:
    head, _, body = request.partition("\n\n")
    first, *lines = head.strip().splitlines()
    method, path = first.split(" ", 1)
    headers = dict(line.split(": ", 1) for line in lines)
    if body.strip():
        headers["Content-Type"] = "application/json"
    return http.request(method, path, headers=headers, content=body.strip() or None)


def _hold(expected: Any, found: Any, known: dict[str, str], where: str) -> None:
    """Whether all that is `expected` is in `found`; names what is found where the example gives a name."""
    if isinstance(expected, str) and VARIABLE.fullmatch(expected):
        known.setdefault(expected, str(found))
        assert str(found) == known[expected], where
    elif isinstance(expected, dict):
        for name, value in expected.items():
            _hold(value, found[name], known, f"{where}\n{name}")
    elif isinstance(expected, list):
        assert len(expected) == len(found), f"{where}: {found}"
        for value, each in zip(expected, found, strict=True):
            _hold(value, each, known, where)
    elif expected != "…":
        assert found == expected, where
