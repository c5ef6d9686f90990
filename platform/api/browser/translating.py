"""Templates of one language: words in which nothing is filled in are translated when a template is compiled, and are
text of it like any other from then on."""

from typing import Any

from jinja2 import Environment, nodes
from jinja2.visitor import NodeTransformer

from .languages import N_, Catalogue, translators

_CALLS = frozenset({"_", "gettext"})


class LocalisedEnvironment(Environment):
    """`{% trans %}` and `_()` speak the language of this catalogue."""

    def __init__(self, words: Catalogue, **options: Any) -> None:
        super().__init__(**options)
        self._words = words
        self.policies["ext.i18n.trimmed"] = True
        self.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]  # the extension's own
        self.globals.update(translators(words))

    def _generate(self, source: nodes.Template, *place: Any, **options: Any) -> str:
        """Jinja's hook between parsing and writing Python."""
        return super()._generate(_Translated(self._words).visit(source), *place, **options)


class _Translated(NodeTransformer):
    def __init__(self, words: Catalogue) -> None:
        self._translate = translators(words)["gettext"]

    def visit_Call(self, node: nodes.Call) -> nodes.Expr:  # noqa: N802 - Jinja's own name for it
        message = _message_of(node)
        if message is None or node.kwargs or node.dyn_args or node.dyn_kwargs:
            self.generic_visit(node)
            return node
        return nodes.MarkSafe(nodes.Const(str(self._translate(message))), lineno=node.lineno)


def _message_of(node: nodes.Call) -> str | None:
    """The template's own message; None where something else is called, or the message is known only when the page is
    made."""
    if not isinstance(node.node, nodes.Name) or node.node.name not in _CALLS or len(node.args) != 1:
        return None
    (said,) = node.args
    return N_(said.value) if isinstance(said, nodes.Const) else None
