"""Runs the test cases of the DMN Technology Compatibility Kit against the models beside them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from xml.etree.ElementTree import Element as Xml

from ..feel.logic import equal
from ..feel.numbers import NUMERIC
from ..feel.temporal_text import parse_any, parse_date, parse_date_time, parse_duration, parse_time
from ..feel.typed_strings import read_number
from ..feel.values import Value
from .evaluate import Decisions, Evaluation
from .model import Node
from .xml import child, children, local, parse_xml, text_of

TOLERANCE = Decimal("1E-8")
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"


@dataclass(frozen=True)
class CaseResult:
    """A case of the kit; `failure` says which result differs, and how."""

    case: str
    failure: str | None = None


def run_cases(tests: bytes, decisions: Decisions, now: str) -> Iterator[CaseResult]:
    """Run every case of a file of tests; raises ModelInvalid where it is no XML."""
    root = parse_xml(tests)
    file = text_of(root, "modelName") or ""
    for case in children(root, "testCase"):
        yield CaseResult(case.get("id") or "?", _failure(case, decisions, file, now))


def _failure(case: Xml, decisions: Decisions, file: str, now: str) -> str | None:
    inputs = {each.get("name", ""): value_of(each) for each in children(case, "inputNode")}
    evaluation = decisions.evaluation(inputs, {"event": {"at": now}, "tenant": {"timezone": "UTC"}})
    invocable = case.get("invocableName")
    for result in children(case, "resultNode"):
        name = result.get("name") or ""
        expected = _expected(result)
        invoked = decisions.find(invocable, file) if invocable else None
        actual = _result(invoked or decisions.find(name, file), inputs, evaluation)
        if invoked and type(actual) is dict and name in actual and not _same(expected, actual):
            actual = actual[name]
        is_error = result.get("errorResult") == "true" and actual is None
        if not is_error and not _same(expected, actual):
            return f"{name}: expected {expected!r}, got {actual!r}"
    return None


def _result(node: Node | None, inputs: Mapping[str, Value], evaluation: Evaluation) -> Value:
    if node is None:
        return None
    if node.kind in ("businessKnowledgeModel", "decisionService"):
        return evaluation.call(node, inputs)
    return evaluation.value(node)


def _expected(result: Xml) -> Value:
    expected = child(result, "expected")
    return None if expected is None else value_of(expected)


def value_of(xml: Xml) -> Value:
    """Read a value, a list of items or a context of components."""
    components = list(children(xml, "component"))
    if components:
        return {each.get("name", ""): value_of(each) for each in components}
    found = child(xml, "list")
    if found is not None:
        return None if found.get(f"{XSI}nil") == "true" else [value_of(each) for each in children(found, "item")]
    value = child(xml, "value")
    if value is None or value.get(f"{XSI}nil") == "true" or local(xml) == "value":
        return None
    return _scalar(value.text or "", (value.get(f"{XSI}type") or "string").rpartition(":")[2])


def _scalar(text: str, type_name: str) -> Value:
    if type_name == "string":
        return text
    if type_name == "boolean":
        return text.strip() in ("true", "1")
    read = _READ.get(type_name, read_number)
    return read(text.strip())


_READ = {
    "date": parse_date,
    "dateTime": parse_date_time,
    "time": parse_time,
    "duration": parse_duration,
    "dayTimeDuration": parse_duration,
    "yearMonthDuration": parse_duration,
    "anySimpleType": parse_any,
}


def _same(expected: Value, actual: Value) -> bool:
    """Compare as the kit does: numbers within a tolerance, everything else by FEEL's equality."""
    if type(expected) in NUMERIC and type(actual) in NUMERIC:
        return bool(abs(expected - actual) <= TOLERANCE)
    if type(expected) is list and type(actual) is list:
        return len(expected) == len(actual) and all(map(_same, expected, actual))
    if type(expected) is dict and type(actual) is dict:
        return expected.keys() == actual.keys() and all(_same(value, actual[key]) for key, value in expected.items())
    return equal(expected, actual) is True
