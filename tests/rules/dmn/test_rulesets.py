"""A ruleset written as a DMN model and read again is the same; a modeller's model becomes a ruleset that works."""

import json
from typing import Any

import pytest
from hypothesis import given, settings

from rules import complete_case, decide, load
from rules.dmn.evaluate import Decisions
from rules.dmn.reading import read_dmn
from rules.dmn.writing import write_dmn
from rules.dmn.xml import ModelInvalid
from rules.sheets.sheet import SheetInvalid

from ..sheets.rulesets import rulesets
from .models import CASE, bkm, decision, input_data, literal, model


@settings(max_examples=50)
@given(rulesets())
def test_what_is_written_and_read_again_is_the_same(content: dict[str, Any]) -> None:
    load(content)
    extra = json.dumps({"tests": [], "patterns": []})
    imported, kept = read_dmn(write_dmn(content, "orders & <claims>", extra))
    assert (imported.content, kept, imported.notes) == (content, extra, ())


def modelled(table: str, *others: str) -> bytes:
    needs = "".join(f'<informationRequirement><{kind}="#{name}"/></informationRequirement>' for kind, name in NEEDS)
    return model(
        input_data("Order"),
        decision("Limit", literal("Order.total * 2")),
        *others,
        f'<decision id="d" name="Desk"><variable name="Desk"/>{needs}{table}</decision>',
    )


NEEDS = (("requiredInput href", "Order"), ("requiredDecision href", "Limit"))
COLUMNS = "".join(
    f"<input><inputExpression><text>{text}</text></inputExpression></input>" for text in ("Order.total", "Limit")
)
IN_JUEL = COLUMNS.replace("<inputExpression>", '<inputExpression expressionLanguage="juel">')
ROW = "<rule>{}<inputEntry><text>&gt; 10</text></inputEntry><inputEntry><text>-</text></inputEntry>{}</rule>"
ENTRY = '<outputEntry><text>"seniors"</text></outputEntry>'


def test_a_model_from_a_modeller_becomes_rules_that_work() -> None:
    rows = ROW.format("<description>big</description>", ENTRY) * 2
    output = '<output name="Desk name"/>'
    table = f'<decisionTable hitPolicy="FIRST">{COLUMNS}{output}{rows}</decisionTable>'
    imported, extra = read_dmn(modelled(table, bkm("f", {}, literal("1"))))
    assert (extra, imported.notes) == (None, ("`f` is no table and is left out",))
    (found,) = imported.content["tables"]
    assert (found["name"], found["on"], found["hit_policy"]) == ("Desk", "received", "FIRST")
    assert [rule["name"] for rule in found["rules"]] == ["big", "big (2)"]
    assert found["rules"][0]["when"] == {"document.Order.total": "> 10"}
    case = complete_case({"document": {"Order": {"total": 11}}}, type="order", tenant={}, now="2026-01-01T00:00:00Z")
    (action,) = decide(load(imported.content), case).actions
    assert (action.kind, action.payload) == ("set", {"desk_name": "seniors"})


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (f"{COLUMNS}<output name='§'/>", "decision `Desk`, `§`: it is no path"),
        (f"{COLUMNS}<output name='a'/>{ROW.format('', '')}", "rule 1: it has not one cell"),
        (f"{COLUMNS}{COLUMNS}<output name='a'/>", "two inputs are `document.Order.total`"),
        (f"{IN_JUEL}<output name='a'/>", "its language is juel, not FEEL"),
    ],
)
def test_what_no_rules_can_be_made_of_is_said_with_its_decision(table: str, said: str) -> None:
    with pytest.raises(SheetInvalid) as invalid:
        read_dmn(modelled(f"<decisionTable>{table}</decisionTable>"))
    assert said in str(invalid.value)


def test_a_table_that_needs_another_says_so() -> None:
    table = f"<decisionTable>{COLUMNS}<output name='a'/></decisionTable>"
    text = modelled(table).replace(literal("Order.total * 2").encode(), table.encode())
    with pytest.raises(SheetInvalid, match="needs what the table `Limit` gives"):
        read_dmn(text)


def test_a_model_decides_what_the_rules_that_it_was_written_from_decide() -> None:
    when = {"document.total": ">= 10", "document.country": '"US", "ID"'}
    task = {"create_task": {"queue": "seniors", "priority": "=document.total + 1"}}
    rules = [{"name": "big", "when": when, "if": "document.vip", "then": [task]}]
    content = {"tables": [{"name": "t", "on": "received", "hit_policy": "FIRST", "rules": rules}]}
    document = {"total": 12, "country": "ID", "vip": True}
    decisions = Decisions({"m": write_dmn(content, "m", version="1.5")})
    node = decisions.find("t")
    assert node is not None
    for vip, expected in ((True, {"create_task.queue": "seniors", "create_task.priority": 13}), (False, None)):
        evaluation = decisions.evaluation({"document": {**document, "vip": vip}}, CASE)
        assert evaluation.value(node) == expected


def test_a_name_that_xml_cannot_hold_is_refused() -> None:
    with pytest.raises(ModelInvalid, match="control characters"):
        write_dmn({"tables": [{"name": "a\x01", "rules": []}]}, "m")
