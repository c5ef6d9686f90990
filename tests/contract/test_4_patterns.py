"""Section 4, patterns: several items over time, looked at by a worker of its own while the tests only post and read."""

from datetime import datetime
from typing import Any

import pytest

from tests.contract.patterns import Patterned, item, quiet, signals, told
from tests.contract.places import Place, eventually, on

JSON = dict[str, Any]
VELOCITY: JSON = {
    "name": "three claims in a week",
    "by": "document.claimant",
    "within": "P7D",
    "all": [{"as": "a", "when": {"document.amount": "> 500"}}, {"as": "b"}, {"as": "c"}],
    "then": [{"raise": {"signal": "velocity", "data": {"total": "=a.document.amount + b.document.amount"}}}],
}
PAIR: JSON = {
    "name": "pair",
    "by": "document.k",
    "within": "P1D",
    "all": [{"as": "a"}, {"as": "b"}],
    "then": [{"raise": {"signal": "pair"}}],
}
ON_SIGNAL = on("signal.velocity", {"set": {"seen": "=event.signal.items[1].reference"}})


def test_a_set_of_items_raises_one_signal_to_the_item_that_completed_it(place: Place) -> None:
    """§4 {"name": "three claims in a week", "by": "document.claimant.id", "within": "P7D", "all": [{"as": "a",
    "when": {"document.amount": "> 500"}}, {"as": "b"}, {"as": "c"}], "where": ["a.document.amount =
    b.document.amount"], "then": [{"raise": {"signal": "claim_velocity"}}]}

    §4 The signal goes to the item that
    completed the pattern (with `after`: the first member's), once per set of items, with `signal.items:
    [{"as","id","reference"}]`.

    §4 Looked at when an item is received or amended, or a fact that the pattern
    names is set, outside its transaction, normally within 2 s."""
    claims = Patterned(place, VELOCITY, tables=(ON_SIGNAL,))
    ids = [claims.submit(f"R{n}", claimant="ann", amount=600 + n) for n in range(3)]
    (signal,) = told(place, ids[2])
    assert signal["name"] == "velocity"
    assert signal["data"] == {"total": 1201}
    assert signal["items"] == [
        {"as": alias, "id": item_id, "reference": f"R{n}"}
        for n, (alias, item_id) in enumerate(zip("abc", ids, strict=True))
    ]
    assert item(place, ids[2])["facts"] == {"seen": "R0"}
    assert [signals(place, each) for each in ids[:2]] == [[], []]
    kinds = [entry["kind"] for entry in place.admin.get(f"/v1/work-items/{ids[2]}/history").json()["items"]]
    assert kinds.count("signal") == 1


def test_another_claimant_or_a_null_key_matches_nothing(place: Place) -> None:
    """§4 `by` is the correlation key (null matches nothing; a list gives the item one key for each element),
    `within` the elapsed time between the first and last `received_at`."""
    claims = Patterned(place, PAIR)
    assert quiet(place, *(claims.submit(f"R{n}", k=key) for n, key in enumerate(["x", "y", None, None])))


def test_every_further_item_makes_sets_of_its_own(place: Place) -> None:
    """§4 Different members are different items."""
    claims = Patterned(place, PAIR)
    ids = [claims.submit(f"R{n}", k="x") for n in range(3)]
    found = told(place, ids[2], 2)
    assert sorted(each["items"][0]["reference"] for each in found) == ["R0", "R1"]
    assert len(told(place, ids[1])) == 1


def test_count_raises_for_the_items_counted(place: Place) -> None:
    """§4 `all` or `any` of members `{"as","type"? (default the ruleset's),"when"?}`, at most 8; `"not":
    [member]` (none such), `"count": ">= 3"` on a single member"""
    often = {
        **PAIR,
        "all": [{"as": "a"}],
        "count": ">= 2",
        "then": [{"raise": {"signal": "often", "data": "=count(a)"}}],
    }
    claims = Patterned(place, often)
    ids = [claims.submit(f"R{n}", k="x") for n in range(3)]
    (last,) = told(place, ids[2])
    assert last["data"] == 3
    assert [part["id"] for part in last["items"]] == ids


def test_an_amended_item_completes_a_set(place: Place) -> None:
    """§4 Looked at when an item is received or amended, or a fact that the pattern names is set, outside its
    transaction, normally within 2 s."""
    claims = Patterned(place, PAIR)
    first, second = claims.submit("R0", k="x"), claims.submit("R1", k="y")
    assert place.admin.patch(f"/v1/work-items/{first}", {"document": {"k": "y"}}).status_code == 200
    (signal,) = told(place, first)
    assert {part["id"] for part in signal["items"]} == {first, second}
    assert signals(place, second) == []


def test_a_fact_that_the_pattern_names_is_looked_at_when_it_is_set(place: Place) -> None:
    """§4 Looked at when an item is received or amended, or a fact that the pattern names is set, outside its
    transaction, normally within 2 s."""
    by_fact = {**PAIR, "by": "facts.group"}
    grouping = on("amended", {"set": {"group": "=document.group"}})
    claims = Patterned(place, by_fact, tables=(grouping,))
    first, second = claims.submit("R0"), claims.submit("R1")
    for each in (first, second):
        assert place.admin.patch(f"/v1/work-items/{each}", {"document": {"group": [1, "g"]}}).status_code == 200
    assert len(told(place, second)) == 1


def test_what_was_cancelled_does_not_count_and_what_ended_does(place: Place) -> None:
    """§4 All items of the tenant count, ended ones too, cancelled ones not."""
    claims = Patterned(place, PAIR)
    cancelled, ended = claims.submit("R0", k="x"), claims.submit("R1", k="y")
    place.admin.post(f"/v1/work-items/{cancelled}/cancel", {})
    place.admin.post(f"/v1/work-items/{ended}/cancel", {})
    assert quiet(place, claims.submit("R2", k="x"))
    other = claims.submit("R3", k="z")
    for task in item(place, other)["tasks"]:
        token = place.ann.post(f"/v1/tasks/{task['id']}/claim", {}).json()["lease"]["token"]
        done = {"lease_token": token, "disposition": "done"}
        assert place.ann.post(f"/v1/tasks/{task['id']}/complete", done).status_code == 200
    assert item(place, other)["state"] == "closed"
    assert len(told(place, claims.submit("R4", k="z"))) == 1


def test_a_signal_opens_an_item_again_when_its_plan_opens_work(place: Place) -> None:
    key = place.work_type()
    closing = on("received", {"close": {}})
    again = on("signal.pair", {"create_task": {"queue": "unrouted"}}, when={"document.again": "true"})
    place.put(f"/v1/rulesets/{key}/draft", {"tables": [closing, again], "patterns": [PAIR]})
    assert place.admin.post(f"/v1/rulesets/{key}/publish", {}).status_code == 201
    for pair, is_again in (("x", True), ("y", False)):
        for n in range(2):
            document = {"k": pair, "again": is_again}
            made = place.admin.post("/v1/work-items", {"type": key, "reference": f"{pair}{n}", "document": document})
        assert len(told(place, made.json()["id"])) == 1
        assert item(place, made.json()["id"])["state"] == ("open" if is_again else "closed")


def test_the_same_pattern_in_a_newer_version_raises_nothing_twice(place: Place) -> None:
    claims = Patterned(place, PAIR)
    first, second = claims.submit("R0", k="x"), claims.submit("R1", k="x")
    told(place, second)
    claims.tables.append(on("signal.pair", {"set": {"late": True}}))
    claims.publish(PAIR)
    for each in (first, second):
        assert place.admin.patch(f"/v1/work-items/{each}", {"document": {"n": 1}}).status_code == 200
    assert len(told(place, claims.submit("R2", k="x"), 2)) == 2
    assert (len(signals(place, first)), len(signals(place, second))) == (0, 1)


def test_a_missing_counterpart_is_found_when_its_time_has_come(place: Place) -> None:
    """§4 `"after": "P5D", "clock"?: "business"|"elapsed"` with `not`: looked at again so long after the first
    member (a missing counterpart)."""
    payments = Patterned(place)
    unpaid = {
        "name": "no payment",
        "by": f'if type = "{payments.key}" then document.order else reference',
        "within": "P30D",
        "all": [{"as": "order"}],
        "not": [{"as": "payment", "type": payments.key}],
        "after": "PT4S",
        "clock": "elapsed",
        "then": [{"raise": {"signal": "unpaid"}}],
    }
    orders = Patterned(place, unpaid)
    paid, late = orders.submit("O1"), orders.submit("O2")
    payments.submit("P1", order="O1")
    (signal,) = told(place, late)
    waited = datetime.fromisoformat(signal["at"]) - datetime.fromisoformat(item(place, late)["received_at"])
    assert 4 <= waited.total_seconds() < 20
    assert quiet(place, paid)


def test_several_types_belong_together_within_a_tolerance(place: Place) -> None:
    """§4 `where`: comparisons (`=` `!=` `<` `<=` `>` `>=`) of two FEEL expressions, each about one member (a
    tolerance: `a.document.amount <= b.document.amount + 1`)"""
    invoices = Patterned(place)
    payments = Patterned(place)
    key = f'if type = "{invoices.key}" or type = "{payments.key}" then document.order else reference'
    three_way = {
        "name": "three-way match",
        "by": key,
        "within": "P60D",
        "all": [{"as": "o"}, {"as": "i", "type": invoices.key}, {"as": "p", "type": payments.key}],
        "where": [
            "i.document.amount <= o.document.total * 1.02",
            "i.document.amount >= o.document.total * 0.98",
            "p.document.amount = i.document.amount",
        ],
        "then": [{"raise": {"signal": "matched"}}],
    }
    orders = Patterned(place, three_way)
    good, bad = orders.submit("O1", total=100), orders.submit("O2", total=100)
    invoices.submit("I1", order="O1", amount=101.5)
    invoices.submit("I2", order="O2", amount=103)
    paid, overpaid = (payments.submit(f"P{n}", order=f"O{n}", amount=amount) for n, amount in ((1, 101.5), (2, 103)))
    (signal,) = told(place, paid)
    assert [part["reference"] for part in signal["items"]] == ["O1", "I1", "P1"]
    assert quiet(place, good, bad, overpaid)


def test_the_past_is_counted_for_a_draft_and_when_it_is_published_and_nothing_is_raised(place: Place) -> None:
    claims = Patterned(place)
    ids = [claims.submit(f"R{n}", k="x") for n in range(3)]
    claims.draft(PAIR)
    started = place.admin.post(f"/v1/rulesets/{claims.key}/patterns/backfill", {"draft": True})
    assert started.status_code == 202
    trial = eventually(lambda: _finished(place, started.json()["id"]))
    assert [(each["name"], each["backfill"]["would_raise"]) for each in trial["patterns"]] == [("pair", 3)]
    assert claims.seen() == []
    claims.publish(PAIR)
    (shown,) = claims.went_through_past()
    assert (shown["backfill"]["would_raise"], shown["backfill"]["total"], shown["raised"]) == (3, 3, 0)
    last = claims.submit("R3", k="x")
    assert {part["reference"] for each in told(place, last, 3) for part in each["items"]} == {"R0", "R1", "R2", "R3"}
    assert quiet(place, *ids)
    assert claims.seen()[0]["raised"] == 3


def _finished(place: Place, trial: str) -> JSON | None:
    found = place.admin.get(f"/v1/pattern-backfills/{trial}").json()
    return found if found["state"] == "finished" else None


def test_a_key_with_too_many_items_is_a_warning(place: Place) -> None:
    """§4 At most the 1,000 newest items of a key are read and, of those that can be a member, the 200 newest
    matched; more is a warning of the pattern, seen in `GET /v1/rulesets/{key}/patterns`."""
    large = {"document.amount": "> 500"}
    claims = Patterned(place, {**PAIR, "all": [{"as": "a", "when": large}, {"as": "b", "when": large}]})
    many = [{"type": claims.key, "reference": f"R{n}", "document": {"k": "x", "amount": 1}} for n in range(1001)]
    taken = place.admin.post("/v1/work-items/bulk", {"items": many})
    assert taken.json()["accepted"] == 1001
    claims.submit("last", k="x", amount=600)
    shown = eventually(lambda: claims.seen()[0]["warnings"])
    assert "many_items" in {each["kind"] for each in shown}


def test_patterns_are_tried_on_items_and_nothing_is_changed(place: Place) -> None:
    """§4 `POST .../patterns/evaluate {"draft"|"version","items": [...]}` says what would match and changes
    nothing."""
    claims = Patterned(place, VELOCITY)
    items: list[JSON] = [
        {"id": "x", "reference": "X", "document": {"claimant": 1, "amount": 600}},
        {"document": {"claimant": 1, "amount": 2}, "received_at": "2026-01-01T00:00:00Z"},
        {"document": {"claimant": 1, "amount": 3}},
        {"document": {"claimant": 1.0, "amount": 4}},
    ]
    answer = place.admin.post(f"/v1/rulesets/{claims.key}/patterns/evaluate", {"items": items})
    assert answer.status_code == 200
    assert answer.json() == {
        "matches": [
            {
                "pattern": VELOCITY["name"],
                "items": [
                    {"as": "a", "id": "x", "reference": "X"},
                    {"as": "b", "id": "2", "reference": None},
                    {"as": "c", "id": "3", "reference": None},
                ],
                "to": "3",
                "raises": [{"signal": "velocity", "data": {"total": 603}}],
            }
        ],
        "warnings": [],
    }
    draft = place.admin.post(f"/v1/rulesets/{claims.key}/patterns/evaluate", {"draft": True, "items": []})
    assert draft.json() == {"matches": [], "warnings": []}


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"all": [{"as": f"m{n}"} for n in range(9)]}, "/patterns/0"),
        ({"within": "P1Y"}, "/patterns/0/within"),
        ({"where": ["a.document.x ="]}, "/patterns/0/where/0"),
    ],
)
def test_what_is_no_pattern_cannot_be_saved(place: Place, change: JSON, pointer: str) -> None:
    """§4 `all` or `any` of members `{"as","type"? (default the ruleset's),"when"?}`, at most 8; `"not":
    [member]` (none such), `"count": ">= 3"` on a single member"""
    claims = Patterned(place)
    content = {"tables": [], "patterns": [{**PAIR, **change}]}
    answer = place.admin.put(f"/v1/rulesets/{claims.key}/draft", content)
    assert answer.status_code == 422
    assert pointer in [fault["pointer"] for fault in answer.json()["errors"]]


def test_unknown_types_and_fields_keep_a_pattern_from_being_published(place: Place) -> None:
    claims = Patterned(place, schema={"type": "object", "properties": {"k": {"type": "string"}}})
    wrong = {**PAIR, "all": [{"as": "a", "when": {"document.kk": "1"}}, {"as": "b", "type": "nothing_such"}]}
    claims.draft(wrong)
    found = place.admin.post(f"/v1/rulesets/{claims.key}/check", {}).json()
    assert {(each["kind"], each["pointer"]) for each in found["errors"]} == {
        ("unknown_field", "/patterns/0/all/0/when/document.kk"),
        ("unknown_work_type", "/patterns/0/all/1/type"),
    }
    assert place.admin.post(f"/v1/rulesets/{claims.key}/publish", {}).status_code == 422


def test_a_type_that_a_pattern_names_is_still_used(place: Place) -> None:
    invoices = Patterned(place)
    Patterned(place, {**PAIR, "all": [{"as": "a"}, {"as": "b", "type": invoices.key}]})
    answer = place.admin.delete(f"/v1/work-types/{invoices.key}")
    assert answer.status_code == 409
    assert 'the pattern "pair"' in answer.json()["detail"]


def test_another_schema_has_the_past_read_anew(place: Place) -> None:
    claims = Patterned(place, {**PAIR, "by": "document.day"})
    first = claims.submit("R0", day="2026-01-01")
    claims.went_through_past()
    typed = {"type": "object", "properties": {"day": {"type": "string", "format": "date"}}}
    place.put(f"/v1/work-types/{claims.key}", {"name": claims.key, "schema": typed})
    (signal,) = told(place, claims.submit("R1", day="2026-01-01"))
    assert signal["items"][0]["id"] == first
