"""Functions on contexts (DMN 1.5, 10.3.4.10)."""

from ..built_in import feel
from ..values import Value


@feel("get value", "m: context", "key: string")
def get_value(context: dict[str, Value], key: str) -> Value:
    """Give the value of an entry, null where there is none."""
    return context.get(key)


@feel("get value", "context: context", "keys: list")
def get_value_at(context: dict[str, Value], keys: list[Value]) -> Value:
    """Follow keys from entry to entry."""
    value: Value = context if keys else None
    for key in keys:
        if type(value) is not dict or type(key) is not str:
            return None
        value = value.get(key)
    return value


@feel("get entries", "m: context")
def get_entries(context: dict[str, Value]) -> list[Value]:
    """Give the entries as a list of contexts with `key` and `value`."""
    return [{"key": key, "value": value} for key, value in context.items()]


@feel("context", "entries: list")
def context_of(entries: list[Value]) -> dict[str, Value] | None:
    """Make a context of a list of contexts with `key` and `value`; null where a key is there twice."""
    context: dict[str, Value] = {}
    for entry in entries:
        if type(entry) is not dict or type(entry.get("key")) is not str or "value" not in entry:
            return None
        if entry["key"] in context:
            return None
        context[entry["key"]] = entry["value"]
    return context


@feel("context put", "context: context", "key: string", "value: any")
def context_put(context: dict[str, Value], key: str, value: Value) -> dict[str, Value]:
    """Give the context with an entry set."""
    return {**context, key: value}


@feel("context put", "context: context", "keys: list", "value: any")
def context_put_at(context: dict[str, Value], keys: list[Value], value: Value) -> Value:
    """Give the context with an entry set that keys lead to, contexts on the way made where they are missing."""
    if not keys or any(type(key) is not str for key in keys):
        return None
    first, *rest = keys
    if not rest:
        return {**context, first: value}
    inner = context.get(first)
    if inner is not None and type(inner) is not dict:
        return None
    return {**context, first: context_put_at(inner or {}, rest, value)}


@feel("context merge", "contexts: list")
def context_merge(contexts: list[Value]) -> dict[str, Value] | None:
    """Give one context of the entries of all, later ones winning."""
    if any(type(context) is not dict for context in contexts):
        return None
    return {key: value for context in contexts for key, value in context.items()}
