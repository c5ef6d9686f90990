"""What a form changes of the document that it was filled in with, as a merge patch (RFC 7396). Pure."""

from collections.abc import Mapping
from typing import Any

from babel import Locale
from msgspec import Struct

from tasks.amending import merge_patch

from .forms import Form
from .schema_forms import Field, fields_of, read, untouched
from .schemas import Schema


class Overtaken(Struct, frozen=True):
    """What was typed into a form, beside what somebody else has made of the document since the form was filled in.

    `document`: theirs, and in it what was typed. `theirs`: by their names, the fields that they changed; `disputed`:
    the names of those in which something else was typed.
    """

    document: Mapping[str, Any]
    theirs: Mapping[str, Field]
    disputed: frozenset[str]


def patch_of(schema: Schema, document: Mapping[str, Any], form: Form, locale: Locale) -> dict[str, Any]:
    """Only what somebody has touched: what the form cannot show, or writes otherwise, stays as it is."""
    return _difference(read(schema, untouched(schema, document, locale), locale), read(schema, form, locale))


def carried_over(
    schema: Schema, was: Mapping[str, Any], now: Mapping[str, Any], patch: Mapping[str, Any], locale: Locale
) -> Overtaken:
    """`was`: what the form was filled in with; `patch`: what was typed."""
    document = merge_patch(now, patch)
    before, after, typed = (fields_of(schema, each, locale) for each in (was, now, document))
    theirs = {there.name: there for here, there in zip(before, after, strict=True) if here != there}
    disputed = frozenset(field.name for field in typed if theirs.get(field.name, field) != field)
    return Overtaken(document, theirs, disputed)


def _difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in {**before, **after}:
        was, now = before.get(name), after.get(name)
        if isinstance(was, Mapping) or isinstance(now, Mapping):
            was, now = _members(was), _members(now)
            found |= {name: inner} if (inner := _difference(was, now)) else {}
        elif was != now:
            found[name] = now
    return found


def _members(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
