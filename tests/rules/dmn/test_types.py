"""What a DMN model declares of types holds wherever it does: values, functions, results."""

import pytest

from rules.feel.values import Value

from .models import bkm, decision, input_data, knowledge, literal, model, other, value


@pytest.mark.parametrize(
    ("type_ref", "text", "expected"),
    [
        ("number", '"a"', None),
        ("number", "[1]", 1),
        ("list", "1", [1]),
        ("tNames", '"a"', ["a"]),
        ("tNames", "[1]", None),
        ("tColour", '"red"', "red"),
        ("tColour", '"pink"', None),
        ("tPair", '{a: 1, b: "x"}', {"a": 1, "b": "x"}),
        ("tPair", '{a: "x"}', None),
        ("tPair", "{a: 1}", None),
        ("tSmall", "[1, 2]", [1, 2]),
        ("tSmall", "[1, 2, 3]", None),
        ("Any", "1", 1),
        ("", "1", 1),
    ],
)
def test_a_result_is_coerced_to_its_type(type_ref: str, text: str, expected: Value) -> None:
    types = (
        '<itemDefinition name="tNames" isCollection="true"><typeRef>string</typeRef></itemDefinition>',
        '<itemDefinition name="tColour"><typeRef>string</typeRef><allowedValues><text>"red", "blue"</text>'
        "</allowedValues></itemDefinition>",
        '<itemDefinition name="tPair"><itemComponent name="a"><typeRef>number</typeRef></itemComponent>'
        '<itemComponent name="b"><typeRef>string</typeRef></itemComponent></itemDefinition>',
        '<itemDefinition name="tSmall" isCollection="true"><typeRef>number</typeRef>'
        "<typeConstraint><text>count(?) &lt; 3</text></typeConstraint></itemDefinition>",
    )
    assert value("d", model(*types, decision("d", literal(text), type_ref=type_ref))) == expected


FOO_BAR = (
    '<itemDefinition name="tWord"><typeRef>string</typeRef><allowedValues><text>"foo", "bar"</text></allowedValues>'
    '</itemDefinition><itemDefinition name="tSide"><typeRef>tWord</typeRef><allowedValues><text>"left"</text>'
    '</allowedValues></itemDefinition><itemDefinition name="tWords" isCollection="true"><typeRef>tWord</typeRef>'
    '</itemDefinition><itemDefinition name="tHolder"><itemComponent name="p"><typeRef>tWord</typeRef></itemComponent>'
    '</itemDefinition><itemDefinition name="tHolders" isCollection="true"><typeRef>tHolder</typeRef></itemDefinition>'
    '<itemDefinition name="tEcho"><functionItem outputTypeRef="tWord"><parameters name="a"/></functionItem>'
    '</itemDefinition><itemDefinition name="tTaker"><functionItem><parameters name="a" typeRef="tWord"/></functionItem>'
    "</itemDefinition>"
)
X = "<literalExpression><text>x</text></literalExpression>"
ENTRY = f'<context {{}}><contextEntry><variable name="p" {{}}/>{X}</contextEntry></context>'
OUTPUTS = "<decisionTable {}><output {}/><rule><outputEntry {}><text>x</text></outputEntry></rule></decisionTable>"
ECHO = "<literalExpression><text>function(a) a</text></literalExpression>"
BINDING = f'<invocation {{}}>{ECHO}<binding><parameter name="a" {{}}/>{X}</binding></invocation>'
WORD = 'typeRef="tWord"'


@pytest.mark.parametrize(
    ("expression", "good", "bad"),
    [
        (f"<literalExpression {WORD}><text>x</text></literalExpression>", "foo", None),
        ('<literalExpression typeRef="ns1:tWord"><text>x</text></literalExpression>', "foo", None),
        (ENTRY.format('typeRef="tHolder"', ""), {"p": "foo"}, None),
        (ENTRY.format("", WORD), {"p": "foo"}, {"p": None}),
        (f'<list typeRef="tWords">{X}</list>', ["foo"], None),
        (f"<list>{X.replace('literalExpression>', f'literalExpression {WORD}>', 1)}</list>", ["foo"], [None]),
        (f'<relation typeRef="tHolders"><column name="p"/><row>{X}</row></relation>', [{"p": "foo"}], None),
        (f'<relation><column name="p" {WORD}/><row>{X}</row></relation>', [{"p": "foo"}], [{"p": None}]),
        (OUTPUTS.format(WORD, "", ""), "foo", None),
        (OUTPUTS.format("", WORD, ""), "foo", None),
        (OUTPUTS.format("", "", WORD), "foo", None),
        (BINDING.format(WORD, ""), "foo", None),
        (BINDING.format("", WORD), "foo", None),
    ],
)
def test_every_expression_is_coerced_to_the_type_that_it_names(expression: str, good: Value, bad: Value) -> None:
    text = model(FOO_BAR, input_data("x"), decision("d", expression, "x"))
    assert (value("d", text, x="foo"), value("d", text, x="baz")) == (good, bad)


@pytest.mark.parametrize("type_ref", ["tEcho", "tTaker"])
def test_a_function_is_held_to_the_type_that_is_declared_for_it(type_ref: str) -> None:
    parameter = '<formalParameter name="a"/><literalExpression><text>a</text></literalExpression>'
    call = "<literalExpression><text>f(x)</text></literalExpression>"
    service = (
        f'<decisionService id="f" name="f"><variable name="f" typeRef="{type_ref}"/><outputDecision href="#x echoed"/>'
        '<inputData href="#x"/></decisionService>'
    )
    for function in (
        bkm("f", {}, parameter, type_ref),
        bkm("f", {}, parameter).replace("<encapsulatedLogic>", f'<encapsulatedLogic typeRef="{type_ref}">'),
        service,
    ):
        text = model(
            FOO_BAR,
            input_data("x"),
            decision("x echoed", X, "x"),
            function,
            decision("d", call, "x", knowledge("#f")),
        )
        assert (value("d", text, x="foo"), value("d", text, x="baz")) == ("foo", None)
    boxed = f'<functionDefinition typeRef="{type_ref}">{parameter}</functionDefinition>'
    text = model(FOO_BAR, input_data("x"), decision("f", boxed), decision("d", call, "x", other("#f")))
    assert (value("d", text, x="foo"), value("d", text, x="baz")) == ("foo", None)


def test_allowed_values_take_the_place_of_those_of_the_type_below() -> None:
    text = model(FOO_BAR, input_data("x"), decision("d", X, "x", type_ref="tSide"))
    assert (value("d", text, x="left"), value("d", text, x="foo")) == ("left", None)


def test_instance_of_does_not_look_at_allowed_values() -> None:
    assert value("d", model(FOO_BAR, decision("d", literal('"baz" instance of tWord')))) is True
