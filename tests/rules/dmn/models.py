"""Writes small DMN models for tests, and evaluates them."""

from collections.abc import Mapping

from rules.dmn.evaluate import Decisions
from rules.feel.values import Value

CASE = {"event": {"at": "2026-11-23T10:00:00Z"}, "tenant": {"timezone": "UTC"}}


def model(*elements: str, namespace: str = "urn:a") -> bytes:
    body = "".join(elements)
    return (
        f'<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="{namespace}">'
        f"{body}</definitions>"
    ).encode()


def variable(name: str, type_ref: str = "") -> str:
    return f'<variable name="{name}"' + (f' typeRef="{type_ref}"/>' if type_ref else "/>")


def literal(text: str) -> str:
    return f"<literalExpression><text><![CDATA[{text}]]></text></literalExpression>"


def input_data(name: str, type_ref: str = "") -> str:
    return f'<inputData id="{name}" name="{name}">{variable(name, type_ref)}</inputData>'


def decision(name: str, expression: str, *needs: str, type_ref: str = "") -> str:
    needed = "".join(need if need.startswith("<") else required("requiredInput", f"#{need}") for need in needs)
    return f'<decision id="{name}" name="{name}">{variable(name, type_ref)}{needed}{expression}</decision>'


def required(kind: str, reference: str) -> str:
    return f'<informationRequirement><{kind} href="{reference}"/></informationRequirement>'


def other(reference: str) -> str:
    return required("requiredDecision", reference)


def knowledge(reference: str) -> str:
    return f'<knowledgeRequirement><requiredKnowledge href="{reference}"/></knowledgeRequirement>'


def bkm(name: str, parameters: Mapping[str, str], expression: str, type_ref: str = "") -> str:
    formal = "".join(f'<formalParameter name="{each}" typeRef="{of}"/>' for each, of in parameters.items())
    logic = f"<encapsulatedLogic>{formal}{expression}</encapsulatedLogic>"
    return (
        f'<businessKnowledgeModel id="{name}" name="{name}">{variable(name, type_ref)}{logic}</businessKnowledgeModel>'
    )


def value(name: str, *models: bytes, **inputs: Value) -> Value:
    decisions = Decisions({f"{index}.dmn": text for index, text in enumerate(models)})
    node = decisions.find(name)
    assert node is not None
    return decisions.evaluation({key.replace("_", " "): each for key, each in inputs.items()}, CASE).value(node)
