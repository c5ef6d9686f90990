"""What a request may look like: a msgspec Struct is compiled to its JSON Schema, by which every fault is found at once,
and which `/openapi.json` shows. The vocabulary of fields that several resources share is here too.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, ClassVar, TypeVar

import msgspec
from msgspec import Meta, Struct, structs

from rules.errors import Fault
from tasks.pointers import pointer
from tasks.schemas import Schema, Validator, compile_schema, faults

from .errors import Invalid


class Shape(Struct, forbid_unknown_fields=True, kw_only=True):
    """Base of all bodies and queries: members that it does not name are refused."""

    most_bytes: ClassVar[int] = 1024 * 1024
    """The body as a whole, as it is sent."""
    most_bytes_of: ClassVar[Mapping[str, int]] = {}
    """Members with a limit of their own, as they are without needless blanks."""


class Nothing(Shape):
    """The body of a request that says all by its path."""


Key = Annotated[str, Meta(pattern="^[a-z][a-z0-9_]{0,62}$", description="A name that FEEL can use.")]
Slug = Annotated[str, Meta(pattern="^[a-z][a-z0-9_-]{0,62}$")]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Text = Annotated[str, Meta(max_length=4000)]
Priority = Annotated[int, Meta(ge=0, le=100)]
Instant = Annotated[datetime, Meta(tz=True, extra_json_schema={"pattern": "^(19|2)"})]
Duration = Annotated[
    str, Meta(description="ISO 8601 without years and months, at most P366D.", examples=["PT4H", "P2D", "PT1H30S"])
]
"""Read by `tasks.durations`: the `duration` of JSON Schema (RFC 3339) knows neither PT1H30S nor P1W2D."""
Amount = Annotated[Decimal, Meta(extra_json_schema={"minimum": 0})]
Document = dict[str, Any]

S = TypeVar("S", bound=Struct)


def fit(value: Any, shape: type[S]) -> S:
    """`value` as `shape`; raises Invalid with every fault."""
    validator = validator_of(shape)
    if not validator.is_valid(value):
        raise Invalid(*faults(validator, value))
    try:
        fitted = msgspec.convert(value, shape)
    except msgspec.ValidationError as fault:  # what a schema cannot say: a leap second, 1.0 for a whole number
        raise Invalid(_fault_of(str(fault))) from None
    return _in_utc(fitted)


def _in_utc(fitted: S) -> S:
    """Times may come with any offset; they are kept and given back in UTC."""
    values = ((name, getattr(fitted, name)) for name in fitted.__struct_fields__)
    times = {name: value.astimezone(UTC) for name, value in values if isinstance(value, datetime)}
    return structs.replace(fitted, **times) if times else fitted


@cache
def validator_of(shape: type[Struct]) -> Validator:
    (schema,), definitions = schemas_of([shape], "#/$defs/{name}")
    return compile_schema({**schema, "$defs": definitions})


def schemas_of(types: Iterable[Any], ref_template: str) -> tuple[list[Schema], dict[str, Schema]]:
    """The JSON Schemas of these types and of what they refer to."""
    schemas, definitions = msgspec.json.schema_components(types, ref_template=ref_template)
    return [_numeric(schema) for schema in schemas], {name: _numeric(schema) for name, schema in definitions.items()}


def _numeric(schema: Any) -> Any:
    """msgspec has decimals come and go as strings; ours are numbers."""
    if isinstance(schema, list):
        return [_numeric(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("format") == "decimal":
        schema = {**schema, "type": "number"}
        del schema["format"]
    return {name: _numeric(value) for name, value in schema.items()}


_PLACE = re.compile(r" - at `\$(.*)`$")
_STEP = re.compile(r"\.([^.\[]+)|\[(\d+)\]")


def _fault_of(message: str) -> Fault:
    """What msgspec says, `Expected ... - at `$.a[0]``, as a fault."""
    place = _PLACE.search(message)
    steps = _STEP.findall(place[1]) if place else []
    return Fault(pointer(name or int(index) for name, index in steps), _PLACE.sub("", message))
