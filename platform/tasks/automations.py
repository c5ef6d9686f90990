"""The automations as data: what each takes and gives, and its limits. `workers.automations` does their work."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from msgspec import Struct

ATTEMPT_LIMIT = timedelta(seconds=10)
"""How long one attempt may take; a worker that died is missed after that."""

NUMBER = {"type": "number"}
POSITIVE = {"type": "number", "exclusiveMinimum": 0}
NOT_NEGATIVE = {"type": "number", "minimum": 0}
TEXT = {"type": "string"}
SKU = {"type": "string", "maxLength": 200}


class Automation(Struct, frozen=True):
    """`input` and `result` are JSON Schemas. A required input that is not given is the document's field of that name;
    what is not required has a default of its own, which no document may change by chance.

    `attempts`: how often it is tried before it has failed for good.
    """

    name: str
    title: str
    input: dict[str, Any]
    result: dict[str, Any]
    attempts: int = 5


def _object(required: tuple[str, ...] = (), /, **properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties}


def _list_of(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


_ALL = (
    Automation(
        "duplicate_check",
        "Is there an earlier item of this type with the same fields?",
        _object(fields=_list_of(TEXT), within=TEXT),
        _object(
            ("duplicate", "of"),
            duplicate={"type": "boolean"},
            of=_list_of(_object(("id", "reference", "score"), id=TEXT, reference=TEXT, score=NUMBER)),
        ),
    ),
    Automation(
        "credit_check",
        "Does the amount fit into what is free of the customer's credit limit?",
        _object(("customer", "amount"), customer=TEXT, amount=NOT_NEGATIVE),
        _object(
            ("approved", "limit", "exposure", "available"),
            approved={"type": "boolean"},
            limit={"type": ["number", "null"]},
            exposure=NUMBER,
            available={"type": ["number", "null"]},
            reason=TEXT,
        ),
    ),
    Automation(
        "reserve_stock",
        "Reserves what is there of every line.",
        _object(("lines",), lines=_list_of(_object(("sku", "quantity"), sku=SKU, quantity=POSITIVE))),
        _object(
            ("filled", "lines"),
            filled={"type": "boolean"},
            lines=_list_of(
                _object(("sku", "asked", "reserved", "short"), sku=TEXT, asked=NUMBER, reserved=NUMBER, short=NUMBER)
            ),
        ),
    ),
    Automation(
        "release_stock",
        "Gives back what the item has reserved.",
        _object(),
        _object(("released",), released=_list_of(_object(("sku", "quantity"), sku=TEXT, quantity=NUMBER))),
    ),
)

AUTOMATIONS: Mapping[str, Automation] = MappingProxyType({automation.name: automation for automation in _ALL})
