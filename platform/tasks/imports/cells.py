"""The content of a cell as a value of the type that the schema gives its field. What does not fit stays as it was: the
schema then says what is wrong with it."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from tasks import json_text
from tasks.errors import InputInvalid, TextNotJson
from tasks.json_text import MOST_DIGITS, MOST_EXPONENT

Cell = str | int | float | bool | date | datetime | time | timedelta | None

TRUTHS: Mapping[str, bool] = MappingProxyType(
    {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
)
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,6})?", re.ASCII)


def value_of(cell: Cell, schema: Mapping[str, Any], zone: ZoneInfo) -> Any:
    """None for an empty cell. Times without a zone are local ones of the tenant."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    types = _types(schema)
    form = schema.get("format")
    if isinstance(cell, str):
        return _of_text(cell, types, form, zone)
    if isinstance(cell, bool):
        return cell if "boolean" in types or not types else str(cell).lower()
    if isinstance(cell, int | float):
        return _of_number(cell, types)
    return _of_time(cell, form, zone)


def _types(schema: Mapping[str, Any]) -> frozenset[str]:
    named = schema.get("type", ())
    types = {named} if isinstance(named, str) else set(named)
    for alternative in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
        if isinstance(alternative, dict):
            types |= _types(alternative)
    return frozenset(types - {"null"})


def _of_text(text: str, types: frozenset[str], form: str | None, zone: ZoneInfo) -> Any:
    bare = text.strip()
    if types & {"number", "integer"} and (number := number_of(bare)) is not None:
        return number
    if "boolean" in types and bare.lower() in TRUTHS:
        return TRUTHS[bare.lower()]
    if types & {"object", "array"} and bare[0] in "[{":
        return _json(bare)
    if form in ("date", "date-time"):
        return _of_written_time(bare, form, zone)
    return text


def number_of(text: str) -> int | Decimal | None:
    """The exact number that `text` writes; None for what is none, or has more digits than a document may have."""
    if not _NUMBER.fullmatch(text):
        return None
    number = Decimal(text)
    if len(number.as_tuple().digits) > MOST_DIGITS or abs(number.adjusted()) > MOST_EXPONENT:
        return None
    return int(text) if text.lstrip("+-").isdigit() else number


def _json(text: str) -> Any:
    try:
        return json_text.decode(text.encode("utf-8", "replace"))
    except (TextNotJson, InputInvalid):
        return text


def _of_written_time(text: str, form: str, zone: ZoneInfo) -> str:
    """Many a program writes a blank for the `T`, a time with every date, and leaves the zone out."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    if form == "date":
        return moment.date().isoformat() if moment.time() == time() else text
    return _with_zone(moment, zone)


def _of_number(number: int | float, types: frozenset[str]) -> Any:
    """A spreadsheet has binary numbers only: the shortest text that stands for one is what its user sees."""
    whole = isinstance(number, float) and number.is_integer() and abs(number) < 2**53
    exact = int(number) if whole else number if isinstance(number, int) else Decimal(repr(number))
    if not types or types & {"number", "integer"}:
        return exact
    if "boolean" in types and exact in (0, 1):
        return bool(exact)
    return str(exact)


def _of_time(cell: date | datetime | time | timedelta | None, form: str | None, zone: ZoneInfo) -> Any:
    if isinstance(cell, datetime):
        if form == "date-time":
            return _with_zone(cell, zone)
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat()
    if isinstance(cell, date):
        return _with_zone(datetime.combine(cell, time()), zone) if form == "date-time" else cell.isoformat()
    return cell.isoformat() if isinstance(cell, time) else str(cell)


def _with_zone(moment: datetime, zone: ZoneInfo) -> str:
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).isoformat()
