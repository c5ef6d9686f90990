"""How a document is laid out, and how a form is made and read. Pure."""

from decimal import Decimal
from typing import Any

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from api.browser.amendments import patch_of
from api.browser.documents import lay_out
from api.browser.form_faults import by_field
from api.browser.forms import Form
from api.browser.schema_forms import fields_of, read, untouched
from rules.errors import Fault
from tasks.schemas import compile_schema, faults

EN, ID = Locale("en"), Locale("id")
ORDER = {
    "properties": {
        "customer": {"type": "string", "title": "Buyer"},
        "ordered_on": {"type": "string", "format": "date"},
        "region": {"type": "string"},
        "ship_to": {"type": "object"},
        "lines": {"type": "array", "items": {"properties": {"sku": {}, "quantity": {"type": "integer"}}}},
        "freight": {"type": "number"},
        "total": {"type": "number"},
    }
}
DOCUMENT = {
    "customer": "ERNSH",
    "ordered_on": "1998-05-05",
    "ship_to": {"street": "Kirchgasse 6", "city": "Graz"},
    "lines": [{"sku": "2", "quantity": 8, "price": Decimal("19.5")}, {"sku": "64", "quantity": 130}],
    "freight": Decimal("258.64"),
    "total": 5218,
}
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.decimals(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


def test_facts_come_first_lines_are_a_table_and_amounts_its_sums() -> None:
    found = lay_out(DOCUMENT, ORDER)
    assert [(fact.label, fact.value.value) for fact in found.facts] == [
        ("Buyer", "ERNSH"),
        ("Ordered on", "1998-05-05"),
        ("Region", None),
        ("Ship to", "Kirchgasse 6, Graz"),
    ]
    (table,) = found.tables
    assert [(column.label, column.is_number) for column in table.columns] == [
        ("Sku", False),
        ("Quantity", True),
        ("Price", True),
    ]
    assert [fact.label for fact in found.sums] == ["Freight", "Total"]


def test_a_line_that_is_short_says_so_where_it_is() -> None:
    stock = [
        {"sku": "2", "asked": 8, "reserved": 8, "short": 0},
        {"sku": "64", "asked": 130, "reserved": 22, "short": 108},
    ]
    (table,) = lay_out(DOCUMENT, ORDER, stock).tables
    assert [(line.short, line.reserved) for line in table.lines] == [(0, 8), (108, 22)]
    assert table.short == 1


@given(st.dictionaries(st.text(max_size=5), VALUES, max_size=5))
def test_every_document_can_be_laid_out_without_a_schema(document: dict[str, object]) -> None:
    lay_out(document, {})


FORM = {
    "properties": {
        "paid": {"type": "number", "minimum": 0},
        "pieces": {"type": "integer"},
        "ok": {"type": "boolean"},
        "why": {"enum": ["a", "b", 3]},
        "seen": {"type": "array", "items": {"enum": ["photo", "bill"]}},
        "any": {},
    },
    "required": ["paid"],
}


def filled(*pairs: tuple[str, str], locale: Locale = EN) -> dict[str, object]:
    return read(FORM, Form([(f"result/{name}", value) for name, value in pairs]), locale)


@pytest.mark.parametrize(
    ("locale", "text", "value"),
    [
        (EN, "6,040.50", Decimal("6040.50")),
        (EN, "41", 41),
        (EN, "41.00", Decimal("41.00")),
        (ID, "6.040,50", Decimal("6040.50")),
        (EN, "60,40.00", "60,40.00"),
        (EN, "much", "much"),
    ],
)
def test_a_number_is_read_as_its_language_writes_it_with_its_digits(locale: Locale, text: str, value: object) -> None:
    found = filled(("paid", text), locale=locale)["paid"]
    assert (str(found), type(found)) == (str(value), type(value))


def test_what_is_left_empty_is_left_out() -> None:
    assert filled(("paid", ""), ("ok", ""), ("why", "")) == {}


def test_choices_become_the_values_that_the_schema_lists() -> None:
    found = filled(("ok", "false"), ("why", "3"), ("seen", "photo"), ("seen", "bill"), ("any", '{"x": 1.10}'))
    assert found == {"ok": False, "why": 3, "seen": ["photo", "bill"], "any": {"x": Decimal("1.10")}}


def test_a_draft_is_shown_as_it_was_typed() -> None:
    texts = {field.name: field.text for field in fields_of(FORM, {"paid": "60,40.00", "pieces": 7}, EN)}
    assert texts["result/paid"] == "60,40.00"
    assert texts["result/pieces"] == "7"
    assert {field.text for field in fields_of(FORM, {"paid": Decimal("1.50")}, ID)} >= {"1,50"}


@pytest.mark.parametrize(
    ("result", "said"),
    [
        ({}, {"result/paid": "Fill this in"}),
        ({"paid": "x"}, {"result/paid": "%(text)s is no amount"}),
        ({"paid": Decimal(-1)}, {"result/paid": "At least %(n)s"}),
        ({"paid": 1, "pieces": Decimal("1.5")}, {"result/pieces": "%(text)s is no whole number"}),
        ({"paid": 1, "why": "z"}, {"result/why": "This does not fit"}),
        ({"paid": 1, "seen": ["z"]}, {"result/seen": "This does not fit"}),
    ],
)
def test_faults_are_said_at_their_fields(result: dict[str, object], said: dict[str, str]) -> None:
    found = by_field(FORM, result, faults(compile_schema(FORM), result, "/result"))
    assert {name: message for name, (message, _) in found.items()} == said


@given(VALUES)
def test_every_draft_can_be_shown(draft: object) -> None:
    fields_of(FORM, draft, EN)
    fields_of(FORM, dict.fromkeys(FORM["properties"], draft), EN)


LINED = {
    "type": "object",
    "required": ["name", "ship_to", "lines"],
    "properties": {
        "name": {"type": "string"},
        "ship_to": {
            "type": "object",
            "required": ["city"],
            "properties": {"city": {"type": "string"}, "code": {"type": "string"}},
        },
        "lines": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["sku", "quantity"],
                "properties": {"sku": {"type": "string"}, "quantity": {"type": "integer"}},
            },
        },
        "notes": {"type": ["string", "null"]},
    },
}
LINED_DOCUMENT: dict[str, Any] = {
    "name": "Ernst",
    "ship_to": {"city": "Graz", "floor": 3},
    "lines": [{"sku": "2", "quantity": 8}, {"sku": "64", "quantity": Decimal("130.0")}],
    "extra": True,
}


def sent(*changed: tuple[str, str], without: str = "-") -> Form:
    """The form of the document, as it was but for what was typed and what was removed."""
    typed = dict(changed)
    pairs = untouched(LINED, LINED_DOCUMENT, EN).pairs
    kept = [(name, typed.pop(name, value)) for name, value in pairs if without not in name]
    return Form([*kept, *typed.items()])


@pytest.mark.parametrize(
    ("form", "patch"),
    [
        (sent(), {}),
        (sent(("result/name", "Anna")), {"name": "Anna"}),
        (
            sent(("result/ship_to/city", ""), ("result/ship_to/code", "8010")),
            {"ship_to": {"city": None, "code": "8010"}},
        ),
        (sent(without="lines/0/"), {"lines": [{"sku": "64", "quantity": Decimal("130.0")}]}),
        (
            sent(("result/lines/7/sku", "9"), ("result/lines/7/quantity", "x"), ("result/lines/8/sku", " ")),
            {"lines": [*LINED_DOCUMENT["lines"], {"sku": "9", "quantity": "x"}]},
        ),
        (sent(without="lines/"), {"lines": None}),
    ],
)
def test_an_amendment_holds_what_was_touched_and_nothing_else(form: Form, patch: dict[str, object]) -> None:
    assert patch_of(LINED, LINED_DOCUMENT, form, EN) == patch


def test_lines_that_have_more_than_their_fields_are_shown_as_they_are() -> None:
    (field,) = (each for each in fields_of(LINED, {"lines": [{"sku": "2", "batch": 1}]}, EN) if "lines" in each.name)
    assert field.kind == "json"
    assert read(LINED, Form([(field.name, field.text)]), EN) == {"lines": [{"sku": "2", "batch": 1}]}


@pytest.mark.parametrize(
    ("document", "places"),
    [
        ({"name": "x"}, {"result/ship_to/city", "result/lines"}),
        (
            {"name": "x", "ship_to": {"city": "y"}, "lines": [{"sku": "1", "quantity": 1}, {"quantity": "z"}]},
            {"result/lines/1/sku", "result/lines/1/quantity"},
        ),
    ],
)
def test_a_fault_within_an_object_or_a_line_is_said_there(document: dict[str, object], places: set[str]) -> None:
    assert set(by_field(LINED, document, faults(compile_schema(LINED), document, "/document"))) == places


CUSTOMER = {
    "$defs": {"address": {"type": "object", "properties": {"city": {"type": "string"}}}},
    "properties": {
        "anything": True,
        "address": {"$ref": "#/$defs/address", "title": "Ship to"},
        "limit": {"type": ["number", "null"]},
        "since": {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]},
        "class": {"enum": ["a", "b", None]},
        "parent": {"$ref": "#"},
        "nothing": {"$ref": "#/$defs/gone"},
        "notes": {"type": "array", "items": True},
    },
}


def test_a_schema_s_other_ways_to_say_it_give_the_same_fields() -> None:
    fields = fields_of(CUSTOMER, {"limit": Decimal("12.50")}, EN)
    assert [(field.name.removeprefix("result/"), field.kind, field.text) for field in fields] == [
        ("anything", "json", ""),
        ("address/city", "text", ""),
        ("limit", "number", "12.50"),
        ("since", "date", ""),
        ("class", "one", ""),
        ("parent", "json", ""),
        ("nothing", "json", ""),
        ("notes", "json", ""),
    ]
    assert [field.group for field in fields][1] == "Ship to"
    form = Form([("result/limit", "13.5"), ("result/address/city", "Graz"), ("result/class", "b")])
    assert read(CUSTOMER, form, EN) == {"address": {"city": "Graz"}, "limit": Decimal("13.5"), "class": "b"}


def parts_of_schemas(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    types = st.sampled_from(["string", "number", "integer", "boolean", "object", "array", "null"])
    return st.fixed_dictionaries(
        {},
        optional={
            "type": types | st.lists(types, min_size=1, max_size=3, unique=True),
            "properties": st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
            "items": inner,
            "enum": st.lists(VALUES, min_size=1, max_size=3, unique_by=repr),
            "$ref": st.sampled_from(["#", "#/properties/a", "#/properties/b/items", "#/gone"]),
            "anyOf": st.lists(inner, min_size=1, max_size=2),
            "required": st.lists(st.sampled_from("ab"), unique=True),
            "format": st.sampled_from(["date", "date-time", "decimal"]),
            "maxLength": st.integers(0, 500),
        },
    )


@given(
    schema=st.recursive(st.booleans() | st.just({}), parts_of_schemas, max_leaves=8),
    value=VALUES,
    document=st.dictionaries(st.sampled_from("abc"), VALUES, max_size=3),
)
def test_no_schema_and_no_value_is_too_odd_for_a_form_or_a_page(
    schema: object, value: object, document: dict[str, object]
) -> None:
    form = {"type": "object", "properties": {"a": schema, "b": {"type": "array", "items": schema}}}
    for filled in (value, document):
        fields_of(form, filled, EN)
    lay_out(document, form)
    result = read(form, Form([("result/a", "1"), ("result/a/b", "x"), ("result/b/0/a", "y"), ("result/b", "z")]), EN)
    places = [Fault(place, "wrong") for place in ("", "/result", "/result/a", "/result/a/b", "/result/b/0/a")]
    by_field(form, result, places)
