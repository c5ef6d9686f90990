"""Reads the actions of a rule's `then`."""

from ..keys import KEY
from ..payloads import ACTIONS, Field, Payload, anything
from ..tables import ActionTemplate
from ..templates import MARK, Template
from .cursor import Cursor
from .expressions import Place, read_template

_FACT = Field(anything, takes_null=True)


def read_actions(cursor: Cursor, place: Place) -> tuple[ActionTemplate, ...]:
    read = (read_action(index, element, place) for index, element in enumerate(cursor.elements()))
    return tuple(action for action in read if action is not None)


def read_action(index: int, cursor: Cursor, place: Place) -> ActionTemplate | None:
    entries = cursor.entries()
    if len(entries) != 1:
        if type(cursor.value) is dict:
            cursor.fault("an action has exactly one member, its kind")
        return None
    (kind, payload) = next(iter(entries.items()))
    if Cursor(kind, payload.pointer, cursor.faults).one_of(ACTIONS) is None:
        return None
    return _read_payload(index, kind, payload, place)


def _read_payload(index: int, kind: str, cursor: Cursor, place: Place) -> ActionTemplate | None:
    known = ACTIONS[kind]
    entries = _free_members(cursor) if known.free else _known_members(cursor, known)
    if entries is None:
        return None
    if "each" in entries:
        place = place.of_item()
    members = {name: _read_member(part, known.fields.get(name, _FACT), place) for name, part in entries.items()}
    each = members.pop("each", None)
    return ActionTemplate(index, kind, members, each)


def _known_members(cursor: Cursor, known: Payload) -> dict[str, Cursor] | None:
    required = [name for name, field in known.fields.items() if field.is_required]
    optional = [name for name in known.fields if name not in required]
    members = cursor.members(required, optional)
    if members is None:
        return None
    if known.exactly_one_of and sum(name in members for name in known.exactly_one_of) != 1:
        cursor.fault(f"exactly one of {' and '.join(known.exactly_one_of)} is required")
    return members


def _free_members(cursor: Cursor) -> dict[str, Cursor]:
    entries = cursor.entries()
    if not entries and type(cursor.value) is dict:
        cursor.fault("at least one name is required")
    for name, part in entries.items():
        if not KEY.fullmatch(name):
            part.fault(f"`{name}` is no key of small letters, digits and `_`")
    return entries


def _read_member(cursor: Cursor, field: Field, place: Place) -> Template:
    template = read_template(cursor, place)
    is_expression = type(cursor.value) is str and cursor.value.startswith(MARK)
    if is_expression or not (template.is_constant or type(cursor.value) not in (dict, list)):
        return template
    expected = None if cursor.value is None and field.takes_null else field.check(cursor.value)
    if expected is not None and template.is_constant:
        cursor.fault(f"{expected} is expected")
    return template
