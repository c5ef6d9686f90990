"""The query of a request: given the shape that the handler asks for, every fault at once, `?name` its pointer."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from litestar import Request

from rules.errors import Fault

from .errors import Invalid
from .shapes import Shape, fit, schemas_of

Q = TypeVar("Q", bound=Shape)
AnyRequest = Request[Any, Any, Any]

TENANT = "tenant"
"""The parameter that `access` looks at: no shape needs to name it, and where nothing hangs on it, it does no harm."""


def parameters(request: AnyRequest) -> dict[str, str]:
    """What the query says, as text; of a name that is there twice, the last."""
    return dict(_pairs(request))


def query(request: AnyRequest, shape: type[Q]) -> Q:
    """The query as `shape`. Raises Invalid."""
    pairs = [(name, text) for name, text in _pairs(request) if name != TENANT]
    readers = _readers(shape)
    values = {name: readers.get(name, str)(text) for name, text in pairs}
    faults = _faults_of_texts(pairs)
    try:
        fitted = fit(values, shape)
    except Invalid as invalid:
        faults += [Fault(f"?{fault.pointer[1:]}", fault.detail) for fault in invalid.faults]
    if faults:
        raise Invalid(*faults)
    return fitted


def _pairs(request: AnyRequest) -> list[tuple[str, str]]:
    text = request.scope["query_string"]
    return parse_qsl(text.decode("latin-1"), keep_blank_values=True) if text else []


def _faults_of_texts(pairs: list[tuple[str, str]]) -> list[Fault]:
    names = [name for name, _ in pairs]
    doubled = sorted({name for name in names if names.count(name) > 1})
    unstorable = [name for name, text in pairs if "\0" in name + text]
    return [Fault(f"?{name}", "is there twice") for name in doubled] + [
        Fault(f"?{name}", "holds U+0000") for name in unstorable
    ]


@cache
def _readers(shape: type[Shape]) -> Mapping[str, Callable[[str], Any]]:
    """How the text of a parameter becomes what its field may be; what it cannot become stays text, and a fault."""
    _, definitions = schemas_of([shape], "{name}")
    properties: dict[str, Any] = definitions[shape.__name__]["properties"]
    return {
        name: reader
        for name, schema in properties.items()
        for each in schema.get("anyOf", [schema])
        if (reader := _READERS.get(each.get("type")))
    }


_WHOLE = re.compile(r"-?[0-9]{1,18}")
_READERS: Mapping[str | None, Callable[[str], Any]] = {
    "integer": lambda text: int(text) if _WHOLE.fullmatch(text) else text,
    "boolean": lambda text: {"true": True, "false": False}.get(text, text),
}
