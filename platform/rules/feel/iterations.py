"""What `for`, `some` and `every` go over: lists, ranges of integers and dates up or down, several at once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from . import tree
from .codes import Code, code
from .numbers import as_int
from .scope import Env
from .temporal import Date
from .values import Range, Value


@dataclass(frozen=True, slots=True)
class Source:
    name: str
    values: Code
    high: Code | None


def source_code(iteration: tree.Iteration) -> Source:
    return Source(iteration.name, code(iteration.source), code(iteration.high) if iteration.high else None)


def environments(sources: tuple[Source, ...], env: Env) -> Iterator[Env] | None:
    """Give an environment for each combination, the last name changing fastest; None where the first is no list."""
    first = _values(sources[0], env)
    return None if first is None else _each(sources, first, env)


def _each(sources: tuple[Source, ...], values: Iterable[Value], env: Env) -> Iterator[Env]:
    name, rest = sources[0].name, sources[1:]
    for value in values:
        env.run.step()
        inner = Env({**env.names, name: value}, env.run)
        if not rest:
            yield inner
        else:
            yield from _each(rest, _values(rest[0], inner) or (), inner)


def _values(source: Source, env: Env) -> Iterable[Value] | None:
    low = source.values(env)
    if source.high is not None:
        return _between(low, source.high(env))
    if type(low) is Range:
        return _of_range(low)
    if low is None:
        return None
    return low if type(low) is list else (low,)


def _of_range(interval: Range) -> Iterable[Value] | None:
    ascending = _between(interval.low, interval.high)
    if ascending is None:
        return None
    excluded = [end for end, has in ((interval.low, interval.has_low), (interval.high, interval.has_high)) if not has]
    return (value for value in ascending if value not in excluded)


def _between(low: Value, high: Value) -> Iterable[Value] | None:
    """Give the integers or dates from one to the other, both included, downwards if the second is less."""
    if type(low) is Date and type(high) is Date:
        return map(Date.from_ordinal, _steps(low.ordinal, high.ordinal))
    first, last = as_int(low), as_int(high)
    return None if first is None or last is None else _steps(first, last)


def _steps(first: int, last: int) -> Iterable[int]:
    return range(first, last + 1) if first <= last else range(first, last - 1, -1)


__all__ = ["Source", "environments", "source_code"]
