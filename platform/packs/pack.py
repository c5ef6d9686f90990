"""A process pack: work types, task types, queues and rules of one back-office process, as data that tenants install."""

from decimal import Decimal
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import msgspec
from msgspec import Struct

Content = dict[str, Any]
"""What the tenant's configuration takes under one key, with numbers as decimals."""


class Pack(Struct, frozen=True):
    """Each member maps a key to the content that is put under it; a ruleset's key is its work type's."""

    work_types: dict[str, Content]
    task_types: dict[str, Content]
    queues: dict[str, Content]
    rulesets: dict[str, Content]


def read_pack(key: str) -> Pack:
    """The pack that lies beside this module under `key`."""
    folder = files("packs") / key
    return Pack(**{part: read_part(folder / f"{part}.json") for part in Pack.__struct_fields__})


def read_part(file: Traversable) -> dict[str, Content]:
    decoder = msgspec.json.Decoder(dict[str, Content], float_hook=Decimal)
    return decoder.decode(file.read_bytes())
