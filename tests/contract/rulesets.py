"""Rules that are only looked at: a draft of its own for each, evaluated or checked over HTTP."""

from collections.abc import Mapping
from typing import Any

from tests.contract.places import Place, read


def rule(name: str, *then: Any, **conditions: Any) -> dict[str, Any]:
    """`when` and `if_` of it in `conditions`."""
    named = {"if" if key == "if_" else key: value for key, value in conditions.items()}
    return {"name": name, "when": {}, "then": list(then), **named}


def table(*rules: Mapping[str, Any], **parts: Any) -> dict[str, Any]:
    return {"name": "t", "on": "received", "rules": list(rules), **parts}


def drafted(place: Place, *tables: Mapping[str, Any], schema: Any = None, **parts: Any) -> str:
    """The path of a ruleset whose draft has these tables."""
    key = place.work_type(schema=schema or {})
    place.put(f"/v1/rulesets/{key}/draft", {"tables": list(tables), **parts})
    return f"/v1/rulesets/{key}"


def evaluated(
    place: Place, *tables: Mapping[str, Any], schema: Any = None, trace: bool = False, **case: Any
) -> dict[str, Any]:
    """What the draft would decide of a case with these parts."""
    path = drafted(place, *tables, schema=schema)
    return read(place.admin.post(f"{path}/evaluate", {"draft": True, "case": case, "trace": trace}))


def matched(place: Place, *tables: Mapping[str, Any], schema: Any = None, **case: Any) -> list[str]:
    """The names of the rules that match."""
    return [each["rule"] for each in evaluated(place, *tables, schema=schema, **case)["matched"]]


def checked(place: Place, *tables: Mapping[str, Any], schema: Any = None, **parts: Any) -> dict[str, Any]:
    """What `check` says of the draft."""
    return read(place.admin.post(f"{drafted(place, *tables, schema=schema, **parts)}/check", {"draft": True}))
