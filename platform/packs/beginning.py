"""A process made from nothing: a type of work with its fields, a queue, and one rule that sends everything there."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from .pack import About, Content, Pack

KINDS: Mapping[str, Content] = MappingProxyType(
    {
        "text": {"type": "string"},
        "number": {"type": "number"},
        "day": {"type": "string", "format": "date"},
        "yes_no": {"type": "boolean"},
    }
)
LONGEST_KEY = 63
_EXAMPLES: Mapping[str, Any] = {"text": "…", "number": 1, "yes_no": True}


class Field(Struct, frozen=True):
    """`name` is what people call it; `kind` one of KINDS."""

    name: str
    kind: str
    is_required: bool

    @property
    def key(self) -> str:
        return key_of(self.name)


def process_of(work: str, fields: Sequence[Field], queue: str) -> Pack:
    """`work` and `queue` are what people call them."""
    key, queue_key = key_of(work), key_of(queue).replace("_", "-")
    properties = {field.key: {"title": field.name, **KINDS[field.kind]} for field in fields}
    required = [field.key for field in fields if field.is_required]
    schema = {"type": "object", "properties": properties, "required": required}
    rule = {"name": "everything", "when": {}, "then": [{"create_task": {"type": "task", "queue": queue_key}}]}
    table = {"name": "Route what is received", "on": "received", "hit_policy": "FIRST", "rules": [rule]}
    return Pack(
        key=key,
        about=About(work, ""),
        work_types={key: {"name": work, "schema": schema}},
        task_types={},
        queues={queue_key: {"name": queue}},
        rulesets={key: {"tables": [table]}},
    )


def example_of(fields: Sequence[Field], today: date) -> Mapping[str, Any]:
    """A document that the schema takes."""
    return {field.key: _EXAMPLES.get(field.kind, today.isoformat()) for field in fields}


def key_of(name: str) -> str:
    """A key that FEEL can use, nearest to the name; empty where nothing of it is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_").lstrip("0123456789_")[:LONGEST_KEY]
