"""Boxed conditionals, filters and iterations (DMN 1.5, 10.2.2.10 to 10.2.2.12)."""

from xml.etree.ElementTree import Element as Xml

from ..feel.code_paths import select
from ..feel.codes import Code
from ..feel.iterations import Source, environments
from ..feel.logic import and_all, or_any
from ..feel.names import normalized
from ..feel.scope import Env, of_size
from ..feel.shape import Shape
from ..feel.values import Value
from .boxed import Boxed, Place, boxed, translates
from .xml import child, first_child


def _part(xml: Xml, name: str, place: Place) -> Boxed:
    return boxed(first_child(child(xml, name)), place)


@translates("conditional")
def _conditional(xml: Xml, place: Place) -> Boxed:
    condition, consequence, alternative = (_part(xml, name, place).code for name in ("if", "then", "else"))
    return Boxed(lambda env: consequence(env) if condition(env) is True else alternative(env))


@translates("filter")
def _filter(xml: Xml, place: Place) -> Boxed:
    source = _part(xml, "in", place)
    element = source.shape.element if source.shape and source.shape.kind == "list" else source.shape
    fields = (element.fields if element else None) or {}
    inner = place.knowing({"item": element, **fields})
    test = _part(xml, "match", inner).code
    return Boxed(lambda env: select(source.code(env), test, env), source.shape)


def _iterated(xml: Xml, place: Place) -> tuple[Source, Place]:
    name = normalized(xml.get("iteratorVariable", ""))
    source = _part(xml, "in", place)
    element: Shape | None = source.shape.element if source.shape else None
    return Source(name, source.code, None), place.knowing({name: element})


@translates("for")
def _for(xml: Xml, place: Place) -> Boxed:
    source, inner = _iterated(xml, place)
    body = _part(xml, "return", inner.knowing({"partial": None})).code
    return Boxed(lambda env: _collected(source, body, env))


def _collected(source: Source, body: Code, env: Env) -> Value:
    results: list[Value] = []
    each = environments((source,), env.bound({"partial": results}))
    if each is None:
        return None
    for bound in each:
        results.append(body(bound))
        of_size(len(results))
    return results


def _quantified(xml: Xml, place: Place) -> tuple[Source, Code]:
    source, inner = _iterated(xml, place)
    return source, _part(xml, "satisfies", inner).code


@translates("some")
def _some(xml: Xml, place: Place) -> Boxed:
    source, test = _quantified(xml, place)

    def decide(env: Env) -> Value:
        each = environments((source,), env)
        return None if each is None else or_any(map(test, each))

    return Boxed(decide)


@translates("every")
def _every(xml: Xml, place: Place) -> Boxed:
    source, test = _quantified(xml, place)

    def decide(env: Env) -> Value:
        each = environments((source,), env)
        return None if each is None else and_all(map(test, each))

    return Boxed(decide)
