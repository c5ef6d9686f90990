"""Evaluates decisions, functions and services of a set of models for given inputs."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import Element as Xml

from ..errors import LimitExceededError
from ..feel.code_calls import call
from ..feel.codes import Code
from ..feel.compiled import FUNCTION_NAMES
from ..feel.fuel import refuel
from ..feel.names import normalized
from ..feel.scope import Env, Run, Scope
from ..feel.shape import Shape, field_names
from ..feel.types import coerced
from ..feel.values import Function, Parameter, Value
from . import boxed_control, boxed_values, decision_table
from .boxed import NOTHING, Boxed, Place, boxed, held
from .item_types import shape_of
from .model import ModelSet, Node, references
from .xml import child, first_child

DECLARING = (boxed_control, boxed_values, decision_table)  # imported for the translations that they register
MAX_STEPS = 1_000_000
MAX_DEEP = 60  # decisions that need each other


class Evaluation:
    """One set of inputs; every decision is evaluated at most once."""

    def __init__(self, models: "Decisions", inputs: Mapping[str, Value], case: Mapping[str, Any]) -> None:
        self._decisions = models
        self._inputs = {normalized(name): value for name, value in inputs.items()}
        self._run = Run(case)
        self._run.steps = MAX_STEPS
        self._values: dict[Node, Value] = {}
        self._making: set[Node] = set()
        self._deep = 0

    def value(self, node: Node) -> Value:
        """Give what a node stands for: an input, a decision's result, or a function."""
        if node in self._making and node.kind == "businessKnowledgeModel":
            return self._later(node)
        if node not in self._values:
            self._making.add(node)
            self._deep += 1
            try:
                self._values[node] = None if self._deep > MAX_DEEP else self._value(node)
            finally:
                self._deep -= 1
                self._making.discard(node)
        return self._values[node]

    def _later(self, node: Node) -> Function:
        """Give a function that needs itself, found when it is called."""
        logic = child(node.xml, "encapsulatedLogic")
        parameters = () if logic is None else boxed_values.parameters_of(logic, node.model.types)
        return Function(parameters, lambda arguments, run: call(self._values[node], arguments, run))

    def _value(self, node: Node) -> Value:
        if node.kind == "inputData":
            return coerced(self._input(node), node.type)
        if node.kind == "businessKnowledgeModel":
            function = self._decisions.code(node)(self._env(node))
            return _declared(function, node) if type(function) is Function else None
        if node.kind == "decisionService":
            return self._service(node)
        if node.name in self._inputs:
            return coerced(self._inputs[node.name], node.type)
        return self._decided(node)

    def _input(self, node: Node) -> Value:
        """Find an input by the name under which another model imports it, or by its own."""
        for model in self._decisions.models.models:
            prefix = model.import_name(node.model)
            if prefix and f"{prefix}.{node.name}" in self._inputs:
                return self._inputs[f"{prefix}.{node.name}"]
            imported = self._inputs.get(prefix or "")
            if type(imported) is dict and node.name in imported:
                return imported[node.name]
        return self._inputs.get(node.name)

    def _decided(self, node: Node) -> Value:
        try:
            return coerced(self._decisions.code(node)(self._env(node)), node.type)
        except (LimitExceededError, RecursionError):
            return None

    def _env(self, node: Node) -> Env:
        names: dict[str, Value] = {}
        for needed in self._decisions.models.needed(node):
            prefix = node.model.import_name(needed.model) if needed.model is not node.model else None
            if prefix:
                names.setdefault(prefix, {})[needed.name] = self.value(needed)
            else:
                names[needed.name] = self.value(needed)
        return Env(names, self._run)

    def _service(self, node: Node) -> Value:
        """Give a decision service as a function of its input data and input decisions, in that order."""
        taken = self._found(node, "inputData") + self._found(node, "inputDecision")
        given = self._found(node, "outputDecision")

        def serve(arguments: list[Value], run: Run) -> Value:
            run.enter()
            inputs = {each.name: value for each, value in zip(taken, arguments, strict=True)}
            inner = Evaluation(self._decisions, inputs, self._run.case)
            inner._run = self._run
            results = {each.name: inner.value(each) for each in given}
            run.leave()
            return next(iter(results.values()), None) if len(given) == 1 else results

        return _declared(Function(tuple(Parameter(each.name, each.type) for each in taken), serve), node)

    def _found(self, node: Node, name: str) -> list[Node]:
        found = (self._decisions.models.find(reference, node.model) for reference in references(node.xml, name))
        return [each for each in found if each is not None]

    def call(self, node: Node, arguments: Mapping[str, Value]) -> Value:
        """Call a function or service with arguments by name; those that are missing are null."""
        function = self.value(node)
        if type(function) is not Function:
            return None
        given = {normalized(name): value for name, value in arguments.items()}
        values = [coerced(given.get(each.name), each.type) for each in function.parameters]
        try:
            return call(function, values, self._run)
        except (LimitExceededError, RecursionError):
            return None


def _declared(function: Function, node: Node) -> Value:
    """Hold a function to what its variable declares: the type of the function, or that of its result."""
    if node.type is not None and node.type.name == "function":
        return coerced(function, node.type)
    return function if node.type is None else replace(function, result=node.type)


class Decisions:
    """A set of models, by the names of their files, ready to be evaluated; code is made when it is first needed."""

    def __init__(self, texts: Mapping[str, bytes]) -> None:
        self.models = ModelSet(texts)
        self.warnings: list[str] = []
        self._boxes: dict[Node, Boxed] = {}

    def find(self, name: str, file: str = "") -> Node | None:
        """Give the decision, function or service of a name, from the model of that file or the first that has it."""
        wanted, preferred = normalized(name), self.models.by_file.get(file)
        models = [*([preferred] if preferred else []), *self.models.models]
        return next((node for model in models if (node := model.named(wanted))), None)

    def evaluation(self, inputs: Mapping[str, Value], case: Mapping[str, Any]) -> Evaluation:
        """Begin an evaluation; `case` gives the time and zone as a case's `event.at` and `tenant.timezone`."""
        refuel()
        return Evaluation(self, inputs, case)

    def code(self, node: Node) -> Code:
        return self._boxed(node).code

    def _boxed(self, node: Node) -> Boxed:
        if node not in self._boxes:
            self._boxes[node] = NOTHING  # for those that require each other
            self._boxes[node] = self._compiled(node)
        return self._boxes[node]

    def _compiled(self, node: Node) -> Boxed:
        place = Place(self._scope(node), node.model.types, self.warnings)
        if node.kind == "businessKnowledgeModel":
            logic = child(node.xml, "encapsulatedLogic")
            return NOTHING if logic is None else _function(logic, place)
        return boxed(first_child(node.xml, _NOT_LOGIC), place)

    def _scope(self, node: Node) -> Scope:
        shapes: dict[str, Shape | None] = {}
        for needed in self.models.needed(node):
            prefix = node.model.import_name(needed.model) if needed.model is not node.model else None
            shape = self._shape(needed)
            if prefix:
                known = shapes.get(prefix)
                fields = {**((known.fields if known else None) or {}), needed.name: shape or Shape()}
                shapes[prefix] = Shape("context", fields=fields)
            else:
                shapes[needed.name] = shape
        known_fields = {name for each in node.model.types.values() for name in field_names(shape_of(each))}
        return Scope.root(shapes, FUNCTION_NAMES, types=node.model.types, fields=known_fields)

    def _shape(self, node: Node) -> Shape | None:
        """Give what is known of a node's value: by its type, or by the expression that makes it."""
        if node.kind in ("businessKnowledgeModel", "decisionService"):
            return None
        return shape_of(node.type) or (self._boxed(node).shape if node.kind == "decision" else None)


def _function(logic: Xml, place: Place) -> Boxed:
    """Compile a function; a type of its logic that is none of functions, as old models have it, says nothing."""
    declared = place.types.named(logic.get("typeRef"))
    made = boxed_values.function(logic, place)
    return held(made, logic, place) if declared is not None and declared.name == "function" else made


_NOT_LOGIC = (
    "variable", "question", "allowedAnswers", "informationRequirement", "knowledgeRequirement", "authorityRequirement",
    "supportedObjective", "impactedPerformanceIndicator", "decisionMaker", "decisionOwner", "usingProcess", "usingTask",
)  # fmt: skip
