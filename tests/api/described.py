"""Holds answers to /openapi.json: a path, a status, a media type or a member that it does not describe is a fault."""

import re
from decimal import Decimal
from typing import Any

import httpx
import jsonschema_rs
import msgspec

EVENTS = "text/event-stream"


class Description:
    """The OpenAPI document, with a validator for every schema in it."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self._paths = [(_pattern(path), path) for path in sorted(document["paths"], key=lambda path: path.count("{"))]
        self._validators: dict[str, Any] = {}

    def hold(self, answer: httpx.Response) -> None:
        """To be called with every answer; one that goes on until its reader leaves is not read."""
        media_type = answer.headers.get("content-type", "").partition(";")[0]
        if media_type != EVENTS:
            answer.read()
        operation = self.operation_of(answer.request.method, answer.request.url.path)
        if operation is None:
            is_file = answer.request.url.path.startswith("/static/")
            assert is_file or answer.status_code in (400, 404, 405), f"{answer.request.url} is not described"
            return
        described = operation["responses"].get(str(answer.status_code))
        assert described is not None, f"{answer.request.method} {answer.request.url.path}: {answer.text}"
        if "*/*" not in described.get("content", {"*/*"}):
            assert media_type in described["content"], f"{media_type} of {answer.request.url.path}"
            if media_type != EVENTS:
                self._hold_body(described["content"][media_type]["schema"], answer)

    def operation_of(self, method: str, path: str) -> dict[str, Any] | None:
        for pattern, template in self._paths:
            if pattern.fullmatch(path) and method.lower() in self.document["paths"][template]:
                found: dict[str, Any] = self.document["paths"][template][method.lower()]
                return found
        return None

    def _hold_body(self, schema: dict[str, Any], answer: httpx.Response) -> None:
        reference = str(schema)
        if reference not in self._validators:
            whole = {**schema, "components": self.document["components"]}
            self._validators[reference] = jsonschema_rs.Draft202012Validator(whole, offline=True, validate_formats=True)
        value = msgspec.json.Decoder(float_hook=Decimal).decode(answer.content)
        faults = [f"{fault.instance_path}: {fault.message}" for fault in self._validators[reference].iter_errors(value)]
        assert not faults, f"{answer.request.method} {answer.request.url.path}: {faults}"


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)))
