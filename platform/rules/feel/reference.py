"""Writes the reference of FEEL's functions from their declarations and docstrings."""

from collections.abc import Iterator

from .built_in import FUNCTIONS, BuiltIn, Signature, Taken
from .compiled import FUNCTION_NAMES

TITLES = {
    "conversion": "From one type to another",
    "strings": "Strings",
    "patterns": "Regular expressions",
    "lists": "Lists and logic",
    "sorting": "Sorting",
    "numeric": "Numbers",
    "dates": "Dates, times and durations",
    "ranges": "Ranges",
    "contexts": "Contexts",
}
_DURATIONS = frozenset({"years and months duration", "days and time duration"})


def reference() -> str:
    """Give the reference as Markdown."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield "# FEEL's functions"
    yield ""
    yield 'Arguments go by place or by name: `substring(string: "foobar", start position: 3)`. Those of a wrong type or'
    yield "number make the result null. `?` marks what may be left out, `…` any number of arguments."
    for module, title in TITLES.items():
        yield from ("", f"## {title}", "", "| function | gives |", "|---|---|")
        for function in sorted(_of(module), key=lambda each: each.name):
            yield from map(_row, [function.name] * len(function.signatures), function.signatures)
    yield ""


def _of(module: str) -> list[BuiltIn]:
    known = (FUNCTIONS[name] for name in FUNCTION_NAMES)
    return [each for each in known if each.signatures[0].function.__module__.endswith(f".{module}")]


def _row(name: str, signature: Signature) -> str:
    taken = ", ".join(map(_parameter, signature.parameters))
    doc = " ".join((signature.function.__doc__ or "").split())
    return f"| `{name}({taken})` | {doc.removeprefix('Give ')[:1].upper() + doc.removeprefix('Give ')[1:]} |"


def _parameter(parameter: Taken) -> str:
    if parameter.is_rest:
        return f"{parameter.name}…"
    kinds = parameter.kinds - {"null"}
    if kinds >= _DURATIONS:
        kinds = (kinds - _DURATIONS) | {"duration"}
    return f"{parameter.name}: {' or '.join(sorted(kinds))}{'?' if parameter.is_optional else ''}"
