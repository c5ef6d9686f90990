"""Which facts of an item expressions look at."""

from ..feel import tree
from ..feel.parse import children

_FACTS = "facts"


class FactsNamed:
    """`names`: None where an expression takes the facts as a whole, and so may look at any."""

    def __init__(self) -> None:
        self.names: frozenset[str] | None = frozenset()

    def note(self, *nodes: object) -> None:
        """What these nodes, and all below them, look at."""
        for node in nodes:
            if isinstance(node, tree.Path) and _are_facts(node.source):
                self.names = None if self.names is None else self.names | {node.name}
            elif _are_facts(node):
                self.names = None
            else:
                self.note(*children(node))


def _are_facts(node: object) -> bool:
    """`facts`, or in a comparison `a.facts`."""
    if isinstance(node, tree.Path):
        return node.name == _FACTS and isinstance(node.source, tree.Name)
    return isinstance(node, tree.Name) and node.name == _FACTS
