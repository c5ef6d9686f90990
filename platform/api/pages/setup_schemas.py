"""A schema within a form of the set-up: as a list of fields, or as the text that it is."""

from typing import Any

from tasks import json_text
from tasks.errors import InputInvalid, TextNotJson

from ..browser.forms import Form
from ..browser.rule_tests import NO_JSON, text_of
from ..browser.schema_fields import KINDS, merged, rows_of, sent_rows
from .setup_kind import Body, Read

TEXT = "schema_text"
"""The field that holds it, where it is written as text."""


def schema_in(form: Form, member: str, stands: Body) -> Read:
    """A body of this one member."""
    known = stands.get(member, {})
    if TEXT not in form:
        return Read({member: merged(known if isinstance(known, dict) else {}, sent_rows(form))})
    text = form.text(TEXT)
    try:
        return Read({member: json_text.decode(text.encode()) if text else {}})
    except (TextNotJson, InputInvalid) as fault:
        return Read({member: text}, {member: (NO_JSON, {"detail": str(fault)})})


def schema_beside(schema: Any) -> dict[str, Any]:
    text = schema if isinstance(schema, str) else text_of(schema)
    return {"rows": rows_of(schema), "schema_text": text, "field_kinds": KINDS}
