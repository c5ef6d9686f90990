"""Functions on lists (DMN 1.5, 10.3.4.4)."""

from itertools import chain

from ..built_in import feel
from ..logic import and_all, equal, is_identical, or_any
from ..numbers import as_int
from ..scope import Run, of_size
from ..values import Value, kind


@feel("list contains", "list: list", "element: any")
def list_contains(values: list[Value], element: Value) -> bool:
    """Say whether the list has an element that equals the value; null equals null."""
    return any(equal(value, element) is True for value in values)


@feel("count", "list: list")
def count(values: list[Value]) -> int:
    """Give the number of elements."""
    return len(values)


@feel("all", "list: list*")
def every(values: list[Value]) -> bool | None:
    """Say whether all elements are true; false if one is false, null if one is no boolean."""
    return and_all(values)


@feel("any", "list: list*")
def some(values: list[Value]) -> bool | None:
    """Say whether one element is true; null if none is, but one is no boolean."""
    return or_any(values)


@feel("sublist", "list: list", "start position: number", "length: number?")
def sublist(values: list[Value], start: Value, length: Value = None) -> list[Value] | None:
    """Give the elements from a place on, counted from 1 or from the end where negative."""
    first = _index(values, start)
    if first is None:
        return None
    if length is None:
        return values[first:]
    wanted = as_int(length)
    return values[first : first + wanted] if wanted is not None and 0 <= wanted <= len(values) - first else None


@feel("append", "list: list", "item: any*")
def append(values: list[Value], items: list[Value]) -> list[Value]:
    """Give the list with the items at its end."""
    of_size(len(values) + len(items))
    return [*values, *items]


@feel("concatenate", "list: any*")
def concatenate(lists: list[Value]) -> list[Value] | None:
    """Give one list of the elements of all."""
    if any(values is None for values in lists):
        return None
    of_size(sum(len(values) if type(values) is list else 1 for values in lists))
    return list(chain.from_iterable(values if type(values) is list else [values] for values in lists))


@feel("insert before", "list: list", "position: number", "newItem: any")
def insert_before(values: list[Value], position: Value, item: Value) -> list[Value] | None:
    """Give the list with an item put in at a place."""
    index = _index(values, position)
    return None if index is None else [*values[:index], item, *values[index:]]


@feel("remove", "list: list", "position: number")
def remove(values: list[Value], position: Value) -> list[Value] | None:
    """Give the list without the element at a place."""
    index = _index(values, position)
    return None if index is None else [*values[:index], *values[index + 1 :]]


@feel("list replace", "list: list", "position: number", "newItem: any")
def replace_at(values: list[Value], position: Value, item: Value) -> list[Value] | None:
    """Give the list with another item at a place."""
    index = _index(values, position)
    return None if index is None else [*values[:index], item, *values[index + 1 :]]


@feel("list replace", "list: list", "match: function", "newItem: any", needs_run=True)
def replace_matching(run: Run, values: list[Value], match: Value, item: Value) -> list[Value] | None:
    """Give the list with another item for each element for which the function gives true."""
    if len(match.parameters) != 2:  # noqa: PLR2004 - it compares two
        return None
    found = [match.call([value, item], run) for value in values]
    if any(type(each) is not bool for each in found):
        return None
    return [item if is_match else value for value, is_match in zip(values, found, strict=True)]


@feel("reverse", "list: list")
def reverse(values: list[Value]) -> list[Value]:
    """Give the elements from last to first."""
    return values[::-1]


@feel("index of", "list: list", "match: any")
def index_of(values: list[Value], match: Value) -> list[int]:
    """Give the places, from 1, of the elements that equal the value."""
    return [place for place, value in enumerate(values, 1) if equal(value, match) is True]


@feel("union", "list: any*", needs_run=True)
def union(run: Run, lists: list[Value]) -> list[Value] | None:
    """Give the elements of all lists, each once."""
    values = concatenate(lists)
    return None if values is None else distinct_values(run, values)


@feel("distinct values", "list: list", needs_run=True)
def distinct_values(run: Run, values: list[Value]) -> list[Value]:
    """Give each element once, in the order of their first places."""
    distinct: list[Value] = []
    for value in values:
        run.step(1 + len(distinct) // 50)
        if not any(value is known or equal(value, known) is True for known in distinct):
            distinct.append(value)
    return distinct


@feel("duplicate values", "list: list", needs_run=True)
def duplicate_values(run: Run, values: list[Value]) -> list[Value]:
    """Give each element that is there more than once, once."""
    seen: list[Value] = []
    twice: list[Value] = []
    for value in values:
        run.step(1 + len(seen) // 50)
        (twice if any(equal(value, known) is True for known in seen) else seen).append(value)
    return distinct_values(run, twice)


@feel("flatten", "list: list", needs_run=True)
def flatten(run: Run, values: list[Value]) -> list[Value]:
    """Give the elements of all lists within, at any depth."""
    flat: list[Value] = []
    waiting = values[::-1]
    while waiting:
        run.step()
        value = waiting.pop()
        if type(value) is list:
            waiting.extend(value[::-1])
        else:
            flat.append(value)
    return flat


@feel("is", "value1: any", "value2: any")
def identical(left: Value, right: Value) -> bool:
    """Say whether two values are of one type and have the same parts."""
    return is_identical(left, right)


@feel("not", "negand: any")
def negation(value: Value) -> bool | None:
    """Give the opposite of a boolean, null for anything else."""
    return not value if kind(value) == "boolean" else None


def _index(values: list[Value], position: Value) -> int | None:
    place = as_int(position)
    if place is None or not 0 < abs(place) <= len(values):
        return None
    return place - 1 if place > 0 else len(values) + place
