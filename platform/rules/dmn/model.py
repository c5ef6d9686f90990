"""A DMN model as its elements and what they need of each other; expressions stay XML until they are compiled."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from xml.etree.ElementTree import Element as Xml

from ..feel.names import normalized
from ..feel.types import FeelType
from .item_types import ItemTypes
from .xml import ModelInvalid, child, children, local, parse_xml

KINDS = ("inputData", "decision", "businessKnowledgeModel", "decisionService")


@dataclass(eq=False)
class Node:
    """An element of the requirements graph; `needs` are references to others."""

    kind: str
    id: str
    name: str
    xml: Xml
    model: "Model"
    needs: tuple[str, ...]

    @cached_property
    def type(self) -> FeelType | None:
        variable = child(self.xml, "variable")
        return self.model.types.named(variable.get("typeRef") if variable is not None else None)


@dataclass(frozen=True)
class Import:
    name: str
    namespace: str


@dataclass(eq=False)
class Model:
    name: str
    namespace: str
    imports: tuple[Import, ...]
    types: ItemTypes
    nodes: dict[str, Node] = field(default_factory=dict)

    def named(self, name: str) -> Node | None:
        """Find a node by its own name or that of its variable."""
        named = (node for node in self.nodes.values() if name in (node.name, normalized(node.xml.get("name") or "")))
        return next(named, None)

    def import_name(self, other: "Model") -> str | None:
        """Give the name by which this model knows another; None if it does not."""
        return next((each.name for each in self.imports if each.namespace == other.namespace), None)


class ModelSet:
    """Models that may import each other."""

    def __init__(self, texts: Mapping[str, bytes]) -> None:
        self.by_file = {file: read_model(text) for file, text in texts.items()}
        self.models = list(self.by_file.values())
        by_namespace = {model.namespace: model for model in self.models}
        for model in self.models:
            for each in model.imports:
                if each.namespace in by_namespace:
                    model.types.add_import(each.name, by_namespace[each.namespace].types)
        self._by_namespace = by_namespace

    def find(self, reference: str, model: Model) -> Node | None:
        """Follow a reference: `#id` within a model, `namespace#id` into another."""
        namespace, _, key = reference.rpartition("#")
        home = self._by_namespace.get(namespace, model) if namespace else model
        return home.nodes.get(key)

    def needed(self, node: Node) -> list[Node]:
        found = (self.find(reference, node.model) for reference in node.needs)
        return [each for each in found if each is not None]


def read_model(text: bytes) -> Model:
    """Read a model; raises ModelInvalid."""
    root = parse_xml(text)
    if local(root) != "definitions":
        raise ModelInvalid("the file is no DMN model: its root is not `definitions`")
    imports = tuple(
        Import(normalized(each.get("name", "")), each.get("namespace", "")) for each in children(root, "import")
    )
    model = Model(
        root.get("name", ""), root.get("namespace", ""), imports, ItemTypes(list(children(root, "itemDefinition")))
    )
    for xml in children(root, *KINDS):
        node = _node(xml, model)
        model.nodes[node.id] = node
    return model


def _node(xml: Xml, model: Model) -> Node:
    variable = child(xml, "variable")
    name = (variable.get("name") if variable is not None else None) or xml.get("name") or ""
    return Node(local(xml), xml.get("id") or name, normalized(name), xml, model, tuple(_needs(xml)))


def _needs(xml: Xml) -> list[str]:
    """Give the references of an element's requirements, of a service those to what it takes and gives."""
    found = []
    for requirement in children(xml, "informationRequirement", "knowledgeRequirement"):
        found += [each.get("href", "") for each in requirement]
    return found


def references(xml: Xml, name: str) -> list[str]:
    """Give the references of a service's children of that name."""
    return [each.get("href", "") for each in children(xml, name)]
