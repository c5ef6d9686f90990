"""What a form changes of the document that it was filled in with, as a merge patch (RFC 7396). Pure."""

from collections.abc import Mapping
from typing import Any

from babel import Locale

from .forms import Form
from .schema_forms import read, untouched
from .schemas import Schema


def patch_of(schema: Schema, document: Mapping[str, Any], form: Form, locale: Locale) -> dict[str, Any]:
    """Only what somebody has touched: what the form cannot show, or writes otherwise, stays as it is."""
    return _difference(read(schema, untouched(schema, document, locale), locale), read(schema, form, locale))


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
