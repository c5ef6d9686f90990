"""Draws the requirements of a model, since modellers show what has a place: inputs in a row below, decisions above."""

from xml.etree.ElementTree import Element, SubElement

from .xml import children

PREFIXES = {
    "xmlns:dc": "http://www.omg.org/spec/DMN/20180521/DC/",
    "xmlns:di": "http://www.omg.org/spec/DMN/20180521/DI/",
}
WIDTH, HEIGHT, GAP = 180, 80, 40
DECISIONS_Y, INPUTS_Y = 80, 280


def draw(root: Element) -> None:
    """Add a diagram of a model's inputs and decisions, with an edge for each requirement.

    The prefix `dmndi` is taken to be declared.
    """
    root.attrib |= PREFIXES
    diagram = SubElement(SubElement(root, "dmndi:DMNDI"), "dmndi:DMNDiagram", {"id": "diagram"})
    decisions, inputs = list(children(root, "decision")), list(children(root, "inputData"))
    for row, y in ((decisions, DECISIONS_Y), (inputs, INPUTS_Y)):
        for number, element in enumerate(row):
            _shape(diagram, element, number, y)
    places = {f"#{element.get('id')}": number for number, element in enumerate(inputs)}
    for number, decision in enumerate(decisions):
        for requirement in children(decision, "informationRequirement"):
            _edge(diagram, requirement, places[requirement[0].get("href", "")], number)


def _left(number: int) -> int:
    return GAP + number * (WIDTH + GAP)


def _shape(diagram: Element, element: Element, number: int, y: int) -> None:
    id = element.get("id", "")
    shape = SubElement(diagram, "dmndi:DMNShape", {"id": f"{id}_shape", "dmnElementRef": id})
    bounds = {"x": _left(number), "y": y, "width": WIDTH, "height": HEIGHT}
    SubElement(shape, "dc:Bounds", {name: str(value) for name, value in bounds.items()})


def _edge(diagram: Element, requirement: Element, low: int, high: int) -> None:
    id = requirement.get("id", "")
    edge = SubElement(diagram, "dmndi:DMNEdge", {"id": f"{id}_edge", "dmnElementRef": id})
    for number, y in ((low, INPUTS_Y), (high, DECISIONS_Y + HEIGHT)):
        SubElement(edge, "di:waypoint", {"x": str(_left(number) + WIDTH // 2), "y": str(y)})
