"""JSON Schema 2020-12 as this product takes it: nothing is ever fetched, patterns match in linear time, formats are
asserted, numbers compared exactly. Whoever sends input gets every fault at once, each with its pointer.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import jsonschema_rs
import msgspec
from jsonschema_rs import Draft202012Validator, RegexOptions, ValidationError, ValidationErrorKind

from rules.errors import Fault
from tasks.pointers import pointer

MOST_SCHEMA_BYTES = 256 * 1024

Schema = dict[str, Any]
Validator = Draft202012Validator


def compile_schema(schema: Schema) -> Validator:
    """Raises ValueError for what `schema_faults` finds fault with."""
    return Draft202012Validator(
        _exact(schema),
        formats=_OUR_FORMATS,
        validate_formats=True,
        pattern_options=RegexOptions(),
        offline=True,
        mask="the value",  # an answer repeats no input: it may be long, or private
    )


def _exact(schema: Any) -> Any:
    """Whole numbers as ints: with `100.0` and `1E+2` the library compares in binary, with `100` it does not."""
    match schema:
        case dict():
            return {name: _exact(value) for name, value in schema.items()}
        case list():
            return [_exact(value) for value in schema]
        case Decimal() if abs(schema) < _BEYOND_INT64 and schema == schema.to_integral_value():
            return int(schema)
        case _:
            return schema


def schema_faults(schema: Schema, at: str) -> list[Fault]:
    """What keeps `schema`, which stands at pointer `at`, from being used as one."""
    if len(_ENCODER.encode(schema)) > MOST_SCHEMA_BYTES:
        return [Fault(at, f"is larger than {MOST_SCHEMA_BYTES} bytes")]
    try:
        compile_schema(schema)
    except (ValidationError, jsonschema_rs.ReferencingError) as fault:
        found = {each.pointer: each for each in [_uncompilable(fault, at), *faults(_METASCHEMA, schema, at)]}
        return list(found.values())
    return []


def faults(validator: Validator, value: Any, at: str = "") -> list[Fault]:
    """All that is wrong with `value`, which stands at pointer `at` of what was sent."""
    return [fault for error in validator.iter_errors(value) for fault in _faults(error, at)]


def _faults(error: ValidationError, at: str) -> Iterator[Fault]:
    here = at + pointer(error.instance_path)
    match error.kind:
        case ValidationErrorKind.Required(name):
            yield Fault(f"{here}{pointer([name])}", "is required")
        case ValidationErrorKind.AdditionalProperties(names) | ValidationErrorKind.UnevaluatedProperties(names):
            yield from (Fault(f"{here}{pointer([name])}", "is not known here") for name in names)
        case ValidationErrorKind.AnyOf(branches) | ValidationErrorKind.OneOfNotValid(branches):
            yield from _faults_of_alternatives(branches, error, at)
        case _:
            yield Fault(here, error.message)


def _faults_of_alternatives(branches: list[list[ValidationError]], error: ValidationError, at: str) -> list[Fault]:
    """The faults of that one alternative which takes the value's type, where just one does."""
    types = [_refused_type(errors, error.instance_path) for errors in branches]
    fitting = [errors for errors, type_ in zip(branches, types, strict=True) if type_ is None]
    if len(fitting) == 1:
        return [fault for each in fitting[0] for fault in _faults(each, at)]
    wanted = " or ".join(f'"{type_}"' for type_ in types if type_)
    detail = error.message if fitting else f"the value is not of type {wanted}"
    return [Fault(at + pointer(error.instance_path), detail)]


def _refused_type(errors: list[ValidationError], path: list[str | int]) -> str | None:
    for error in errors:
        if isinstance(error.kind, ValidationErrorKind.Type) and error.instance_path == path:
            return '" or "'.join(error.kind.types)
    return None


def _uncompilable(fault: Exception, at: str) -> Fault:
    """References are followed only when a schema is compiled, and the first that leads nowhere is all that is told."""
    path = fault.instance_path if isinstance(fault, ValidationError) else []
    detail = fault.message if isinstance(fault, ValidationError) else str(fault)
    return Fault(at + pointer(path), detail)


_BEYOND_INT64 = 2**63
_ENCODER = msgspec.json.Encoder(decimal_format="number")
_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_OUR_FORMATS = {"decimal": lambda text: _DECIMAL.fullmatch(text) is not None}
_METASCHEMA = Draft202012Validator(
    {"$ref": "https://json-schema.org/draft/2020-12/schema"},
    offline=True,
    validate_formats=True,
    pattern_options=RegexOptions(),
)
