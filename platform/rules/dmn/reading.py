"""Reads the decision tables of a DMN model as a ruleset: one of our own, or one that a modeller made.

An input that names an input of the model which is no part of a case is a field of the document; an output that is no
path into an action is a fact; a decision that is an expression stands in place of its name.
"""

from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import Element

from ..keys import PATH, PLAIN_EVENTS
from ..sheets.constants import PARTS, json_value
from ..sheets.reading import TableReader
from ..sheets.sheet import IF, Imported, Misfit, Output, Row, Sheet, SheetInvalid
from .model import Model, ModelSet, Node
from .writing import ALWAYS, OURS
from .xml import child, children, parse_xml, text_of

FEEL = "FEEL"


def read_dmn(text: bytes) -> tuple[Imported, str | None]:
    """Read all tables, and the JSON that stands beside them in a model of ours.

    Raises ModelInvalid, and SheetInvalid with everything that does not fit.
    """
    models = ModelSet({"": text})
    model = models.by_file[""]
    tables: list[dict[str, Any]] = []
    places: dict[str, str] = {}
    misfits: list[Misfit] = []
    notes: list[str] = []
    for node in model.nodes.values():
        if node.kind != "decision" or (xml := child(node.xml, "decisionTable")) is None:
            continue
        drawing = _Drawing(node, xml, models)
        reader = TableReader(drawing.sheet(), drawing.place)
        pointer = f"/tables/{len(tables)}"
        tables.append(reader.read())
        places |= {pointer: drawing.place(None, ""), **{pointer + key: each for key, each in reader.places.items()}}
        misfits += [*drawing.misfits, *reader.misfits]
    if not tables:
        misfits.append(Misfit("the model", "no decision in it is a table"))
    if misfits:
        raise SheetInvalid(tuple(misfits))
    notes += [f"`{each.name}` is no table and is left out" for each in _left_out(model, models)]
    return Imported({"tables": tables}, places, tuple(notes)), _extra(text)


def _extra(text: bytes) -> str | None:
    found = child(child(parse_xml(text), "extensionElements"), "ruleset")
    return None if found is None else found.text


def _left_out(model: Model, models: ModelSet) -> list[Node]:
    """Give what is neither a table nor an expression that stands in one."""
    return [
        node
        for node in model.nodes.values()
        if node.kind != "inputData" and child(node.xml, "decisionTable", "literalExpression") is None
    ]


class _Drawing:
    """The table of one decision as a sheet."""

    def __init__(self, node: Node, xml: Element, models: ModelSet) -> None:
        self._node = node
        self._xml = xml
        self._needed = {each.name: each for each in models.needed(node)}
        self.misfits: list[Misfit] = []
        self._own = child(child(node.xml, "extensionElements"), "table")

    def sheet(self) -> Sheet:
        for language in sorted({text for each in self._xml.iter() if (text := each.get("expressionLanguage"))}):
            if not language.rstrip("/").upper().endswith(FEEL):
                self._misfit(f"its language is {language}, not FEEL")
        texts = [text_of(child(each, "inputExpression")) or each.get("label") or "" for each in self._all("input")]
        condition = next((place for place, text in enumerate(texts) if self._is_condition(place, text)), None)
        inputs = [self._in_case(text) for place, text in enumerate(texts) if place != condition]
        for text in {text for text in inputs if inputs.count(text) > 1}:
            self._misfit(f"two inputs are `{text}`: write the tests of both into one")
        event = PLAIN_EVENTS[0] if self._own is None else self._own.get("on", PLAIN_EVENTS[0])
        policy, aggregation = self._xml.get("hitPolicy", "UNIQUE"), self._xml.get("aggregation")
        rows = _named_apart([self._row(index, rule, condition) for index, rule in enumerate(self._all("rule"))])
        outputs = tuple(self._output(each) for each in self._all("output"))
        name = self._node.xml.get("name") or self._node.name
        return Sheet(name, event, policy, aggregation, tuple(inputs), outputs, rows)

    def place(self, index: int | None, header: str) -> str:
        rule = "" if index is None else f", rule {index + 1}"
        return f"decision `{self._node.name}`{rule}{f', `{header}`' if header else ''}"

    def _all(self, name: str) -> list[Element]:
        return list(children(self._xml, name))

    def _is_condition(self, place: int, text: str) -> bool:
        return text == ALWAYS and self._all("input")[place].get("label") == IF

    def _in_case(self, text: str) -> str:
        """Give an input of a case: a part of it, a field of the document, or what a needed decision says."""
        first = next((name for name in self._needed if text == name or text.startswith(f"{name}.")), None)
        if first is None or first in PARTS:
            return text
        needed = self._needed[first]
        if needed.kind == "inputData":
            is_odd = text == first and not PATH.fullmatch(text)
            return f'get value(document, "{text}")' if is_odd else f"document.{text}"
        expression = text_of(child(needed.xml, "literalExpression"))
        if expression is None:
            self._misfit(f"it needs what the table `{first}` gives, but tables of one event do not see each other")
            return text
        return expression if text == first else f"({expression}){text[len(first) :]}"

    def _output(self, xml: Element) -> Output:
        listed = text_of(child(xml, "outputValues"))
        values = json_value(f"[{listed}]") if listed and listed != "-" else []
        ranked = tuple(values) if listed and isinstance(values, list) else None
        priority = xml.get(f"{{{OURS}}}priority")
        header = xml.get("name") or xml.get("label") or self._node.name
        return Output(header, ranked, int(priority) if priority and priority.isdecimal() else None)

    def _row(self, index: int, rule: Element, condition: int | None) -> Row:
        tests = [text_of(each) for each in children(rule, "inputEntry")]
        entries = [text_of(each) for each in children(rule, "outputEntry")]
        if (len(tests), len(entries)) != (len(self._all("input")), len(self._all("output"))):
            self.misfits.append(Misfit(self.place(index, ""), "it has not one cell for each input and output"))
            tests, entries = [None] * len(self._all("input")), [None] * len(self._all("output"))
        named = next((text for each in children(rule, "annotationEntry") if (text := text_of(each))), None)
        name = named or text_of(rule, "description") or rule.get("label") or f"rule {index + 1}"
        others = tuple(test for place, test in enumerate(tests) if place != condition)
        return Row(name, others, None if condition is None else tests[condition], tuple(entries))

    def _misfit(self, detail: str) -> None:
        self.misfits.append(Misfit(self.place(None, ""), detail))


def _named_apart(rows: list[Row]) -> tuple[Row, ...]:
    """Number the rules that have the name of one before them."""
    seen: dict[str, int] = {}
    apart = []
    for row in rows:
        seen[row.name] = count = seen.get(row.name, 0) + 1
        apart.append(row if count == 1 else replace(row, name=f"{row.name} ({count})"))
    return tuple(apart)
