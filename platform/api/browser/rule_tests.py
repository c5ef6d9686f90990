"""A test that a ruleset carries, as a form: its name, what is given, what is expected. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from rules.errors import Fault
from tasks import json_text
from tasks.errors import InputInvalid, TextNotJson
from tasks.pointers import parts_of
from tenants import decimals

from .languages import N_

NO_JSON = N_("This is no JSON: %(detail)s")
Said = tuple[str, Mapping[str, Any]]


class Written(Struct, frozen=True):
    """`was`: the name of the test that this replaces, empty for a new one. `given` and `expect` are JSON: a case, or a
    list of items for patterns; and what should come of it."""

    was: str = ""
    name: str = ""
    given: str = ""
    expect: str = ""


def written(test: Mapping[str, Any]) -> Written:
    given = test["items"] if "items" in test else test["case"]
    return Written(test["name"], test["name"], text_of(given), text_of(test["expect"]))


def text_of(value: Any) -> str:
    return msgspec.json.format(decimals.dumps(value), indent=2)


def read(form: Written) -> tuple[dict[str, Any], Mapping[str, Said]]:
    """The test, and which of its parts cannot be read, by field."""
    values: dict[str, Any] = {}
    faults: dict[str, Said] = {}
    for field in ("given", "expect"):
        try:
            values[field] = json_text.decode(getattr(form, field).encode())
        except (TextNotJson, InputInvalid) as fault:
            faults[field] = (NO_JSON, {"detail": str(fault)})
    given = values.get("given")
    part = "items" if isinstance(given, list) else "case"
    return {"name": form.name, part: given, "expect": values.get("expect")}, faults


def put(tests: Sequence[Mapping[str, Any]], test: Mapping[str, Any], was: str) -> list[Mapping[str, Any]]:
    """In the place of what was called so, else at the end."""
    if any(each["name"] == was for each in tests):
        return [test if each["name"] == was else each for each in tests]
    return [*tests, test]


def faults_at(faults: Iterable[Fault], number: int) -> Mapping[str, Said]:
    """What is wrong with the test of this number, by field; with anything else, under ``""``."""
    found: dict[str, Said] = {}
    for fault in faults:
        steps = parts_of(fault.pointer)
        is_here = steps[:2] == ["tests", str(number)]
        field = _FIELDS.get("".join(steps[2:3]), "name") if is_here else ""
        where = " ".join(steps[3:] if is_here else steps)
        found.setdefault(field, (N_("%(where)s: %(detail)s"), {"where": where or field, "detail": fault.detail}))
    return found


_FIELDS = {"case": "given", "items": "given", "expect": "expect", "name": "name"}
