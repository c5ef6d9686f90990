"""What a tenant's DMN file may hold beside tables: requirements, boxed expressions, functions, services, imports."""

from decimal import Decimal

import pytest

from rules.dmn.evaluate import Decisions
from rules.dmn.xml import ModelInvalid
from rules.feel.values import Value

from .models import CASE, bkm, decision, input_data, knowledge, literal, model, other, required, value, variable


def test_a_decision_knows_what_it_requires_and_nothing_else() -> None:
    text = model(
        input_data("amount", "number"),
        input_data("secret"),
        decision("double", literal("amount * 2"), "amount"),
        decision("sum", literal("double + amount"), other("#double"), "amount"),
        decision("prying", literal("secret"), "amount"),
    )
    assert value("sum", text, amount=2, secret=1) == 6
    assert value("prying", text, amount=2, secret=1) is None


def test_names_may_hold_blanks_and_operators() -> None:
    text = model(input_data("unit price/kg"), decision("d e", literal("unit   price/kg + 1"), "unit price/kg"))
    assert value("d e", text, **{"unit price/kg": 2}) == 3


def test_the_input_of_an_import_is_not_the_one_of_the_same_name_here() -> None:
    shared = model(input_data("x"), decision("there", literal("x"), "x"), namespace="urn:b")
    text = model(
        '<import name="b" namespace="urn:b" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>',
        input_data("x"),
        decision("d", literal("x + b.there"), "x", other("urn:b#there")),
    )
    assert value("d", text, shared, **{"x": "here ", "b.x": "there"}) == "here there"


def test_a_boxed_context_ends_in_its_result() -> None:
    entries = "".join(
        f"<contextEntry>{variable(name) if name else ''}{literal(text)}</contextEntry>"
        for name, text in (("a", "1"), ("b c", "a + 1"), ("", "b c * 10"))
    )
    assert value("d", model(decision("d", f"<context>{entries}</context>"))) == 20


def test_lists_and_relations_are_boxed() -> None:
    listed = f"<list>{literal('1')}{literal('2')}</list>"
    assert value("d", model(decision("d", listed))) == [1, 2]
    rows = "".join(f"<row>{literal(name)}{literal(rate)}</row>" for name, rate in (('"x"', "1"), ('"y"', "2")))
    relation = f'<relation><column name="name"/><column name="the rate"/>{rows}</relation>'
    text = model(decision("r", relation), decision("d", literal("r[the rate > 1].name"), other("#r")))
    assert value("r", text) == [{"name": "x", "the rate": 1}, {"name": "y", "the rate": 2}]
    assert value("d", text) == ["y"]
    assert value(
        "d", model(decision("d", literal('r[item.name = "y"].name'), other("#r")), decision("r", relation))
    ) == ["y"]


def part(name: str, text: str) -> str:
    return f"<{name}>{literal(text)}</{name}>"


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        (f"<conditional>{part('if', '1 > 0')}{part('then', '1')}{part('else', '2')}</conditional>", 1),
        (f"<conditional>{part('if', 'null')}{part('then', '1')}{part('else', '2')}</conditional>", 2),
        (f"<filter>{part('in', '[1, 2, 3]')}{part('match', 'item > 1')}</filter>", [2, 3]),
        (f"<filter>{part('in', '[{a: 1}, {a: 2}]')}{part('match', 'a > 1')}</filter>", [{"a": 2}]),
        (
            f'<for iteratorVariable="i">{part("in", "[1, 2]")}{part("return", "i * 10 + count(partial)")}</for>',
            [10, 21],
        ),
        (f'<some iteratorVariable="i">{part("in", "[1, 2]")}{part("satisfies", "i > 1")}</some>', True),
        (f'<every iteratorVariable="i">{part("in", "[1, 2]")}{part("satisfies", "i > 1")}</every>', False),
        (f'<every iteratorVariable="i">{part("in", "null")}{part("satisfies", "i > 1")}</every>', None),
    ],
)
def test_conditionals_filters_and_iterations_are_boxed(xml: str, expected: Value) -> None:
    assert value("d", model(decision("d", xml))) == expected


def test_a_function_is_called_and_invoked_with_its_arguments_coerced() -> None:
    tax = bkm("tax", {"net": "number", "rate": "number"}, literal("net * rate"), "number")
    called = decision("called", literal("tax([100], 0.5)"), knowledge("#tax"))
    binding = "".join(
        f'<binding><parameter name="{name}"/>{literal(text)}</binding>'
        for name, text in (("rate", "0.1"), ("net", "50"))
    )
    invoked = decision("invoked", f"<invocation>{literal('tax')}{binding}</invocation>", knowledge("#tax"))
    wrong = decision("wrong", literal('tax("a", 1)'), knowledge("#tax"))
    text = model(tax, called, invoked, wrong)
    assert (value("called", text), value("invoked", text), value("wrong", text)) == (50, 5, None)


def test_a_built_in_function_may_be_invoked_by_name() -> None:
    binding = f'<binding><parameter name="n"/>{literal("-1")}</binding>'
    assert value("d", model(decision("d", f"<invocation>{literal('abs')}{binding}</invocation>"))) == 1


def test_a_function_may_be_a_boxed_value_and_may_use_other_functions() -> None:
    add = bkm("add", {"a": "number"}, literal("a + 1"))
    twice = (
        f'<businessKnowledgeModel id="twice" name="twice">{variable("twice")}{knowledge("#add")}<encapsulatedLogic>'
        f'<formalParameter name="a"/>{literal("add(add(a))")}</encapsulatedLogic></businessKnowledgeModel>'
    )
    boxed = f'<functionDefinition><formalParameter name="x" typeRef="number"/>{literal("x * 3")}</functionDefinition>'
    text = model(
        add,
        twice,
        decision("d", literal("twice(1)"), knowledge("#twice")),
        decision("f", boxed),
        decision("e", literal("f(2)"), other("#f")),
    )
    assert (value("d", text), value("e", text)) == (3, 6)


def test_a_function_may_call_itself() -> None:
    factorial = (
        f'<businessKnowledgeModel id="f" name="fac">{variable("fac")}{knowledge("#f")}<encapsulatedLogic>'
        f'<formalParameter name="n"/>{literal("if n < 2 then 1 else n * fac(n - 1)")}</encapsulatedLogic>'
        "</businessKnowledgeModel>"
    )
    assert value("d", model(factorial, decision("d", literal("fac(20)"), knowledge("#f")))) == 2432902008176640000


def test_functions_of_other_languages_give_null_with_a_warning() -> None:
    java = f'<functionDefinition kind="Java"><formalParameter name="x"/>{literal("{class: 1}")}</functionDefinition>'
    decisions = Decisions({"m": model(decision("f", java), decision("d", literal("f(1)"), other("#f")))})
    node = decisions.find("d")
    assert node is not None
    assert decisions.evaluation({}, CASE).value(node) is None
    assert decisions.warnings == ["a function of kind Java is not run and gives null"]


def test_a_decision_service_is_a_function_of_its_inputs() -> None:
    service = (
        f'<decisionService id="s" name="serve">{variable("serve")}<outputDecision href="#out"/>'
        '<encapsulatedDecision href="#mid"/><inputDecision href="#given"/><inputData href="#x"/></decisionService>'
    )
    text = model(
        input_data("x", "number"),
        decision("given", literal("1000")),
        decision("mid", literal("x * 2"), "x"),
        decision("out", literal("mid + given"), other("#mid"), other("#given")),
        service,
        decision("by place", literal("serve(1, 5)"), knowledge("#s")),
        decision("by name", literal("serve(given: 7, x: 1)"), knowledge("#s")),
        decision("wrong", literal("serve(1)"), knowledge("#s")),
    )
    assert (value("by place", text), value("by name", text), value("wrong", text)) == (7, 9, None)


def test_a_service_of_several_decisions_gives_a_context() -> None:
    service = (
        f'<decisionService id="s" name="s">{variable("s")}<outputDecision href="#a"/><outputDecision href="#b"/>'
        "</decisionService>"
    )
    text = model(
        decision("a", literal("1")),
        decision("b", literal("2")),
        service,
        decision("d", literal("s()"), knowledge("#s")),
    )
    assert value("d", text) == {"a": 1, "b": 2}


def test_what_another_model_holds_is_known_by_the_name_of_the_import() -> None:
    shared = model(
        '<itemDefinition name="tPerson"><itemComponent name="first name"><typeRef>string</typeRef></itemComponent>'
        "</itemDefinition>",
        input_data("person", "tPerson"),
        bkm("greet", {"who": "tPerson"}, literal('"Hello " + who.first name')),
        decision("rate", literal("0.5")),
        namespace="urn:shared",
    )
    text = model(
        '<import name="my lib" namespace="urn:shared" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>',
        decision(
            "d",
            literal("my lib.greet(my lib.person) + string(my lib.rate)"),
            required("requiredInput", "urn:shared#person"),
            other("urn:shared#rate"),
            knowledge("urn:shared#greet"),
        ),
        decision("t", literal('{first name: "B"}'), type_ref="my lib.tPerson"),
    )
    assert value("d", text, shared, person={"first name": "Ann"}) == "Hello Ann0.5"
    assert value("t", text, shared) == {"first name": "B"}


def test_a_decision_without_logic_or_with_faulty_logic_is_null() -> None:
    decisions = Decisions({"m": model(decision("a", ""), decision("b", literal("1 +")))})
    for name in ("a", "b"):
        node = decisions.find(name)
        assert node is not None
        assert decisions.evaluation({}, CASE).value(node) is None
    assert decisions.warnings == ["'1 +', column 4: an expression is expected, not the end"]


def test_decisions_that_require_each_other_end() -> None:
    text = model(decision("a", literal("b"), other("#b")), decision("b", literal("a"), other("#a")))
    assert value("a", text) is None


def table(policy: str, rows: str, aggregation: str = "", outputs: str = '<output name="y"/>') -> str:
    given = f' aggregation="{aggregation}"' if aggregation else ""
    column = "<input><inputExpression><text>x</text></inputExpression></input>"
    return f'<decisionTable hitPolicy="{policy}"{given}>{column}{outputs}{rows}</decisionTable>'


def row(test: str, *results: str) -> str:
    entries = "".join(f"<outputEntry><text>{result}</text></outputEntry>" for result in results)
    return f"<rule><inputEntry><text><![CDATA[{test}]]></text></inputEntry>{entries}</rule>"


@pytest.mark.parametrize(
    ("policy", "aggregation", "x", "expected"),
    [
        ("UNIQUE", "", 1, 10),
        ("UNIQUE", "", 3, None),
        ("UNIQUE", "", 0, None),
        ("FIRST", "", 3, 10),
        ("ANY", "", 3, None),
        ("RULE ORDER", "", 3, [10, 20]),
        ("COLLECT", "", 3, [10, 20]),
        ("COLLECT", "", 0, []),
        ("COLLECT", "SUM", 3, 30),
        ("COLLECT", "MIN", 3, 10),
        ("COLLECT", "MAX", 3, 20),
        ("COLLECT", "COUNT", 3, 2),
        ("COLLECT", "COUNT", 0, 0),
    ],
)
def test_a_table_has_every_hit_policy(policy: str, aggregation: str, x: int, expected: Value) -> None:
    rows = row(">= 1", "10") + row("> 1", "20")
    text = model(input_data("x"), decision("d", table(policy, rows, aggregation), "x"))
    assert value("d", text, x=x) == expected


def test_priorities_are_those_of_the_output_values() -> None:
    outputs = '<output name="y"><outputValues><text>"high", "low"</text></outputValues></output>'
    rows = row("-", '"low"') + row("> 1", '"high"')
    for policy, expected in (("PRIORITY", "high"), ("OUTPUT ORDER", ["high", "low"])):
        text = model(input_data("x"), decision("d", table(policy, rows, outputs=outputs), "x"))
        assert value("d", text, x=2) == expected


def test_a_table_without_a_hit_gives_its_default() -> None:
    outputs = '<output name="y"><defaultOutputEntry><text>7</text></defaultOutputEntry></output>'
    text = model(input_data("x"), decision("d", table("UNIQUE", row("> 1", "1"), outputs=outputs), "x"))
    assert (value("d", text, x=1), value("d", text, x=2)) == (7, 1)


def test_an_input_outside_its_values_gives_null() -> None:
    column = (
        "<input><inputExpression><text>x</text></inputExpression><inputValues><text>[0..9]</text></inputValues></input>"
    )
    xml = f'<decisionTable><output name="y"/>{column}{row("-", "1")}</decisionTable>'
    text = model(input_data("x"), decision("d", xml, "x"))
    assert (value("d", text, x=9), value("d", text, x=10)) == (1, None)


@pytest.mark.parametrize(
    "text", [b"", b"<a", b"<a/>", b'<!DOCTYPE a [<!ENTITY x "y">]><definitions>&x;</definitions>'], ids=str
)
def test_what_is_no_model_says_so(text: bytes) -> None:
    with pytest.raises(ModelInvalid):
        Decisions({"m": text})


def test_numbers_are_decimals() -> None:
    assert value("d", model(decision("d", literal("0.1 + 0.2")))) == Decimal("0.3")
