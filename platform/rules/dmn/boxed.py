"""Compiles boxed expressions to code: each kind of XML element registers its own translation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element as Xml

from ..errors import FeelSyntaxError
from ..feel.codes import Code
from ..feel.compiled import compile_expression
from ..feel.scope import Scope
from ..feel.shape import Shape
from ..feel.types import FeelType, coerced
from .item_types import ItemTypes, shape_of
from .xml import local, text_of


@dataclass(frozen=True)
class Place:
    """Where an expression stands: what it may name, the model's types, and the warnings so far."""

    scope: Scope
    types: ItemTypes
    warnings: list[str] = field(default_factory=list)

    def knowing(self, shapes: Mapping[str, Shape | None]) -> "Place":
        return replace(self, scope=self.scope.with_names(shapes))


@dataclass(frozen=True)
class Boxed:
    code: Code
    shape: Shape | None = None


Translation = Callable[[Xml, Place], Boxed]
NOTHING = Boxed(lambda env: None)
TRANSLATIONS: dict[str, Translation] = {}


def translates(name: str) -> Callable[[Translation], Translation]:
    """Declare the translation of an XML element."""

    def register(translation: Translation) -> Translation:
        TRANSLATIONS[name] = translation
        return translation

    return register


def boxed(xml: Xml | None, place: Place) -> Boxed:
    """Compile an expression; one that is missing, unknown or wrong is null, with a warning."""
    if xml is None:
        return NOTHING
    translate = TRANSLATIONS.get(local(xml))
    if translate is None:
        place.warnings.append(f"`{local(xml)}` is no expression that is known")
        return NOTHING
    return held(translate(xml, place), xml, place)


def held(found: Boxed, xml: Xml, place: Place) -> Boxed:
    """Coerce an expression to the type that its element names."""
    declared = place.types.named(xml.get("typeRef"))
    return found if declared is None else Boxed(typed(found.code, declared), shape_of(declared) or found.shape)


def feel(text: str | None, place: Place) -> Boxed:
    """Compile FEEL's text; null, with a warning, where it is none."""
    if not text:
        return NOTHING
    try:
        compiled = compile_expression(text, place.scope)
    except FeelSyntaxError as error:
        place.warnings.append(f"{text!r}, column {error.at + 1}: {error.detail}")
        return NOTHING
    place.warnings.extend(issue.detail for issue in compiled.issues if issue.kind != "type_mismatch")
    return Boxed(compiled.code, compiled.node.shape)


def typed(code: Code, declared: FeelType | None) -> Code:
    return code if declared is None else lambda env: coerced(code(env), declared)


@translates("literalExpression")
def _literal(xml: Xml, place: Place) -> Boxed:
    return feel(text_of(xml), place)
