"""What is said of a pattern that is wrong, and where."""

from typing import Any

import pytest

from rules import Catalogue, RulesetInvalid, check, load

MATCH: dict[str, Any] = {
    "name": "three-way",
    "by": "document.order",
    "within": "P30D",
    "all": [{"as": "a"}, {"as": "b", "type": "invoice", "when": {"document.amount": "> 0"}}],
    "where": ["a.document.total = b.document.amount"],
    "then": [{"raise": {"signal": "matched"}}],
}
ORDER = {"type": "object", "properties": {"order": {"type": "string"}, "total": {"type": "number"}}}
INVOICE = {
    "type": "object",
    "properties": {"order": {"type": "string"}, "amount": {"type": "number"}, "unit price": {"type": "number"}},
}
SCHEMAS = {"order": ORDER, "invoice": INVOICE}


def faults(**parts: Any) -> list[tuple[str, str]]:
    content = {"tables": [], "patterns": [{**MATCH, **parts}]}
    try:
        load(content, schema=ORDER, schemas=SCHEMAS)
    except RulesetInvalid as invalid:
        return [(fault.pointer, fault.detail) for fault in invalid.faults]
    return []


def errors(**parts: Any) -> list[tuple[str, str]]:
    ruleset = load({"tables": [], "patterns": [{**MATCH, **parts}]}, schema=ORDER, schemas=SCHEMAS)
    found = check(ruleset, Catalogue(work_types=frozenset({"order", "invoice"})))
    assert found.warnings == ()
    return [(finding.kind, finding.pointer) for finding in found.errors]


def test_a_pattern_of_two_types_is_in_order() -> None:
    assert faults() == []
    assert errors() == []


@pytest.mark.parametrize(
    ("parts", "pointer", "detail"),
    [
        ({"all": [], "where": []}, "/patterns/0/all", "at least one member is required"),
        ({"then": []}, "/patterns/0/then", "a pattern raises at least one signal"),
        ({"clock": "elapsed"}, "/patterns/0/clock", "`clock` goes with `after`"),
        ({"where": ["a.document.total + b.document.amount = 1"]}, "/patterns/0/where/0", "is about one member"),
        ({"where": ["a.document.total = b.document.amount + a.document.total"]}, "/patterns/0/where/0", "one member"),
        ({"where": ["1 = 2"]}, "/patterns/0/where/0", "a comparison is about a member"),
        ({"where": ["a.document.total"]}, "/patterns/0/where/0", "a comparison of two expressions is expected"),
        (
            {"not": [{"as": "n"}, {"as": "o"}], "where": ["n.document.total = o.document.total"]},
            "/patterns/0/where/0",
            "neither is there",
        ),
        ({"where": ["a.document.total = b.document.amount"] * 17}, "/patterns/0/where/16", "at most 16 times"),
        ({"all": [{"as": "a"}, {"as": "b", "type": "In Voice"}]}, "/patterns/0/all/1/type", "a key of small letters"),
        ({"by": "document.order +"}, "/patterns/0/by", ""),
        ({"count": ">= 3"}, "/patterns/0/count", "`count` is about a single member"),
        ({"then": [{"raise": {"signal": "x", "data": "=a.document."}}]}, "/patterns/0/then/0/raise/data", ""),
    ],
)
def test_a_fault_is_said_where_it_is(parts: dict[str, Any], pointer: str, detail: str) -> None:
    found = faults(**parts)
    assert [(at, detail in said) for at, said in found] == [(pointer, True)]


def test_members_of_any_cannot_be_compared_with_each_other() -> None:
    members = MATCH["all"]
    content = {"tables": [], "patterns": [{**MATCH, "any": members}]}
    del content["patterns"][0]["all"]
    with pytest.raises(RulesetInvalid, match="only one is there"):
        load(content, schema=ORDER, schemas=SCHEMAS)


@pytest.mark.parametrize(
    ("parts", "kind", "pointer"),
    [
        ({"all": [{"as": "a"}, {"as": "b", "type": "invoise"}], "where": []}, "unknown_work_type", "/all/1/type"),
        ({"by": "document.ordre", "all": [{"as": "a"}], "where": []}, "unknown_field", "/by"),
        ({"where": ["a.document.amount = b.document.amount"]}, "unknown_field", "/where/0"),
        ({"where": ["a.document.order = b.document.amount"]}, "type_mismatch", "/where/0"),
        (
            {"all": [{"as": "a"}, {"as": "b", "when": {"tasks.x": "1"}}], "where": []},
            "unknown_field",
            "/all/1/when/tasks.x",
        ),
    ],
)
def test_what_nobody_means_keeps_a_pattern_from_being_published(parts: dict[str, Any], kind: str, pointer: str) -> None:
    assert errors(**parts) == [(kind, f"/patterns/0{pointer}")]


def test_each_member_knows_the_fields_of_its_own_type() -> None:
    assert errors(where=["a.document.total = b.document.unit price"]) == []
    assert errors(where=["a.document.unit price = b.document.amount"]) == [("unknown_field", "/patterns/0/where/0")]


@pytest.mark.parametrize(
    ("parts", "names"),
    [
        ({}, set()),
        ({"by": "facts.key.x"}, {"key"}),
        ({"all": [{"as": "a", "when": {"facts.seen": "true"}}, {"as": "b"}], "where": []}, {"seen"}),
        ({"where": ["a.facts.x = b.document.order"]}, {"x"}),
        ({"where": ["count(a.facts.x[item > facts.y]) = b.document.order"]}, {"x", "y"}),
        ({"by": 'get value(facts, "x")'}, None),
    ],
)
def test_the_facts_that_it_looks_at_are_known(parts: dict[str, Any], names: set[str] | None) -> None:
    (pattern,) = load({"tables": [], "patterns": [{**MATCH, **parts}]}).patterns
    assert pattern.facts == names
