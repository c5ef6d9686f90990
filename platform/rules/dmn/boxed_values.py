"""Boxed contexts, lists, relations, functions and invocations (DMN 1.5, 10.2)."""

from xml.etree.ElementTree import Element as Xml

from ..feel.code_calls import call_with_names
from ..feel.code_forms import closure
from ..feel.codes import Code
from ..feel.names import normalized
from ..feel.scope import Env
from ..feel.shape import Shape
from ..feel.types import FeelType, type_of
from ..feel.values import Parameter, Value
from .boxed import NOTHING, TRANSLATIONS, Boxed, Place, boxed, translates, typed
from .item_types import ItemTypes, shape_of
from .xml import child, children, first_child, local


@translates("context")
def _context(xml: Xml, place: Place) -> Boxed:
    """Entries see those before them; a last one without a name is the value of the whole."""
    entries: list[tuple[str | None, Code]] = []
    shapes: dict[str, Shape] = {}
    for entry in children(xml, "contextEntry"):
        variable = child(entry, "variable")
        value = boxed(first_child(entry, ("variable",)), place)
        if variable is None:
            entries.append((None, value.code))
            continue
        name = normalized(variable.get("name", ""))
        declared = place.types.named(variable.get("typeRef"))
        shape = shape_of(declared) or value.shape
        entries.append((name, typed(value.code, declared)))
        shapes[name] = shape or Shape()
        place = place.knowing({name: shape})
    return Boxed(lambda env: _evaluated(entries, env), Shape("context", fields=shapes))


def _evaluated(entries: list[tuple[str | None, Code]], env: Env) -> Value:
    context: dict[str, Value] = {}
    for name, code in entries:
        value = code(env.bound(context))
        if name is None:
            return value
        context[name] = value
    return context


@translates("list")
def _list(xml: Xml, place: Place) -> Boxed:
    elements = [boxed(each, place) for each in xml if local(each) in TRANSLATIONS]
    fields = {name: part for each in elements if each.shape for name, part in (each.shape.fields or {}).items()}
    codes = [each.code for each in elements]
    shape = Shape("list", element=Shape("context", fields=fields)) if fields else None
    return Boxed(lambda env: [code(env) for code in codes], shape)


@translates("relation")
def _relation(xml: Xml, place: Place) -> Boxed:
    columns = list(children(xml, "column"))
    names = [normalized(each.get("name", "")) for each in columns]
    types = [place.types.named(each.get("typeRef")) for each in columns]
    rows = [_row(row, types, place) for row in children(xml, "row")]
    shape = Shape("list", element=Shape("context", fields={name: Shape() for name in names}))
    return Boxed(lambda env: [dict(zip(names, [code(env) for code in row], strict=False)) for row in rows], shape)


def _row(xml: Xml, types: list[FeelType | None], place: Place) -> list[Code]:
    cells = (boxed(each, place).code for each in xml if local(each) in TRANSLATIONS)
    return [typed(cell, declared) for cell, declared in zip(cells, types, strict=False)]


@translates("functionDefinition")
def function(xml: Xml, place: Place) -> Boxed:
    """Compile a function definition; those of other languages give null."""
    parameters = parameters_of(xml, place.types)
    if xml.get("kind", "FEEL") != "FEEL":
        place.warnings.append(f"a function of kind {xml.get('kind')} is not run and gives null")
        return Boxed(lambda env: closure(parameters, NOTHING.code, env))
    inner = place.knowing({each.name: shape_of(each.type) for each in parameters})
    body = boxed(first_child(xml, ("formalParameter",)), inner)
    gives = type_of(body.shape)
    return Boxed(lambda env: closure(parameters, body.code, env, gives))


def parameters_of(xml: Xml, types: ItemTypes) -> tuple[Parameter, ...]:
    """Give the formal parameters of a function definition."""
    return tuple(
        Parameter(normalized(each.get("name", "")), types.named(each.get("typeRef")))
        for each in children(xml, "formalParameter")
    )


@translates("invocation")
def _invocation(xml: Xml, place: Place) -> Boxed:
    callee = boxed(first_child(xml, ("binding",)), place).code
    bindings = [_binding(each, place) for each in children(xml, "binding")]
    return Boxed(lambda env: call_with_names(callee(env), {name: code(env) for name, code in bindings}, env.run))


def _binding(xml: Xml, place: Place) -> tuple[str, Code]:
    parameter = child(xml, "parameter")
    name = "" if parameter is None else parameter.get("name", "")
    declared = None if parameter is None else place.types.named(parameter.get("typeRef"))
    return normalized(name), typed(boxed(first_child(xml, ("parameter",)), place).code, declared)
