"""JSON from the wire: every digit kept, every fault found with its pointer, and two ways to decode that agree."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api import wire
from api.answers import encode
from api.errors import Invalid, NotJson
from tasks.errors import InputInvalid, TextNotJson
from tasks.json_text.wary import decode_warily
from tasks.pointers import pointer

NUMBERS = st.one_of(
    st.integers(-(10**33), 10**33),
    st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**20), max_value=10**20),
)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)
FAULTS = [
    ('{"a": 1, "a": 2}', "/a"),
    ('{"a": 1, "\\u0061": 2}', "/a"),
    ('{"a": 1, "a" : 2, "b:": ":"}', "/a"),
    ('[{"b": {"a": 1, "a": {}}}]', "/0/b/a"),
    (f'{{"a": [{"1" * 35}]}}', "/a/0"),
    (f'{{"a": 0.{"1" * 35}}}', "/a"),
    ('{"a": 1E6145}', "/a"),
    ('{"a": 1e-6145}', "/a"),
    ('{"a": 1E99999999999999999999}', "/a"),
    ('{"a": "\\u0000"}', "/a"),
    ('{"a/b~": "\\ud800"}', "/a~1b~0"),
    ('{"\\u0000": 1}', "/\0"),
    (f'{{"a": {"[" * 64}{"]" * 64}}}', "/a" + "/0" * 63),
    ("[" * 100_000 + "]" * 100_000, "/0" * 64),
    ('{"a":' * 100_000 + "1" + "}" * 100_000, "/a" * 64),
]


@given(VALUES)
def test_what_was_encoded_is_decoded_as_it_was(value: Any) -> None:
    raw = encode(value)
    assert wire.decode(raw) == value
    assert decode_warily(raw) == value


@given(st.binary(max_size=40) | st.text(alphabet='{}[]",:\\ud8009eE+-.0ab ', max_size=40).map(str.encode))
def test_the_fast_way_and_the_wary_way_agree_on_anything(raw: bytes) -> None:
    assert outcome(wire.decode, raw) == outcome(decode_warily, raw)


@given(st.integers(1, 34), st.integers(0, 33), st.integers(-6100, 6100))
def test_numbers_keep_the_digits_that_were_sent(digits: int, point: int, exponent: int) -> None:
    text = "7" * digits
    text = f"{text[: point + 1]}.{text[point + 1 :]}0"[: digits + 1].rstrip(".") + f"E{exponent}"
    assert str(wire.decode(text.encode())) == str(Decimal(text))


@pytest.mark.parametrize(("text", "at"), FAULTS)
def test_a_fault_is_found_where_it_is(text: str, at: str) -> None:
    with pytest.raises(Invalid) as raised:
        wire.decode(text.encode())
    assert [fault.pointer for fault in raised.value.faults] == [at]


def test_every_fault_is_found_at_once() -> None:
    text = f'{{"a": {"1" * 40}, "b": ["\\u0000", 1E-7000], "b": {{"c": "\\udfff"}}}}'
    with pytest.raises(Invalid) as raised:
        wire.decode(text.encode())
    assert [fault.pointer for fault in raised.value.faults] == ["/a", "/b/0", "/b/1", "/b", "/b/c"]


@pytest.mark.parametrize(
    "raw",
    [
        *(b"", b"{", b"NaN", b'{"a": Infinity}', b'{"a": -Infinity}', b'{"a": "\xff"}', b"\xef\xbb\xbf{}", b"'a'"),
        *(b"{} {}", b'{"a": "\x01"}', b"01", b"1.", b'"\\x"', "{}".encode("utf-16"), b"[" * 60),
    ],
)
def test_what_is_no_json_is_said_to_be_none(raw: bytes) -> None:
    with pytest.raises(NotJson):
        wire.decode(raw)


@pytest.mark.parametrize("text", ["[" * 64 + "]" * 64, '"\\ud83d\\ude00"', "1E6144", "-0.0", "1" * 34, '"a\\u003ab"'])
def test_what_looks_suspicious_and_is_not_is_taken(text: str) -> None:
    assert wire.decode(text.encode()) == json.loads(text, parse_float=Decimal)


def test_one_and_a_half_stays_apart_from_one_and_fifty_hundredths() -> None:
    assert str(wire.decode(b"1.50")) == "1.50"
    assert type(wire.decode(b"1")) is int


@given(st.lists(st.text() | st.integers(0, 10), max_size=4))
def test_a_pointer_leads_where_it_was_made_from(path: list[str | int]) -> None:
    steps = pointer(path).split("/")[1:]
    assert [step.replace("~1", "/").replace("~0", "~") for step in steps] == [str(step) for step in path]


def outcome(decode: Any, raw: bytes) -> Any:
    try:
        return decode(raw)
    except (NotJson, TextNotJson):
        return NotJson
    except (Invalid, InputInvalid) as invalid:
        return [fault.pointer for fault in invalid.faults]
