"""Functions on strings (DMN 1.5, 10.3.4.3); lengths and places count characters, not UTF-16 units."""

from ..built_in import feel
from ..scope import of_size
from ..values import Value


@feel("substring", "string: string", "start position: number", "length: number?")
def substring(text: str, start: Value, length: Value = None) -> str | None:
    """Give the part from a place on, counted from 1 or from the end where negative."""
    place = int(start)
    if place == 0 or abs(place) > len(text):
        return None
    first = place - 1 if place > 0 else len(text) + place
    if length is None:
        return text[first:]
    wanted = int(length)
    return text[first : first + wanted] if wanted >= 1 else None


@feel("string length", "string: string")
def string_length(text: str) -> int:
    """Give the number of characters."""
    return len(text)


@feel("upper case", "string: string")
def upper_case(text: str) -> str:
    """Give the string in capital letters."""
    return text.upper()


@feel("lower case", "string: string")
def lower_case(text: str) -> str:
    """Give the string in small letters."""
    return text.lower()


@feel("substring before", "string: string", "match: string")
def substring_before(text: str, match: str) -> str:
    """Give what stands before the first match; an empty string where there is none."""
    before, found, _ = text.partition(match) if match else ("", "", "")
    return before if found else ""


@feel("substring after", "string: string", "match: string")
def substring_after(text: str, match: str) -> str:
    """Give what stands after the first match; an empty string where there is none."""
    return text.partition(match)[2] if match else text


@feel("contains", "string: string", "match: string")
def contains(text: str, match: str) -> bool:
    """Say whether the string has the match in it."""
    return match in text


@feel("starts with", "string: string", "match: string")
def starts_with(text: str, match: str) -> bool:
    """Say whether the string begins with the match."""
    return text.startswith(match)


@feel("ends with", "string: string", "match: string")
def ends_with(text: str, match: str) -> bool:
    """Say whether the string ends with the match."""
    return text.endswith(match)


@feel("string join", "list: list", "delimiter: string | null?")
def string_join(parts: list[Value], delimiter: str | None = None) -> str | None:
    """Give the strings of a list as one, nulls left out."""
    strings = [part for part in parts if part is not None]
    if not all(type(part) is str for part in strings):
        return None
    separator = delimiter or ""
    of_size(sum(map(len, strings)) + len(separator) * len(strings))
    return separator.join(strings)
