"""The documents of the demo and the schemas that the packs ask of them."""

from copy import deepcopy
from decimal import Decimal
from typing import Any

import jsonschema_rs
import msgspec
import pytest

from command.demo.claims import read_claims
from command.demo.orders import read_orders
from packs.pack import read_pack

Document = dict[str, Any]


def documents(of: str) -> list[Document]:
    read = read_orders() if of == "order" else read_claims()
    return [msgspec.to_builtins(document, builtin_types=(Decimal,)) for document in read]


def validator(pack: str, work_type: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(read_pack(pack).work_types[work_type]["schema"], validate_formats=True)


@pytest.mark.parametrize(
    ("pack", "work_type", "count"), [("order_handling", "order", 830), ("motor_claims", "claim", 1000)]
)
def test_every_document_is_valid(pack: str, work_type: str, count: int) -> None:
    valid = [validator(pack, work_type).is_valid(document) for document in documents(work_type)]
    assert valid == [True] * count


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("ordered_on",), "07/04/1996"),
        (("lines",), []),
        (("lines", 0, "quantity"), 0),
        (("lines", 0, "discount"), Decimal("1")),
        (("total",), "168.00"),
        (("surprise",), 1),
    ],
)
def test_a_faulty_order_is_refused(path: tuple[str | int, ...], value: object) -> None:
    order: Any = deepcopy(documents("order")[0])
    *way, last = path
    place = order
    for step in way:
        place = place[step]
    place[last] = value
    assert not validator("order_handling", "order").is_valid(order)
