"""Writes a ruleset as a DMN model: a decision for each table, and the parts of the case that it needs as inputs.

What DMN has no word for stands in elements of a namespace of our own, which modellers keep: the event of a table, and
a ruleset's tests and patterns as JSON.
"""

import re
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ..sheets.constants import PARTS, feel_text
from ..sheets.drawing import sheet_of
from ..sheets.sheet import Row, Sheet
from .diagram import draw
from .xml import ModelInvalid

OMG = "https://www.omg.org/spec/DMN"
VERSIONS = {  # the namespaces of models and diagrams; the first is what every modeller opens
    "1.3": (f"{OMG}/20191111/MODEL/", f"{OMG}/20191111/DMNDI/"),
    "1.4": (f"{OMG}/20211108/MODEL/", f"{OMG}/20191111/DMNDI/"),
    "1.5": (f"{OMG}/20230324/MODEL/", f"{OMG}/20230324/DMNDI/"),
}
OURS = "urn:bpo:rules"
ALWAYS = "true"  # the input of the column that holds conditions on no input
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WORD = re.compile(r"[a-z_]+")


def write_dmn(content: Mapping[str, Any], name: str, extra: str | None = None, *, version: str = "1.3") -> bytes:
    """Write the tables of a ruleset that can be loaded; `extra` is the JSON of what they are not.

    Raises ModelInvalid where a name has characters that XML cannot hold.
    """
    model, diagram = VERSIONS[version]
    root = Element("definitions", {"xmlns": model, "xmlns:dmndi": diagram, "xmlns:bpo": OURS})
    root.attrib |= {"id": "ruleset", "name": name, "namespace": f"{OURS}:{_key(name)}"}
    if extra is not None:
        SubElement(SubElement(root, "extensionElements"), "bpo:ruleset").text = extra
    sheets = [sheet_of(table) for table in content["tables"]]
    needs = [_parts(sheet) for sheet in sheets]
    for part in sorted(set().union(*needs)):
        _variable(SubElement(root, "inputData", {"id": f"input_{part}", "name": part}), f"input_{part}", part)
    for number, (sheet, parts) in enumerate(zip(sheets, needs, strict=True), 1):
        _decision(root, f"table_{number}", sheet, sorted(parts))
    draw(root)
    indent(root)
    text = tostring(root, encoding="unicode")
    if _FORBIDDEN.search(text):
        raise ModelInvalid("a name, a test or a text has control characters, which XML cannot hold")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _key(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name) or "ruleset"


def _parts(sheet: Sheet) -> set[str]:
    """Give the parts of a case that a table mentions."""
    texts = [*sheet.inputs]
    for row in sheet.rows:
        texts += filter(None, (*row.tests, row.condition, *row.entries))
    return {word for text in texts for word in _WORD.findall(text)} & PARTS


def _variable(parent: Element, id: str, name: str) -> None:
    SubElement(parent, "variable", {"id": f"{id}_variable", "name": name})


def _decision(root: Element, id: str, sheet: Sheet, parts: list[str]) -> None:
    decision = SubElement(root, "decision", {"id": id, "name": sheet.name})
    SubElement(SubElement(decision, "extensionElements"), "bpo:table", {"on": sheet.event})
    _variable(decision, id, sheet.name)
    for part in parts:
        requirement = SubElement(decision, "informationRequirement", {"id": f"{id}_needs_{part}"})
        SubElement(requirement, "requiredInput", {"href": f"#input_{part}"})
    _Table(decision, f"{id}_rules", sheet).write()


class _Table:
    """Writes the table of one decision."""

    def __init__(self, decision: Element, id: str, sheet: Sheet) -> None:
        self._id = id
        self._sheet = sheet
        self._has_if = any(row.condition for row in sheet.rows)
        self._xml = SubElement(decision, "decisionTable", {"id": id, "hitPolicy": sheet.hit_policy})
        if sheet.aggregation:
            self._xml.set("aggregation", sheet.aggregation)

    def write(self) -> None:
        inputs = [(text, None) for text in self._sheet.inputs] + [(ALWAYS, "if")] * self._has_if
        for number, (text, label) in enumerate(inputs, 1):
            id = f"{self._id}_input_{number}"
            column = SubElement(self._xml, "input", {"id": id, **({"label": label} if label else {})})
            _text(column, "inputExpression", f"{id}_expression", text)
        self._outputs()
        SubElement(self._xml, "annotation", {"name": "name"})
        for number, row in enumerate(self._sheet.rows, 1):
            self._row(f"{self._id}_{number}", row)

    def _outputs(self) -> None:
        for number, output in enumerate(self._sheet.outputs, 1):
            id = f"{self._id}_output_{number}"
            column = SubElement(self._xml, "output", {"id": id, "name": output.header})
            if output.priority:
                column.set("bpo:priority", str(output.priority))
            if output.values is not None:
                _text(column, "outputValues", f"{id}_values", ", ".join(map(feel_text, output.values)) or "-")
        if not self._sheet.outputs:  # DMN wants one
            SubElement(self._xml, "output", {"id": f"{self._id}_output_1", "name": "nothing"})

    def _row(self, id: str, row: Row) -> None:
        rule = SubElement(self._xml, "rule", {"id": id})
        tests = [*row.tests, *[row.condition] * self._has_if]
        for number, test in enumerate(tests, 1):
            _text(rule, "inputEntry", f"{id}_input_{number}", test or "-")
        for number, entry in enumerate(row.entries or (None,), 1):
            _text(rule, "outputEntry", f"{id}_output_{number}", entry or "")
        _text(rule, "annotationEntry", None, row.name)


def _text(parent: Element, name: str, id: str | None, text: str) -> None:
    element = SubElement(parent, name, {"id": id} if id else {})
    SubElement(element, "text").text = text
