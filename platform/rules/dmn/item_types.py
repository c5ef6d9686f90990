"""DMN's item definitions as FEEL types: structures, lists, functions, allowed values."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from xml.etree.ElementTree import Element as Xml

from ..errors import FeelSyntaxError
from ..feel.compiled import FUNCTION_NAMES, compile_cell
from ..feel.names import normalized
from ..feel.scope import Env, Run, Scope
from ..feel.shape import Shape
from ..feel.types import ANY, FeelType, simple
from ..feel.values import Truth, Value
from .xml import child, children, text_of

MAX_DEEP = 20


class ItemTypes(Mapping[str, FeelType]):
    """The types that a model declares or imports, by name, made when they are asked for."""

    def __init__(self, definitions: list[Xml]) -> None:
        self._definitions = {normalized(each.get("name", "")): each for each in definitions}
        self._imported: dict[str, ItemTypes] = {}
        self._made: dict[str, FeelType] = {}
        self._deep = 0

    def add_import(self, name: str, types: "ItemTypes") -> None:
        self._imported[name] = types

    def __getitem__(self, name: str) -> FeelType:
        found = self.named(name)
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        yield from self._definitions
        for prefix, types in self._imported.items():
            yield from (f"{prefix}.{name}" if prefix else name for name in types)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def named(self, name: str | None) -> FeelType | None:
        """Give the type that a `typeRef` names; None where it names none, and nothing is coerced."""
        if not name:
            return None
        name = normalized(name)
        if name in self._made:
            return self._made[name]
        if name in self._definitions:
            return self._make(name)
        for prefix, types in self._imported.items():
            if not prefix or name.startswith(f"{prefix}."):
                found = types.named(name[len(prefix) + 1 :] if prefix else name)
                if found is not None:
                    return found
        prefix, _, local_name = name.rpartition(":")
        return self.named(local_name) if prefix else _simple(name)

    def _make(self, name: str) -> FeelType | None:
        if self._deep > MAX_DEEP:
            return ANY
        self._deep += 1
        try:
            made = self._defined(self._definitions[name])
        finally:
            self._deep -= 1
        if made is not None:
            self._made[name] = made
        return made

    def _defined(self, xml: Xml) -> FeelType | None:
        made = self._single(xml)
        is_collection = xml.get("isCollection") == "true"
        if made is not None and (allowed := _allowed(text_of(child(xml, "allowedValues")))) is not None:
            made = replace(made, allowed=allowed)  # instead of those of the type that it is made of
        if is_collection:
            made = FeelType("list", made)
        return None if made is None else _constrained(made, text_of(child(xml, "typeConstraint")))

    def _single(self, xml: Xml) -> FeelType | None:
        components = list(children(xml, "itemComponent"))
        if components:
            named = ((normalized(each.get("name", "")), self._defined(each) or ANY) for each in components)
            return FeelType("context", fields=tuple(named))
        function = child(xml, "functionItem")
        if function is not None:
            parameters = tuple(self.named(each.get("typeRef")) or ANY for each in children(function, "parameters"))
            return FeelType("function", self.named(function.get("outputTypeRef")), parameters=parameters)
        return self.named(text_of(xml, "typeRef"))


def _simple(name: str) -> FeelType | None:
    return None if name == "Any" else simple(name)


def _constrained(made: FeelType, text: str | None) -> FeelType:
    """Add the unary tests that a value has to pass to those that there are."""
    if (allowed := _allowed(text)) is None:
        return made
    return replace(made, allowed=allowed if made.allowed is None else _both(made.allowed, allowed))


def _both(first: Callable[[Value], Truth], second: Callable[[Value], Truth]) -> Callable[[Value], Truth]:
    return lambda value: first(value) is True and second(value) is True


def _allowed(text: str | None) -> Callable[[Value], Truth] | None:
    if not text:
        return None
    try:
        test = compile_cell(text, Scope.root({}, FUNCTION_NAMES, is_open=True)).test
    except FeelSyntaxError:
        return None
    return lambda value: test(value, Env({}, Run({})))


def shape_of(declared: FeelType | None) -> Shape | None:
    """Give what is known of a value of a type, for the names of its fields."""
    if declared is None or declared.name == "Any":
        return None
    fields = None if declared.fields is None else {name: shape_of(part) or Shape() for name, part in declared.fields}
    return Shape(declared.name, fields=fields, element=shape_of(declared.of))
