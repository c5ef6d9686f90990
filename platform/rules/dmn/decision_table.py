"""Boxed decision tables: inputs, rules, outputs and hit policies on values (DMN 1.5, 8)."""

from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element as Xml

from ..errors import FeelSyntaxError
from ..feel.codes import Code
from ..feel.compiled import compile_cell
from ..feel.functions.numeric import maximum, minimum, total
from ..feel.logic import equal
from ..feel.names import normalized
from ..feel.scope import Env, Run
from ..feel.shape import Shape
from ..feel.tests_of_cells import Test
from ..feel.types import FeelType, coerced
from ..feel.values import Truth, Value
from .boxed import Boxed, Place, feel, held, translates
from .item_types import shape_of
from .xml import child, children, text_of


@dataclass(frozen=True)
class Column:
    """An input: its value, its type, and the values that it may have."""

    code: Code
    type: FeelType | None
    shape: Shape | None
    allowed: Test | None


@dataclass(frozen=True)
class Output:
    name: str
    type: FeelType | None
    values: tuple[Value, ...]  # in falling priority
    allowed: Test | None
    default: Code | None


@dataclass(frozen=True)
class Row:
    tests: tuple[Test, ...]
    entries: tuple[Code, ...]


@dataclass(frozen=True)
class DecisionTable:
    columns: tuple[Column, ...]
    outputs: tuple[Output, ...]
    rows: tuple[Row, ...]
    policy: str

    def decide(self, env: Env) -> Value:
        values = [coerced(column.code(env), column.type) for column in self.columns]
        if any(not _is_allowed(column.allowed, value, env) for column, value in zip(self.columns, values, strict=True)):
            return None
        hits = [row for row in self.rows if _holds(row, values, env)]
        if not hits:
            return self._default(env)
        return _POLICIES[self.policy](self, [self._result(row, env) for row in hits])

    def _result(self, row: Row, env: Env) -> list[Value]:
        values = [coerced(code(env), output.type) for code, output in zip(row.entries, self.outputs, strict=False)]
        return [
            value if _is_allowed(output.allowed, value, env) else None
            for value, output in zip(values, self.outputs, strict=False)
        ]

    def _default(self, env: Env) -> Value:
        if all(output.default is None for output in self.outputs):
            return _WITHOUT_HITS.get(self.policy)
        return self.whole([output.default(env) if output.default else None for output in self.outputs])

    def whole(self, values: list[Value]) -> Value:
        """Give the values of the outputs as one: itself, or a context of several."""
        if len(self.outputs) == 1:
            return values[0]
        return {output.name: value for output, value in zip(self.outputs, values, strict=True)}

    def rank(self, values: list[Value]) -> tuple[int, ...]:
        return tuple(_rank(output, value) for output, value in zip(self.outputs, values, strict=True))


def _is_allowed(test: Test | None, value: Value, env: Env) -> bool:
    return test is None or value is None or test(value, env) is True


def _holds(row: Row, values: list[Value], env: Env) -> bool:
    return all(test(value, env) is True for test, value in zip(row.tests, values, strict=False))


def _rank(output: Output, value: Value) -> int:
    places = (place for place, wanted in enumerate(output.values) if equal(value, wanted) is True)
    return next(places, len(output.values))


def _unique(table: DecisionTable, results: list[list[Value]]) -> Value:
    return table.whole(results[0]) if len(results) == 1 else None


def _first(table: DecisionTable, results: list[list[Value]]) -> Value:
    return table.whole(results[0])


def _any(table: DecisionTable, results: list[list[Value]]) -> Value:
    return table.whole(results[0]) if all(equal(results[0], other) is True for other in results[1:]) else None


def _priority(table: DecisionTable, results: list[list[Value]]) -> Value:
    return table.whole(min(results, key=table.rank))


def _in_rule_order(table: DecisionTable, results: list[list[Value]]) -> Value:
    return [table.whole(result) for result in results]


def _in_output_order(table: DecisionTable, results: list[list[Value]]) -> Value:
    return [table.whole(result) for result in sorted(results, key=table.rank)]


def _aggregated(aggregate: Callable[[list[Value]], Value]) -> "Callable[[DecisionTable, list[list[Value]]], Value]":
    def combine(table: DecisionTable, results: list[list[Value]]) -> Value:
        columns = zip(*results, strict=True)
        return table.whole([aggregate(list(column)) for column in columns])

    return combine


_POLICIES: dict[str, Callable[[DecisionTable, list[list[Value]]], Value]] = {
    "UNIQUE": _unique,
    "FIRST": _first,
    "ANY": _any,
    "PRIORITY": _priority,
    "RULE ORDER": _in_rule_order,
    "OUTPUT ORDER": _in_output_order,
    "COLLECT": _in_rule_order,
    "COLLECT SUM": _aggregated(total),
    "COLLECT MIN": _aggregated(minimum),
    "COLLECT MAX": _aggregated(maximum),
    "COLLECT COUNT": _aggregated(len),
}
_WITHOUT_HITS: dict[str, Value] = {"COLLECT": [], "COLLECT COUNT": 0}


@translates("decisionTable")
def decision_table(xml: Xml, place: Place) -> Boxed:
    columns = tuple(_column(each, place) for each in children(xml, "input"))
    outputs = tuple(_output(each, place) for each in children(xml, "output"))
    rows = tuple(_row(each, columns, place) for each in children(xml, "rule"))
    policy = " ".join(filter(None, (xml.get("hitPolicy", "UNIQUE"), xml.get("aggregation"))))
    if policy not in _POLICIES:
        place.warnings.append(f"`{policy}` is no hit policy")
        policy = "UNIQUE"
    return Boxed(DecisionTable(columns, outputs, rows, policy).decide)


def _column(xml: Xml, place: Place) -> Column:
    expression = child(xml, "inputExpression")
    declared = None if expression is None else place.types.named(expression.get("typeRef"))
    value = feel(text_of(expression), place)
    shape = shape_of(declared) or value.shape
    return Column(value.code, declared, shape, _tests(text_of(child(xml, "inputValues")), shape, place))


def _output(xml: Xml, place: Place) -> Output:
    declared = place.types.named(xml.get("typeRef"))
    text = text_of(child(xml, "outputValues"))
    default = child(xml, "defaultOutputEntry")
    return Output(
        normalized(xml.get("name", "")),
        declared,
        _priorities(text, place),
        _tests(text, shape_of(declared), place),
        None if default is None else feel(text_of(default), place).code,
    )


def _priorities(text: str | None, place: Place) -> tuple[Value, ...]:
    """Give the listed output values, the highest priority first."""
    if not text:
        return ()
    listed = feel(f"[{text}]", place).code(Env({}, Run({})))
    return tuple(listed) if type(listed) is list else ()


def _row(xml: Xml, columns: tuple[Column, ...], place: Place) -> Row:
    entries = zip(children(xml, "inputEntry"), columns, strict=False)
    tests = tuple(_tests(text_of(entry), column.shape, place) or _always for entry, column in entries)
    return Row(tests, tuple(_entry(each, place) for each in children(xml, "outputEntry")))


def _entry(xml: Xml, place: Place) -> Code:
    return held(feel(text_of(xml), place), xml, place).code


def _always(value: Value, env: Env) -> Truth:
    return True


def _never(value: Value, env: Env) -> Truth:
    return None


def _tests(text: str | None, shape: Shape | None, place: Place) -> Test | None:
    if not text:
        return None
    try:
        return compile_cell(text, place.scope, shape).test
    except FeelSyntaxError as error:
        place.warnings.append(f"{text!r}, column {error.at + 1}: {error.detail}")
        return _never
