"""A process pack: work types, task types, queues and rules of one back-office process, as data that tenants install."""

from collections.abc import Sequence
from decimal import Decimal
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import msgspec
from msgspec import Struct

Content = dict[str, Any]
"""What the tenant's configuration takes under one key, with numbers as decimals."""

ABOUT = "pack.json"
"""By this file a folder is known for a pack's."""


class About(Struct, frozen=True):
    name: str
    description: str


class Pack(Struct, frozen=True):
    """Each part maps a key to the content that is put under it; a ruleset's key is its work type's."""

    key: str
    about: About
    work_types: dict[str, Content]
    task_types: dict[str, Content]
    queues: dict[str, Content]
    rulesets: dict[str, Content]


PARTS = ("work_types", "task_types", "queues", "rulesets")


def pack_keys() -> Sequence[str]:
    """Of all packs that the product brings, in order."""
    return sorted(folder.name for folder in files("packs").iterdir() if (folder / ABOUT).is_file())


def read_pack(key: str) -> Pack:
    """The pack that lies beside this module under `key`."""
    folder = files("packs") / key
    about = msgspec.json.decode((folder / ABOUT).read_bytes(), type=About)
    return Pack(key, about, **{part: read_part(folder / f"{part}.json") for part in PARTS})


def read_part(file: Traversable) -> dict[str, Content]:
    decoder = msgspec.json.Decoder(dict[str, Content], float_hook=Decimal)
    return decoder.decode(file.read_bytes())
